"""What a test leaves behind, beside rows: open sessions, locks, other processes' writes, other databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from isolation_notes import ASYNC_NOTES, NOTES, TWICE

if TYPE_CHECKING:
    from conftest import Project

LEFT_OPEN = (
    TWICE
    + '''
import sqlite3, threading
from sqlalchemy import text
from sqlalchemy.orm import Session
import main

kept = []

@twice
def test_session_left_open(sync_client, turn):
    session = Session(main.engine)
    session.execute(text("INSERT INTO notes (k) VALUES ('open')"))
    kept.append(session)

@twice
def test_reader_left_open(sync_client, turn):
    add(sync_client, "mine")
    session = Session(main.engine)
    session.execute(text("SELECT * FROM notes")).fetchall()
    kept.append(session)

@twice
def test_connection_left_open(sync_client, turn):
    connection = sqlite3.connect("app.db")
    connection.execute("INSERT INTO notes (k) VALUES ('raw')")
    kept.append(connection)

@twice
def test_cursor_left_open(sync_client, turn):
    for n in range(200):
        add(sync_client, n) if n < 3 else None
    connection = sqlite3.connect("app.db")
    cursor = connection.execute("SELECT * FROM notes, notes AS n, seeds")
    cursor.fetchone()
    kept.append((connection, cursor))

@twice
def test_lock_held_by_a_thread(sync_client, turn):
    add(sync_client, "mine")
    ready, end = threading.Event(), threading.Event()

    def hold():
        connection = sqlite3.connect("app.db")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO notes (k) VALUES ('of a thread')")
        ready.set()
        end.wait()

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    ready.wait()
    kept.append((thread, end))

@twice
def test_a_child_finds_the_database_that_was_moved(sync_client, turn):
    import subprocess, sys
    add(sync_client, "mine")
    program = """if True:
        import sqlite3
        connection = sqlite3.connect("app.db")
        connection.execute("INSERT INTO notes (k) VALUES ('child')")
        connection.commit()
    """
    subprocess.run([sys.executable, "-c", program], check=True)
    assert notes(sync_client) == ["child", "mine"]

@twice
def test_session_of_a_thread(sync_client, turn):
    def hold():
        session = Session(main.engine)
        session.execute(text("INSERT INTO notes (k) VALUES ('of a thread')"))
        kept.append(session)

    thread = threading.Thread(target=hold)
    thread.start()
    thread.join()

@twice
def test_after_all_of_them(sync_client, turn):
    assert notes(sync_client) == []
    add(sync_client, "open")
    add(sync_client, "mine")
    assert sync_client.get("/seeds").json() == {"one": 2, "two": 2}
'''
)

ASYNC_LEFT_OPEN = """
import asyncio
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
import main

twice = pytest.mark.parametrize("turn", [1, 2])
kept = []

@twice
async def test_async_session_left_open(client, turn):
    session = AsyncSession(main.engine)
    await session.execute(text("INSERT INTO notes (k) VALUES ('open')"))
    kept.append(session)

@twice
async def test_task_left_running(client, turn):
    async def work():
        async with AsyncSession(main.engine) as session:
            await session.execute(text("INSERT INTO notes (k) VALUES ('task')"))
            await asyncio.sleep(60)
    kept.append(asyncio.create_task(work()))
    await asyncio.sleep(0.05)


@pytest.mark.parametrize("turn", [1, 2])
async def test_after_all_of_them(client, turn):
    assert (await client.get("/notes")).json() == []
    for k in ("open", "task"):
        assert (await client.post(f"/notes/{k}")).status_code == 200
"""

CHILDREN = (
    TWICE
    + '''
import subprocess, sys

WRITE = """
import sqlite3
connection = sqlite3.connect("app.db")
connection.execute("INSERT INTO notes (k) VALUES ('child')")
connection.commit()
"""
SEEDS_ONLY = """
import sqlite3
connection = sqlite3.connect("app.db")
connection.execute("UPDATE seeds SET uses = 9")
connection.commit()
"""
TABLE = """
import sqlite3
connection = sqlite3.connect("app.db")
connection.execute("CREATE TABLE of_a_child (k)")
connection.execute("DROP TABLE seeds")
connection.commit()
"""

@twice
@pytest.mark.parametrize("program", [WRITE, SEEDS_ONLY, TABLE], ids=["rows", "seeds", "table"])
def test_child(sync_client, program, turn):
    assert notes(sync_client) == []
    assert sync_client.get("/seeds").json() == SEEDS
    subprocess.run([sys.executable, "-c", program], check=True)

@twice
def test_forked_child(sync_client, turn):
    import multiprocessing
    def work():
        exec(SEEDS_ONLY + WRITE)
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == 0
    assert notes(sync_client) == ["child"]
    assert sync_client.get("/seeds").json() == {"one": 9, "two": 9}

def test_at_last(sync_client):
    assert notes(sync_client) == []
    assert sync_client.get("/seeds").json() == SEEDS
'''
)

READ_ONLY = (
    TWICE
    + """
from apiproof.isolation.restore import Restore
from apiproof.storage.store import Store

calls = []
for kind, name in ((Restore, "put_back"), (Store, "load"), (Store, "rewrite")):
    def note(*args, _original=getattr(kind, name), _name=name):
        calls.append(_name)
        return _original(*args)
    setattr(kind, name, note)

@pytest.mark.parametrize("turn", range(5))
def test_reads(sync_client, turn):
    assert notes(sync_client) == []
    assert calls == []

def test_writes(sync_client):
    add(sync_client, "mine")

