"""`apiproof doctor`: what was found, what is missing, what to set; it goes on where one part fails."""

from __future__ import annotations

import json
import re

import pytest
from cli_project import is_golden, normal

ASGI = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/here')\ndef here(): ...\n"
FACTS = {"mark", "text", "hint", "place"}


@pytest.fixture
def facts(cli):
    """Run the doctor and hand out its facts by section."""
    cli.env["COLUMNS"] = "300"

    def run(*args: str, code: int = 0) -> dict[str, list[dict[str, str]]]:
        done = cli.run("doctor", "--format", "json", *args)
        assert done.code == code, done.stderr + done.stdout
        document = json.loads(done.stdout)
        assert document["problems"] == sum(
            fact["mark"] == "problem" for each in document["sections"] for fact in each["facts"]
        )
        assert bool(document["problems"]) == (code == 2)
        assert all(set(fact) == FACTS for each in document["sections"] for fact in each["facts"])
        return {each["name"]: each["facts"] for each in document["sections"]}

    return run


def said(facts: list[dict[str, str]], mark: str) -> str:
    return "\n".join(f"{fact['text']} | {fact['hint']}" for fact in facts if fact["mark"] == mark)


def is_as_seen(cli, name: str, code: int) -> None:
    cli.env["COLUMNS"] = "300"
    done = cli.run("doctor")
    text = re.sub(r"(?<=\nVersions\n)(  .*\n)+", "  <versions>\n", normal(done.stdout, cli.root))
    is_golden(f"doctor_{name}", text.replace("httpx2", "httpx"))
    assert done.code == code
    assert "apiproof itself failed" not in done.stdout


def test_a_project_that_is_well(shop):
    shop.write(
        tests__test_items="async def test_list(client):\n    await client.get('/items')\n",
        pyproject_toml='[tool.apiproof]\nisolation = "recreate"\nenv = {TOKEN = "secret"}\n',
    )
    is_as_seen(shop, "well", 0)
    assert "secret" not in shop.run("doctor").stdout


def test_a_flask_project_without_tests(cli):
    cli.write(
        app="""
        from flask import Flask
        from flask_sqlalchemy import SQLAlchemy

        app = Flask(__name__)
        app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///prod.db"
        db = SQLAlchemy(app)

        class Note(db.Model):
            id = db.Column(db.Integer, primary_key=True)

        @app.get("/notes")
        def notes():
            return []
        """
    )
    is_as_seen(cli, "flask", 0)


def test_an_app_that_does_not_import(cli):
    cli.write(
        main=ASGI + "raise ValueError('not today')\n",
        tests__conftest="import pytest\n@pytest.fixture\ndef client(): ...\n",
        tests__test_a="def test_a(client): ...\n",
    )
    (cli.root / ".env").write_text("DATABASE_URL=postgresql://u:secret@db/shop\nexport TOKEN='x'\n")
    is_as_seen(cli, "broken", 2)
    assert "secret" not in cli.run("doctor").stdout


def test_settings_that_cannot_be_read(cli):
    cli.write(main=ASGI, pyproject_toml='[tool.apiproof]\nap = "main:app"\n')
    is_as_seen(cli, "settings", 2)


def test_a_start_up_that_fails(cli):
    cli.write(
        main="""
        from contextlib import asynccontextmanager
        from fastapi import FastAPI

        @asynccontextmanager
        async def lifespan(app):
            raise RuntimeError("no cache")
            yield

        app = FastAPI(lifespan=lifespan)

        @app.get("/here")
        def here(): ...
        """
    )
    is_as_seen(cli, "start_up", 2)


def test_a_server_that_would_be_refused(cli, facts):
    cli.write(
        main=ASGI + "from sqlalchemy import create_engine\n"
        "engine = create_engine('mysql+pymysql://me:secret@db.example.com/shop')\n",
        pymysql="paramstyle = 'format'\n",
    )
    found = facts(code=2)["Start-up and databases"]
    assert "an engine leads to mysql+pymysql://me:***@db.example.com/shop" in said(found, "problem")
    assert "env = {DATABASE_URL = " in said(found, "problem")


def test_tables_that_nobody_makes(cli, facts):
    cli.write(
        main=ASGI
        + """
from sqlalchemy import Column, Integer, MetaData, Table, create_engine
engines = [create_engine("sqlite:///a.db"), create_engine("sqlite:///b.db")]
for engine in engines:
    engine.connect().exec_driver_sql("CREATE TABLE other (id)").close()
""",
        pyproject_toml='[tool.apiproof]\nschema = "make:nothing"\n',
        make="""
        from sqlalchemy import Column, Integer, MetaData, Table
        declared = MetaData()
        Table("notes", declared, Column("id", Integer, primary_key=True))
        def nothing(): ...
        """,
    )
    found = facts(code=2)["Start-up and databases"]
    assert "tables that the app declares are not there: notes | name the function" in said(
        found, "problem"
    )
    assert "a.db stays closed, a private file is used instead, with 1 table" in said(found, "ok")
    assert "b.db stays closed" in said(found, "ok")


