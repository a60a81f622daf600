"""The gate as a whole: put up once a process, before anything of the app is imported."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apiproof.gate import children, inline, servers
from apiproof.gate.databases import Databases
from apiproof.gate.engines import Engines
from apiproof.gate.hooks import on_import
from apiproof.gate.sqlite import SqliteGate

if TYPE_CHECKING:
    from apiproof.errors import DatabaseRefusedError
    from apiproof.gate.home import Home


class Gate:
    """Every connection of this process, and of its Python children, goes through here.

    Args:
        folder: Where private databases are made.
        redirect: Whether files are redirected; if not, all but the suite's own are refused.
        owner: The process that puts databases back; this one unless it is a child.
    """

    def __init__(self, folder: Path, *, redirect: bool = True, owner: int | None = None) -> None:
        self.refusals: list[DatabaseRefusedError] = []
        self.databases = Databases(folder, owner=owner)
        self.engines = Engines(self.databases, self.refusals.append)
        self.sqlite = SqliteGate(self.databases, self.refusals.append, redirect=redirect)
        self.redirect = redirect

    def install(self) -> None:
        """Put the gate up. It stays for the life of the process: an audit hook can't be removed."""
        self.sqlite.install()
        self.engines.install()
        servers.guard(self.refusals.append)
        children.reach()
        on_import("aiosqlite.core", inline.install)
        sys.addaudithook(self._audit)

    def move_in(self, folder: Path, *, redirect: bool) -> None:
        """Take a gate over for a run of this process's own, as a worker or a nested pytest does.

        Args:
            folder: Where private databases are made from now on.
            redirect: See the class.
        """
        self.refusals.clear()
        self.redirect = redirect
        self.databases.move_in(folder)
        self.sqlite.redirect = redirect

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "sqlite3.connect":
            self.sqlite.check(args[0])
        elif event in _MADE_AFRESH:
            self.databases.add_own(os.fsdecode(args[0]))
        elif event == "os.mkdir" and isinstance(args[0], str | bytes | os.PathLike):
            path = os.fsdecode(args[0])
            if _made_by_pytest():
                self.databases.add_own(path)
            else:
                self.databases.made_folders.add(os.path.realpath(path))


_MADE_AFRESH = {"tempfile.mkstemp", "tempfile.mkdtemp"}


def _made_by_pytest() -> bool:
    """Whether a folder is one of `tmp_path`, wherever `--basetemp` puts them."""
    frame = sys._getframe(1).f_back  # noqa: SLF001 - documented, and cheap
    while frame is not None and str(frame.f_globals.get("__name__")).startswith("pathlib"):
        frame = frame.f_back
    return frame is not None and frame.f_globals.get("__name__") in {
        "_pytest.tmpdir",
        "_pytest.pathlib",
    }


_gate: Gate | None = None


def put_up(home: Home, *, redirect: bool, inherit: bool = True) -> Gate:
    """Put the gate up in this process, or take over one that a parent process had handed down.

    Args:
        home: The run's folder.
        redirect: See `Gate`.
        inherit: Whether Python processes that this one starts get the gate too.

    Returns:
        The gate of this process.
    """
    global _gate  # noqa: PLW0603 - a process has one gate
    if _gate is None:
        _gate = Gate(home.path, redirect=redirect)
        _gate.install()
    else:
        _gate.move_in(home.path, redirect=redirect)
    if inherit:
        children.hand_down(home.path, redirect=redirect)
    return _gate


def put_up_in_child() -> None:
    """Put the gate up in a Python process that a test started, by what its environment says.

    Also where the run is over and its folder gone: a process that outlives it is refused.
    """
    global _gate  # noqa: PLW0603 - a process has one gate
    inherited = children.inherited()
    if inherited is None or _gate is not None:
        return
    folder, redirect, owner = inherited
    _gate = Gate(Path(folder), redirect=redirect, owner=owner)
    _gate.install()
