"""One SQLite database as apiproof sees it, through a connection of its own."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from typing import TYPE_CHECKING, Any

from apiproof.gate.sqlite import MARK_FUNCTION, connect_ungated, create
from apiproof.storage.snapshot import Snapshot, Table
from apiproof.storage.sql import literal, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from apiproof.gate.databases import Database

_COMPOUND = 400
"""SELECTs in one statement; SQLite's own limit is 500 (SQLITE_LIMIT_COMPOUND_SELECT)."""

_PATIENCE = 0.25
"""Seconds to wait for a lock before its holder is looked for."""

_TRIGGER = "apiproof_mark_"

_copies = itertools.count(1)


class Store:
    """Reads and writes one database, beside the app's connections.

    Args:
        database: The database.
        folder: Where copies are kept.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self._folder = folder
        self._connection: sqlite3.Connection | None = None
        self._inode = -1
        self._probe: tuple[Snapshot, list[str]] | None = None
        self._seen, self._version = -1, (-1, -1)

    def close(self) -> None:
        """Close the connection; it is opened again when needed."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def changed(self) -> bool:
        """Whether another connection has committed anything since `settle`."""
        if not self.database.private and not self._same_file():
            self.close()
            self.unsettle()
            return self._there()
        return bool(self._one("PRAGMA data_version") != self._seen)

    def settle(self) -> None:
        """Take the database as it is now for unchanged."""
        self._seen = self._one("PRAGMA data_version")
        self._version = self._catalogue()
        self.take_marks()

    def unsettle(self) -> None:
        """Take the database for changed, its catalogue too."""
        self._seen, self._version = -1, (-1, -1)

    def catalogue_changed(self) -> bool:
        """Whether there was DDL since `settle`: each CREATE, ALTER and DROP moves a version."""
        return self._catalogue() != self._version

    def row_counts(self) -> dict[str, int]:
        """The number of rows in each table."""
        names = [name for name, _ in self._tables()] if self._there() else []
        return {name: self._one(f"SELECT count(*) FROM {quoted(name)}") for name in names}

    def take_marks(self) -> set[str]:
        """The seeded tables written since the last call, by this process and by others."""
        marks, self.database.marks = self.database.marks, set()
        file = self.database.marks_file
        if file is not None and file.exists():
            marks |= set(file.read_text().split("\n")) - {""}
            file.unlink()
        return marks

    def snapshot(self, *, marks: bool) -> Snapshot:
        """Learn what to put back, and copy it.

        Args:
            marks: Whether writes to tables with rows are to be marked from now on.

        Returns:
            The database as it is now.
        """
        if not self._there():
            return self.empty()
        rows = self._tables()
        opaque = any((sql or "").upper().startswith("CREATE VIRTUAL") for _, sql in rows)
        with_triggers = self._app_triggers()
        tables = {name: self._table(name, name in with_triggers) for name, _ in rows}
        seeded = frozenset() if opaque else frozenset(self._with_rows(list(tables)))
        if not opaque:
            self._hang_marks(seeded if marks else frozenset())
        copy = self.new_copy()
        with contextlib.closing(connect_ungated(copy)) as target:
            self._open().backup(target)
        self.settle()
        return Snapshot(
            path=copy,
            tables=tables,
            seeded=seeded,
            sequences=self._sequences(),
            opaque=opaque,
            marked=marks and not opaque,
        )

    def tables_with_rows(self, snapshot: Snapshot) -> set[str]:
        """Which tables, of those that were empty, have rows now.

        Args:
            snapshot: What the database was like.
        """
        if self._probe is None or self._probe[0] is not snapshot:
            empty = [name for name in snapshot.tables if name not in snapshot.seeded]
            self._probe = (snapshot, list(_existence(empty)))
        connection = self._open()
        return {name for sql in self._probe[1] for (name,) in connection.execute(sql)}

    def rewrite(self, snapshot: Snapshot, names: Iterable[str]) -> None:
        """Put the rows of some tables back.

        Args:
            snapshot: What they were like.
            names: The tables.
        """
        connection = self._open()
        seeds = [name for name in names if name in snapshot.seeded]
        if seeds:
            connection.execute("ATTACH ? AS apiproof_copy", (str(snapshot.path),))
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                for name in names:
                    connection.execute(f"DELETE FROM main.{quoted(name)}")
                for name in seeds:
                    connection.execute(_copy_rows(snapshot.tables[name]))
                self._put_sequences_back(snapshot)
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        finally:
            if seeds:
                connection.execute("DETACH apiproof_copy")

    def empty(self) -> Snapshot:
        """The snapshot of a database that nobody has written to yet.

        Returns:
            A snapshot whose loading leaves no table.
        """
        copy = self.new_copy()
        with contextlib.closing(connect_ungated(copy)) as target:
            target.execute("PRAGMA user_version = 0")
        return Snapshot(copy, {}, frozenset(), {}, opaque=False, marked=True)

    def load(self, snapshot: Snapshot) -> None:
        """Write every page as it was; catalogue, rows, sequences and all.

        Args:
            snapshot: What the database was like.

        Raises:
            sqlite3.OperationalError: Somebody holds a lock on it.
        """
        connection = self._open()
        with contextlib.closing(connect_ungated(snapshot.path)) as source:
            # Left alone, it would try again for as long as there is a lock.
            source.backup(connection, progress=_give_up, sleep=0.01)

    def new_copy(self) -> Path:
        """Name a file for a copy.

        Returns:
            A path where nothing is.
        """
        return self._folder / f"{self.database.path.name}.copy-{next(_copies)}"

    def _catalogue(self) -> tuple[int, int]:
        """What moves with DDL, and the number in which apps keep a version of their own."""
        return self._one("PRAGMA schema_version"), self._one("PRAGMA user_version")

    def _there(self) -> bool:
        """Whether it can be opened without making a file that the suite would take for its own."""
        return self.database.private or self.database.path.exists()

    def _same_file(self) -> bool:
        """Whether a file of the suite's own is still the one opened; it may be made anew."""
        try:
            return self._inode == self.database.path.stat().st_ino
        except FileNotFoundError:
            return False

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            if self.database.private and not self.database.path.exists():
                create(self.database.path)
            self._connection = connect_ungated(
                self.database.path,
                timeout=_PATIENCE,
                isolation_level=None,
                check_same_thread=False,
            )
            self._inode = self.database.path.stat().st_ino
            self._connection.create_function(MARK_FUNCTION, 1, lambda _: None)
            if self.database.private:
                self._connection.execute("PRAGMA synchronous = OFF")
        return self._connection

    def _one(self, sql: str) -> Any:
        row = self._open().execute(sql).fetchone()
        return row[0] if row else None

    def _tables(self) -> list[tuple[str, str | None]]:
        return (
            self._open()
            .execute(
                "SELECT name, sql FROM sqlite_master "
                "WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            )
            .fetchall()
        )

    def _app_triggers(self) -> set[str]:
        rows = self._open().execute(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        )
        return {table for table, name in rows if not name.startswith(_TRIGGER)}

    def _table(self, name: str, has_triggers: bool) -> Table:  # noqa: FBT001 - private
        connection = self._open()
        info = connection.execute(f"PRAGMA table_xinfo({quoted(name)})").fetchall()
        stored = [row for row in info if row[6] == 0]
        columns = tuple(quoted(row[1]) for row in stored)
        keys = [row for row in stored if row[5]]
        aliased = len(keys) == 1 and keys[0][2].upper() == "INTEGER"
        if not aliased:
            taken = {row[1].lower() for row in info}
            free = next(
                (alias for alias in ("rowid", "_rowid_", "oid") if alias not in taken), None
            )
            if free is not None and self._has_rowid(name, free):
                columns = (free, *columns)
        return Table(name, columns, has_triggers)

    def _has_rowid(self, name: str, alias: str) -> bool:
        try:
            self._open().execute(f"SELECT {alias} FROM {quoted(name)} LIMIT 0")
        except sqlite3.OperationalError:
            return False
        return True

    def _with_rows(self, names: Sequence[str]) -> set[str]:
        connection = self._open()
        return {name for sql in _existence(names) for (name,) in connection.execute(sql)}

    def _hang_marks(self, seeded: frozenset[str]) -> None:
        connection = self._open()
        hung = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE ?",
            (f"{_TRIGGER}%",),
        ).fetchall()
        wanted = {
            f"{_TRIGGER}{event.lower()}_{table}": (event, table)
            for table in seeded
            for event in ("INSERT", "UPDATE", "DELETE")
        }
        for (name,) in hung:
            if wanted.pop(name, None) is None:
                connection.execute(f"DROP TRIGGER {quoted(name)}")
        for name, (event, table) in wanted.items():
            connection.execute(
                f"CREATE TRIGGER {quoted(name)} AFTER {event} ON {quoted(table)} "
                f"BEGIN SELECT {MARK_FUNCTION}({literal(table)}); END"
            )

    def _sequences(self) -> dict[str, int]:
        known = self._one("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")
        if not known:
            return {}
        return dict(self._open().execute("SELECT name, seq FROM sqlite_sequence").fetchall())

    def _put_sequences_back(self, snapshot: Snapshot) -> None:
        connection = self._open()
        now = self._sequences()
        if now == snapshot.sequences:
            return
        connection.execute("DELETE FROM sqlite_sequence")
        connection.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
            list(snapshot.sequences.items()),
        )


def _give_up(status: int, _: int, __: int) -> None:
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        raise sqlite3.OperationalError("database is locked")


def _existence(names: Sequence[str]) -> Iterable[str]:
    for start in range(0, len(names), _COMPOUND):
        batch = names[start : start + _COMPOUND]
        yield " UNION ALL ".join(
            f"SELECT {literal(name)} WHERE EXISTS (SELECT 1 FROM {quoted(name)})" for name in batch
        )


def _copy_rows(table: Table) -> str:
    columns = ", ".join(table.columns)
    return (
        f"INSERT INTO main.{quoted(table.name)} ({columns}) "
        f"SELECT {columns} FROM apiproof_copy.{quoted(table.name)}"
    )
