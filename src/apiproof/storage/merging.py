"""Takes what one fixture wrote out of a snapshot that was taken later."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from typing import TYPE_CHECKING

from apiproof.gate.databases import Database
from apiproof.gate.sqlite import MARK_FUNCTION, connect_ungated
from apiproof.storage.sql import quoted
from apiproof.storage.store import Store

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from apiproof.storage.snapshot import Snapshot, Table

_merges = itertools.count(1)


def subtract(
    whole: Snapshot, gone: Snapshot, base: Snapshot, folder: Path, *, marks: bool
) -> Snapshot:
    """Make a snapshot without what happened between two others.

    A fixture of a session may be set up in the midst of a module, on top of what a fixture of the
    module wrote: when the module ends, its rows go and the session's stay.

    Args:
        whole: The snapshot, taken last.
        gone: The one with the rows that go, taken before it.
        base: The one before that.
        folder: Where copies are kept.
        marks: See `Store.snapshot`.

    Returns:
        The new snapshot; `whole` itself where its content can't be told row by row.
    """
    if whole.opaque or gone.opaque or base.opaque:
        return whole
    path = folder / f"merged-{next(_merges)}.sqlite"
    shutil.copyfile(whole.path, path)
    with contextlib.closing(connect_ungated(path, isolation_level=None)) as connection:
        connection.create_function(MARK_FUNCTION, 1, lambda _: None)
        connection.execute("ATTACH ? AS gone", (str(gone.path),))
        connection.execute("ATTACH ? AS base", (str(base.path),))
        with _without_triggers(connection):
            for name, table in whole.tables.items():
                if gone.tables.get(name) == table:
                    _subtract_rows(connection, table, known=base.tables.get(name) == table)
    store = Store(Database(str(path), path, private=False), folder)
    try:
        return store.snapshot(marks=marks)
    finally:
        store.close()


@contextlib.contextmanager
def _without_triggers(connection: sqlite3.Connection) -> Iterator[None]:
    sql = "SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'"
    triggers = connection.execute(sql).fetchall()
    connection.execute("BEGIN")
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER main.{quoted(name)}")
    yield
    for _, create in triggers:
        connection.execute(create)
    connection.execute("COMMIT")


def _subtract_rows(connection: sqlite3.Connection, table: Table, *, known: bool) -> None:
    name, columns = quoted(table.name), ", ".join(table.columns)
    added = f"SELECT {columns} FROM gone.{name}"
    if known:
        added += f" EXCEPT SELECT {columns} FROM base.{name}"
    aliases = [f"c{number}" for number in range(len(table.columns))]
    same = " AND ".join(
        f"g.{alias} IS t.{column}" for alias, column in zip(aliases, table.columns, strict=True)
    )
    connection.execute(
        f"WITH g({', '.join(aliases)}) AS ({added}) "
        f"DELETE FROM main.{name} AS t WHERE EXISTS (SELECT 1 FROM g WHERE {same})"
    )
    if known:
        connection.execute(
            f"INSERT OR IGNORE INTO main.{name} ({columns}) "
            f"SELECT {columns} FROM base.{name} EXCEPT SELECT {columns} FROM gone.{name}"
        )
