"""An import that would hang, or read what is pytest's, is stopped and explained."""

from __future__ import annotations

import builtins
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from apiproof.errors import AppImportError

if TYPE_CHECKING:
    from conftest import Project

APP = "from fastapi import FastAPI\napp = FastAPI()\n"
FLASK = "from flask import Flask\napp = Flask(__name__)\n"


def refused(project: Project, source: str) -> AppImportError:
    """Discover an app that does not import."""
    project.write({"main.py": source})
    with pytest.raises(AppImportError) as caught:
        project.discover()
    return caught.value


UVICORN = "import sys, types\nuvicorn = types.ModuleType('uvicorn')\n"


@pytest.mark.parametrize(
    ("source", "label", "line"),
    [
        (FLASK + "app.run()\n", "flask's Flask.run", 3),
        (FLASK + "if True:\n    app.run(port=1)\n", "flask's Flask.run", 4),
        (
            FLASK + "import werkzeug.serving as w\nw.run_simple('x', 1, app)",
            "werkzeug's run_simple",
            4,
        ),
        (
            APP + "import socketserver as s\ns.TCPServer(('127.0.0.1', 0), None).serve_forever()",
            "socketserver's BaseServer.serve_forever",
            4,
        ),
        (APP + "from waitress import serve\nserve(app)", "waitress's serve", 4),
        (APP + "import uvicorn\nuvicorn.run(app)", "uvicorn's run", 4),
        (
            APP + "import uvicorn.server as u, asyncio\nasyncio.run(u.Server().serve())",
            "uvicorn's Server.serve",
            4,
        ),
    ],
)
def test_a_server_is_not_started(project: Project, source: str, label: str, line: int) -> None:
    project.write(
        {
            "site-packages/waitress.py": "def serve(app):\n    while True: pass\n",
            "site-packages/uvicorn/__init__.py": "from uvicorn.main import run\n",
            "site-packages/uvicorn/main.py": "def run(app):\n    while True: pass\n",
            "site-packages/uvicorn/server.py": "class Server:\n    async def serve(self):\n"
            "        while True: pass\n",
        }
    )
    sys.path.insert(0, str(project.root / "site-packages"))
    error = refused(project, source)
    assert error.message == (
        f"the import of main failed: it starts a server by {label}, and would never end"
    )
    assert error.hint == 'start the server below if __name__ == "__main__"'
    assert error.place == f"{project.root}/main.py:{line}"


def test_a_server_is_what_it_was_after_the_import(project: Project) -> None:
    import socketserver

    project.write({"main.py": APP}).discover()
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        assert not thread.daemon
        server.shutdown()
        thread.join()


def test_a_server_in_a_thread_is_told_after_the_import(project: Project) -> None:
    source = "import threading\nthread = threading.Thread(target=app.run)\nthread.start()\n"
    error = refused(project, FLASK + source + "thread.join()\n")
    assert error.message == (
        "the import of main failed: it starts a server by flask's Flask.run, and would never end, "
        "in a thread"
    )
    assert error.hint == 'start the server below if __name__ == "__main__"'


def test_a_thread_that_an_import_leaves_running_does_not_keep_the_process(project: Project) -> None:
    source = (
        "import threading\nstop = threading.Event()\n"
        "thread = threading.Thread(target=stop.wait)\nthread.start()\n"
    )
    project.write({"main.py": source + APP}).discover()
    module = sys.modules["main"]
    assert module.thread.daemon
    module.stop.set()
    module.thread.join()


@pytest.mark.parametrize("ask", ["input('name? ')", "__import__('getpass').getpass()"])
def test_nobody_answers(project: Project, ask: str) -> None:
    before = builtins.input
    error = refused(project, f"\n{ask}\n{APP}")
    assert error.message == ("the import of main failed: it asks for input, and nobody answers")
    assert error.hint == 'ask below if __name__ == "__main__"'
    assert error.place == f"{project.root}/main.py:2"
    assert builtins.input is before


def test_arguments_of_pytest_s_are_not_the_app_s(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["pytest", "-q", "tests"])
    source = (
        "import argparse, sys\nparser = argparse.ArgumentParser()\n"
        "parser.add_argument('--port', default=1)\nargs = parser.parse_args()\nargv = sys.argv\n"
    )
    project.write({"main.py": source + APP}).discover()
    assert sys.modules["main"].argv == [str(project.root / "main.py")]
    assert sys.argv == ["pytest", "-q", "tests"]


def test_arguments_that_are_wanted_are_explained(project: Project) -> None:
    source = "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('port')\n"
    error = refused(project, source + "parser.parse_args()\n" + APP)
    assert error.message == "the import of main failed with SystemExit: 2"
    assert error.hint == (
        'start the server, or parse arguments, below if __name__ == "__main__"; an import is given '
        "none of pytest's arguments"
    )
    assert error.place == f"{project.root}/main.py:4"
