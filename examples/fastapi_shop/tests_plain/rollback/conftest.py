"""The other way to isolate: one outer transaction a test, rolled back.

Nothing is ever written, and nothing needs resetting. It reaches only what asks for
`get_session`: a background task with a session of its own (`POST /orders/{id}/pay`) would
look for its order in another database, and two requests at once would share a connection.
That is why the other folders delete and seed instead.
"""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from shop.database import get_session, seed
from shop.main import app
from shop.models import Base

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture(scope="session")
async def seeded_engine(
    tmp_path_factory: pytest.TempPathFactory, cheap_hashing: None
) -> AsyncIterator[AsyncEngine]:
    """A database of its own, where SQLAlchemy and not the driver begins transactions.

    sqlite3 would begin one only before the first write, after SQLAlchemy's SAVEPOINT:
    the savepoint would then be the transaction, and its release a commit.
    """
    file = tmp_path_factory.mktemp("rollback") / "test.db"
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")

    @event.listens_for(engine.sync_engine, "connect")
    def take_over(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        await seed(session)
    yield engine
    await engine.dispose()


@pytest.fixture(autouse=True)
async def sessions(seeded_engine: AsyncEngine) -> AsyncIterator[Sessions]:
    """Sessions inside the outer transaction: where the app commits, a savepoint is released."""
    async with seeded_engine.connect() as connection:
        outer = await connection.begin()
        factory = async_sessionmaker(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )

        async def session_in_the_transaction() -> AsyncIterator[AsyncSession]:
            async with factory() as session:
                yield session

        app.dependency_overrides[get_session] = session_in_the_transaction
        yield factory
        app.dependency_overrides.clear()
        await outer.rollback()
