"""Starlette's TestClient per test, with lifespan; a synchronous engine empties every table."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from fastapi_shop import Base, app
from sqlalchemy import create_engine

engine = create_engine(os.environ["DATABASE_URL"].replace("+aiosqlite", ""))


@pytest.fixture(scope="session", autouse=True)
def tables() -> Iterator[None]:
    Base.metadata.create_all(engine)
    yield
    engine.dispose()


@pytest.fixture(autouse=True)
def empty_tables(tables: None) -> None:
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client
