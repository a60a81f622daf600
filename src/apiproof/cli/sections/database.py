"""The start-up and the databases: which the App opens, what is used instead, who makes tables."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from apiproof.cli.examination import problem
from apiproof.discovery.environment import env_files
from apiproof.model.diagnosis import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.cli.examination import Examination
    from apiproof.fixtures.run import Run
    from apiproof.gate.databases import Database


def facts(seen: Examination) -> Iterator[Fact]:
    """Start the App on private databases, and say which there are.

    Args:
        seen: What is looked at.

    Yields:
        The facts; none without an App.
    """
    if seen.run is None or seen.app is None:
        return
    if not seen.started and seen.start_problem is not None:
        yield problem(seen.start_problem)
    elif seen.app.interface == "asgi":
        yield Fact("ok", "the start-up ran to its end, and the shut-down")
    counts = {each: _table_count(each) for each in seen.run.gate.databases}
    for database, count in counts.items():
        yield _database(database, count)
    yield from _refused(seen.run)
    if seen.started and not counts and not seen.run.gate.refusals:
        yield Fact("note", "the app opened no database so far")
    elif seen.started and counts:
        yield from _tables(seen.run, any(counts.values()))


def _database(database: Database, count: int) -> Fact:
    tables = f"with {count} table{'' if count == 1 else 's'}" if count else "without tables"
    if not database.private:
        return Fact("ok", f"{database.label} is the suite's own, {tables}")
    if database.label.startswith("memory"):
        return Fact("ok", f"{database.label} is kept in a private file, {tables}")
    return Fact("ok", f"{database.label} stays closed, a private file is used instead, {tables}")


def _table_count(database: Database) -> int:
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    if not database.path.is_file():
        return 0
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(str(database.path))) as connection,
    ):
        return int(connection.execute(query).fetchone()[0])
    return 0


def _refused(run: Run) -> Iterator[Fact]:
    """Connections that the App tried in vain, each once, and engines that would be."""
    refusals = {each.message: each for each in run.gate.refusals}
    yield from map(problem, refusals.values())
    yield from (Fact("note", line) for line in env_files.named_servers(run.config) if refusals)
    if refusals:
        return
    for engine in run.gate.engines.engines:
        if engine.dialect.name != "sqlite":
            url = engine.url.render_as_string(hide_password=True)
            yield Fact(
                "problem",
                f"an engine leads to {url}: this version makes private databases of SQLite only",
                "lead it to SQLite for tests, in [tool.apiproof], by the variable that the app "
                'reads: env = {DATABASE_URL = "sqlite:///test.db"}',
            )


def _tables(run: Run, any_there: bool) -> Iterator[Fact]:  # noqa: FBT001 - private, called once with the name of what it asks
    missing = _missing_tables(run)
    if missing:
        yield Fact(
            "problem",
            f"tables that the app declares are not there: {', '.join(missing[:5])}"
            + (f" and {len(missing) - 5} more" if len(missing) > 5 else ""),  # noqa: PLR2004 - as many as fit
            'name the function that makes them: schema = "module:callable" in [tool.apiproof]',
        )
    elif any_there:
        yield Fact("ok", f"the tables were made by {run.schema or 'the app itself'}")
    yield Fact("ok", f"isolation {run.config.isolation}: put back before each test")


def _missing_tables(run: Run) -> list[str]:
    """Tables that are declared, where none of those that are declared with them is there."""
    engines = run.gate.engines
    there = {
        name
        for engine in engines.engines
        if engines.database_of(engine) is not None
        for name in engines.table_names(engine)
    }
    return sorted(
        name
        for metadata in engines.metadatas
        if there.isdisjoint(metadata.tables)
        for name in metadata.tables
    )
