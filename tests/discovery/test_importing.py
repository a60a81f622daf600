"""What keeps an app from being imported is named, with its place and the way out."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from apiproof.errors import AppImportError, AppNotFoundError, UnsupportedError

if TYPE_CHECKING:
    from conftest import Project

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"


def refused(project: Project, **settings: object) -> AppImportError:
    """Discover an app that does not import."""
    with pytest.raises(AppImportError) as caught:
        project.discover(**settings)
    assert not caught.value.message.endswith(".")
    return caught.value


def test_a_module_that_is_imported_already_is_used(project: Project) -> None:
    project.write({"backend/main.py": FASTAPI})
    sys.path.insert(0, str(project.root))
    module = importlib.import_module("backend.main")
    found = project.discover(app="main:app", app_dir=project.root / "backend")
    assert found.target is module.app
    assert found.spec == "backend.main:app"


@pytest.mark.parametrize(
    ("line", "reason", "hint"),
    [
        ("import no_such_thing", "No module named 'no_such_thing'", "install what provides"),
        ("raise RuntimeError('no SHOP_KEY set')", "no SHOP_KEY set", 'env = {SHOP_KEY = "..."}'),
        ("raise KeyError('SHOP_KEY')", "'SHOP_KEY'", 'env = {SHOP_KEY = "..."}'),
        ("open('logs/shop.log', 'w')", "FileNotFoundError: ", f"make logs in {Path.cwd()}, where "),
        ("open('/no_such.txt')", "FileNotFoundError: ", "make /no_such.txt; where it needs an env"),
        (
            "from pydantic import BaseModel\nclass A(BaseModel):\n    b: int\n    c: int\nA(b='x')",
            "ValidationError of A: b: Input should be a valid integer",
            "correct what raises there",
        ),
        ("1 / 0", "ZeroDivisionError: division by zero", "correct what raises there"),
        ("{}['key']", "KeyError: 'key'", "correct what raises there"),
        ("raise SystemExit(2)", "SystemExit: 2", 'if __name__ == "__main__"'),
        ("import shop.nothing", "No module named 'shop.nothing'", "correct the import"),
        ("from shop import nothing", "cannot import name", "correct what raises there"),
    ],
)
def test_a_failing_import_is_explained(project: Project, line: str, reason: str, hint: str) -> None:
    project.write({"shop/__init__.py": "", "shop/broken.py": f"\n{line}\n"})
    last = 1 + len(line.splitlines())
    project.write({"shop/main.py": "import shop.broken\n" + FASTAPI})
    error = refused(project, app="shop.main:app")
    assert error.message.startswith("the import of shop.main failed with ")
    assert reason in error.message
    assert hint in error.hint
    assert error.place == f"{project.root}/shop/broken.py:{last}"
    assert error.__cause__ is not None


def test_an_error_of_apiproof_s_own_keeps_its_hint(project: Project) -> None:
    line = "raise UnsupportedError('it is too old', hint='upgrade it')"
    project.write({"broken.py": f"from apiproof.errors import UnsupportedError\n{line}\n"})
    with pytest.raises(UnsupportedError) as caught:
        project.discover(app="broken:app")
    assert caught.value.message == "the import of broken failed: it is too old"
    assert caught.value.hint == "upgrade it"
    assert caught.value.place == f"{project.root}/broken.py:2"


def test_an_installed_app_that_fails_has_a_place(project: Project) -> None:
    project.write({"site-packages/shop_of_others.py": "\n1 / 0\n"})
    sys.path.insert(0, str(project.root / "site-packages"))
    error = refused(project, app="shop_of_others:app")
    assert error.place == f"{project.root}/site-packages/shop_of_others.py:2"


def test_a_syntax_error_has_its_own_place(project: Project) -> None:
    project.write({"main.py": "import broken\n" + FASTAPI, "broken.py": "\n\ndef (:\n"})
    error = refused(project)
    assert "SyntaxError" in error.message
    assert error.place == f"{project.root}/broken.py:3"
    assert "correct the syntax" in error.hint


def test_a_model_that_is_no_settings_class_names_no_variable(project: Project) -> None:
    source = "from pydantic import BaseModel\nclass Item(BaseModel):\n    name: str\nItem()\n"
    assert "correct what raises" in refused(project.write({"main.py": source + FASTAPI})).hint


def test_a_dependency_is_told_from_a_package_of_its_name(project: Project) -> None:
    project.write({"shop/__init__.py": "", "shop/main.py": "from rediz import Rediz\n" + FASTAPI})
    project.write({"shop/rediz/__init__.py": "", "other/rediz.py": "", "third/rediz.py": ""})
    error = refused(project, app="shop.main:app")
    assert error.message == (
        "the import of shop.main failed with ModuleNotFoundError: No module named 'rediz'"
    )
    assert error.hint == (
        f"install what provides 'rediz' for {sys.executable}; where it is a module of the "
        "project, set app-dir in [tool.apiproof] to the folder that holds it"
    )


@pytest.mark.parametrize("name", ["platform", "code", "time"])
def test_a_name_of_the_standard_library_is_not_the_app_s(project: Project, name: str) -> None:
    importlib.import_module(name)
    project.write({f"{name}.py": FASTAPI})
    error = refused(project)
    assert f"the name {name!r} leads to" in error.message
    file = getattr(sys.modules[name], "__file__", "a module without a file")
    assert f"leads to {file}, " in error.message
    assert f"{project.root}/{name}.py" in error.message
    assert "rename" in error.hint


def test_an_installed_package_of_the_same_name_is_named(project: Project) -> None:
    project.write({"elsewhere/shadowed/__init__.py": "", "shadowed/main.py": FASTAPI})
    sys.path.insert(0, str(project.root / "elsewhere"))
    importlib.import_module("shadowed")
    error = refused(project, app="shadowed.main:app")
    assert f"{project.root}/elsewhere/shadowed/__init__.py" in error.message
    assert f"not to {project.root}/shadowed" in error.message


def test_a_package_wins_over_a_module_of_its_name(project: Project) -> None:
    project.write({"app.py": FASTAPI, "app/__init__.py": "x = 1"})
    error = refused(project)
    assert f"{project.root}/app/__init__.py, not to {project.root}/app.py" in error.message


def test_an_installed_copy_of_the_project_is_the_project(project: Project) -> None:
    project.write({"site/shop.py": FASTAPI, "src/shop.py": FASTAPI})
    sys.path.insert(0, str(project.root / "site"))
    module = importlib.import_module("shop")
    assert project.discover(app="shop:app").target is module.app


@pytest.mark.parametrize(
    ("source", "setting", "message", "hint"),
    [
        (FASTAPI, "shop:ap", "shop has no attribute 'ap'", "did you mean 'app'?"),
        (FASTAPI, "shop:zzz", "shop has no attribute 'zzz'", "did you mean 'app'?"),
        ("x = 1", "shop:zzz", "shop has no attribute 'zzz'", "correct 'shop:zzz'"),
        (
            FASTAPI + "router = 1",
            "shop:router",
            "shop:router is of type int",
            "did you mean 'app'?",
        ),
        (
            "x = 1",
            "shop",
            "shop holds no FastAPI, connexion.App, Flask or Starlette app",
            "name it",
        ),
        (FASTAPI + "a = app\nb = FastAPI()\ndel app", "shop", "several apps: a, b", "name it"),
        ("def create_app(): ...", "shop:make_app", "no attribute 'make_app'", "'create_app'?"),
    ],
)
def test_a_wrong_attribute_is_explained(
    project: Project, source: str, setting: str, message: str, hint: str
) -> None:
    project.write({"shop.py": source})
    with pytest.raises(AppNotFoundError) as caught:
        project.discover(app=setting)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.place == f"{project.root}/shop.py"


def test_a_submodule_of_the_usual_name_may_hold_the_app(project: Project) -> None:
    project.write({"shop/__init__.py": "from shop import app", "shop/app.py": FASTAPI})
    found = project.discover(app="shop")
    assert (found.spec, found.notes) == ("shop:app", ())


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from fastapi import FastAPI\nshop = FastAPI()\nalias = shop", "shop"),
        (FASTAPI + "other = FastAPI()", "app"),
        ("from fastapi import FastAPI\ndef make_app():\n    return FastAPI()", "make_app"),
    ],
)
def test_a_module_alone_is_searched(project: Project, source: str, name: str) -> None:
    project.write({"shop.py": source})
    assert project.discover(app="shop").spec == f"shop:{name}"
