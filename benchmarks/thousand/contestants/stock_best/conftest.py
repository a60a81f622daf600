"""The best of stock parts: one loop, one httpx2 client, savepoints on one connection.

`create_savepoint` is right on SQLite only where the driver's own BEGIN is off.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi_shop import Base, app, get_session
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine

engine = create_async_engine(os.environ["DATABASE_URL"])


@event.listens_for(engine.sync_engine, "connect")
def no_driver_begin(connection: Any, _record: object) -> None:
    connection.isolation_level = None


@event.listens_for(engine.sync_engine, "begin")
def explicit_begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


@pytest.fixture(scope="session")
async def connection() -> AsyncIterator[AsyncConnection]:
    async with engine.begin() as setup:
        await setup.run_sync(Base.metadata.create_all)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


@pytest.fixture(autouse=True)
async def rolled_back(connection: AsyncConnection) -> AsyncIterator[None]:
    async def session_for_tests() -> AsyncIterator[AsyncSession]:
        session = AsyncSession(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )
        async with session:
            yield session

    transaction = await connection.begin()
    app.dependency_overrides[get_session] = session_for_tests
    yield
    app.dependency_overrides.clear()
    await transaction.rollback()


@pytest.fixture(scope="session")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
