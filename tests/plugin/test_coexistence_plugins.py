"""Plugins that stand beside apiproof; tox installs those that its own suite does without."""

from __future__ import annotations

import pytest

from installed import needs

FLASK_APP = """
from flask import Flask, jsonify, request
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Item(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40), unique=True)


def create_app(url="sqlite:///prod.db"):
    app = Flask(__name__)
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SECRET_KEY="x")
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
        raise ZeroDivisionError

    return app
"""


NO_DJANGO = ("-p", "no:django")
"""pytest-django has a `client` and a `live_server` too; which of the two wins is theirs to say."""


@pytest.fixture
def flask_items(project):
    project.tests(FLASK_APP, "app")
    return project


@needs("pytest-flask")
def test_pytest_flask_in_a_suite_that_was_written_with_it(flask_items):
    flask_items.pytester.makeconftest(
        """
        import pytest
        from app import create_app, db

        @pytest.fixture
        def app(tmp_path):
            app = create_app(f"sqlite:///{tmp_path}/own.db")
            app.config["TESTING"] = True
            with app.app_context():
                db.create_all()
            return app
        """
    )
    flask_items.tests(
        """
        from urllib.request import urlopen

        import pytest
        from flask import request, url_for

        @pytest.mark.parametrize("n", range(2))
        def test_client_in_a_context(client, n):
            assert type(client).__module__ == "flask.testing"
            assert request.path == "/"
            assert client.post(url_for("add"), json={"name": "a"}).status_code == 201
            assert client.get(url_for("items")).json == ["a"]

        def test_an_error_is_raised(client):
            with pytest.raises(ZeroDivisionError):
                client.get("/boom")

        def test_config_and_headers(client, config, accept_json):
            assert config["TESTING"] is True
            assert client.get("/items", headers=accept_json).json == []

        @pytest.mark.options(debug=True, testing=False)
        def test_options(app, client):
            assert app.debug and not app.config["TESTING"]

        @pytest.mark.usefixtures("client_class")
        class TestClass:
            def test_client(self):
                assert self.client.get("/items").json == []
        """
    )
    flask_items.passes_alike(*NO_DJANGO, passed=6)
    assert not list(flask_items.pytester.path.rglob("prod.db"))


@needs("pytest-flask")
def test_pytest_flask_where_the_app_is_ours(flask_items):
    flask_items.tests(
        """
        import pytest
        from app import Item

        @pytest.mark.parametrize("n", range(2))
        def test_items(client, db_session, n):
            assert client.post("/items", json={"name": "a"}).status_code == 201
            assert client.last.path == "/items"
            assert db_session.query(Item).one().name == "a"

        def test_error(client):
            assert client.get("/boom").status_code == 500
        """
    )
    flask_items.passes(passed=3)


@needs("pytest-flask")
def test_the_live_server_of_pytest_flask_serves_the_private_database(flask_items):
    flask_items.tests(
        """
        import json
        import multiprocessing
        from urllib.request import urlopen

        import pytest

        multiprocessing.set_start_method("fork")

        @pytest.fixture(scope="session")
        def app():
            from app import create_app, db

            app = create_app()
            with app.app_context():
                db.create_all()
            return app

        def test_served(live_server):
            assert json.load(urlopen(f"{live_server.url()}/items")) == []
        """
    )
    flask_items.passes(*NO_DJANGO, "--live-server-host=127.0.0.1", passed=1)


@needs("pytest-flask")
def test_pytest_flask_leaves_an_app_of_fastapi_alone(fastapi_project):
    fastapi_project.tests(
        """
        async def test_async(client):
            assert (await client.get("/hello")).json() == {"greeting": "hello"}

        def test_sync(sync_client):
            assert sync_client.get("/items").json() == []
        """
    )
    fastapi_project.passes(passed=2)


@needs("pytest-django")
def test_pytest_django_skips_no_test_of_a_project_without_django(flask_items):
    flask_items.tests(
        """
        def test_items(client):
            assert client.get("/items").json == []
        """
    )
    flask_items.passes(passed=1)


@needs("pytest-django")
def test_a_project_of_djangos_keeps_its_client(project):
    project.settings("[tool.pytest.ini_options]\nDJANGO_SETTINGS_MODULE = 'site_settings'\n")
    project.tests(
        """
        SECRET_KEY = "x"
        ROOT_URLCONF = "site_settings"
        DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "prod.db"}}
        ALLOWED_HOSTS = ["*"]

        def hello(request):
            from django.http import JsonResponse

            return JsonResponse({"greeting": "hello"})

        def paths():
            from django.urls import path

            return [path("hello", hello)]

        from django.utils.functional import SimpleLazyObject

        urlpatterns = SimpleLazyObject(paths)
        """,
        "site_settings",
    )
    project.tests(
        """
        def test_hello(client, db):
            assert client.get("/hello").json() == {"greeting": "hello"}
        """
    )
    project.passes_alike(passed=1)


