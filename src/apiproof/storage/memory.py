"""Databases in memory of the suite or of raw code: put back through their own connection."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import weakref
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from apiproof.gate.databases import Database
from apiproof.gate.sqlite import connect_ungated
from apiproof.storage.snapshot import Snapshot
from apiproof.storage.sql import quoted
from apiproof.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from apiproof.gate.gate import Gate

_memories = itertools.count(1)


class MemoryStore(Store):
    """A database in memory, which no second connection can open.

    Args:
        database: The database; it has one connection.
        folder: Where copies are kept.
        connection: The connection, which this object does not keep alive.
    """

    def __init__(self, database: Database, folder: Path, connection: sqlite3.Connection) -> None:
        super().__init__(database, folder)
        self._reference = weakref.ref(connection)
        self._seen_state: tuple[int, int] | None = (-1, -1)

    def close(self) -> None:
        """Leave the connection to its owner."""

    def changed(self) -> bool:
        """Whether anything was written since `settle`, a transaction of a wider fixture's apart."""
        return self._usable() and self._state() != self._seen_state

    def settle(self) -> None:
        """Take the database as it is now for unchanged."""
        self._seen_state = self._state() if self._usable() else None

    def unsettle(self) -> None:
        """Take the database for changed."""
        self._seen_state = None

    def row_counts(self) -> dict[str, int]:
        """The number of rows in each table."""
        if not self._usable():
            return {}
        sql = "SELECT name FROM sqlite_master WHERE type = 'table'"
        rows = self._cursor().execute(sql).fetchall()
        return {name: self._one(f"SELECT count(*) FROM {quoted(name)}") for (name,) in rows}

    def snapshot(self, *, marks: bool) -> Snapshot:  # noqa: ARG002 - nothing is marked here
        """Copy the database as it is now.

        Args:
            marks: Without effect: what was written is asked of the connection.

        Returns:
            A snapshot that is put back as a whole.
        """
        copy = self.new_copy()
        if self._usable():
            with contextlib.closing(connect_ungated(copy)) as target:
                self._open().backup(target)
        self.settle()
        return Snapshot(copy, {}, frozenset(), {}, opaque=True, marked=False)

    def load(self, snapshot: Snapshot) -> None:
        """Write every page as it was.

        Args:
            snapshot: What the database was like.
        """
        if self._usable():
            super().load(snapshot)

    def _usable(self) -> bool:
        """Whether it is alive, of this thread or of any, and in no transaction."""
        connection = self._reference()
        if connection is None:
            return False
        try:
            sqlite3.Connection.cursor(connection)
        except sqlite3.ProgrammingError:  # closed, or of another thread
            return False
        return not connection.in_transaction

    def _state(self) -> tuple[int, int]:
        return self._open().total_changes, self._one("PRAGMA schema_version")

    def _open(self) -> sqlite3.Connection:
        connection = self._reference()
        if connection is None:
            raise sqlite3.ProgrammingError
        return connection

    def _one(self, sql: str) -> Any:
        row = self._cursor().execute(sql).fetchone()
        return row[0] if row else None

    def _cursor(self) -> sqlite3.Cursor:
        cursor = sqlite3.Connection.cursor(self._open())
        cursor.row_factory = None  # the owner's may make anything of a row
        return cursor


class Memories:
    """The databases in memory that are put back.

    One that appears in the middle of a test is that test's own, and left alone.

    Args:
        gate: The gate, which sees them opened.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._stores: WeakKeyDictionary[sqlite3.Connection, MemoryStore] = WeakKeyDictionary()
        self._left_alone: weakref.WeakSet[sqlite3.Connection] = weakref.WeakSet()

    def __iter__(self) -> Iterator[Database]:
        """The databases that are alive."""
        folder = self._gate.databases.folder
        for connection in list(self._gate.sqlite.memories):
            if connection in self._left_alone:
                continue
            if connection not in self._stores:
                name = f"memory-{next(_memories)}"
                database = Database(f"{name} of the suite", folder / name, private=False)
                database.connections.add(connection)
                self._stores[connection] = MemoryStore(database, folder, connection)
            yield self._stores[connection].database

    def store(self, database: Database) -> MemoryStore | None:
        """The store of one of these databases.

        Args:
            database: Any database.

        Returns:
            None where it is a file.
        """
        for connection in list(database.connections):
            if connection in self._stores:
                return self._stores[connection]
        return None

    def leave_alone(self, database: Database) -> None:
        """Never put a database back.

        Args:
            database: One of these.
        """
        for connection in list(database.connections):
            self._left_alone.add(connection)