def test_costs_one(sync_client):
    assert calls == ["put_back", "rewrite"]
    assert sync_client.get("/seeds").json() == SEEDS

def test_then_none(sync_client):
    assert calls == ["put_back", "rewrite"]

async def test_ddl(client):
    from sqlalchemy import text
    import main
    with main.engine.begin() as connection:
        connection.execute(text("CREATE TABLE more (k)"))

def test_costs_a_load(sync_client):
    assert calls == ["put_back", "rewrite", "put_back", "load"]
"""
)

SEARCH = '''
import sqlite3
from flask import Flask, jsonify

app = Flask(__name__)

def connect():
    return sqlite3.connect("app.db")

first = connect()
first.executescript("""
    CREATE VIRTUAL TABLE IF NOT EXISTS pages USING fts5(body);
    CREATE VIRTUAL TABLE IF NOT EXISTS boxes USING rtree(id, low, high);
    CREATE TABLE IF NOT EXISTS plain (k TEXT UNIQUE);
    INSERT INTO pages VALUES ('seed page');
""")
first.close()

@app.post("/<k>")
def add(k):
    db = connect()
    db.execute("INSERT INTO pages VALUES (?)", (k,))
    db.execute("INSERT INTO boxes VALUES (1, 0, 1)")
    db.execute("INSERT INTO plain VALUES (?)", (k,))
    db.execute("DELETE FROM pages WHERE body = 'seed page'")
    db.commit()
    db.close()
    return jsonify(None)

@app.get("/<word>")
def search(word):
    db = connect()
    found = db.execute("SELECT body FROM pages WHERE pages MATCH ?", (word,)).fetchall()
    db.close()
    return jsonify([body for body, in found])
'''

SEARCHING = """
import pytest

@pytest.mark.parametrize("turn", [1, 2])
def test_search(client, turn):
    assert client.get("/seed").json == ["seed page"]
    assert client.get("/mine").json == []
    assert client.post("/mine").status_code == 200
    assert client.get("/mine").json == ["mine"]
    assert client.get("/seed").json == []
"""

MARKERS = (
    TWICE
    + """
from sqlalchemy import text
import main

@pytest.mark.isolation("restore")
@twice
def test_restored(sync_client, turn):
    assert notes(sync_client) == []
    assert sync_client.get("/seeds").json() == SEEDS
    add(sync_client, "mine")

@pytest.mark.isolation("restore")
def test_before(sync_client):
    add(sync_client, "mine")

@pytest.mark.isolation("none")
def test_left(sync_client):
    assert notes(sync_client) == ["mine"]
    with main.engine.begin() as connection:
        connection.execute(text("DELETE FROM seeds"))
        connection.execute(text("PRAGMA user_version = 7"))

@pytest.mark.isolation("recreate")
@twice
def test_recreated(sync_client, turn):
    assert notes(sync_client) == []
    assert sync_client.get("/seeds").json() == SEEDS
    with main.engine.begin() as connection:
        assert connection.execute(text("PRAGMA user_version")).scalar() == 0
    add(sync_client, "mine")

@pytest.mark.isolation("restore")
@twice
def test_version_of_the_app(sync_client, turn):
    with main.engine.begin() as connection:
        assert connection.execute(text("PRAGMA user_version")).scalar() == 0
        connection.execute(text("PRAGMA user_version = 7"))
"""
)


@pytest.mark.parametrize("isolation", ["restore", "recreate", "none"])
def test_a_test_may_ask_for_another_isolation(project: Project, isolation: str) -> None:
    project.isolation = isolation
    project.write({"main.py": NOTES, "test_markers.py": MARKERS})
    project.run().all_pass(8)


@pytest.mark.parametrize("isolation", ["restore", "recreate"])
def test_what_is_left_open_is_closed_and_named(project: Project, isolation: str) -> None:
    project.isolation = isolation
    project.write({"main.py": NOTES, "test_open.py": LEFT_OPEN})
    outcome = project.run("-p", "no:randomly")
    outcome.all_pass(16)
    for name, what in {
        "session_left_open": "session",
        "reader_left_open": "session",
        "connection_left_open": "transaction",
        "lock_held_by_a_thread": "transaction",
        "session_of_a_thread": "session",
    }.items():
        for turn in (1, 2):
            assert f"test_open.py::test_{name}[{turn}]: 1 {what}\n" in outcome.output, (
                outcome.output
            )
    assert "test_after_all_of_them[1]: 1" not in outcome.output


def test_async_sessions_left_open_are_closed_and_named(project: Project) -> None:
    project.write({"main.py": ASYNC_NOTES, "test_open.py": ASYNC_LEFT_OPEN})
    outcome = project.run("-p", "no:randomly")
    outcome.all_pass(6)
    for turn in (1, 2):
        assert f"test_async_session_left_open[{turn}]: 1 session\n" in outcome.output, (
            outcome.output
        )


def test_writes_of_other_processes_are_put_back(project: Project) -> None:
    project.write({"main.py": NOTES, "test_children.py": CHILDREN})
    project.run().all_pass(9)
    assert not (project.path / "app.db").exists()


def test_reading_costs_nothing(project: Project) -> None:
    project.write({"main.py": NOTES, "test_reads.py": READ_ONLY})
    project.run().all_pass(10)


@pytest.mark.parametrize("isolation", ["restore", "recreate"])
def test_virtual_tables(project: Project, isolation: str) -> None:
    project.isolation = isolation
    project.write({"main.py": SEARCH, "test_search.py": SEARCHING})
    project.run().all_pass(2)
