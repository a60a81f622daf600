"""Tables: by the app's start-up, create_all, Alembic or a named callable."""

from __future__ import annotations

import pytest

APP = """
from fastapi import FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite:///prod.db")
{base}

app = FastAPI()


@app.post("/items", status_code=201)
def add(name: str):
    with Session(engine) as session:
        session.execute({insert})
        session.commit()
    return name
"""

DECLARED = """
class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
"""

TESTS = """
import pytest

@pytest.mark.parametrize("n", range(2))
def test_add(sync_client, n):
    assert sync_client.post("/items?name=a").status_code == 201

async def test_async(client):
    assert (await client.post("/items?name=a")).status_code == 201
"""


def declared() -> str:
    insert = "__import__('sqlalchemy').insert(Item).values(name=name)"
    return APP.format(base=DECLARED, insert=insert)


def undeclared() -> str:
    insert = (
        "__import__('sqlalchemy').text('INSERT INTO items (name) VALUES (:name)'), {'name': name}"
    )
    return APP.format(base="", insert=insert)


@pytest.mark.parametrize("schema", ["auto", "create_all"])
def test_create_all(project, schema):
    project.settings(f"[tool.apiproof]\nschema = '{schema}'\n")
    project.tests(declared(), "main")
    project.tests(TESTS)
    project.passes(passed=3)


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_callable(project, kind):
    project.settings("[tool.apiproof]\nschema = 'tables:make'\n")
    project.tests(undeclared(), "main")
    project.tests(
        f"""
        from main import engine

        {kind} make():
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE TABLE items (name TEXT UNIQUE)")
        """,
        "tables",
    )
    project.tests(TESTS)
    project.passes(passed=3)


@pytest.mark.parametrize("schema", ["auto", "alembic"])
def test_alembic(project, schema):
    project.settings(f"[tool.apiproof]\nschema = '{schema}'\n")
    project.tests(undeclared(), "main")
    project.tests(TESTS)
    path = project.pytester.path
    (path / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (path / "migrations" / "versions").mkdir(parents=True)
    (path / "migrations" / "env.py").write_text(
        "from alembic import context\n"
        "from main import engine\n"
        "with engine.connect() as connection:\n"
        "    context.configure(connection=connection)\n"
        "    with context.begin_transaction():\n"
        "        context.run_migrations()\n"
    )
    (path / "migrations" / "versions" / "one.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        "revision, down_revision = 'one', None\n"
        "def upgrade():\n"
        "    op.create_table('items', sa.Column('name', sa.String, unique=True))\n"
    )
    project.passes(passed=3)


def test_callable_that_wants_the_app_in_its_context(project):
    project.settings("[tool.apiproof]\nschema = 'app:init_db'\n")
    project.tests(
        """
        import sqlite3
        from flask import Flask, current_app

        app = Flask(__name__)

        def init_db(given):
            assert current_app._get_current_object() is given is app
            with sqlite3.connect("prod.db") as connection:
                connection.execute("CREATE TABLE items (name TEXT UNIQUE)")

        @app.post("/items")
        def add():
            with sqlite3.connect("prod.db") as connection:
                connection.execute("INSERT INTO items VALUES ('a')")
            return {}, 201
        """,
        "app",
    )
    project.tests(
        """
        import pytest

        @pytest.mark.parametrize("n", range(2))
        def test_add(client, n):
            assert client.post("/items").status_code == 201
        """
    )
    project.passes(passed=2)


@pytest.mark.parametrize("schema", ["auto", "main:make"])
def test_a_start_up_that_reads_its_tables_gets_them_first(project, schema):
    project.settings(f"[tool.apiproof]\nschema = '{schema}'\n")
    start_up = """

from contextlib import asynccontextmanager

@asynccontextmanager
async def lifespan(app):
    with Session(engine) as session:
        assert session.scalars(select(Item)).all() == []
    yield

app.router.lifespan_context = lifespan

def make():
    Base.metadata.create_all(engine)
"""
    project.tests(declared() + start_up, "main")
    project.tests(TESTS)
    project.passes(passed=3)


def test_a_table_of_a_migration_s_step_is_no_model(project):
    start_up = """

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

kept = []

with engine.begin() as connection:
    operations = Operations(MigrationContext.configure(connection))
    kept.append(operations.create_table("gone", sa.Column("x", sa.Integer)))
    operations.drop_table("gone")
    operations.create_table(
        "items", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String)
    )
    with operations.batch_alter_table("items", recreate="always") as batch:
        batch.create_unique_constraint("one", ["name"])
        batch.create_index("by_name", ["name"])

@app.get("/tables")
def tables():
    return sa.inspect(engine).get_table_names()
"""
    project.tests(undeclared() + start_up, "main")
    project.tests(
        TESTS
        + """
def test_tables(sync_client):
    assert sync_client.get("/tables").json() == ["items"]
"""
    )
    project.passes(passed=4)


def test_a_missing_table_says_who_makes_tables(project):
    project.tests(undeclared(), "main")
    project.tests(TESTS)
    result = project.run()
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(['*schema = "module:callable"*'])


def test_callable_runs_once_where_the_start_up_reads_its_tables(project):
    project.settings("[tool.apiproof]\nschema = 'tables:make'\n")
    project.tests(
        """
        from contextlib import asynccontextmanager
        from fastapi import FastAPI
        from sqlalchemy import create_engine, text

        engine = create_engine("sqlite:///prod.db")

        @asynccontextmanager
        async def lifespan(app):
            with engine.connect() as connection:
                connection.execute(text("SELECT * FROM items"))
            yield

        app = FastAPI(lifespan=lifespan)

        @app.post("/items", status_code=201)
        def add():
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO items VALUES ('a')"))
        """,
        "main",
    )
    project.tests(
        """
        from main import engine

        def make():
            with engine.begin() as connection:
                connection.exec_driver_sql("CREATE TABLE items (name TEXT UNIQUE)")
        """,
        "tables",
    )
    project.tests(
        """
        import pytest

        @pytest.mark.parametrize("n", range(2))
        async def test_add(client, n):
            assert (await client.post("/items")).status_code == 201
        """
    )
    project.passes(passed=2)


def test_several_databases_ask_for_a_callable(project):
    project.tests(declared() + "\nother = create_engine('sqlite:///prod.db.2')\n", "main")
    project.tests(TESTS)
    result = project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*several databases*", '*schema = "module:callable"*'])