@pytest.mark.parametrize(
    ("settings", "mark", "text"),
    [
        ("", "ok", "async tests need no marker: pytest-asyncio is put into auto mode"),
        (
            'asyncio_mode = "auto"',
            "ok",
            "async tests need no marker: pytest-asyncio is in auto mode",
        ),
        ('asyncio_mode = "strict"', "note", "async tests need @pytest.mark.asyncio"),
        ('addopts = "--asyncio-mode=strict"', "note", "async tests need @pytest.mark.asyncio"),
        ('anyio_mode = "auto"', "ok", "async tests run under anyio, in auto mode"),
        ('anyio_mode = "auto"\nasyncio_mode = "auto"', "problem", "both in auto mode"),
        ('addopts = "-p no:apiproof"', "note", "addopts turns apiproof off | remove"),
    ],
)
def test_how_async_tests_run(cli, facts, settings, mark, text):
    cli.write(main=ASGI, pyproject_toml=f"[tool.pytest.ini_options]\n{settings}\n")
    assert text in said(facts(code=2 if mark == "problem" else 0)["Tests"], mark)


def test_fixtures_of_the_suites_own(cli, facts):
    cli.write(
        main=ASGI,
        tests__conftest="""
        import pytest

        @pytest.fixture(scope="session")
        def app():
            from main import app
            return app

        @pytest.fixture(name="client")
        def make_client(app): ...

        def db_session(): ...
        """,
        tests__test_a="from pytest import fixture\n@fixture\ndef sync_client(): ...\n",
        other__test_b="",
    )
    found = facts()["Tests"]
    assert "2 test files in other, tests" in said(found, "ok")
    own = said(found, "note")
    assert "tests/conftest.py:5 has a fixture `app` of its own, which wins" in own
    assert "tests/conftest.py:10 has a fixture `client`" in own
    assert "tests/test_a.py:3 has a fixture `sync_client`" in own
    assert "db_session" not in own


def test_a_version_that_is_too_old(cli, facts):
    cli.write(
        main=ASGI,
        sitecustomize="""
        import importlib.metadata as metadata
        known = metadata.version
        metadata.version = lambda name: "0.27" if name == "httpx2" else "7.4" if name == "pytest" else known(name)
        """,
    )
    cli.env["PYTHONPATH"] = str(cli.root)
    found = facts(code=2)["Versions"]
    assert 'pytest 7.4 is too old: apiproof needs 8 or later | pip install "pytest>=8"' in said(
        found, "problem"
    )
    assert "httpx2 0.27" in said(found, "ok")


def test_no_framework_at_all(cli, facts):
    cli.write(
        sitecustomize="""
        import importlib.metadata as metadata
        known = metadata.version
        def version(name):
            if name in {"fastapi", "flask", "starlette", "connexion", "pydantic"}:
                raise metadata.PackageNotFoundError(name)
            return known(name)
        metadata.version = version
        """,
    )
    cli.env["PYTHONPATH"] = str(cli.root)
    found = facts(code=2)["Versions"]
    assert "no framework is installed here" in said(found, "problem")
    assert "python -m apiproof doctor" in said(found, "problem")


def test_values_that_stand_in_are_named(cli, facts):
    cli.write(main="import os\nKEY = os.environ['SECRET_KEY']\n" + ASGI)
    assert "SECRET_KEY was not set" in said(facts()["App"], "note")


def test_a_part_that_fails_leaves_the_others(cli):
    import subprocess
    import sys

    cli.write(main=ASGI)
    code = (
        "from apiproof.cli.sections import versions\n"
        "from apiproof.cli.main import main\n"
        "versions.facts = lambda seen: 1 / 0\n"
        "main(['doctor', '--format', 'json'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=cli.root,
        env=cli.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    sections = {each["name"]: each["facts"] for each in json.loads(done.stdout)["sections"]}
    assert "apiproof itself failed here: ZeroDivisionError" in said(sections["Versions"], "problem")
    assert "1 operation" in said(sections["Operations"], "ok")
    assert done.returncode == 2


def test_a_misspelt_app_is_a_problem_of_the_app(cli, facts):
    cli.write(main=ASGI)
    assert "main has no attribute 'aap'" in said(facts("main:aap", code=2)["App"], "problem")


def test_a_file_that_is_not_there_is_refused_at_once(cli):
    done = cli.run("doctor", "nowhere.py")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: there is no file or folder")
