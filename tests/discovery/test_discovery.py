"""The App is found where it is named, then where it usually is, then where it is the only one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from flask import Flask

from apiproof.config import load
from apiproof.discovery.discovery import discover, looks_like_api_project
from apiproof.errors import AppNotFoundError, ConfigError

if TYPE_CHECKING:
    from conftest import Project

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
FLASK = "from flask import Flask\napp = Flask(__name__)\n"
FACTORY = "from flask import Flask\ndef create_app(name='x'):\n    return Flask(name)\n"


@pytest.mark.parametrize(
    ("setting", "spec"),
    [
        ("shop.web:app", "shop.web:app"),
        ("shop.web", "shop.web:app"),
        ("shop.more:create_app", "shop.more:create_app"),
        ("shop.more:create_app('y')", "shop.more:create_app"),
        ("shop.more:holder.app", "shop.more:holder.app"),
        ("shop.more:Holder.app", "shop.more:Holder.app"),
        ("shop.more:partial", "shop.more:partial"),
        ("shop.more:Mine", "shop.more:Mine"),
    ],
)
def test_the_setting_names_the_app(project: Project, setting: str, spec: str) -> None:
    project.write(
        {
            "pyproject.toml": f'[tool.apiproof]\napp = "{setting}"',
            "main.py": FASTAPI,
            "shop/__init__.py": "",
            "shop/web.py": FLASK,
            "shop/more.py": FACTORY
            + "import functools\nclass Holder:\n    app = Flask('h')\nholder = Holder()\n"
            + "partial = functools.partial(create_app, 'p')\n"
            + "class Mine(Flask):\n    def __init__(self):\n        super().__init__('m')\n",
        }
    )
    found = project.discover()
    assert (found.spec, found.found_by) == (spec, "[tool.apiproof] app")
    assert isinstance(found.target, Flask)
    assert (found.framework, found.interface) == ("flask", "wsgi")


def test_literal_arguments_reach_the_factory(project: Project) -> None:
    project.write({"shop.py": FACTORY})
    assert project.discover(app="shop:create_app(name='given')").target.import_name == "given"


@pytest.mark.parametrize("spec", ["shop:create_app(", "shop:create_app(x)", "shop:1 + 1"])
def test_what_is_no_spec_is_refused(project: Project, spec: str) -> None:
    with pytest.raises(ConfigError, match="neither a name nor a call"):
        project.discover(app=spec)


def test_an_option_names_itself(project: Project) -> None:
    project.write({"shop.py": FASTAPI})
    found = discover(load(project.root, app="shop:app"))
    assert found.found_by == "--apiproof-app"
    assert isinstance(found.target, FastAPI)


@pytest.mark.parametrize(
    ("value", "spec"),
    [
        ("shop", "shop:app"),
        ("shop:app", "shop:app"),
        ("shop.py", "shop:app"),
        ("./shop.py:app", "shop:app"),
        ("factory:create_app", "factory:create_app"),
        ("factory:create_app('x')", "factory:create_app"),
        ("factory", "factory:create_app"),
        ("package/web", "package.web:app"),
        ("package/web.py", "package.web:app"),
    ],
)
@pytest.mark.parametrize("where", ["environment", "flaskenv", "env"])
def test_flask_app_names_the_app(
    project: Project, monkeypatch: pytest.MonkeyPatch, value: str, spec: str, where: str
) -> None:
    project.write(
        {
            "main.py": FASTAPI,
            "shop.py": FLASK,
            "factory.py": FACTORY,
            "package/__init__.py": "",
            "package/web.py": FLASK,
        }
    )
    settings = {}
    if where == "environment":
        monkeypatch.setenv("FLASK_APP", value)
    elif where == "flaskenv":
        project.write({".flaskenv": f'# Flask\nexport FLASK_APP="{value}"\nFLASK_DEBUG=1\n'})
    else:
        settings = {"env": {"FLASK_APP": value}}
    found = project.discover(**settings)
    assert found.spec == spec
    assert found.found_by == (".flaskenv" if where == "flaskenv" else "FLASK_APP")


@pytest.mark.parametrize("line", ["FLASK_APP=shop", "FLASK_APP = 'shop'", "FLASK_APP=shop # it"])
def test_flaskenv_is_read_as_dotenv_would(project: Project, line: str) -> None:
    project.write({".flaskenv": line, "shop.py": FLASK})
    assert project.discover().spec == "shop:app"


def test_flask_app_may_name_a_file_that_is_not_there(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_APP", "nowhere/shop.py")
    with pytest.raises(AppNotFoundError, match=r"FLASK_APP names nowhere/shop\.py"):
        project.discover()


def test_the_entrypoint_of_fastapi_names_the_app(project: Project) -> None:
    project.write(
        {
            "pyproject.toml": '[tool.fastapi]\nentrypoint = "shop:api"',
            "main.py": FLASK,
            "shop.py": FASTAPI.replace("app =", "api ="),
        }
    )
    found = project.discover()
    assert (found.spec, found.found_by) == ("shop:api", "[tool.fastapi] entrypoint")


@pytest.mark.parametrize(
    ("name", "spec"),
    [
        ("main.py", "main:app"),
        ("app.py", "app:app"),
        ("api.py", "api:app"),
        ("wsgi.py", "wsgi:app"),
        ("app/main.py", "app.main:app"),
        ("app/app.py", "app.app:app"),
        ("app/api.py", "app.api:app"),
        ("src/main.py", "main:app"),
        ("src/app/main.py", "app.main:app"),
    ],
)
@pytest.mark.parametrize("packaged", [True, False])
def test_the_usual_places_come_before_others(
    project: Project,
    name: str,
    spec: str,
    packaged: bool,
) -> None:
    project.write({name: FASTAPI, "zebra.py": FASTAPI})
    folder = (project.root / name).parent
    if packaged and folder.name == "app":
        (folder / "__init__.py").touch()
    found = project.discover()
    assert (found.spec, found.found_by) == (spec, f"the usual place {name}")
    assert sys.modules[spec.partition(":")[0]].__file__ == str(project.root / name)


def test_a_usual_place_without_an_app_is_passed_over(project: Project) -> None:
    project.write({"main.py": "print('a script')", "shop.py": FLASK})
    found = project.discover()
    assert (found.spec, found.found_by) == ("shop:app", "the only app in the project")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("shop = FastAPI()\napi = FastAPI()\napp = FastAPI()", "app"),
        ("shop = FastAPI()\napi = FastAPI()", "api"),
        ("shop = FastAPI()\ndef create_app():\n    return FastAPI()", "shop"),
        (
            "def other():\n    return FastAPI()\ndef create_app():\n    return FastAPI()",
            "create_app",
        ),
    ],
)
def test_in_a_usual_place_the_usual_name_wins(project: Project, source: str, name: str) -> None:
    project.write({"main.py": f"from fastapi import FastAPI\n{source}"})
    assert project.discover().spec == f"main:{name}"


def test_a_package_app_with_a_module_app(project: Project) -> None:
    project.write({"app/__init__.py": "", "app/app.py": "from app.db import x\n" + FASTAPI})
    project.write({"app/db.py": "x = 1"})
    assert project.discover().spec == "app.app:app"


def test_an_app_below_another_folder_is_imported_from_there(project: Project) -> None:
    project.write(
        {
            "backend/app/__init__.py": "",
            "backend/app/web.py": "from app.db import x\n" + FASTAPI,
            "backend/app/db.py": "x = 1",
        }
    )
    assert project.discover().spec == "app.web:app"
    assert sys.path[0] == str(project.root / "backend")


def test_app_dir_is_where_to_look(project: Project) -> None:
    project.write({"main.py": FLASK, "backend/main.py": FASTAPI})
    found = project.discover(app_dir=project.root / "backend")
    assert isinstance(found.target, FastAPI)


def test_the_folder_of_the_settings_is_searched_too(project: Project) -> None:
    project.write({"pyproject.toml": '[tool.apiproof]\napp = "shop:app"', "shop.py": FASTAPI})
    project.write({"service/README": ""})
    assert discover(load(project.root / "service")).spec == "shop:app"


def test_flask_app_may_name_a_file_elsewhere(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write({"elsewhere/shop.py": FLASK, "project/README": ""})
    monkeypatch.setenv("FLASK_APP", "../elsewhere/shop.py")
    assert discover(load(project.root / "project")).spec == "shop:app"


def test_several_apps_are_listed(project: Project) -> None:
    project.write({"one.py": FASTAPI, "two/__init__.py": "", "two/web.py": "\n" + FACTORY})
    with pytest.raises(AppNotFoundError) as caught:
        project.discover()
    assert "2 apps were found" in caught.value.message
    assert caught.value.message.splitlines() == [
        "2 apps were found, and none of them is chosen:",
        '  app = "one:app"  (FastAPI, one.py:2)',
        '  app = "two.web:create_app"  (factory of Flask, two/web.py:3)',
    ]
    assert caught.value.hint == ("choose one: put its line below [tool.apiproof] in pyproject.toml")
    assert "one" not in sys.modules


def test_in_the_only_file_with_apps_the_usual_name_wins(project: Project) -> None:
    more = "def create_docker_app():\n    return create_app()\n"
    project.write({"shop/web.py": FACTORY + more})
    found = project.discover()
    assert (found.spec, found.found_by) == ("shop.web:create_app", "the usual name in shop/web.py")


def test_none_says_what_was_looked_at(project: Project) -> None:
    project.write({"main.py": "", "util.py": ""})
    with pytest.raises(AppNotFoundError, match=r"no FastAPI, .* app was found") as caught:
        project.discover()
    for part in ("FLASK_APP", "entrypoint", "app/main.py", "there are main.py, without an app"):
        assert part in caught.value.message
    assert "[tool.apiproof]" in caught.value.hint
    assert caught.value.place == str(project.root)


def test_the_environment_is_set_before_the_import(project: Project) -> None:
    project.write(
        {
            "pyproject.toml": '[tool.apiproof]\nenv = {SHOP_NAME = "mine"}',
            "main.py": "import os\nfrom flask import Flask\napp = Flask(os.environ['SHOP_NAME'])",
        }
    )
    assert project.discover().target.import_name == "mine"
    assert os.environ["SHOP_NAME"] == "mine"


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": "[tool.apiproof]"},
        {"pyproject.toml": '[tool.fastapi]\nentrypoint = "x:y"'},
        {".flaskenv": "FLASK_APP=shop"},
        {"src/app/main.py": FASTAPI},
        {"deep/down/shop.py": FACTORY},
        {"tests/conftest.py": "import sys\nfrom fastapi.testclient import TestClient\n"},
        {"tests/api/conftest.py": "import flask\n"},
    ],
)
def test_evidence_of_an_api(project: Project, files: dict[str, str]) -> None:
    assert looks_like_api_project(project.write(files).config())


def test_flask_app_is_evidence(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not looks_like_api_project(project.config())
    monkeypatch.setenv("FLASK_APP", "shop")
    assert looks_like_api_project(project.config())


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"main.py": "print(1)", "pyproject.toml": "[tool.ruff]"},
        {"tests/test_app.py": FASTAPI, "conftest.py": "import pytest"},
    ],
)
def test_no_evidence_of_an_api(project: Project, files: dict[str, str]) -> None:
    assert not looks_like_api_project(project.write(files).config())


def test_evidence_is_found_without_an_import(project: Project) -> None:
    project.write({"main.py": FASTAPI + "raise RuntimeError"})
    assert looks_like_api_project(project.config())
