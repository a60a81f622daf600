"""The smallest app with a database, for what is about the suite rather than the app."""

from __future__ import annotations

NOTES = """
from contextlib import asynccontextmanager
from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///./app.db")

def make_tables():
    with engine.begin() as connection:
        for sql in (
            "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, k TEXT UNIQUE)",
            "CREATE TABLE IF NOT EXISTS seeds (k TEXT UNIQUE, uses INTEGER DEFAULT 0)",
            "INSERT OR IGNORE INTO seeds (k) VALUES ('one'), ('two')",
        ):
            connection.execute(text(sql))

@asynccontextmanager
async def lifespan(app):
    make_tables()
    yield

app = FastAPI(lifespan=lifespan)

def get_db():
    with Session(engine) as session:
        yield session

@app.post("/notes/{k}")
def add(k: str, db: Session = Depends(get_db)):
    db.execute(text("INSERT INTO notes (k) VALUES (:k)"), {"k": k})
    db.execute(text("UPDATE seeds SET uses = uses + 1"))
    db.commit()

@app.get("/notes")
def read(db: Session = Depends(get_db)):
    return [k for (k,) in db.execute(text("SELECT k FROM notes ORDER BY k"))]

@app.get("/seeds")
def seeds(db: Session = Depends(get_db)):
    return dict(tuple(row) for row in db.execute(text("SELECT k, uses FROM seeds")))
"""

AT_IMPORT = NOTES.replace("app = FastAPI(lifespan=lifespan)", "make_tables()\napp = FastAPI()")
"""The same, with its tables and seeds made when it is imported."""

ASYNC_NOTES = """
from contextlib import asynccontextmanager
from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
engine = create_async_engine("sqlite+aiosqlite:///./app.db")

@asynccontextmanager
async def lifespan(app):
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, k TEXT UNIQUE)"))
    yield

app = FastAPI(lifespan=lifespan)

async def get_db():
    async with AsyncSession(engine) as session:
        yield session

@app.post("/notes/{k}")
async def add(k: str, db: AsyncSession = Depends(get_db)):
    await db.execute(text("INSERT INTO notes (k) VALUES (:k)"), {"k": k})
    await db.commit()

@app.get("/notes")
async def read(db: AsyncSession = Depends(get_db)):
    return [k for (k,) in await db.execute(text("SELECT k FROM notes ORDER BY k"))]
"""

TWICE = """
import pytest
twice = pytest.mark.parametrize("turn", [1, 2])

def add(client, k):
    response = client.post(f"/notes/{k}")
    assert response.status_code == 200, response.text

def notes(client):
    return client.get("/notes").json()

SEEDS = {"one": 0, "two": 0}
"""
"""What the suites of this app begin with."""
