"""Databases that the suite makes itself, and orders of tests that nobody foresaw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import isolation_apps as apps
import pytest
from isolation_notes import ASYNC_NOTES, NOTES, TWICE
from isolation_suites import SUITES

if TYPE_CHECKING:
    from conftest import Project

CONFTEST = """
import tempfile
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool
import main

engine = {engine}
{at_import}

{fixture}

def get_db():
    with Session(engine) as session:
        yield session

@pytest.fixture
def api():
    main.app.dependency_overrides[main.get_db] = get_db
    yield TestClient(main.app)
    main.app.dependency_overrides.clear()
"""

MAKE = """
def make():
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, k TEXT UNIQUE)"))
        connection.execute(text("CREATE TABLE seeds (k TEXT UNIQUE, uses INTEGER DEFAULT 0)"))
        connection.execute(text("INSERT INTO seeds (k) VALUES ('one'), ('two')"))
"""

ENGINES = {
    "static": 'create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)',
    "file": 'create_engine("sqlite:///" + tempfile.mkdtemp() + "/own.db")',
}

MAKERS = {
    "import": ("make()", ""),
    "session": (
        "",
        '@pytest.fixture(scope="session", autouse=True)\ndef tables():\n    make()\n    yield\n    engine.dispose()\n',
    ),
}

OWN = (
    TWICE
    + """
from sqlalchemy import text

@twice
def test_own(api, turn):
    assert notes(api) == []
    assert api.get("/seeds").json() == SEEDS
    add(api, "mine")

@twice
def test_ddl(api, turn):
    from conftest import engine
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE seeds ADD COLUMN more TEXT"))
        connection.execute(text("DROP TABLE notes"))

@pytest.fixture(scope="module")
def wide():
    from conftest import engine
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO notes (k) VALUES ('wide')"))

@twice
def test_wide(api, wide, turn):
    assert notes(api) == ["wide"]
    add(api, "mine")
"""
)

AFTER_OWN = """
from test_a import *
del test_ddl, test_wide
"""

FRESH = (
    TWICE
    + """
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool
import main

@pytest.fixture(params=["memory", "file"])
def api(request, tmp_path):
    if request.param == "memory":
        engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    else:
        engine = create_engine(f"sqlite:///{tmp_path}/own.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, k TEXT UNIQUE)"))
        connection.execute(text("CREATE TABLE seeds (k TEXT UNIQUE, uses INTEGER DEFAULT 0)"))
    def get_db():
        with Session(engine) as session:
            yield session
    main.app.dependency_overrides[main.get_db] = get_db
    yield TestClient(main.app)
    main.app.dependency_overrides.clear()

@twice
def test_fresh(api, turn):
    assert notes(api) == []
    add(api, "mine")
"""
)

REMOVED = (
    TWICE
    + """
import pathlib, tempfile
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
import main

path = pathlib.Path(tempfile.mkdtemp()) / "own.db"
engine = create_engine(f"sqlite:///{path}")

@pytest.fixture
def api():
    assert not path.exists()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, k TEXT UNIQUE)"))
        connection.execute(text("CREATE TABLE seeds (k TEXT UNIQUE, uses INTEGER DEFAULT 0)"))
        connection.execute(text("INSERT INTO seeds (k) VALUES ('one'), ('two')"))
    def get_db():
        with Session(engine) as session:
            yield session
    main.app.dependency_overrides[main.get_db] = get_db
    yield TestClient(main.app)
    main.app.dependency_overrides.clear()
    engine.dispose()
    path.unlink()

@twice
def test_removed(api, turn):
    assert notes(api) == []
    assert api.get("/seeds").json() == SEEDS
    add(api, "mine")
"""
)

OUTER_TRANSACTION = (
    TWICE
    + """
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool
import main

@pytest.fixture(scope="module")
def connection():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, k TEXT UNIQUE)"))
        connection.execute(text("CREATE TABLE seeds (k TEXT UNIQUE, uses INTEGER DEFAULT 0)"))
        connection.execute(text("INSERT INTO notes (k) VALUES ('uncommitted')"))
        yield connection

@pytest.fixture
def api(connection):
    def get_db():
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
    main.app.dependency_overrides[main.get_db] = get_db
    yield TestClient(main.app)
    main.app.dependency_overrides.clear()

