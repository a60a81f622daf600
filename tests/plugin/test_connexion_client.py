"""The client of a connexion 3 app, whose middleware routes, guards and validates."""

from __future__ import annotations

import pytest

SPECIFICATION = """
openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: /api}]
paths:
  /items:
    get:
      operationId: main.search
      responses: {"200": {description: all}}
    post:
      operationId: main.add
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties: {name: {type: string, minLength: 2}}
      responses: {"201": {description: made}}
  /secret:
    get:
      operationId: main.secret
      security: [{token: []}]
      responses: {"200": {description: told}}
  /boom:
    get:
      operationId: main.boom
      responses: {"200": {description: never}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer, x-bearerInfoFunc: main.user}
"""

SHARED = """
def user(token):
    return {"sub": "ada"} if token == "good" else None


def secret():
    return {"for": "ada"}


def boom():
    raise ZeroDivisionError("a bug of the app")
"""

ASYNC = f"""
from contextlib import asynccontextmanager

import connexion
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite:///./prod.db")
sessions = async_sessionmaker(engine)
starts = []


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


@asynccontextmanager
async def lifespan(app):
    starts.append("up")
    yield
    starts.append("down")


async def search():
    async with sessions() as session:
        return [item.name for item in await session.scalars(select(Item))]


async def add(body):
    async with sessions() as session:
        session.add(Item(name=body["name"]))
        await session.commit()
    return body, 201

{SHARED}
app = connexion.AsyncApp(__name__, lifespan=lifespan)
app.add_api("openapi.yaml")
"""

WRAPPED = f"""
import connexion
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Item(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40))


def search():
    return [item.name for item in db.session.scalars(db.select(Item))]


def add(body):
    db.session.add(Item(name=body["name"]))
    db.session.commit()
    return body, 201

{SHARED}
def create_app():
    app = connexion.App(__name__)
    app.app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///prod.db"
    db.init_app(app.app)
    app.add_api("openapi.yaml")
    return app
"""


@pytest.fixture(params=[ASYNC, WRAPPED], ids=["AsyncApp", "FlaskApp"])
def connexion_project(project, request):
    project.tests(request.param, "main")
    project.pytester.makefile(".yaml", openapi=SPECIFICATION)
    return project


def test_the_app_answers_on_a_private_database(connexion_project):
    connexion_project.tests(
        """
        import pytest

        @pytest.mark.parametrize("n", range(3))
        async def test_write_and_read(client, n):
            assert (await client.get("/api/items")).json() == []
            made = await client.post("/api/items", json={"name": "pen"})
            assert made.status_code == 201, made.text
            assert (await client.get("/api/items")).json() == ["pen"]

        def test_without_a_loop(sync_client):
            assert sync_client.get("/api/items").json() == []
        """
    )
    result = connexion_project.passes(passed=4)
    result.stdout.fnmatch_lines(["apiproof: main:* (connexion, from *"])


def test_its_middleware_routes_guards_and_validates(connexion_project):
    connexion_project.tests(
        """
        import pytest

        @pytest.mark.parametrize("body", [None, {}, {"name": 1}, {"name": "x"}])
        async def test_wrong(client, body):
            assert (await client.post("/api/items", json=body)).status_code == 400

        @pytest.mark.parametrize(("token", "status"), [("", 401), ("bad", 401), ("good", 200)])
        async def test_secret(client, token, status):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            assert (await client.get("/api/secret", headers=headers)).status_code == status

        async def test_elsewhere(client):
            assert (await client.get("/items")).status_code == 404
        """
    )
    connexion_project.passes(passed=8)


def test_each_request_is_recorded_once(connexion_project):
    connexion_project.tests(
        """
        import main
        import pytest
        from starlette.testclient import TestClient

        def seen(pytestconfig):
            from apiproof.fixtures.run import KEY

            kept = pytestconfig.stash[KEY].recorder.exchanges
            return [(each.method, each.path, each.status) for each in kept]

        async def test_of_the_client(client, pytestconfig):
            await client.post("/api/items", json={"name": "pen"})
            assert client.last.status == 201
            assert client.last.request_body == b'{"name":"pen"}'
            await client.get("/api/secret")
            await client.get("/api/openapi.json")
            assert seen(pytestconfig) == [
                ("POST", "/api/items", 201),
                ("GET", "/api/secret", 401),
                ("GET", "/api/openapi.json", 200),
            ]

        async def test_of_a_bug(client):
            answer = await client.get("/api/boom")
            assert answer.status_code == 500
            assert isinstance(client.last.error, ZeroDivisionError)

        def test_of_its_own_client(app, pytestconfig):
            with app.test_client() as own:
                assert own.get("/api/items").json() == []
            assert seen(pytestconfig) == [("GET", "/api/items", 200)]
        """
    )
    connexion_project.passes(passed=3)


def test_lifespan_runs(project):
    project.tests(ASYNC, "main")
    project.pytester.makefile(".yaml", openapi=SPECIFICATION)
    project.tests(
        """
        import main

        async def test_it(client):
            await client.get("/api/items")
            assert main.starts == ["up", "down", "up"]
        """
    )
    project.passes(passed=1)


def test_the_wrapped_flask_has_its_context_where_a_function_makes_the_tables(project):
    project.settings(
        """
        [tool.apiproof]
        app = "main:create_app"
        schema = "tables:make"
        """
    )
    project.tests(WRAPPED, "main")
    project.pytester.makefile(".yaml", openapi=SPECIFICATION)
    project.tests("from main import db\n\ndef make():\n    db.create_all()\n", "tables")
    project.tests(
        """
        async def test_it(client):
            assert (await client.get("/api/items")).json() == []
        """
    )
    project.passes(passed=1)
