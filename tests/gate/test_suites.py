"""Whole suites, each of which would open the app's own database, and none of which does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

_FLASK = "from flask import Flask, g\napp = Flask(__name__)\n"
_FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
_WHERE = (
    "import os\nDB = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'prod.db')\n"
)
_MODEL = (
    "from sqlalchemy import create_engine, text, pool, Column, Integer, MetaData, Table\n"
    "metadata = MetaData()\nThings = Table('things', metadata, Column('id', Integer, primary_key=True))\n"
)
_ENGINE = _WHERE + _MODEL + "engine = create_engine('sqlite:///' + DB)\n"
_WRITE = "with engine.begin() as c:\n    metadata.create_all(c)\n    c.execute(Things.insert())\n"
_WRITER = "def write():\n    " + _WRITE.replace("\n", "\n    ") + "\n"
_HELLO = "\n@app.get('/')\ndef hello():\n    write()\n    return {}\n"
_TEST_CLIENT = "def test_it(sync_client):\n    assert sync_client.get('/').status_code == 200\n"

SUITES: dict[str, dict[str, str]] = {
    "import at collection": {
        "app.py": _FLASK + _ENGINE + _WRITE,
        "conftest.py": "from app import app\n",
        "test_it.py": "def test_it():\n    pass\n",
    },
    "drop_all": {
        "app.py": _FLASK + _ENGINE,
        "test_it.py": "import app\ndef test_it():\n    app.metadata.drop_all(app.engine)\n    app.metadata.create_all(app.engine)\n",
    },
    "environment": {
        "app.py": _FLASK
        + _MODEL
        + "import os\nengine = create_engine(os.environ['DATABASE_URL'])\n"
        + _WRITER
        + _HELLO,
        "conftest.py": _WHERE + "os.environ['DATABASE_URL'] = 'sqlite:///' + DB\n",
        "test_it.py": _TEST_CLIENT,
    },
    "relative path": {
        "app.py": _FLASK
        + _MODEL
        + "engine = create_engine('sqlite:///data/prod.db')\n"
        + _WRITER
        + _HELLO,
        "test_it.py": _TEST_CLIENT,
    },
    "creator": {
        "app.py": _FLASK + _WHERE + _MODEL + "import sqlite3\n"
        "engine = create_engine('sqlite://', creator=lambda: sqlite3.connect(DB))\n"
        + _WRITER
        + _HELLO,
        "test_it.py": _TEST_CLIENT,
    },
    "pool": {
        "app.py": _FLASK + _WHERE + _MODEL + "import sqlite3\n"
        "engine = create_engine('sqlite://', pool=pool.QueuePool(lambda: sqlite3.connect(DB)))\n"
        + _WRITER
        + _HELLO,
        "test_it.py": _TEST_CLIENT,
    },
    "an app's own do_connect": {
        "app.py": _FLASK + _ENGINE + "import sqlite3\nfrom sqlalchemy import event\n"
        "event.listen(engine, 'do_connect', lambda *a: sqlite3.connect(DB))\n" + _WRITER + _HELLO,
        "test_it.py": _TEST_CLIENT,
    },
    "async engine": {
        "app.py": _FASTAPI
        + _WHERE
        + _MODEL
        + "from sqlalchemy.ext.asyncio import create_async_engine\n"
        "engine = create_async_engine('sqlite+aiosqlite:///' + DB)\n"
        "@app.get('/')\nasync def hello():\n    async with engine.begin() as c:\n"
        "        await c.execute(Things.insert())\n    return {}\n",
        "test_it.py": "async def test_it(client):\n    assert (await client.get('/')).status_code == 200\n",
    },
    "async creator": {
        "app.py": _FASTAPI
        + _WHERE
        + _MODEL
        + "import aiosqlite\nfrom sqlalchemy.ext.asyncio import create_async_engine\n"
        "engine = create_async_engine('sqlite+aiosqlite://', async_creator=lambda: aiosqlite.connect(DB))\n"
        "@app.get('/')\nasync def hello():\n    async with engine.begin() as c:\n"
        "        await c.execute(text('CREATE TABLE IF NOT EXISTS t (x)'))\n"
        "    await engine.dispose()\n    return {}\n",
        "test_it.py": "async def test_it(client):\n    assert (await client.get('/')).status_code == 200\n",
    },
    "sqlite3 in flask.g": {
        "app.py": _FLASK + _WHERE + "import sqlite3\n"
        "@app.get('/')\ndef hello():\n    g.db = sqlite3.connect(DB)\n"
        "    g.db.execute('CREATE TABLE IF NOT EXISTS t (x)')\n    g.db.commit()\n    return {}\n"
        "@app.teardown_appcontext\ndef close(_):\n    g.db.close()\n",
        "test_it.py": _TEST_CLIENT,
    },
    "factory that migrates": {
        "app.py": "from flask import Flask\n"
        + _ENGINE
        + "def create_app():\n    app = Flask(__name__)\n    "
        + _WRITE.replace("\n", "\n    ")
        + "\n    app.get('/')(lambda: {})\n    return app\n",
        "test_it.py": _TEST_CLIENT,
    },
    "lifespan": {
        "app.py": "from contextlib import asynccontextmanager\nfrom fastapi import FastAPI\n"
        + _ENGINE
        + _WRITER
        + "@asynccontextmanager\nasync def lifespan(app):\n    write()\n    yield\n"
        "app = FastAPI(lifespan=lifespan)\napp.get('/')(lambda: {})\n",
        "test_it.py": _TEST_CLIENT,
    },
    "background thread": {
        "app.py": _FLASK + _ENGINE + _WRITER + "import threading, time\nstop = threading.Event()\n"
        "def forever():\n    while not stop.is_set():\n        write()\n        time.sleep(0.01)\n"
        "threading.Thread(target=forever, daemon=True).start()\n",
        "test_it.py": "import app, time\ndef test_it():\n    time.sleep(0.2)\n",
    },
    "own script": {
        "app.py": _FLASK + _ENGINE + _WRITER + "if __name__ == '__main__':\n    write()\n",
        "test_it.py": "import subprocess, sys\ndef test_it():\n"
        "    subprocess.run([sys.executable, 'app.py'], check=True)\n"
        "    subprocess.run([sys.executable, 'app.py'], check=True, env={'PYTHONPATH': 'src'})\n"
        "    subprocess.run([sys.executable, '-m', 'app'], check=True, env={})\n",
    },
    "fork, spawn and exec": {
        "app.py": _FLASK + _ENGINE + _WRITER,
        "test_it.py": "import app, multiprocessing, os, sys, pytest\n"
        "@pytest.mark.parametrize('method', ['fork', 'spawn', 'forkserver'])\n"
        "def test_it(method):\n"
        "    child = multiprocessing.get_context(method).Process(target=app.write)\n"
        "    child.start()\n    child.join()\n    assert child.exitcode == 0\n"
        "def test_fork():\n    child = os.fork()\n    if not child:\n        app.write()\n        os._exit(0)\n"
        "    assert os.waitpid(child, 0)[1] == 0\n"
        "def test_exec():\n    child = os.fork()\n    if not child:\n"
        "        os.execv(sys.executable, [sys.executable, '-c', 'import app; app.write()'])\n"
        "    assert os.waitpid(child, 0)[1] == 0\n",
    },
    "nested pytest": {
        "app.py": _FLASK + _ENGINE + _WRITER,
        "other/pytest.ini": "[pytest]\n",
        "other/test_inner.py": "def test_inner():\n    import app\n    app.write()\n",
        "test_it.py": "import subprocess, sys, os\ndef test_it():\n"
        "    path = os.pathsep.join([os.getcwd(), os.environ['PYTHONPATH']])\n"
        "    subprocess.run([sys.executable, '-m', 'pytest', '-W', 'error::pytest.PytestAssertRewriteWarning',"
        " '-p', 'no:cacheprovider', '--rootdir=other', 'other'], check=True, env={**os.environ, 'PYTHONPATH': path})\n",
    },
    "unittest": {
        "app.py": _FLASK + _ENGINE + _WRITER + _HELLO,
        "test_it.py": "import unittest\nfrom app import app\nclass TestIt(unittest.TestCase):\n"
        "    def test_it(self):\n        self.assertEqual(app.test_client().get('/').status_code, 200)\n",
    },
    "flask-sqlalchemy": {
        "app.py": _FLASK + _WHERE + "from flask_sqlalchemy import SQLAlchemy\n"
        "app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///' + DB\ndb = SQLAlchemy(app)\n"
        "class Thing(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n"
        "with app.app_context():\n    db.create_all()\n"
        "@app.get('/')\ndef hello():\n    db.session.add(Thing())\n    db.session.commit()\n    return {}\n",
        "test_it.py": _TEST_CLIENT,
    },
}

FEW = [
    "import at collection",
    "creator",
    "async engine",
    "sqlite3 in flask.g",
    "lifespan",
    "own script",
]
"""Those that are tried in more ways: each takes a second."""

OWN = '[tool.apiproof]\napp = "app:app"\ndatabase = "own"\n'


@pytest.mark.parametrize("name", SUITES)
def test_is_never_opened(name: str, project: Any, untouched: Callable[..., Any]) -> None:
    database = project.write(SUITES[name]).seed()
    with untouched(database):
        result = project.pytest()
    assert result.code == 0, result.text


@pytest.mark.parametrize("name", FEW)
def test_is_not_missed_where_it_may_not_be_read(name: str, forbidden: Any) -> None:
    """Also an attempt that fails would be one."""
    result = forbidden.write(SUITES[name]).pytest()
    assert result.code == 0, result.text


@pytest.mark.parametrize("name", ["import at collection", "sqlite3 in flask.g", "own script"])
def test_is_not_made(name: str, project: Any, untouched: Callable[..., Any]) -> None:
    project.write(SUITES[name])
    with untouched(project.database):
        result = project.pytest()
    assert result.code == 0, result.text


@pytest.mark.parametrize("name", [each for each in FEW if each not in {"async engine", "lifespan"}])
def test_is_refused_where_nothing_is_redirected(
    name: str, project: Any, untouched: Callable[..., Any]
) -> None:
    database = project.write({**SUITES[name], "pyproject.toml": OWN}).seed()
    with untouched(database):
        project.pytest()


@pytest.mark.parametrize("name", SUITES)
def test_would_be_opened_without_the_gate(
    name: str, project: Any, untouched: Callable[..., Any]
) -> None:
    """The watch, and each suite, can fail."""
    files = {
        path: text.replace("sync_client", "app_client").replace(
            "(client):", "(app_async_client):\n    client = app_async_client"
        )
        for path, text in SUITES[name].items()
    }
    fixtures = (
        "\nimport pytest\n@pytest.fixture\ndef app_client():\n    import app\n"
        "    flask = getattr(app, 'app', None) or app.create_app()\n"
        "    if hasattr(flask, 'test_client'):\n        yield flask.test_client()\n        return\n"
        "    from fastapi.testclient import TestClient\n"
        "    with TestClient(flask) as client:\n        yield client\n"
        "@pytest.fixture\ndef app_async_client():\n    import app, httpx\n"
        "    return httpx.AsyncClient(transport=httpx.ASGITransport(app.app), base_url='http://test')\n"
    )
    files["conftest.py"] = files.get("conftest.py", "") + fixtures
    database = project.write(files).seed()
    with pytest.raises(AssertionError), untouched(database):
        project.pytest("-p", "no:apiproof", "-o", "asyncio_mode=auto")
