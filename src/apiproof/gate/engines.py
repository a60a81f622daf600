"""The gate of SQLAlchemy: the engines, what they connect to, the tables that are declared."""

from __future__ import annotations

import functools
import gc
import os
import re
import sys
import weakref
from typing import TYPE_CHECKING, Any

from apiproof.errors import UnsupportedError
from apiproof.gate.hooks import on_import, rebind
from apiproof.gate.servers import refusal
from apiproof.gate.target import parse

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from types import ModuleType

    from apiproof.errors import DatabaseRefusedError
    from apiproof.gate.databases import Database, Databases
    from apiproof.gate.target import Target

_DRIVERS = {"pysqlite", "aiosqlite"}
_LIBRARIES = {"sqlalchemy", "sqlmodel", "flask_sqlalchemy", "alchemical", "apiproof", "functools"}
_TEST_CODE = re.compile(r"(^|/)(conftest|test_[^/]*|[^/]*_test)\.py$|^tests?/")


class Engines:
    """Every engine of the process, every declared MetaData, every session and connection in use.

    Args:
        databases: Where the mapping is kept.
        refuse: Told of each refusal before it is raised.
    """

    def __init__(
        self, databases: Databases, refuse: Callable[[DatabaseRefusedError], None]
    ) -> None:
        self._databases = databases
        self._refuse = refuse
        self._engines: weakref.WeakSet[Any] = weakref.WeakSet()
        self._memories: weakref.WeakKeyDictionary[Any, Database] = weakref.WeakKeyDictionary()
        self._targets: weakref.WeakKeyDictionary[Any, Target] = weakref.WeakKeyDictionary()
        self._metadatas: weakref.WeakSet[Any] = weakref.WeakSet()
        self._create_engine: Any = None
        self.sessions: weakref.WeakSet[Any] = weakref.WeakSet()

    def install(self) -> None:
        """Wait for SQLAlchemy to be imported, then stand before its connections."""
        on_import("sqlalchemy.engine.create", self._wrap_create_engine)
        on_import("sqlalchemy", self._listen)
        on_import("sqlalchemy.orm", self._listen_orm)
        if "sqlalchemy" in sys.modules:
            self._take_over(sys.modules["sqlalchemy"])

    @property
    def engines(self) -> list[Any]:
        """The synchronous engines that are alive, the app's and the suite's."""
        return list(self._engines)

    @property
    def metadatas(self) -> list[Any]:
        """The MetaData objects that have tables."""
        return [metadata for metadata in self._metadatas if metadata.tables]

    def database_of(self, engine: Any) -> Database | None:
        """The database that an engine connects to.

        Args:
            engine: A synchronous SQLAlchemy Engine.

        Returns:
            None where it is the suite's own in memory, or not of SQLite.
        """
        if engine.dialect.name != "sqlite":
            return None
        if engine.dialect in self._memories:
            return self._memories[engine.dialect]
        target = self._targets.get(engine.dialect) or _target(engine.dialect, engine.url)
        if target is None or target.kind == "memory":
            return None
        return self._databases.resolve(target)

    def own_engine(self, database: Database, *, asynchronous: bool = False) -> Any:
        """Make an engine of apiproof's own, which is never counted among the app's.

        Args:
            database: The database.
            asynchronous: Whether to make an AsyncEngine, on aiosqlite.

        Returns:
            A new engine, which keeps no connection open, and enforces foreign keys where the app
            makes SQLite do so.
        """
        from sqlalchemy import URL, event
        from sqlalchemy.pool import NullPool

        driver = "aiosqlite" if asynchronous else "pysqlite"
        url = URL.create(f"sqlite+{driver}", database=str(database.path))
        engine = self._create_engine(url, poolclass=NullPool)
        if self._databases.enforce_keys:
            event.listen(engine, "connect", _enforce_keys)
        if asynchronous:
            from sqlalchemy.ext.asyncio import AsyncEngine

            return AsyncEngine(engine)
        return engine

    def on_database(self, engine: Any, work: Callable[[Any], Any]) -> None:
        """Run synchronous work on an engine's database, even where the engine is asynchronous.

        Args:
            engine: An engine of the app's, on SQLite.
            work: Called with a SQLAlchemy Connection, committed afterwards.
        """
        database = self.database_of(engine)
        if database is not None:
            with self.own_engine(database).begin() as connection:
                work(connection)

    def table_names(self, engine: Any) -> set[str]:
        """The names of the tables that an engine's database has.

        Args:
            engine: An engine of the app's, on SQLite.
        """
        from sqlalchemy import inspect

        names: set[str] = set()
        self.on_database(engine, lambda each: names.update(inspect(each).get_table_names()))
        return names

    def _wrap_create_engine(self, module: ModuleType) -> None:
        original = self._create_engine = module.create_engine

        @functools.wraps(original)
        def create_engine(url: Any, **options: Any) -> Any:
            where = _caller(sys._getframe())  # noqa: SLF001 - documented, and cheap
            database = self._swap_memory(url, options, where)
            engine = original(url, **options)
            if database is not None:
                self._memories[engine.dialect] = database
            self._note_engine(engine)
            return engine

        module.create_engine = create_engine  # type: ignore[attr-defined]
        if hasattr(sys.modules.get("sqlalchemy"), "create_engine"):
            rebind(original, create_engine)

    def _note_engine(self, engine: Any) -> None:
        self._engines.add(engine)
        target = _target(engine.dialect, engine.url)
        if target is not None:  # what a relative path means is settled now, not after a `chdir`
            self._targets[engine.dialect] = target

    def _take_over(self, sqlalchemy: ModuleType) -> None:
        """Learn of the engines made before the gate stood, and drop what they keep open."""
        for engine in gc.get_objects():
            if not issubclass(type(engine), sqlalchemy.Engine):
                continue
            self._note_engine(engine)
            if engine.dialect.name != "sqlite" or self.database_of(engine) is not None:
                engine.dispose(close=not engine.dialect.is_async)

    def _swap_memory(
        self, url: Any, options: MutableMapping[str, Any], where: str
    ) -> Database | None:
        """Give an app's memory database a file: one that threads and sessions can share."""
        from sqlalchemy import pool
        from sqlalchemy.engine import make_url

        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite" or _TEST_CODE.search(where.rpartition(":")[0]):
            return None
        if {"creator", "async_creator", "pool"} & set(options):
            return None
        dialect = parsed.get_dialect()()
        target = _target(dialect, parsed)
        if target is None or target.kind == "file":
            return None
        options["poolclass"] = pool.AsyncAdaptedQueuePool if dialect.is_async else pool.QueuePool
        options.setdefault("max_overflow", -1)
        if target.kind == "shared":
            return self._databases.resolve(target)
        return self._databases.new_memory(where)

    def _listen(self, sqlalchemy: ModuleType) -> None:
        if int(sqlalchemy.__version__.partition(".")[0]) < 2:  # noqa: PLR2004 - a version
            raise UnsupportedError(
                f"SQLAlchemy {sqlalchemy.__version__} is older than 2.0, the oldest supported",
                hint="upgrade it, or turn apiproof off with `-p no:apiproof`",
            )
        event = sqlalchemy.event
        event.listen(sqlalchemy.Engine, "do_connect", self._connect)
        event.listen(sqlalchemy.Table, "after_parent_attach", self._note_table)

    def _listen_orm(self, orm: ModuleType) -> None:
        sys.modules["sqlalchemy"].event.listen(orm.Session, "after_begin", self._note_session)

    def _connect(self, dialect: Any, _: Any, cargs: Any, cparams: dict[str, Any]) -> Any:
        if dialect.name != "sqlite" or dialect.driver not in _DRIVERS:
            error = refusal(f"{dialect.name}+{dialect.driver}")
            self._refuse(error)
            raise error
        database = self._memories.get(dialect)
        if database is None:
            target = parse(cargs[0], uri=bool(cparams.get("uri")))
            if target.kind == "memory":
                return None
            return dialect.connect(*cargs, **cparams)
        # A file's connections move between threads, as those of a memory could not.
        shared = {**cparams, "check_same_thread": False, "uri": False}
        return dialect.connect(str(database.path), *cargs[1:], **shared)

    def _note_table(self, _: Any, parent: Any) -> None:
        if parent not in self._metadatas and not _declared_by_library(sys._getframe(1)):  # noqa: SLF001 - documented, and cheap
            self._metadatas.add(parent)

    def _note_session(self, session: Any, _: Any, __: Any) -> None:
        self.sessions.add(session)


def _declared_by_library(frame: Any) -> bool:
    """Whether a table is no model: one of PostgreSQL's catalogue, or of a step of a migration."""
    package = ""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] not in {"sqlalchemy", "apiproof"}:
            migrates = name.partition(".")[0] == "alembic"
            return migrates or (
                name.startswith("importlib") and package.startswith("sqlalchemy.dialects")
            )
        package = name
        frame = frame.f_back
    return False


def _target(dialect: Any, url: Any) -> Target | None:
    """What an engine connects to, as far as its URL says; None where that is not SQLite."""
    if dialect.name != "sqlite" or dialect.driver not in _DRIVERS:
        return None
    args, kwargs = dialect.create_connect_args(url)
    return parse(args[0], uri=bool(kwargs.get("uri")))


def _caller(frame: Any) -> str:
    """Where an engine is made: the first frame that is not a library's."""
    while frame.f_back is not None:
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if package not in _LIBRARIES:
            break
        frame = frame.f_back
    filename = frame.f_code.co_filename
    return f"{os.path.relpath(filename) if os.path.exists(filename) else filename}:{frame.f_lineno}"  # noqa: PTH110 - a frame's file may be no path


def _enforce_keys(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
