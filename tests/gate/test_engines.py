"""Engines in one run: the app's memory becomes a file, the suite's own stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

MAKERS = {
    "app.py": "from flask import Flask\napp = Flask(__name__)\n",
    "test_it.py": '''
import asyncio, gc, os, threading, weakref
import pytest, sqlalchemy as sa
from sqlalchemy import pool, text
from sqlalchemy.ext.asyncio import create_async_engine
import makers

def file_of(engine):
    with engine.connect() as connection:
        return connection.execute(text("PRAGMA database_list")).all()[0][2]

def in_threads(engine):
    """A table made here is seen by another thread, while a transaction is open."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    seen = []
    with engine.connect() as first:
        first.execute(text("SELECT * FROM t"))
        thread = threading.Thread(target=lambda: seen.append(file_of(engine)))
        thread.start(); thread.join()
    return seen[0]

@pytest.mark.parametrize("name", makers.MEMORY)
def test_memory_of_the_app(name):
    engine = makers.MEMORY[name]()
    assert isinstance(engine.pool, pool.QueuePool)
    assert "apiproof" in in_threads(engine)

@pytest.mark.parametrize("name", makers.ASYNC)
def test_async_memory_of_the_app(name):
    async def run():
        engine = makers.ASYNC[name]()
        assert isinstance(engine.pool, pool.AsyncAdaptedQueuePool)
        async with engine.begin() as one:
            await one.execute(text("CREATE TABLE t (x)"))
        async with engine.connect() as one, engine.connect() as two:
            await one.execute(text("SELECT * FROM t"))
            rows = (await two.execute(text("PRAGMA database_list"))).all()
        assert "apiproof" in rows[0][2]
        await engine.dispose()
    asyncio.run(run())

def test_two_memories_are_two():
    one, two = makers.MEMORY["plain"](), makers.MEMORY["plain"]()
    assert file_of(one) != file_of(two)

def test_named_memory_is_one():
    one, two = makers.MEMORY["shared"](), makers.MEMORY["shared"]()
    assert file_of(one) == file_of(two)
    import sqlite3
    raw = sqlite3.connect("file:mem?mode=memory&cache=shared", uri=True)
    assert raw.execute("PRAGMA database_list").fetchall()[0][2] == file_of(one)

@pytest.mark.parametrize("make", [
    lambda: sa.create_engine("sqlite://", poolclass=pool.StaticPool),
    lambda: __import__("tests.helper").helper.make(),
])
def test_memory_of_the_suite(make):
    engine = make()
    assert isinstance(engine.pool, pool.StaticPool)
    assert file_of(engine) == ""

def test_file_of_the_suite(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path}/x.db")
    assert file_of(engine) == str(tmp_path / "x.db")

def test_file_of_the_app(monkeypatch, tmp_path):
    engine = makers.engine("sqlite:///data/prod.db")
    found = file_of(engine)
    assert "apiproof" in found
    monkeypatch.chdir(tmp_path)
    assert file_of(engine) == found
    from apiproof.gate import gate
    assert str(gate._gate.engines.database_of(engine).path) == found

@pytest.mark.parametrize("url", ["nonsense", "", None, 5, "sqlite+nonsense://", "sqlite://host/x", "nonsense://x"])
def test_error_is_the_original(url):
    with pytest.raises(Exception) as ours:
        makers.engine(url)
    with pytest.raises(Exception) as original:
        sa.create_engine.__wrapped__(url)
    assert type(ours.value) is type(original.value)
    assert str(ours.value) == str(original.value)

def test_engines_die():
    engine = makers.MEMORY["plain"]()
    assert "apiproof" in file_of(engine)
    gone = weakref.ref(engine)
    engine.dispose()
    del engine
    gc.collect()
    assert gone() is None

def test_mock_and_url_pool():
    sa.create_mock_engine("sqlite://", lambda *_: None)
    with_pool = getattr(sa, "create_pool_from_url", None)
    if with_pool:
        with_pool("sqlite://").connect().close()
''',
    "makers.py": """
import os
import sqlalchemy as sa
from sqlalchemy import create_engine, engine_from_config, pool, URL
from sqlalchemy.ext.asyncio import create_async_engine
engine = lambda url: create_engine(url)

def flask(url, **options):
    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy
    app = Flask("x", instance_path=os.path.abspath("instance"))
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=options)
    db = SQLAlchemy(app)
    with app.app_context():
        return db.engine

def sqlmodel():
    try:
        from sqlmodel import create_engine as make
    except ImportError:
        make = create_engine
    return make("sqlite://", connect_args={"check_same_thread": False}, poolclass=pool.StaticPool)

MEMORY = {
    "plain": lambda: create_engine("sqlite://"),
    "memory": lambda: create_engine("sqlite:///:memory:"),
    "driver": lambda: create_engine("sqlite+pysqlite:///:memory:", echo=False, future=True),
    "url": lambda: create_engine(URL.create("sqlite")),
    "static": lambda: create_engine("sqlite://", poolclass=pool.StaticPool, connect_args={"check_same_thread": False}),
    "singleton": lambda: create_engine("sqlite://", poolclass=pool.SingletonThreadPool, pool_size=7),
    "null": lambda: create_engine("sqlite://", poolclass=pool.NullPool),
    "queue": lambda: create_engine("sqlite://", poolclass=pool.QueuePool, pool_size=2, max_overflow=1, pool_timeout=3),
    "pre ping": lambda: create_engine("sqlite://", pool_pre_ping=True, pool_recycle=9, isolation_level="SERIALIZABLE"),
    "config": lambda: engine_from_config({"db.url": "sqlite://", "db.echo": "false"}, "db."),
    "shared": lambda: create_engine("sqlite:///file:mem?mode=memory&cache=shared&uri=true"),
    "memdb": lambda: create_engine("sqlite:///file:/other?vfs=memdb&uri=true"),
    "uri": lambda: create_engine("sqlite:///file::memory:?uri=true"),
    "sqlmodel": sqlmodel,
    "flask": lambda: flask("sqlite://"),
    "flask memory": lambda: flask("sqlite:///:memory:"),
    "flask options": lambda: flask("sqlite:///:memory:", pool_pre_ping=True),
}
ASYNC = {
    "plain": lambda: create_async_engine("sqlite+aiosqlite://"),
    "memory": lambda: create_async_engine("sqlite+aiosqlite:///:memory:"),
    "static": lambda: create_async_engine("sqlite+aiosqlite://", poolclass=pool.StaticPool, connect_args={"check_same_thread": False}),
    "shared": lambda: create_async_engine("sqlite+aiosqlite:///file:amem?mode=memory&cache=shared&uri=true"),
}
""",
    "tests/__init__.py": "",
    "tests/helper.py": "from sqlalchemy import create_engine, pool\n"
    "def make():\n    return create_engine('sqlite://', poolclass=pool.StaticPool)\n",
}


@pytest.mark.parametrize("mode", ["prepend", "importlib"])
def test_engines(project: Any, untouched: Any, mode: str) -> None:
    database = project.write(MAKERS).seed()
    with untouched(database):
        result = project.pytest(f"--import-mode={mode}", env={"PYTHONPATH": str(project.root)})
    assert result.code == 0, result.text
    assert result.outcomes()["passed"] > 30