@needs("pytest-env")
@pytest.mark.parametrize(
    "table",
    [
        "[tool.pytest_env]\nGREETING = 'from env'\n",
        "[tool.pytest.ini_options]\nenv = ['GREETING=from env']\n",
    ],
    ids=["table", "ini"],
)
def test_pytest_env_is_set_before_the_app_is_imported(project, table):
    project.settings(table)
    project.tests(
        """
        import os
        from fastapi import FastAPI

        GREETING = os.environ["GREETING"]
        app = FastAPI()

        @app.get("/")
        def root():
            return GREETING
        """,
        "main",
    )
    project.tests(
        "def test_it(sync_client):\n    assert sync_client.get('/').json() == 'from env'\n"
    )
    project.passes(passed=1)


@needs("pytest-dotenv")
def test_pytest_dotenv_is_read_before_the_app_is_imported(project):
    project.settings("[tool.pytest.ini_options]\nenv_files = ['.test.env']\n")
    (project.pytester.path / ".test.env").write_text("GREETING='from a file'\n")
    project.tests(
        """
        import os
        from fastapi import FastAPI

        GREETING = os.environ["GREETING"]
        app = FastAPI()

        @app.get("/")
        def root():
            return GREETING
        """,
        "main",
    )
    project.tests(
        "def test_it(sync_client):\n    assert sync_client.get('/').json() == 'from a file'\n"
    )
    project.passes(passed=1)


@needs("pytest-mock")
def test_pytest_mock_patches_what_the_app_calls(fastapi_project):
    fastapi_project.tests(
        """
        async def test_patched(client, mocker):
            patched = mocker.patch("main.select", side_effect=RuntimeError)
            assert (await client.get("/items")).status_code == 500
            assert patched.called

        async def test_as_it_was(client):
            assert (await client.get("/items")).json() == []
        """
    )
    fastapi_project.passes(passed=2)


OUTBOUND = """
import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/weather")
async def weather():
    async with httpx.AsyncClient() as client:
        return (await client.get("https://weather.example/today")).json()
"""


@needs("respx")
def test_respx_answers_for_others_and_not_for_the_app(project):
    project.tests(OUTBOUND, "main")
    project.tests(
        """
        async def test_weather(client, respx_mock):
            respx_mock.get("https://weather.example/today").respond(json="sunny")
            assert (await client.get("/weather")).json() == "sunny"
        """
    )
    project.passes(passed=1)


@needs("pytest-httpx")
def test_pytest_httpx_answers_for_others_and_not_for_the_app(project):
    project.tests(OUTBOUND, "main")
    project.tests(
        """
        async def test_weather(client, httpx_mock):
            httpx_mock.add_response(url="https://weather.example/today", json="sunny")
            assert (await client.get("/weather")).json() == "sunny"

        def test_weather_for_sync(sync_client, httpx_mock):
            httpx_mock.add_response(url="https://weather.example/today", json="sunny")
            assert sync_client.get("/weather").json() == "sunny"
        """
    )
    project.passes(passed=2)


@needs("pytest-fastapi-deps")
def test_pytest_fastapi_deps_overrides_for_a_test(fastapi_project):
    fastapi_project.tests(
        """
        from main import app, session

        class Broken:
            async def scalars(self, _):
                raise RuntimeError

        async def test_overridden(client, fastapi_dep):
            with fastapi_dep(app).override({session: lambda: Broken()}):
                assert (await client.get("/items")).status_code == 500
            assert (await client.get("/items")).json() == []
        """
    )
    fastapi_project.passes(passed=1)


@needs("schemathesis")
def test_schemathesis_calls_the_app_on_a_private_database(fastapi_project):
    fastapi_project.tests(
        """
        import schemathesis
        from hypothesis import HealthCheck, settings
        from main import app

        schema = schemathesis.openapi.from_asgi("/openapi.json", app).include(path="/items")

        @schema.parametrize()
        @settings(max_examples=5, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def test_api(case):
            assert case.call().status_code < 500

        async def test_beside_it(client):
            assert (await client.get("/items")).json() == []
        """
    )
    fastapi_project.passes("-p", "hypothesispytest", "-p", "schemathesis", passed=3)


@needs("pytest-asyncio")
@needs("anyio", "4.11")
def test_anyio_marks_beside_pytest_asyncio_in_auto_mode(fastapi_project):
    fastapi_project.settings('[tool.pytest.ini_options]\nasyncio_mode = "auto"\n')
    fastapi_project.tests(
        """
        import pytest

        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @pytest.fixture
        async def greeting(client):
            return (await client.get("/hello")).json()["greeting"]

        @pytest.mark.anyio
        async def test_anyio(client, greeting):
            assert greeting == "hello"
            assert (await client.get("/items")).json() == []

        async def test_asyncio(client, greeting):
            assert greeting == "hello"
            assert (await client.post("/items", json={"name": "a"})).status_code == 201
        """
    )
    fastapi_project.passes(passed=2)
