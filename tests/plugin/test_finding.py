"""How the app is found, and what is said of it, as pytest's own output shows."""

from __future__ import annotations

import pytest

APP = "from fastapi import FastAPI\napp = FastAPI(title={0!r})\n"
ASKS = "def test_title(app):\n    assert app.title == {0!r}\n"


@pytest.fixture
def services(project):
    """Two services whose packages have one name, with tests that need ours."""
    for name in ("orders", "users"):
        home = project.pytester.path / "services" / name
        for folder in ("app", "tests"):
            (home / folder).mkdir(parents=True)
        (home / "app/__init__.py").touch()
        (home / "app/main.py").write_text(APP.format(name))
        (home / f"tests/test_{name}.py").write_text(ASKS.format(name))
    return project


@pytest.mark.parametrize(
    "path", ["services/users", "services/users/tests/test_users.py::test_title"]
)
def test_pytest_s_arguments_choose_the_service(services, path):
    result = services.run(path)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        ["apiproof: app.main:app (fastapi, from the app nearest to services/users)"]
    )


def test_workers_find_it_too(services):
    services.run("-n", "2", "services/users").assert_outcomes(passed=1)


def test_the_current_folder_chooses_the_service(services, monkeypatch):
    monkeypatch.chdir(services.pytester.path / "services/orders")
    services.run().assert_outcomes(passed=1)


def test_without_either_the_services_are_listed(services):
    result = services.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    line = '  app = "app.main:app", app-dir = "services/{0}"  (FastAPI, services/{0}/app/main.py:2)'
    result.stderr.fnmatch_lines(
        [
            "ERROR: 2 apps were found, and none of them is chosen:",
            line.format("orders"),
            line.format("users"),
            " hint: choose one: *; for a suite of its own for each service, give each folder a pyproject.toml with [[]tool.apiproof] and [[]tool.pytest.ini_options], and run pytest there",
        ]
    )


def test_a_service_with_settings_of_its_own_has_a_suite_of_its_own(services, monkeypatch):
    text = "[tool.apiproof]\n[tool.pytest.ini_options]\n"
    for name in ("orders", "users"):
        (services.pytester.path / f"services/{name}/pyproject.toml").write_text(text)
    monkeypatch.chdir(services.pytester.path / "services/users")
    result = services.run()
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "rootdir: */services/users",
            "apiproof: app.main:app (fastapi, from the usual place app/main.py)",
        ]
    )


def test_what_was_not_set_is_said(project):
    project.tests("import os\nos.environ['SHOP_KEY']\n" + APP.format("shop"), "main")
    project.tests(
        """
        import os, subprocess, sys

        def test_children_see_it(app):
            code = "import os; print(os.environ['SHOP_KEY'])"
            said = subprocess.check_output([sys.executable, "-c", code], text=True)
            assert said.strip() == os.environ["SHOP_KEY"]
        """
    )
    result = project.run()
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "apiproof: main:app (fastapi, from the usual place main.py)",
            'apiproof: SHOP_KEY was not set: a value for tests stands in; set env = {SHOP_KEY = "..."} in [[]tool.apiproof] to choose',
        ]
    )


def test_a_conftest_that_sets_it_wins(project):
    project.tests("import os\nkey = os.environ['SHOP_KEY']\n" + APP.format("shop"), "main")
    project.pytester.makeconftest("import os\nos.environ.setdefault('SHOP_KEY', 'mine')\n")
    project.tests("def test_key(app):\n    import main\n    assert main.key == 'mine'\n")
    result = project.run()
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*was not set*")


def test_a_database_of_a_value_for_tests_is_redirected_and_put_back(project):
    project.tests(
        """
        import os

        from flask import Flask
        from sqlalchemy import create_engine, text

        engine = create_engine(os.environ["DATABASE_URL"])
        app = Flask(__name__)

        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS items (id INTEGER)"))

        @app.post("/")
        def add():
            with engine.begin() as connection:
                connection.execute(text("INSERT INTO items VALUES (1)"))
                return str(connection.scalar(text("SELECT count(*) FROM items")))
        """,
        "main",
    )
    project.tests(
        """
        import pytest

        @pytest.mark.parametrize("time", [1, 2])
        def test_alone(client, time):
            assert client.post("/").text == "1"
        """
    )
    project.run().assert_outcomes(passed=2)
    assert not list(project.pytester.path.rglob("*.db"))


SERVER = """
import os
from contextlib import asynccontextmanager

import asyncpg
import dotenv
from fastapi import FastAPI

dotenv.load_dotenv(override=True)

@asynccontextmanager
async def lifespan(app):
    if "://db" in os.environ["SHOP_DB"]:
        await asyncpg.connect(os.environ["SHOP_DB"])
    yield

app = FastAPI(lifespan=lifespan)
"""


@pytest.fixture
def with_server(project):
    """An app that connects to the server that its .env names, when it starts."""
    project.tests("async def connect(dsn):\n    raise ConnectionError(dsn)\n", "asyncpg")
    project.tests(SERVER, "main")
    project.tests("async def test_it(client):\n    pass\n")
    (project.pytester.path / ".env").write_text("SHOP_DB=postgresql://db/shop\n")
    return project


def test_a_server_from_the_file_is_refused_and_traced(with_server):
    result = with_server.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: the start-up of main:app failed: *a connection through asyncpg was refused*",
            ' hint: SHOP_DB comes from .env:1, which names that server: set env = {SHOP_DB = "sqlite:///test.db"} in [[]tool.apiproof], which wins over the file',
        ]
    )


def test_the_setting_wins_over_the_file(with_server):
    with_server.settings('[tool.apiproof]\nenv = {SHOP_DB = "sqlite:///test.db"}\n')
    with_server.run().assert_outcomes(passed=1)


def test_a_server_that_starts_on_import_is_no_hang(project):
    project.tests("from flask import Flask\napp = Flask('x')\napp.run(port=0)\n", "main")
    project.tests("def test_it(client):\n    pass\n")
    result = project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: the import of main failed: it starts a server by flask's Flask.run, and would never end",
            "   at: */main.py:3",
            ' hint: start the server below if __name__ == "__main__"',
        ]
    )
