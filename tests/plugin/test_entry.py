"""The entry is free until used."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("fastapi", "flask", "starlette", "sqlalchemy", "httpx", "httpx2", "aiosqlite", "anyio")


def test_nothing_is_loaded_where_there_is_no_api(project):
    project.tests(
        f"""
        import sys

        def test_modules():
            assert "apiproof.pytest_plugin" in sys.modules
            assert not [name for name in {HEAVY!r} if name in sys.modules]

        def test_the_gate_is_down():
            import sqlite3

            assert type(sqlite3.connect).__name__ == "builtin_function_or_method"
        """
    )
    # anyio's own plugin imports anyio; it is not what is tried here.
    project.run("-p", "no:anyio", "-p", "no:asyncio").assert_outcomes(passed=2)


COMMAND_LINE = ("click", "rich", "apiproof.cli")


def test_the_entry_imports_no_framework():
    code = (
        "import sys, apiproof.pytest_plugin, apiproof.fixtures.app, apiproof.fixtures.client, "
        "apiproof.fixtures.database\n"
        f"assert not [name for name in {HEAVY + COMMAND_LINE!r} if name in sys.modules], "
        "sorted(sys.modules)\n"
        "assert 'sqlite3' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_it_can_be_turned_off(fastapi_project):
    fastapi_project.tests(
        """
        import sqlite3

        def test_off(request):
            assert not request.config.pluginmanager.hasplugin("apiproof")
            assert type(sqlite3.connect).__name__ == "builtin_function_or_method"
        """
    )
    fastapi_project.run("-p", "no:apiproof").assert_outcomes(passed=1)


def test_the_header_says_what_is_used_instead_of_what(fastapi_project):
    fastapi_project.tests(
        """
        async def test_hello(client):
            await client.get("/hello")
        """
    )
    result = fastapi_project.passes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "apiproof: app *, isolation restore, client httpx*",
            "apiproof: main:app (fastapi, from the usual place main.py)",
            "apiproof: prod.db stays closed, *.sqlite is used instead",
        ]
    )


def test_the_users_own_fixtures_win(fastapi_project):
    fastapi_project.pytester.makeconftest(
        """
        import pytest

        @pytest.fixture
        def client():
            return "mine"

        @pytest.fixture
        def app():
            return "my app"
        """
    )
    fastapi_project.tests(
        """
        def test_mine(client, app):
            assert (client, app) == ("mine", "my app")
        """
    )
    fastapi_project.passes(passed=1)


def test_a_suite_with_a_client_of_its_own_needs_no_app_found(fastapi_project):
    fastapi_project.tests("from fastapi import FastAPI\none, two = FastAPI(), FastAPI()\n", "main")
    fastapi_project.pytester.makeconftest(
        """
        import pytest

        @pytest.fixture
        def client():
            return "mine"
        """
    )
    fastapi_project.tests("def test_mine(client):\n    assert client == 'mine'\n")
    fastapi_project.passes(passed=1)


def test_a_fixture_that_asks_for_ours_under_its_name_gets_it(fastapi_project):
    fastapi_project.pytester.makeconftest(
        """
        import pytest

        @pytest.fixture
        def client(client):
            client.headers["x-mine"] = "yes"
            return client
        """
    )
    fastapi_project.tests(
        """
        async def test_mine(client):
            assert (await client.get("/hello")).request.headers["x-mine"] == "yes"
        """
    )
    fastapi_project.passes(passed=1)


def test_the_client_is_of_the_suites_own_app(fastapi_project):
    fastapi_project.tests("from fastapi import FastAPI\none, two = FastAPI(), FastAPI()\n", "main")
    fastapi_project.pytester.makeconftest(
        """
        import pytest
        from contextlib import asynccontextmanager
        from fastapi import FastAPI

        @pytest.fixture
        def app():
            @asynccontextmanager
            async def lifespan(app):
                yield {"started": True}

            app = FastAPI(lifespan=lifespan)

            @app.get("/mine")
            async def mine(request: __import__("fastapi").Request):
                return request.state.started

            return app
        """
    )
    fastapi_project.tests(
        """
        async def test_mine(client):
            assert (await client.get("/mine")).json() is True

        def test_mine_too(sync_client):
            assert sync_client.get("/mine").json() is True
        """
    )
    fastapi_project.passes(passed=2)


def test_an_app_fixture_that_is_no_app_is_named(fastapi_project):
    fastapi_project.pytester.makeconftest(
        """
        import pytest

        @pytest.fixture
        def app():
            return {}
        """
    )
    fastapi_project.tests("def test_mine(client):\n    pass\n")
    result = fastapi_project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*the suite's own fixture `app` gave a dict*"])


def test_workers(fastapi_project):
    fastapi_project.tests(
        """
        import pytest

        @pytest.mark.parametrize("n", range(6))
        async def test_alone(client, n):
            assert (await client.get("/items")).json() == []
            assert (await client.post("/items", json={"name": "a"})).status_code == 201
        """
    )
    result = fastapi_project.passes("-n", "2", passed=6)
    assert "PytestAssertRewriteWarning" not in result.stdout.str()


def test_private_databases_are_gone_after_the_run(fastapi_project):
    fastapi_project.tests(
        """
        from pathlib import Path

        async def test_where(client, db_engine):
            await client.get("/items")
            path = Path(db_engine.url.database)
            assert path.exists()
            Path("where").write_text(str(path))
        """
    )
    fastapi_project.passes(passed=1)
    path = fastapi_project.pytester.path / "where"
    from pathlib import Path

    assert not Path(path.read_text()).parent.exists()
