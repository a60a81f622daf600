"""Of several apps, the one that the suite imports is meant, or the one next to its tests."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from apiproof.discovery.discovery import discover
from apiproof.errors import AppNotFoundError

if TYPE_CHECKING:
    from conftest import Project

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
FACTORY = "from flask import Flask\ndef create_app(name='x'):\n    return Flask(name)\n"


@pytest.mark.parametrize(
    ("line", "spec"),
    [
        ("from shop.web import app", "shop.web:app"),
        ("from shop.web import app as application", "shop.web:app"),
        ("from shop import app", "shop:app"),
        ("import shop.web\nclient = Client(shop.web.app)", "shop.web:app"),
        ("import shop.web as w\nclient = Client(w.app)", "shop.web:app"),
        ("from shop import web\nclient = Client(web.app)", "shop.web:app"),
        ("def app():\n    from shop.web import app\n    return app", "shop.web:app"),
        ("from shop.flask import create_app", "shop.flask:create_app"),
        ("from shop.web import app\nfrom shop.web import db", "shop.web:app"),
    ],
)
@pytest.mark.parametrize("file", ["tests/conftest.py", "conftest.py", "tests/api/test_it.py"])
def test_what_the_suite_imports_is_the_app(
    project: Project, line: str, spec: str, file: str
) -> None:
    project.write(
        {
            "main.py": FASTAPI,
            "shop/__init__.py": "from shop.web import app",
            "shop/web.py": FASTAPI + "db = 1\n",
            "shop/flask.py": FACTORY,
            file: f"import pytest\nimport no_such_module\n{line}\n",
        }
    )
    found = project.discover()
    assert (found.spec, found.found_by) == (spec, f"{file}, which imports it")
    assert "main" not in sys.modules
    assert "no_such_module" not in sys.modules


@pytest.mark.parametrize(
    "line",
    [
        "from shop.web import db",
        "from shop.web import missing",
        "import shop.web",
        "from fastapi import FastAPI\napp = FastAPI()",
        "from tests.helpers import app",
        "from shop.web import app\nfrom shop.flask import create_app",
        "this is no python",
    ],
)
def test_a_suite_that_tells_nothing_is_passed_over(project: Project, line: str) -> None:
    project.write({"main.py": FASTAPI, "shop/web.py": FASTAPI + "db = 1", "shop/flask.py": FACTORY})
    project.write({"tests/helpers.py": FASTAPI, "tests/conftest.py": line})
    assert project.discover().found_by == "the usual place main.py"


def test_a_conftest_says_it_better_than_a_test_module(project: Project) -> None:
    project.write({"one.py": FASTAPI, "two.py": FASTAPI, "tests/test_a.py": "from one import app"})
    project.write({"tests/conftest.py": "from two import app"})
    assert project.discover().spec == "two:app"


def test_a_part_of_the_app_is_imported_for_its_overrides(project: Project) -> None:
    project.write({"main.py": FASTAPI, "shop/__init__.py": "from shop.web import app\n"})
    project.write(
        {
            "shop/v1.py": FASTAPI,
            "shop/web.py": FASTAPI + "from shop import v1\napp.mount('/v1', v1.app)\n",
        }
    )
    project.write({"conftest.py": "from shop import app\nfrom shop.v1 import app as v1\n"})
    project.write({"test_it.py": "from main import app"})
    assert project.discover().spec == "shop:app"


def test_an_app_counts_more_than_the_factory_beside_it(project: Project) -> None:
    project.write({"shop.py": FACTORY + "app = create_app('made')\n", "other.py": FASTAPI})
    project.write({"tests/conftest.py": "from shop import app, create_app"})
    found = project.discover()
    assert (found.spec, found.target.import_name) == ("shop:app", "made")


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("create_app('testing')", "testing"),
        ("create_app(name='named')", "named"),
        ("shop.create_app('testing')", "testing"),
        ("create_app(SOMETHING)", "x"),
        ("create_app(**options)", "x"),
        ("create_app()", "x"),
    ],
)
def test_a_factory_is_called_as_the_suite_calls_it(project: Project, call: str, name: str) -> None:
    project.write({"shop.py": FACTORY, "other.py": FASTAPI})
    fixture = f"import shop\nfrom shop import create_app\ndef app():\n    return {call}\n"
    assert project.write({"conftest.py": fixture}).discover().target.import_name == name


def test_a_suite_s_factory_is_preferred_to_the_app_that_is_served(project: Project) -> None:
    settings = "class ProdConfig:\n    NAME = 'prod'\nclass TestConfig:\n    NAME = 'test'\n"
    project.write(
        {
            "autoapp.py": "from shop.app import create_app\nfrom shop.settings import ProdConfig\n"
            "app = create_app(ProdConfig)\n",
            "shop/__init__.py": "",
            "shop/settings.py": settings,
            "shop/app.py": "from flask import Flask\ndef create_app(config_object):\n"
            "    app = Flask('shop')\n    app.config.from_object(config_object)\n    return app\n",
            "tests/conftest.py": "from shop.app import create_app\n"
            "from shop.settings import TestConfig\n_app = create_app(TestConfig)\n",
        }
    )
    found = project.discover()
    assert found.target.config["NAME"] == "test"
    assert "autoapp" not in sys.modules


def test_what_by_far_the_most_test_modules_import_is_the_app(project: Project) -> None:
    project.write({"one.py": FASTAPI, "two.py": FASTAPI})
    project.write({f"tests/test_{name}.py": "from two import app" for name in "abc"})
    project.write({"tests/test_more.py": "from one import app"})
    assert project.discover().spec == "two:app"
    project.write({"tests/test_other.py": "from one import app"})
    with pytest.raises(AppNotFoundError, match="2 apps were found"):
        project.discover()


def test_of_several_in_a_conftest_the_test_modules_tell(project: Project) -> None:
    project.write({"one.py": FASTAPI, "two.py": FASTAPI, "examples/three.py": FASTAPI})
    project.write({"tests/conftest.py": "import one, two\nx = one.app\ny = two.app\n"})
    project.write({f"tests/test_{name}.py": "from two import app" for name in "abc"})
    project.write({f"tests/test_{name}.py": "from examples.three import app" for name in "defghi"})
    assert project.discover().spec == "two:app"


def test_a_base_class_of_the_tests_counts_as_one(project: Project) -> None:
    project.write({"shop.py": FACTORY, "other.py": FASTAPI})
    base = "import unittest\nfrom shop import create_app\nclass Base(unittest.TestCase):\n"
    project.write(
        {"tests/base.py": base + "    def setUp(self):\n        self.app = create_app('t')"}
    )
    found = project.discover()
    assert (found.target.import_name, found.found_by) == ("t", "tests/base.py, which imports it")


def test_tests_inside_a_package_import_relatively(project: Project) -> None:
    project.write({"shop/__init__.py": "", "shop/web.py": FASTAPI, "other.py": FASTAPI})
    project.write({"shop/tests/__init__.py": "", "shop/tests/test_it.py": "from ..web import app"})
    assert project.discover().spec == "shop.web:app"


def test_what_names_the_app_wins_over_the_suite(project: Project) -> None:
    project.write({"one.py": FASTAPI, "two.py": FASTAPI, "conftest.py": "from two import app"})
    project.write({"pyproject.toml": '[tool.fastapi]\nentrypoint = "one:app"'})
    assert project.discover().spec == "one:app"


@pytest.fixture
def services(project: Project) -> Project:
    """Two services whose packages have one name, each with its own tests."""
    for name in ("orders", "users"):
        home = f"services/{name}"
        project.write(
            {
                f"{home}/app/__init__.py": "",
                f"{home}/app/main.py": FASTAPI.replace("()", f"(title='{name}')"),
                f"{home}/tests/conftest.py": "from app.main import app",
                f"{home}/tests/test_it.py": "",
            }
        )
    return project


@pytest.mark.parametrize("name", ["orders", "users"])
@pytest.mark.parametrize("path", ["", "tests", "tests/test_it.py", "app"])
def test_the_tests_that_are_run_tell_the_service(services: Project, name: str, path: str) -> None:
    near = services.root / "services" / name / path
    found = discover(services.config(), [near])
    assert (found.target.title, found.spec) == (name, "app.main:app")


def test_an_app_next_to_the_tests_is_meant(project: Project) -> None:
    project.write({"main.py": FASTAPI, "backend/web.py": FASTAPI, "backend/tests/test_it.py": ""})
    found = discover(project.config(), [project.root / "backend/tests/test_it.py"])
    assert (found.spec, found.found_by) == ("backend.web:app", "the app nearest to backend")
    assert discover(project.config(), [project.root]).spec == "main:app"


def test_next_to_the_tests_the_usual_place_wins(project: Project) -> None:
    project.write(
        {"backend/main.py": FASTAPI, "backend/more.py": FASTAPI, "other/main.py": FASTAPI}
    )
    assert discover(project.config(), [project.root / "backend"]).spec == "backend.main:app"


def test_all_services_at_once_are_several_apps(services: Project) -> None:
    with pytest.raises(AppNotFoundError) as caught:
        discover(services.config(), [services.root])
    line = '  app = "app.main:app", app-dir = "services/{0}"  (FastAPI, services/{0}/app/main.py:2)'
    assert caught.value.message.splitlines() == [
        "2 apps were found, and none of them is chosen:",
        line.format("orders"),
        line.format("users"),
    ]
    assert caught.value.hint == (
        "choose one: put its line below [tool.apiproof] in pyproject.toml; for a suite of its own "
        "for each service, give each folder a pyproject.toml with [tool.apiproof] and "
        "[tool.pytest.ini_options], and run pytest there"
    )
    assert caught.value.place == str(services.root)


def test_the_line_that_the_error_shows_chooses(services: Project) -> None:
    line = 'app = "app.main:app"\napp-dir = "services/users"'
    services.write({"pyproject.toml": f"[tool.apiproof]\n{line}"})
    assert services.discover().target.title == "users"


def test_no_more_than_twenty_apps_are_listed(project: Project) -> None:
    project.write({f"app{number:02}.py": FASTAPI for number in range(23)})
    with pytest.raises(AppNotFoundError) as caught:
        project.discover()
    first, *lines, last = caught.value.message.splitlines()
    assert (first[:2], len(lines), last) == ("23", 20, "  and 3 more")
