"""SQLite files with many tables, behind a synchronous or an asynchronous engine."""

from __future__ import annotations

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import aiosqlite
from sqlalchemy import ForeignKey, Integer, Text, create_engine, insert
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, MetaData

    Connect = Callable[[], sqlite3.Connection]
    Body = Callable[[Session, Sequence[type[Any]]], None]

SEED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Situation:
    """One row of the table."""

    name: str
    tables: int
    body: Body
    seeded: bool = False


def plain(path: Path) -> Connect:
    """Open connections as apiproof sets its own up (WAL, no fsync), for an even comparison."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    return partial(_open, path)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


class Database(ABC):
    """A SQLite file, its mapped classes, and the engine that the tests use."""

    def __init__(self, path: Path, situation: Situation, connect: Connect) -> None:
        self.path = path
        self.connect = connect
        self.situation = situation
        self.models = mapped_classes(situation.tables)
        self.metadata: MetaData = self.models[0].metadata
        self.transact(self.fill)

    def fill(self, connection: Connection) -> None:
        self.metadata.create_all(connection)
        self.seed(connection)

    def seed(self, connection: Connection) -> None:
        if self.situation.seeded:
            rows = [{"name": f"seed {number}"} for number in range(SEED_ROWS)]
            for model in self.models:
                connection.execute(insert(model), rows)

    @abstractmethod
    def transact(self, work: Callable[[Connection], None]) -> None:
        """Do work in a transaction of its own and commit."""

    @abstractmethod
    def test(self) -> None:
        """Run the body in a session of its own."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection."""


class SyncDatabase(Database):
    def __init__(self, path: Path, situation: Situation, connect: Connect) -> None:
        self.engine = create_engine(f"sqlite:///{path}", creator=connect)
        super().__init__(path, situation, connect)

    def transact(self, work: Callable[[Connection], None]) -> None:
        with self.engine.begin() as connection:
            work(connection)

    def test(self) -> None:
        with Session(self.engine) as session:
            self.situation.body(session, self.models)

    def close(self) -> None:
        self.engine.dispose()


class AsyncDatabase(Database):
    def __init__(self, path: Path, situation: Situation, connect: Connect) -> None:
        self.loop = asyncio.new_event_loop()

        async def open_in_a_thread() -> aiosqlite.Connection:
            return await aiosqlite.Connection(connect, iter_chunk_size=64)

        self.engine = create_async_engine(
            f"sqlite+aiosqlite:///{path}", async_creator=open_in_a_thread
        )
        super().__init__(path, situation, connect)

    def transact(self, work: Callable[[Connection], None]) -> None:
        async def begin() -> None:
            async with self.engine.begin() as connection:
                await connection.run_sync(work)

        self.loop.run_until_complete(begin())

    def test(self) -> None:
        async def body() -> None:
            async with AsyncSession(self.engine) as session:
                await session.run_sync(self.situation.body, self.models)

        self.loop.run_until_complete(body())

    def close(self) -> None:
        self.loop.run_until_complete(self.engine.dispose())
        self.loop.close()


def mapped_classes(count: int) -> list[type[Any]]:
    """Classes on a metadata of their own, each with a foreign key to the one before."""
    base: type[Any] = type("Base", (DeclarativeBase,), {})
    models: list[type[Any]] = []
    for number in range(count):
        columns = {
            "__tablename__": f"table_{number:03}",
            "__table_args__": {"sqlite_autoincrement": True},
            "id": mapped_column(Integer, primary_key=True),
            "name": mapped_column(Text, default=""),
        }
        if number:
            key = ForeignKey(f"table_{number - 1:03}.id")
            columns["parent_id"] = mapped_column(key, nullable=True)
        models.append(type(f"Row{number}", (base,), columns))
    return models


KINDS: Mapping[str, type[SyncDatabase | AsyncDatabase]] = {
    "sync": SyncDatabase,
    "async": AsyncDatabase,
}
