"""The gate of `sqlite3`: redirects what is opened, refuses what goes round it."""

from __future__ import annotations

import contextlib
import functools
import os
import sqlite3
import sys
import weakref
from typing import TYPE_CHECKING, Any

from apiproof.errors import DatabaseRefusedError
from apiproof.gate.hooks import rebind
from apiproof.gate.target import Target, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from apiproof.gate.databases import Database, Databases

    Refuse = Callable[[DatabaseRefusedError], None]
    Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]

connect_ungated: Callable[..., sqlite3.Connection] = sqlite3.connect
"""The connect of the standard library, for apiproof's own connections."""

MARK_FUNCTION = "apiproof_mark"
"""The SQL function by which a private database says that a table was written."""

_TOOLS = {"coverage", "testmon", "django", "mypy", "pytest_monitor", "requests_cache"}
"""Packages that keep files of their own in SQLite, which are no business of the app's."""

_TRUSTED = _TOOLS | {"apiproof"}

_ATTACH, _PRAGMA = sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_PRAGMA

_FACTORY, _URI = 5, 7
"""Places of these arguments in a call of `sqlite3.connect`."""


def create(path: Path) -> None:
    """Make an empty database in which readers and a writer don't wait for one another.

    Args:
        path: The file.
    """
    with contextlib.closing(connect_ungated(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


class Connection(sqlite3.Connection):
    """A connection that can be referred to weakly, and that opens no second file by ATTACH."""

    apiproof_authorizer: Callable[[Authorizer | None], Authorizer] | None = None

    def set_authorizer(self, authorizer_callback: Authorizer | None) -> None:
        """Set the app's authorizer behind the gate's, which it cannot take away."""
        make = self.apiproof_authorizer
        super().set_authorizer(authorizer_callback if make is None else make(authorizer_callback))


@functools.cache
def _gated(factory: type[sqlite3.Connection]) -> type[sqlite3.Connection]:
    """An app's own class of connections, its name kept, with what `Connection` adds."""
    if issubclass(Connection, factory):
        return Connection
    names = {"__module__": factory.__module__, "__qualname__": factory.__qualname__}
    return type(factory.__name__, (Connection, factory), names)


def _factory(asked: Any) -> Any:
    if isinstance(asked, type) and issubclass(asked, sqlite3.Connection):
        return _gated(asked)  # type: ignore[arg-type]  # a class can be hashed
    return asked


_ON = {"1", "on", "true", "yes"}
"""What SQLite reads as true in a PRAGMA."""


class SqliteGate:
    """Stands before `sqlite3.connect`.

    Args:
        databases: Where the mapping is kept.
        refuse: Told of each refusal before it is raised.
        redirect: Whether files are redirected; if not, all but the suite's own are refused.
    """

    def __init__(self, databases: Databases, refuse: Refuse, *, redirect: bool) -> None:
        self.databases = databases
        self._refuse = refuse
        self.redirect = redirect
        self._plain = self.authorizer(None)
        self.memories: weakref.WeakSet[sqlite3.Connection] = weakref.WeakSet()

    def install(self) -> None:
        """Put the gate before every way of calling `sqlite3.connect`."""

        @functools.wraps(connect_ungated)
        def connect(database: Any, *args: Any, **kwargs: Any) -> sqlite3.Connection:
            return self.connect(database, args, kwargs)

        rebind(connect_ungated, connect)

    def connect(
        self, asked: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> sqlite3.Connection:
        """Open what stands in for what was asked for.

        Args:
            asked: The first argument of the call.
            args: The other positional ones.
            kwargs: The named ones.

        Returns:
            A connection to a private database, or to one of the suite's own.

        Raises:
            DatabaseRefusedError: Redirection is off and the file is not the suite's.
        """
        uri = bool(kwargs.get("uri", args[_URI - 1] if len(args) >= _URI else False))
        target = parse(asked, uri=uri)
        package = _package(_frame(3))
        if package in _TOOLS:
            return connect_ungated(asked, *args, **kwargs)
        if len(args) < _FACTORY:
            kwargs["factory"] = _factory(kwargs.get("factory", Connection))
        else:
            args = (*args[: _FACTORY - 1], _factory(args[_FACTORY - 1]), *args[_FACTORY:])
        if target.kind == "memory":
            if package == "aiosqlite":
                # Its thread has it alone; what puts it back between two tests is another.
                kwargs["check_same_thread"] = False
            opened = connect_ungated(asked, *args, **kwargs)
            with contextlib.suppress(TypeError):  # as in `_adopt`
                self.memories.add(opened)
            self._guard(opened)
            return opened
        database = self._admit(target)
        opened = connect_ungated(target.at(str(database.path)), *args, **kwargs)
        self._adopt(opened, database)
        return opened

    def check(self, asked: object) -> None:
        """Refuse a connection that comes by another way than `sqlite3.connect`.

        One in memory, or of the suite's own file, is no exception: nothing would keep it from an
        ATTACH of the app's database.

        Args:
            asked: What is being opened, as the interpreter reports it.

        Raises:
            DatabaseRefusedError: Neither this gate opens it, nor apiproof, nor a tool.
        """
        caller = _frame(3)
        if _is_gate(caller) or _package(caller) in _TRUSTED:
            return
        if not isinstance(asked, str | bytes | os.PathLike):
            return  # a TypeError follows
        text = os.fsdecode(asked)
        if _is_below_gate(caller) and self._is_harmless(text):
            return
        self._raise(text, "it was opened round `sqlite3.connect`")

    def authorizer(self, inner: Authorizer | None) -> Authorizer:
        """Make an authorizer that refuses ATTACH of a file which is nobody's here.

        Args:
            inner: The app's own authorizer, asked for everything else.
        """

        def authorize(
            action: int, first: str | None, second: str | None, name: str | None, by: str | None
        ) -> int:
            if action == _ATTACH and not self._may_attach(first):
                return sqlite3.SQLITE_DENY
            if action == _PRAGMA:
                # Functions in triggers, ours among them, need a trusted schema.
                if first == "trusted_schema":
                    return sqlite3.SQLITE_IGNORE
                if first == "foreign_keys" and (second or "").lower() in _ON:
                    self.databases.enforce_keys = True
            return 0 if inner is None else inner(action, first, second, name, by)

        return authorize

    def _may_attach(self, name: str | None) -> bool:
        if name is not None and self._is_harmless(name):
            return True
        if name is None:
            refusal = _refusal(
                "that is attached by a bound parameter",
                "which one it is cannot be seen",
                hint="write the path into the statement, of a file below `tmp_path`",
            )
        else:
            refusal = _refusal(name, "what is attached, or vacuumed into, cannot be redirected")
        self._refuse(refusal)
        return False

    def _is_harmless(self, text: str) -> bool:
        """Whether a name is of no file of the app's, however SQLite reads it."""
        target = parse(text, uri=True)
        if target.kind == "file" and not self._is_safe(target.name):
            return False
        is_uri = text.startswith("file:")
        return not is_uri or not os.path.exists(text) or self._is_safe(os.path.realpath(text))  # noqa: PTH110 - text

    def _admit(self, target: Target) -> Database:
        if target.kind == "file" and not self.redirect and not self._is_safe(target.name):
            self._raise(target.name, 'with `database = "own"` nothing is redirected')
        database = self.databases.resolve(target)
        if database.private and not database.path.exists():
            if not self.databases.folder.is_dir():
                self._raise(target.name, "the run of pytest that this process belongs to is over")
            create(database.path)
        return database

    def _is_safe(self, path: str) -> bool:
        return self.databases.is_private(path) or self.databases.is_own(path)

    def _adopt(self, connection: sqlite3.Connection, database: Database) -> None:
        with contextlib.suppress(TypeError):  # a factory whose objects cannot be referred to weakly
            database.connections.add(connection)
        connection.create_function(MARK_FUNCTION, 1, database.mark)
        self._guard(connection)
        if database.private:
            # Inside the transaction of an `autocommit=False` connection the level stays as it is.
            with contextlib.suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA synchronous = OFF")

    def _guard(self, connection: sqlite3.Connection) -> None:
        connection.set_authorizer(self._plain)
        if isinstance(connection, Connection):
            connection.apiproof_authorizer = self.authorizer

    def _raise(self, path: str, why: str) -> None:
        refusal = _refusal(path, why)
        self._refuse(refusal)
        raise refusal


def _refusal(path: str, why: str, hint: str = "") -> DatabaseRefusedError:
    return DatabaseRefusedError(
        f"the SQLite database {path} is not opened in tests: {why}",
        hint=hint
        or "open it by `sqlite3.connect` (`factory=` takes a class of your own) or by SQLAlchemy, "
        "or let the suite make its own below `tmp_path`",
    )


def _frame(depth: int) -> FrameType | None:
    """The frame so many calls above this one, if Python called at all."""
    try:
        return sys._getframe(depth)  # noqa: SLF001 - documented, and cheap
    except ValueError:
        return None


def _is_gate(caller: FrameType | None) -> bool:
    return caller is not None and caller.f_code is SqliteGate.connect.__code__


def _is_below_gate(caller: FrameType | None) -> bool:
    """Whether an app's `factory` makes the connection that this gate asked it for."""
    while caller is not None and not _is_gate(caller):
        caller = caller.f_back
    return caller is not None


def _package(caller: FrameType | None) -> str:
    return "" if caller is None else str(caller.f_globals.get("__name__", "")).partition(".")[0]
