"""The databases of a run: which private file stands in for what."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import threading
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from apiproof.gate.target import Target


@dataclass(eq=False)
class Database:
    """One database that the suite uses.

    Attributes:
        key: What it stands for: a real path, or the name of something in memory.
        path: The file that is opened.
        private: Whether apiproof made it; else the suite did, and it is put back but not moved.
        born_in: The node id of the test in which it appeared, empty outside of one.
        connections: The open connections of this process.
        marks: Tables that had rows to begin with and were written since they were put back.
        marks_file: Where other processes leave such marks, a name a line.
    """

    key: str
    path: Path
    private: bool
    born_in: str = ""
    connections: weakref.WeakSet[sqlite3.Connection] = field(default_factory=weakref.WeakSet)
    marks: set[str] = field(default_factory=set)
    marks_file: Path | None = None
    _pid: int = field(default_factory=os.getpid)

    @property
    def label(self) -> str:
        """How it is named to people: relative to the current folder where that is shorter."""
        if not os.path.isabs(self.key):  # noqa: PTH117 - a key is text
            return self.key
        return min(os.path.relpath(self.key), self.key, key=len)

    def mark(self, table: str) -> None:
        """Note that a table with rows of its own was written; called from SQL.

        Args:
            table: The table's name.
        """
        if os.getpid() == self._pid:
            self.marks.add(table)
        elif self.marks_file is not None:
            with self.marks_file.open("a") as file:
                file.write(f"{table}\n")


class Databases:
    """Maps what is asked for to private files below one folder.

    The name of a file follows from its key alone, so a child process that is handed the folder
    maps alike.

    Args:
        folder: Where the private files are made.
        owner: The process that puts them back; in any other one marks go to a file.
    """

    def __init__(self, folder: Path, *, owner: int | None = None) -> None:
        self.folder = folder
        self.current_test = ""
        self.enforce_keys = False
        self.made_folders: set[str] = set()
        self.on_birth: Callable[[Database], None] | None = None
        self._owner = os.getpid() if owner is None else owner
        self._by_key: dict[str, Database] = {}
        self._own_roots: set[str] = set()
        self._own_size = 0
        self._memories = itertools.count(1)
        self._lock = threading.RLock()

    def move_in(self, folder: Path) -> None:
        """Start afresh, as this process's own run, in another folder.

        Args:
            folder: Where the private files are made.
        """
        with self._lock:
            self.folder = folder
            self._own_size = 0
            self._owner = os.getpid()
            self._by_key.clear()

    def __iter__(self) -> Iterator[Database]:
        """The databases seen so far, in the order in which they appeared."""
        with self._lock:
            return iter(list(self._by_key.values()))

    def add_own(self, path: str) -> None:
        """Declare that the suite made a file or folder afresh: nothing in it can be the app's.

        Args:
            path: The file or folder.
        """
        root = os.path.realpath(path)
        self._own_roots.add(root)
        with (
            contextlib.suppress(OSError),
            self._own_file.open("a", errors="surrogateescape") as file,
        ):
            file.write(f"{root}\0")

    def remove_empty_folders(self) -> None:
        """Remove folders that were made in this run for files that were then redirected."""
        for database in self:
            folder = Path(database.key).parent
            if database.private and str(folder) in self.made_folders:
                with contextlib.suppress(OSError):  # not empty: something else is in it
                    folder.rmdir()

    def is_own(self, path: str) -> bool:
        """Whether a file is one that this run made: temporary, or below pytest's `tmp_path`.

        Args:
            path: A real path.
        """
        return self._in_own_root(path) or (self._learn_own_roots() and self._in_own_root(path))

    def is_private(self, path: str) -> bool:
        """Whether a file is one of apiproof's.

        Args:
            path: A real path.
        """
        return os.path.dirname(path) == str(self.folder)  # noqa: PTH120 - on every connection's way

    def resolve(self, target: Target) -> Database:
        """Find, or make, the database that stands in for a target.

        Args:
            target: A file, or a shared memory.

        Returns:
            The private database; the file itself where it is the suite's own.
        """
        if target.kind == "file" and self.is_private(target.name):
            return self._private_at(target.name)
        key = target.name if target.kind == "file" else f"memory {target.name}"
        return self._get(key, own=target.kind == "file" and self.is_own(target.name))

    def new_memory(self, where: str) -> Database:
        """Make the database of an engine that asked for one in memory.

        Args:
            where: Who made the engine, for people.
        """
        with self._lock:
            return self._get(f"memory {next(self._memories)} ({where})", own=False)

    def forget(self, database: Database) -> None:
        """Drop a database that is gone, such as a test's own temporary file.

        Args:
            database: The database.
        """
        with self._lock:
            self._by_key.pop(database.key, None)

    def move(self, database: Database) -> None:
        """Give a private database a new file, leaving the old one to whoever holds it.

        Args:
            database: A private database.
        """
        stem, _, generation = database.path.stem.partition(".")
        database.path = self.folder / f"{stem}.{int(generation or 0) + 1}.sqlite"
        database.connections.clear()

    @property
    def _own_file(self) -> Path:
        """Where the processes of a run tell one another what they made afresh."""
        return self.folder / "own"

    def _in_own_root(self, path: str) -> bool:
        while path not in self._own_roots:
            parent = os.path.dirname(path)  # noqa: PTH120 - on every connection's way
            if parent == path:
                return False
            path = parent
        return True

    def _learn_own_roots(self) -> bool:
        """Read what other processes made afresh since the last look.

        Returns:
            Whether there was any.
        """
        try:
            size = self._own_file.stat().st_size
            if size == self._own_size:
                return False
            text = self._own_file.read_text(errors="surrogateescape")
        except OSError:
            return False
        self._own_size = size
        self._own_roots.update(filter(None, text.split("\0")))
        return True

    def _private_at(self, path: str) -> Database:
        with self._lock:
            for database in self._by_key.values():
                if str(database.path) == path:
                    return database
            return Database(path, Path(path), private=True)

    def _get(self, key: str, *, own: bool) -> Database:
        with self._lock:
            database = self._by_key.get(key)
            if database is None:
                database = self._make(key, own=own)
                self._by_key[key] = database
                if self.on_birth is not None:
                    self.on_birth(database)
            return database

    def _make(self, key: str, *, own: bool) -> Database:
        digest = hashlib.blake2b(key.encode(errors="surrogateescape"), digest_size=6).hexdigest()
        name = re.sub(r"\W+", "_", Path(key).stem)[-40:] or "database"
        return Database(
            key,
            Path(key) if own else self._newest(f"{name}-{digest}"),
            private=not own,
            born_in=self.current_test,
            marks_file=self.folder / f"{name}-{digest}.marks",
            _pid=self._owner,
        )

    def _newest(self, stem: str) -> Path:
        """The private file of a name; in a child process the one that its parent has moved to."""
        moved = [] if os.getpid() == self._owner else list(self.folder.glob(f"{stem}.*.sqlite"))
        if not moved:
            return self.folder / f"{stem}.sqlite"
        return max(moved, key=lambda path: int(path.stem.rpartition(".")[2]))