def test_first(api):
    assert notes(api) == ["uncommitted"]

def test_what_a_wide_fixture_holds_open_stays(api):
    assert notes(api) == ["uncommitted"]
"""
)

ASYNC_OWN = """
import asyncio
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import StaticPool
import main

engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)

@pytest.fixture(scope="session", autouse=True)
def tables():
    async def make():
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, k TEXT UNIQUE)"))
    asyncio.run(make())

@pytest.fixture(autouse=True)
def override():
    async def get_db():
        async with AsyncSession(engine) as session:
            yield session
    main.app.dependency_overrides[main.get_db] = get_db
    yield
    main.app.dependency_overrides.clear()

@pytest.mark.parametrize("turn", [1, 2])
async def test_own(client, turn):
    assert (await client.get("/notes")).json() == []
    assert (await client.post("/notes/mine")).status_code == 200
"""

RAW_MEMORY = """
import sqlite3
from flask import Flask, jsonify

app = Flask(__name__)
db = sqlite3.connect(":memory:", check_same_thread=False)
db.row_factory = lambda cursor, row: {"k": row[0]}
db.execute("CREATE TABLE notes (k TEXT UNIQUE)")
db.execute("INSERT INTO notes VALUES ('seed')")
db.commit()

@app.post("/<k>")
def add(k):
    db.execute("INSERT INTO notes VALUES (?)", (k,))
    db.execute("DELETE FROM notes WHERE k = 'seed'")
    db.commit()
    return jsonify(db.execute("SELECT k FROM notes").fetchall())

@app.get("/")
def read():
    return jsonify(db.execute("SELECT k FROM notes").fetchall())
"""

RAW_TEST = """
import pytest

@pytest.mark.parametrize("turn", [1, 2])
def test_raw(client, turn):
    assert client.get("/").json == [{"k": "seed"}]
    assert client.post("/mine").json == [{"k": "mine"}]
"""


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_of_the_conftest(project: Project, engine: str, maker: str) -> None:
    at_import, fixture = MAKERS[maker]
    conftest = CONFTEST.format(
        engine=ENGINES[engine] + "\n" + MAKE, at_import=at_import, fixture=fixture
    )
    project.write(
        {
            "main.py": NOTES,
            "conftest.py": conftest,
            "test_a.py": OWN,
            "test_b.py": AFTER_OWN,
        }
    )
    project.run().all_pass(8)


def test_engines_that_tests_and_modules_make(project: Project) -> None:
    project.write(
        {
            "main.py": NOTES,
            "test_fresh.py": FRESH,
            "test_outer.py": OUTER_TRANSACTION,
            "test_removed.py": REMOVED,
        }
    )
    project.run().all_pass(8)


def test_an_async_engine_of_the_conftest(project: Project) -> None:
    project.write({"main.py": ASYNC_NOTES, "test_async.py": ASYNC_OWN})
    project.run().all_pass(2)


def test_a_connection_in_memory_of_the_app(project: Project) -> None:
    project.write({"main.py": RAW_MEMORY, "test_raw.py": RAW_TEST})
    project.run().all_pass(2)


@pytest.mark.parametrize("style", ["fastapi", "fastapi_async"])
def test_static_pool(project: Project, style: str) -> None:
    options = ", poolclass=__import__('sqlalchemy.pool').pool.StaticPool"
    project.write(
        {**apps.sources(style, memory=True, options=options), "test_all.py": SUITES[style]}
    )
    project.run().all_pass()


REVERSE = """
def pytest_collection_modifyitems(items):
    items.reverse()
"""


@pytest.mark.parametrize(
    ("style", "options"),
    [
        ("fastapi_async", ("-p", "no:xdist", "-p", "no:cov")),
        ("flask", ("-n", "2")),
        ("fastapi", ("-n", "2", "-p", "no:randomly")),
        ("flask_raw", ("-p", "no:randomly", "-p", "no:xdist")),
    ],
    ids=["random", "random on workers", "workers", "reverse"],
)
def test_any_order(project: Project, style: str, options: tuple[str, ...]) -> None:
    project.write({**apps.sources(style), "test_all.py": SUITES[style]})
    if style == "flask_raw":
        project.write({"conftest.py": REVERSE})
    project.run(*options).all_pass()
