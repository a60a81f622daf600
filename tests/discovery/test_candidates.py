"""The static scan sees apps and factories in sources that are never run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from apiproof.discovery.scan import sources
from apiproof.discovery.scan.candidates import static_candidates

if TYPE_CHECKING:
    from conftest import Project

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
FLASK_FACTORY = "from flask import Flask\ndef create_app():\n    app = Flask('x')\n    return app\n"


@pytest.mark.parametrize(
    "source",
    [
        "from fastapi import FastAPI\nthing = FastAPI(title='x')",
        "import fastapi\nthing = fastapi.FastAPI()",
        "import fastapi as f\nthing = f.FastAPI()",
        "from fastapi import FastAPI as Api\nthing = Api()",
        "from fastapi import *\nthing = FastAPI()",
        "from fastapi import FastAPI\nthing: FastAPI = FastAPI()",
        "from fastapi import FastAPI\nother = thing = FastAPI()\ndel other",
        "from fastapi import FastAPI\nif 1:\n    thing = FastAPI()\nelse:\n    thing = None",
        "try:\n    import fastapi\n    thing = fastapi.FastAPI()\nexcept ImportError:\n    pass",
        "from fastapi import FastAPI\nclass Mine(FastAPI): ...\nthing = Mine()",
        "from starlette.applications import Starlette\nthing = Starlette()",
        "from flask import Flask\nthing = Flask(__name__)",
        "import apiflask\nthing = apiflask.APIFlask(__name__)",
        "from flask_openapi3 import OpenAPI\nthing = OpenAPI(__name__)",
        "import connexion\nthing = connexion.App(__name__)",
        "from flask import Flask\ndef _make():\n    return Flask('x')\nthing = _make()",
        "from flask import Flask\ndef make():\n    return Flask('x'), 1\nthing, db = make()",
        "from flask import Flask\ndef thing():\n    return Flask('x')",
        "def thing(config):\n    from flask import Flask\n    made = Flask('x')\n    return made",
        "from fastapi import FastAPI\nthing = CORSMiddleware(app=FastAPI())",
        "from fastapi import FastAPI\nthing = wrap.Middleware(x.ASGIApp(io, FastAPI()), 1)",
        "from flask import Flask\ndef _make():\n    return Flask('x')\nthing = WsgiToAsgi(_make())",
        "import flask\ndef thing():\n    app = flask.Flask('x')\n    return ProxyFix(app, x_for=1)",
        "from flask import Flask\ndef thing():\n    return _f()\ndef _f():\n    return Flask('x')",
        "from flask import Flask\ndef make_app() -> Flask:\n    return x()\nthing = make_app()",
        "import flask\nwith x:\n    thing = flask.Flask('x')",
        "from fastapi import FastAPI\nasync def thing():\n    if 1:\n        return FastAPI()",
    ],
)
def test_an_app_is_seen(project: Project, source: str) -> None:
    project.write({"shop.py": source})
    assert "shop:thing" in project.specs()


@pytest.mark.parametrize(
    "source",
    [
        "'FastAPI'",
        "from shop_base import app, create_app",
        "from fastapi.openapi.models import OpenAPI\nthing = OpenAPI()",
        "import typer, flask\nFlask = flask.Flask\nthing = typer.App()",
        "from fastapi import FastAPI\nif __name__ == '__main__':\n    thing = FastAPI()",
        "from fastapi import FastAPI\nclass Holder:\n    thing = FastAPI()",
        "from fastapi import FastAPI\ndef run():\n    app = FastAPI()\n    app.run()",
        "from fastapi import FastAPI\ndef outer():\n    def inner():\n        return FastAPI()",
        "from fastapi import FastAPI\ndef _private():\n    return FastAPI()",
        "from fastapi import FastAPI\ndef get_app(request) -> FastAPI:\n    request.app",
        "thing = create_app()",
        "from fastapi import FastAPI\ndef thing():\n    return make()",
        "from fastapi import FastAPI\nthing = [FastAPI][0]()",
        "from fastapi import FastAPI\nthing = Extension(FastAPI())",
        "from fastapi import FastAPI\nthis is no python",
    ],
)
def test_what_is_no_app_is_not_seen(project: Project, source: str) -> None:
    project.write({"shop.py": source})
    assert project.specs() == []


@pytest.mark.parametrize(
    "name",
    [
        "tests/app.py",
        "test/app.py",
        "test_app.py",
        "app_test.py",
        "conftest.py",
        "docs/app.py",
        "examples/app.py",
        "example/app.py",
        "benchmarks/app.py",
        "migrations/app.py",
        "alembic/versions/app.py",
        ".venv/app.py",
        "venv/app.py",
        "build/app.py",
        "dist/app.py",
        "node_modules/app.py",
        ".tox/app.py",
        "__pycache__/app.py",
        "lib/site-packages/app.py",
    ],
)
def test_foreign_and_test_code_is_skipped(project: Project, name: str) -> None:
    project.write({name: FASTAPI})
    assert project.specs() == []


def test_a_virtual_environment_of_any_name_is_skipped(project: Project) -> None:
    project.write({"mine/pyvenv.cfg": "", "mine/app.py": FASTAPI})
    assert project.specs() == []


def test_the_scan_is_bounded(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "FILE_LIMIT", 2)
    project.write({"a.py": "", "b.py": "", "c.py": FASTAPI, "deep/d.py": FASTAPI})
    assert project.specs() == []
    monkeypatch.setattr(sources, "FILE_LIMIT", 3)
    assert project.specs() == ["c:app"]


def test_nothing_is_imported(project: Project) -> None:
    project.write({"shop.py": FASTAPI + "raise RuntimeError"})
    assert project.specs() == ["shop:app"]
    assert "shop" not in sys.modules


def test_an_app_is_preferred_to_the_factory_of_its_module(project: Project) -> None:
    project.write({"shop.py": FLASK_FACTORY + "app = create_app()\n"})
    assert project.specs() == ["shop:app"]


@pytest.mark.parametrize("home", ["shop", "shop.factory"])
def test_an_app_is_preferred_to_the_factory_it_imports(project: Project, home: str) -> None:
    project.write(
        {
            "shop/__init__.py": "from shop.factory import create_app",
            "shop/factory.py": FLASK_FACTORY,
            "serve.py": f"from {home} import create_app\napp = create_app()",
        }
    )
    (found,) = static_candidates(project.root)
    assert (found.spec, found.framework, found.kind) == ("serve:app", "flask", "instance")
    assert found.made_from == "shop.factory.create_app"


def test_a_relative_import_of_a_factory_is_followed(project: Project) -> None:
    project.write(
        {
            "shop/__init__.py": "",
            "shop/factory.py": FLASK_FACTORY,
            "shop/serve.py": "from .factory import create_app\napp = create_app()",
        }
    )
    assert project.specs() == ["shop.serve:app"]


def test_a_factory_stands_for_several_apps_made_from_it(project: Project) -> None:
    serve = "from shop import create_app\napp = create_app()"
    project.write({"shop.py": FLASK_FACTORY, "run.py": serve, "manage.py": serve})
    assert project.specs() == ["shop:create_app"]


def test_an_installed_factory_makes_an_app(project: Project) -> None:
    project.write({"serve.py": "from somewhere import build_app\napp = build_app(1)"})
    (found,) = static_candidates(project.root)
    assert (found.spec, found.label(project.root)) == (
        "serve:app",
        "made by build_app(), serve.py:2",
    )


def test_a_mounted_app_is_not_the_app(project: Project) -> None:
    project.write(
        {
            "shop.py": FASTAPI
            + "from admin import app as admin_app\nfrom extra import create_app\n"
            + "sub = FastAPI()\napp.mount('/sub', sub)\napp.mount('/admin', app=admin_app)\n"
            + "app.mount('/extra', create_app())",
            "admin.py": FASTAPI,
            "extra.py": FLASK_FACTORY,
        }
    )
    assert project.specs() == ["shop:app"]


def test_what_a_dispatcher_or_a_wrapper_mounts_is_not_the_app(project: Project) -> None:
    project.write(
        {
            "shop.py": FASTAPI
            + "from legacy import app as old\napp.mount('/old', WSGIMiddleware(old))",
            "legacy.py": "from flask import Flask\nfrom admin import app as admin\n"
            "app = Flask(__name__)\n"
            "app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {'/admin': admin})",
            "admin.py": "from flask import Flask\napp = Flask(__name__)",
        }
    )
    assert project.specs() == ["shop:app"]


@pytest.mark.parametrize(
    "source",
    [
        "def create_app(outer):\n    app = FastAPI()\n    outer.mount('/base', app)\n    return app\napp = create_app(x)\n",
        "app = FastAPI()\ndef mount_below(outer, app):\n    outer.mount('/base', app)\n",
    ],
)
def test_a_name_of_a_function_is_not_the_module_s(project: Project, source: str) -> None:
    project.write({"shop.py": f"from fastapi import FastAPI\n{source}"})
    assert project.specs() == ["shop:app"]


def test_an_app_that_is_wrapped_under_its_own_name_is_one(project: Project) -> None:
    project.write({"shop.py": FASTAPI + "app = SentryAsgiMiddleware(app)\n"})
    assert project.specs() == ["shop:app"]


def test_a_candidate_describes_itself(project: Project) -> None:
    project.write({"a.py": FASTAPI, "b/__init__.py": FLASK_FACTORY})
    found = static_candidates(project.root)
    assert [(each.spec, each.label(project.root)) for each in found] == [
        ("a:app", "FastAPI, a.py:2"),
        ("b:create_app", "factory of Flask, b/__init__.py:2"),
    ]
