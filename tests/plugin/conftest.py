"""Projects as users have them, run by pytest in a process of their own."""

from __future__ import annotations

import os
import textwrap
from typing import TYPE_CHECKING

import pytest

from installed import has

if TYPE_CHECKING:
    from collections.abc import Callable

FASTAPI = """
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite:///./prod.db")
sessions = async_sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class NewItem(BaseModel):
    name: str


starts = []


@asynccontextmanager
async def lifespan(app):
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    starts.append("up")
    yield {"greeting": "hello"}
    starts.append("down")


app = FastAPI(lifespan=lifespan)


async def session():
    async with sessions() as session:
        yield session


@app.get("/hello")
async def hello(request: Request):
    return {"greeting": request.state.greeting}


@app.post("/items", status_code=201)
async def add(item: NewItem, session=Depends(session)):
    session.add(Item(name=item.name))
    try:
        await session.commit()
    except IntegrityError:
        await session.rollback()
        raise HTTPException(409, "there is one already") from None
    return {"name": item.name}


@app.get("/items")
async def items(session=Depends(session)):
    return [item.name for item in await session.scalars(select(Item).order_by(Item.id))]


@app.get("/boom")
async def boom():
    raise ZeroDivisionError("a bug of the app")


@app.get("/moved")
async def moved():
    from fastapi.responses import RedirectResponse

    return RedirectResponse("/hello")


@app.get("/login")
async def login():
    from fastapi.responses import JSONResponse

    response = JSONResponse({})
    response.set_cookie("session", "s3cret")
    return response


@app.get("/whoami")
async def whoami(request: Request):
    return {"session": request.cookies.get("session")}
"""

FLASK = """
from flask import Flask, g, jsonify, request, session
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Item(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40), unique=True)


def create_app(url="sqlite:///prod.db"):
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SECRET_KEY"] = "x"
    db.init_app(app)

    @app.post("/items")
    def add():
        db.session.add(Item(name=request.json["name"]))
        db.session.commit()
        return jsonify(name=request.json["name"]), 201

    @app.get("/items")
    def items():
        return jsonify([item.name for item in db.session.scalars(db.select(Item))])

    @app.get("/boom")
    def boom():
        raise ZeroDivisionError("a bug of the app")

    @app.get("/count")
    def count():
        g.calls = getattr(g, "calls", 0) + 1
        return jsonify(calls=g.calls, testing=app.testing)

    return app
"""


class Project:
    """A folder with an app, to which tests are added."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self._runner: tuple[str, ...] = ()
        if not has("pytest-asyncio", "0"):
            self._runner = ("-o", "anyio_mode=auto")
        self.settings("")

    def settings(self, text: str) -> None:
        self.pytester.makepyprojecttoml(textwrap.dedent(text))

    def tests(self, text: str, name: str = "test_it") -> None:
        self.pytester.makepyfile(**{name: textwrap.dedent(text)})

    def run(self, *args: str, randomly: bool = False, cache: bool = False) -> pytest.RunResult:
        # Both import Hypothesis, which is a third of a run's time; `-p` has them back.
        left_out = ["hypothesispytest", "schemathesis"]
        left_out += [] if randomly else ["randomly"]
        left_out += [] if cache else ["cacheprovider"]
        plugins = [part for name in left_out for part in ("-p", f"no:{name}")]
        return self.pytester.runpytest_subprocess(*plugins, *self._runner, *args)

    def passes_alike(self, *args: str, **counts: int) -> pytest.RunResult:
        """With apiproof a suite has the outcomes that it has without, where tox has time for both."""
        if "TOX_ENV_NAME" in os.environ:
            self.run("-p", "no:apiproof", *args).assert_outcomes(**counts)
            for database in self.pytester.path.rglob("*.db"):
                database.unlink()
        result = self.run(*args)
        result.assert_outcomes(**counts)
        return result

    def passes(self, *args: str, **counts: int) -> pytest.RunResult:
        result = self.run(*args)
        result.assert_outcomes(**counts)
        assert not list(self.pytester.path.rglob("prod.db*"))
        return result


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    for name in ("FLASK_APP", "DATABASE_URL", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    return Project(pytester)


@pytest.fixture
def fastapi_project(project: Project) -> Project:
    project.tests(FASTAPI, "main")
    return project


@pytest.fixture
def flask_project(project: Project) -> Project:
    project.tests(FLASK, "app")
    return project


@pytest.fixture
def write(project: Project) -> Callable[..., None]:
    def files(**texts: str) -> None:
        project.pytester.makepyfile(**{name: textwrap.dedent(text) for name, text in texts.items()})

    return files
