"""Whatever is done to a database, `restore` and `recreate` make it as it was."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apiproof.gate.databases import Databases
from apiproof.gate.sqlite import SqliteGate, connect_ungated
from apiproof.isolation.recreate import Recreate
from apiproof.isolation.restore import Restore
from apiproof.storage.store import Store

TABLES = {
    "plain": "CREATE TABLE plain (id INTEGER PRIMARY KEY, a, b)",
    "counted": "CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, a, b)",
    "keyless": "CREATE TABLE keyless (a, b)",
    "named": "CREATE TABLE named (a PRIMARY KEY, b) WITHOUT ROWID",
    "made": "CREATE TABLE made (a, b, c GENERATED ALWAYS AS (a || b) STORED)",
    'odd "one"': 'CREATE TABLE "odd ""one""" (a, b)',
    "child": "CREATE TABLE child (a REFERENCES plain (id) ON DELETE CASCADE, b)",
    "watched": "CREATE TABLE watched (a, b)",
}
EXTRAS = (
    "CREATE TABLE log (what)",
    "CREATE TRIGGER watch AFTER DELETE ON watched BEGIN INSERT INTO log VALUES (old.a); END",
    "CREATE VIEW everything AS SELECT a FROM plain UNION SELECT a FROM keyless",
    "CREATE UNIQUE INDEX once ON keyless (a)",
)
NAMES = st.sampled_from(list(TABLES))
VALUES = st.one_of(st.integers(1, 9), st.text(max_size=3), st.sampled_from([b"", b"x"]), st.none())
INSERT = st.tuples(
    st.sampled_from(
        ["INSERT INTO {} (a, b) VALUES (?, ?)", "REPLACE INTO {} (a, b) VALUES (?, ?)"]
    ),
    NAMES,
    st.tuples(VALUES, VALUES),
)
CHANGE = st.tuples(
    st.sampled_from(
        ["UPDATE {} SET b = ? WHERE a IS NOT ?", "DELETE FROM {} WHERE a IS ? OR b IS NOT ?"]
    ),
    NAMES,
    st.tuples(VALUES, VALUES),
)
DEFINE = st.tuples(
    st.sampled_from(
        [
            "DROP TABLE {}",
            "ALTER TABLE {} ADD COLUMN later",
            "CREATE INDEX IF NOT EXISTS i ON {} (b)",
        ]
    ),
    NAMES,
    st.just(()),
)
END = st.tuples(st.sampled_from(["COMMIT", "ROLLBACK"]), st.just(""), st.just(()))
STEPS = st.lists(st.one_of(INSERT, CHANGE, END), max_size=20)
WITH_DDL = st.lists(st.one_of(INSERT, CHANGE, END, DEFINE), max_size=12)


def run(connection: sqlite3.Connection, steps) -> None:
    """Do what is possible of it, and commit."""
    for sql, table, values in steps:
        quoted = '"' + table.replace('"', '""') + '"'
        with contextlib.suppress(sqlite3.Error):
            connection.execute(sql.format(quoted), values)
    with contextlib.suppress(sqlite3.Error):
        connection.commit()


def content(path: Path) -> tuple[list[str], list[tuple]]:
    """Everything that the file holds; row ids and sequences too, which a dump leaves out."""
    with contextlib.closing(connect_ungated(path)) as connection:
        dump = sorted(connection.iterdump())
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%WITHOUT ROWID'"
            )
        ]
        rows = []
        for name in sorted(names):
            quoted = '"' + name.replace('"', '""') + '"'
            rows += [(name, *row) for row in connection.execute(f"SELECT rowid, * FROM {quoted}")]
        return dump, sorted(rows, key=repr)


@contextlib.contextmanager
def database(seeds):
    with tempfile.TemporaryDirectory() as folder:
        gate = SqliteGate(Databases(Path(folder).resolve()), lambda _: None, redirect=True)
        connection = gate.connect("/nowhere/app.db", (), {})
        connection.execute("PRAGMA foreign_keys = ON")
        for sql in (*TABLES.values(), *EXTRAS):
            connection.execute(sql)
        run(connection, seeds)
        (kept,) = gate.databases
        store = Store(kept, Path(folder))
        yield connection, store, kept.path
        store.close()
        connection.close()


@pytest.mark.parametrize("isolation", [Restore(), Recreate()], ids=["restore", "recreate"])
@settings(max_examples=150, deadline=None)
@given(seeds=STEPS, first=STEPS, second=WITH_DDL)
def test_it_is_as_it_was(isolation, seeds, first, second):
    with database(seeds) as (connection, store, path):
        snapshot = store.snapshot(marks=isolation.marks)
        before = content(path)
        for steps in (first, second, first):
            run(connection, steps)
            if store.changed():
                isolation.put_back(store, snapshot)
                store.settle()
            assert content(path) == before


def test_the_property_can_fail():
    with database([("INSERT INTO {} (a, b) VALUES (?, ?)", "plain", (1, 2))]) as given_database:
        connection, store, path = given_database
        store.snapshot(marks=False)
        before = content(path)
        run(connection, [("DELETE FROM {}", "plain", ())])
        assert store.changed()
        assert content(path) != before
