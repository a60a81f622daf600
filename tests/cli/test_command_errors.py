"""Every Error that can meet who runs a command, as text that somebody has looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from cli_project import is_golden, normal

APP = "from fastapi import FastAPI\napp = FastAPI()\n"
FLASK = "from flask import Flask\napp = Flask(__name__)\n"


@dataclass(frozen=True)
class Case:
    """A project that cannot be worked with."""

    files: dict[str, str] = field(default_factory=dict)
    args: tuple[str, ...] = ()
    settings: str = ""


CASES = {
    "nothing": Case({"main": "x = 1\n"}),
    "several": Case({"shop": APP, "blog": FLASK, "admin__web": APP}),
    "no_module": Case(args=("shop.main:app",)),
    "no_submodule": Case({"shop__main": APP}, ("shop.web:app",)),
    "no_attribute": Case({"main": APP}, ("main:aap",)),
    "no_app": Case({"main": "app = 1\n"}, ("main:app",)),
    "no_app_in_module": Case({"main": "x = 1\n"}, ("main",)),
    "several_in_module": Case(
        {"main": "from flask import Flask\na, b = Flask('a'), Flask('b')\n"}, ("main",)
    ),
    "no_file": Case(args=("shop/main.py",)),
    "no_folder": Case(args=("./shop",)),
    "no_name": Case(args=("shop-main:app",)),
    "no_call": Case({"main": APP}, ("main:app(x)",)),
    "flask_app": Case({".flaskenv": "FLASK_APP=nowhere/shop.py\n"}),
    "import_raises": Case({"main": APP + "1 / 0\n"}),
    "import_exits": Case({"main": APP + "import sys\nsys.exit('usage: main.py')\n"}),
    "import_serves": Case(
        {
            "main": APP + "import uvicorn\n",
            "uvicorn": "def run(app):\n    import socketserver\n    socketserver.BaseServer.serve_forever(None)\nrun(0)\n",
        }
    ),
    "syntax": Case({"main": APP + "def f(:\n"}, ("main:app",)),
    "missing_dependency": Case({"main": APP + "import nothing_of_this_name\n"}),
    "factory_wants": Case(
        {"main": "from flask import Flask\ndef create_app(tenant):\n    return Flask(tenant)\n"}
    ),
    "factory_fails": Case(
        {
            "main": "from flask import Flask\ndef create_app():\n    app = Flask('a')\n    raise ValueError('bad')\n    return app\n"
        }
    ),
    "factory_returns_none": Case({"main": "def make(): ...\n"}, ("main:make",)),
    "factory_is_async": Case({"main": "async def make(): ...\n"}, ("main:make",)),
    "too_old": Case(
        {"main": APP + "import importlib.metadata as m\nm.version = lambda name: '0.1'\n"}
    ),
    "refused": Case(
        {
            "main": APP + "import psycopg2\npsycopg2.connect('host=db.example.com')\n",
            "psycopg2": "def connect(dsn): ...\n",
        }
    ),
    "toml": Case(settings="[tool.apiproof\n"),
    "unknown_setting": Case(settings='[tool.apiproof]\nap = "main:app"\n'),
    "planned_setting": Case(settings='[tool.apiproof]\ncontract = "fail"\n'),
    "mistyped_setting": Case(settings="[tool.apiproof]\napp = 1\n"),
    "refused_setting": Case(settings='[tool.apiproof]\nisolation = "recrate"\n'),
}


@pytest.mark.parametrize("name", CASES)
def test_it_teaches(cli, name):
    case = CASES[name]
    cli.write(**case.files)
    if case.settings:
        cli.write(pyproject_toml=case.settings)
    done = cli.run("routes", *case.args)
    assert (done.code, done.stdout) == (2, "")
    said = normal(done.stderr, cli.root)
    is_golden(f"error_{name}", said)
    assert said.startswith("error: ")
    assert "\n hint: " in said
    assert "Traceback" not in said
