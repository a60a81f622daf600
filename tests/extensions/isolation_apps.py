"""Small apps for the isolation battery: one set of jobs on the database, four ways to run them."""

from __future__ import annotations

from isolation_jobs import JOBS

FASTAPI = """
from contextlib import asynccontextmanager
from fastapi import BackgroundTasks, FastAPI
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session
import jobs

engine = create_engine({url!r}{options})
event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA foreign_keys = ON"))

@asynccontextmanager
async def lifespan(app):
    with Session(engine) as session:
        jobs.make(jobs.Orm(session))
    yield

app = FastAPI(lifespan=lifespan)

def work(job, name):
    with Session(engine) as session:
        return jobs.JOBS[job](jobs.Orm(session), name)

@app.post("/later/{{job}}/{{name}}")
def later(job: str, name: str, tasks: BackgroundTasks):
    tasks.add_task(work, job, name)

@app.post("/two/{{name}}")
def two(name: str):
    with Session(engine) as one, Session(engine) as other:
        return jobs.two_sessions(iter([jobs.Orm(one), jobs.Orm(other)]).__next__, name)

@app.post("/{{job}}/{{name}}")
def do(job: str, name: str):
    return work(job, name)

@app.get("/users")
def users():
    with Session(engine) as session:
        return jobs.Orm(session).run("SELECT name FROM users ORDER BY id")
"""

FASTAPI_ASYNC = """
from contextlib import asynccontextmanager
from fastapi import BackgroundTasks, FastAPI
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
import jobs

engine = create_async_engine({url!r}{options})
event.listen(engine.sync_engine, "connect", lambda c, _: c.execute("PRAGMA foreign_keys = ON"))

@asynccontextmanager
async def lifespan(app):
    async with AsyncSession(engine) as session:
        await session.run_sync(lambda sync: jobs.make(jobs.Orm(sync)))
    yield

app = FastAPI(lifespan=lifespan)

async def work(job, name):
    async with AsyncSession(engine) as session:
        return await session.run_sync(lambda sync: jobs.JOBS[job](jobs.Orm(sync), name))

@app.post("/later/{{job}}/{{name}}")
async def later(job: str, name: str, tasks: BackgroundTasks):
    tasks.add_task(work, job, name)

@app.post("/two/{{name}}")
async def two(name: str):
    async with AsyncSession(engine) as one, AsyncSession(engine) as other:
        pair = iter([jobs.Orm(one.sync_session), jobs.Orm(other.sync_session)])
        return await one.run_sync(lambda _: jobs.two_sessions(pair.__next__, name))

@app.post("/{{job}}/{{name}}")
async def do(job: str, name: str):
    return await work(job, name)

@app.get("/users")
async def users():
    async with AsyncSession(engine) as session:
        return await session.run_sync(lambda sync: jobs.Orm(sync).run("SELECT name FROM users ORDER BY id"))
"""

FLASK = """
from flask import Flask, jsonify
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
import jobs

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = {url!r}
db = SQLAlchemy(app)
with app.app_context():
    event.listen(db.engine, "connect", lambda c, _: c.execute("PRAGMA foreign_keys = ON"))
    jobs.make(jobs.Orm(db.session))

@app.post("/later/<job>/<name>")
def later(job, name):
    response = jsonify(None)

    def work():
        with app.app_context():
            jobs.JOBS[job](jobs.Orm(db.session()), name)

    response.call_on_close(work)
    return response

@app.post("/two/<name>")
def two(name):
    from sqlalchemy.orm import Session

    with Session(db.engine) as one, Session(db.engine) as other:
        return jsonify(jobs.two_sessions(iter([jobs.Orm(one), jobs.Orm(other)]).__next__, name))

@app.post("/<job>/<name>")
def do(job, name):
    return jsonify(jobs.JOBS[job](jobs.Orm(db.session()), name))

@app.get("/users")
def users():
    return jsonify(jobs.Orm(db.session()).run("SELECT name FROM users ORDER BY id"))
"""

FLASK_RAW = """
import sqlite3
from contextlib import closing
from flask import Flask, jsonify
import jobs

app = Flask(__name__)

def connect():
    connection = sqlite3.connect({url!r})
    connection.execute("PRAGMA foreign_keys = ON")
    return connection

with closing(connect()) as first:
    jobs.make(jobs.Raw(first))

@app.post("/later/<job>/<name>")
def later(job, name):
    response = jsonify(None)

    def work():
        with closing(connect()) as connection:
            jobs.JOBS[job](jobs.Raw(connection), name)

    response.call_on_close(work)
    return response

@app.post("/two/<name>")
def two(name):
    with closing(connect()) as one, closing(connect()) as other:
        return jsonify(jobs.two_sessions(iter([jobs.Raw(one), jobs.Raw(other)]).__next__, name))

@app.post("/<job>/<name>")
def do(job, name):
    with closing(connect()) as connection:
        return jsonify(jobs.JOBS[job](jobs.Raw(connection), name))

@app.get("/users")
def users():
    with closing(connect()) as connection:
        return jsonify(jobs.Raw(connection).run("SELECT name FROM users ORDER BY id"))
"""

_STYLES = {
    "fastapi": (FASTAPI, "sqlite:///./app.db", "sqlite://"),
    "fastapi_async": (FASTAPI_ASYNC, "sqlite+aiosqlite:///./app.db", "sqlite+aiosqlite://"),
    "flask": (FLASK, "sqlite:///app.db", "sqlite:///:memory:"),
    "flask_raw": (FLASK_RAW, "app.db", "file:jobs?mode=memory&cache=shared"),
}

STYLES = tuple(_STYLES)
"""The names of the apps."""


def sources(style: str, *, memory: bool = False, options: str = "") -> dict[str, str]:
    """Write one of the apps.

    Args:
        style: One of `STYLES`.
        memory: Whether its URL asks for a database in memory.
        options: More arguments of `create_engine`, beginning with a comma.

    Returns:
        The sources of its modules, by file name.
    """
    source, on_file, in_memory = _STYLES[style]
    url = in_memory if memory else on_file
    text = source.format(url=url, options=options)
    if url.startswith("file:"):
        text = text.replace(f"connect({url!r})", f"connect({url!r}, uri=True)")
    return {"jobs.py": JOBS, "main.py": text}
