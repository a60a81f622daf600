"""What keeping tests apart costs per test, by number of tables.

`python -m benchmarks.isolation` prints, for a synchronous and an asynchronous engine on a SQLite
file, the CPU of a test that writes a few rows in three tables, over the same test without any
isolation. SQLite has no TRUNCATE: `truncate` empties every table and resets the sequences, which
is what TRUNCATE ... RESTART IDENTITY does; `template` copies a pristine database over the file,
which is what CREATE DATABASE ... TEMPLATE does.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from benchmarks._databases import KINDS, Database, Situation, plain
from benchmarks._measure import Spent, interleaved, ratio, spent_here, table
from benchmarks._ours import Gated, put_back

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from benchmarks._databases import Connect

WRITTEN = 3


def write_a_little(session: Session, models: Sequence[type[Any]]) -> None:
    """Write rows in three tables, in two commits, and read one back."""
    parent = None
    for model in models[:WRITTEN]:
        rows = [model(name=f"row {number}") for number in range(3)]
        if parent is not None:
            rows[0].parent_id = parent.id
        session.add_all(rows)
        session.flush()
        parent = rows[0]
    session.commit()
    model = models[WRITTEN - 1]
    row = session.scalars(select(model).order_by(model.id.desc()).limit(1)).one()
    row.name = "renamed"
    session.commit()
    session.refresh(row)


def only_read(session: Session, models: Sequence[type[Any]]) -> None:
    """Read as much as the writing body writes, and change nothing."""
    for model in models[:WRITTEN]:
        session.scalars(select(model).order_by(model.id.desc()).limit(3)).all()
    session.get(models[0], 1)


def none(_: Database) -> None:
    """Leave everything as it is."""


def delete_all(database: Database) -> None:
    def work(connection: Connection) -> None:
        for each in reversed(database.metadata.sorted_tables):
            connection.execute(each.delete())
        database.seed(connection)

    database.transact(work)


def truncate(database: Database) -> None:
    def work(connection: Connection) -> None:
        for each in reversed(database.metadata.sorted_tables):
            connection.execute(each.delete())
        connection.execute(text("DELETE FROM sqlite_sequence"))
        database.seed(connection)

    database.transact(work)


def create_drop(database: Database) -> None:
    def work(connection: Connection) -> None:
        database.metadata.drop_all(connection)
        database.fill(connection)

    database.transact(work)


def template(database: Database) -> Callable[[], None]:
    """Keep a pristine copy in memory, and put it over the file before each test."""
    pristine = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(database.path)) as filled:
        filled.backup(pristine)

    def before() -> None:
        with closing(sqlite3.connect(database.path)) as target:
            pristine.backup(target)

    return before


@dataclass(frozen=True, slots=True)
class Contestant:
    """How connections are opened, and what is done before each test."""

    prepare: Callable[[Database], Callable[[], None]]
    connect: Callable[[Path], Connect] = plain


def each_time(before: Callable[[Database], None]) -> Contestant:
    """Make a contestant of what prepares nothing."""
    return Contestant(lambda database: partial(before, database))


def ours(name: str) -> Contestant:
    """Make a contestant of one of apiproof's isolations, behind its gate."""
    return Contestant(put_back(name), Gated)


ISOLATIONS = {
    "none": each_time(none),
    "gate only": ours("none"),
    "restore": ours("restore"),
    "recreate": ours("recreate"),
    "delete_all": each_time(delete_all),
    "truncate": each_time(truncate),
    "create_drop": each_time(create_drop),
    "template": Contestant(template),
}
SITUATIONS = (
    Situation("5 tables", 5, write_a_little),
    Situation("30 tables", 30, write_a_little),
    Situation("100 tables", 100, write_a_little),
    Situation("100 tables, test only reads", 100, only_read),
    Situation("100 seeded tables", 100, write_a_little, seeded=True),
)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    for kind in KINDS:
        rows = [_row(kind, situation, options) for situation in SITUATIONS]
        print(table([kind, "none ms", *options.isolations], rows), end="\n\n")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.isolation")
    parser.add_argument("--tests", type=int, default=10, help="tests in a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--isolations", nargs="+", choices=ISOLATIONS, default=list(ISOLATIONS), metavar="NAME"
    )
    return parser.parse_args(arguments)


def _row(kind: str, situation: Situation, options: argparse.Namespace) -> list[str]:
    """One line: the bare test in milliseconds, then each isolation over it."""
    names = ["none", *(name for name in options.isolations if name != "none")]
    with tempfile.TemporaryDirectory(prefix="isolation-") as folder:
        databases = {name: _database(kind, situation, name, Path(folder)) for name in names}
        contestants = {
            name: partial(_round, database, ISOLATIONS[name].prepare(database), options.tests)
            for name, database in databases.items()
        }
        for run in contestants.values():
            run()
        spent = interleaved(contestants, options.rounds)
        for database in databases.values():
            database.close()
    bare = spent["none"].cpu
    ratios = [ratio(spent[name].cpu, bare) for name in options.isolations]
    return [situation.name, f"{bare / options.tests * 1000:.1f}", *ratios]


def _database(kind: str, situation: Situation, name: str, folder: Path) -> Database:
    own = folder / name
    own.mkdir()
    path = own / "test.db"
    return KINDS[kind](path, situation, ISOLATIONS[name].connect(path))


def _round(database: Database, before: Callable[[], None], tests: int) -> Spent:
    def work() -> None:
        for _ in range(tests):
            before()
            database.test()

    return spent_here(work)


if __name__ == "__main__":
    sys.exit(main())
