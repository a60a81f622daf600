"""The run's folder: a dead run's is removed by the next, a live run's by nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from apiproof.gate import home as homes
from apiproof.gate.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable

_APP = (
    "import os, sqlite3\nfrom flask import Flask\napp = Flask(__name__)\n"
    "DB = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'prod.db')\n"
    "def write():\n    c = sqlite3.connect(DB)\n    c.execute('CREATE TABLE IF NOT EXISTS t (x)')\n"
    "    c.execute('INSERT INTO t VALUES (1)')\n    c.commit()\n    return c\n"
)
_WAIT = (
    "import app, time, pathlib\ndef test_it():\n    c = app.write()\n    c.execute('BEGIN IMMEDIATE')\n"
    "    pathlib.Path('started').write_text(c.execute('PRAGMA database_list').fetchall()[0][2])\n    time.sleep(60)\n"
)
_CHECK = "import app\ndef test_it():\n    assert app.write().execute('SELECT count(*) FROM t').fetchone() == (1,)\n"


def _started(project: Any, process: subprocess.Popen[str]) -> Path:
    """The folder of a run that waits in its test."""
    file = project.root / "started"
    for _ in range(600):
        if file.exists() and file.read_text():
            folder = Path(file.read_text()).parent
            file.unlink()
            return folder
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.05)
    raise AssertionError("it did not start")


@pytest.fixture
def api(project: Any) -> Any:
    return project.write({"app.py": _APP, "test_wait.py": _WAIT, "test_check.py": _CHECK})


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_run_that_is_stopped(
    api: Any, untouched: Callable[..., Any], number: signal.Signals
) -> None:
    database = api.seed()
    with untouched(database):
        process = api.start(api.pytest_command("test_wait.py"))
        folder = _started(api, process)
        assert folder.is_dir()
        process.send_signal(number)
        process.communicate(timeout=30)
        assert folder.exists() == (number != signal.SIGINT)
        api.pytest("test_check.py").passed(1)
    assert not folder.exists()


def test_test_that_kills_its_process(api: Any, untouched: Callable[..., Any]) -> None:
    api.write(
        {
            "test_kill.py": "import app, os\ndef test_it():\n    app.write()\n    os.kill(os.getpid(), 9)\n"
        }
    )
    with untouched(api.seed()):
        assert api.pytest("test_kill.py").code == -signal.SIGKILL
        api.pytest("test_check.py").passed(1)


def test_live_run_keeps_its_folder(api: Any, untouched: Callable[..., Any]) -> None:
    with untouched(api.seed()):
        process = api.start(api.pytest_command("test_wait.py"))
        folder = _started(api, process)
        api.pytest("test_check.py").passed(1)
        assert folder.is_dir()
        assert list(folder.glob("prod-*.sqlite"))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert not folder.exists()


def test_child_that_outlives_its_run_is_refused(api: Any, untouched: Callable[..., Any]) -> None:
    api.write(
        {
            "late.py": "import time, os, pathlib\n"
            "folder = os.environ['APIPROOF_GATE'].split(':', 2)[2]\n"
            "while os.path.isdir(folder):\n    time.sleep(0.02)\n"
            "import subprocess, sys\n"
            "done = subprocess.run([sys.executable, '-c', 'import app; app.write()'], capture_output=True, text=True)\n"
            "pathlib.Path('late.txt').write_text(done.stderr or 'opened')\n",
            "test_leave.py": "import subprocess, sys\ndef test_it():\n"
            "    subprocess.Popen([sys.executable, 'late.py'], start_new_session=True,\n"
            "        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n",
        }
    )
    with untouched(api.seed()):
        api.pytest("test_leave.py").passed(1)
        for _ in range(200):
            if (api.root / "late.txt").exists() and (api.root / "late.txt").read_text():
                break
            time.sleep(0.05)
        assert "DatabaseRefusedError" in (api.root / "late.txt").read_text()


def test_workers(api: Any, untouched: Callable[..., Any]) -> None:
    pytest.importorskip("xdist")
    checks = "\n".join(
        _CHECK.replace("test_it", f"test_{n}").replace("import app\n", "") for n in range(4)
    )
    api.write({"test_check.py": "import app\n" + checks})
    with untouched(api.seed()):
        api.pytest("-n", "2", "test_check.py").passed(4)


def test_children_of_workers(api: Any, untouched: Callable[..., Any]) -> None:
    pytest.importorskip("xdist")
    api.write(
        {
            "test_check.py": "import subprocess, sys\nimport app\ndef test_it():\n"
            "    subprocess.run([sys.executable, '-c', 'import app; app.write()'], check=True)\n"
            "    assert app.write().execute('SELECT count(*) FROM t').fetchone() == (2,)\n"
        }
    )
    with untouched(api.seed()):
        api.pytest("-n", "2", "test_check.py").passed(1)


def test_folder_of_any_name(api: Any, untouched: Callable[..., Any]) -> None:
    folder = api.base / "a space, 100%25?x=1#y'ünï:b"
    folder.mkdir()
    api.write(
        {
            "plug.py": "from apiproof.gate import home\nfrom pathlib import Path\nhome._MEMORY = Path('/nowhere')\n",
            "app.py": _APP + "from sqlalchemy import create_engine, text\n"
            "engine = create_engine('sqlite:///' + DB)\nmemory = create_engine('sqlite://')\n",
            "test_it.py": "import app\ndef test_it(db_session):\n    app.write()\n    for e in (app.engine, app.memory):\n"
            "        with e.begin() as c:\n            c.execute(app.text('CREATE TABLE IF NOT EXISTS u (x)'))\n"
            "            assert 'gate-battery' in c.execute(app.text('PRAGMA database_list')).all()[0][2]\n"
            "    db_session.execute(app.text('SELECT 1'))\n",
        }
    )
    with untouched(api.seed()):
        env = {"TMPDIR": str(folder), "PYTHONPATH": str(api.root)}
        api.pytest("-p", "plug", "test_it.py", env=env).passed(1)
    assert list(folder.glob("apiproof-*/run-*")) == []


def test_memory_without_room_is_cleaned_and_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, temporary = tmp_path / "memory", tmp_path / "temporary"
    leftover = memory / f"apiproof-{os.getuid()}" / "run-dead"
    leftover.mkdir(parents=True)
    temporary.mkdir()
    monkeypatch.setattr(homes, "_MEMORY", memory)
    monkeypatch.setattr(homes.tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(homes, "_ROOMY", 1 << 62)
    home = Home()
    assert home.path.is_relative_to(temporary)
    assert not leftover.exists()
    home.remove()


def test_leftovers_go_wherever_the_runs_are(tmp_path: Path) -> None:
    live, dead = Home(tmp_path), tmp_path / "run-dead"
    dead.mkdir()
    (dead / "x.sqlite").touch()
    home = Home(tmp_path)
    assert not dead.exists()
    assert live.path.is_dir()
    for each in live, home:
        each.remove()


@pytest.mark.parametrize("kind", ["file", "dangling link", "link"])
def test_parent_that_is_no_folder_of_ours(tmp_path: Path, kind: str) -> None:
    parent = tmp_path / "parent"
    if kind == "file":
        parent.touch()
    else:
        (tmp_path / "target").mkdir()
        parent.symlink_to(tmp_path / ("target" if kind == "link" else "nowhere"))
    home = Home(parent)
    assert not home.path.is_relative_to(tmp_path)
    home.remove()
    assert not home.path.exists()


def test_forked_child_leaves_the_folder(tmp_path: Path) -> None:
    home = Home(tmp_path)
    child = os.fork()
    if not child:
        home.remove()
        os._exit(0)
    os.waitpid(child, 0)
    assert home.path.is_dir()
    home.remove()
    home.remove()
    assert not home.path.exists()


def test_race(tmp_path: Path) -> None:
    """Runs that start and end at once never take one another's folder."""
    script = (
        "import sys; from pathlib import Path; from apiproof.gate.home import Home\n"
        "for _ in range(40):\n    home = Home(Path(sys.argv[1]))\n    (home.path / 'x').touch()\n"
        "    assert (home.path / 'lock').exists() and (home.path / 'x').exists()\n    home.remove()\n"
    )
    with ThreadPoolExecutor(6) as pool:
        runs = [
            pool.submit(subprocess.run, [sys.executable, "-c", script, str(tmp_path)], check=True)
            for _ in range(6)
        ]
        for run in runs:
            run.result()
    assert list(tmp_path.glob("run-*")) == []
