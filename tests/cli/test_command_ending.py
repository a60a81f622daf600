"""Whatever a command meets: the app's database stays closed, stdout is data, the end is clean."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROUTE = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/here')\ndef here(): ...\n"

WHERE = """
import sqlite3
connection = sqlite3.connect("prod.db")
connection.execute("CREATE TABLE IF NOT EXISTS t (a)")
connection.commit()
((_, _, path),) = connection.execute("PRAGMA database_list").fetchall()
open("where", "w").write(path)
"""


def private_folder(cli) -> Path:
    return Path((cli.root / "where").read_text()).parent


def wait_for(path: Path, process: subprocess.Popen) -> None:
    while not path.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


@pytest.mark.parametrize("command", ["routes", "doctor"])
def test_the_apps_own_database_is_never_opened(shop, command):
    shop.write(raw=WHERE)
    with (shop.root / "main.py").open("a") as file:
        file.write("\nimport raw\n")
    done = shop.run(command)
    assert done.code == 0, done.stderr
    assert not list(shop.root.glob("*.db"))
    assert not private_folder(shop).exists()


def test_what_a_killed_command_leaves_the_next_one_removes(cli):
    cli.write(
        main=ROUTE
        + WHERE
        + "import time\nif not __import__('os').path.exists('again'): time.sleep(600)\n"
    )
    process = cli.start("routes")
    wait_for(cli.root / "where", process)
    process.kill()
    process.communicate()
    left = private_folder(cli)
    assert left.exists()
    (cli.root / "again").touch()
    assert cli.run("routes").code == 0
    assert not left.exists()


def test_what_the_app_prints_does_not_spoil_the_data(cli):
    cli.write(
        main=ROUTE
        + """
import atexit, os, subprocess, sys
print("printed")
sys.__stdout__.write("written\\n")
os.write(1, b"from C\\n")
subprocess.run(["echo", "from a child"])
atexit.register(print, "at the end")
"""
    )
    done = cli.run("routes", "--format", "json")
    assert any(each["path"] == "/here" for each in done.json["operations"])
    for text in ("printed", "written", "from C", "from a child", "at the end"):
        assert text in done.stderr


def test_a_reader_that_goes_away_is_no_error(cli):
    cli.write(main=ROUTE + "for n in range(3000): app.get(f'/{n}')(here)\n")
    with cli.start("routes") as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 128 + signal.SIGPIPE


@pytest.mark.parametrize("command", ["routes", "doctor"])
def test_ctrl_c_is_silent(cli, command):
    cli.write(main=ROUTE + WHERE + "import time; time.sleep(600)\n")
    process = cli.start(command)
    wait_for(cli.root / "where", process)
    process.send_signal(signal.SIGINT)
    assert process.communicate() == ("", "")
    assert process.returncode == 128 + signal.SIGINT
    assert not private_folder(cli).exists()


def test_a_start_up_that_never_ends_is_left_by_ctrl_c(cli):
    cli.write(
        main="""
        import time
        from contextlib import asynccontextmanager
        from fastapi import FastAPI

        @asynccontextmanager
        async def lifespan(app):
            open("where", "w").close()
            time.sleep(600)
            yield

        app = FastAPI(lifespan=lifespan)
        """
    )
    process = cli.start("doctor")
    wait_for(cli.root / "where", process)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 128 + signal.SIGINT


def test_a_thread_that_never_ends_is_left_behind(cli):
    cli.write(
        main="""
        import threading, time
        from contextlib import asynccontextmanager
        from fastapi import FastAPI

        @asynccontextmanager
        async def lifespan(app):
            threading.Thread(target=time.sleep, args=(600,), daemon=False).start()
            yield

        app = FastAPI(lifespan=lifespan)
        """
    )
    assert cli.run("doctor").code == 0


def test_a_bug_of_ours_is_said_to_be_one(cli):
    code = (
        "from apiproof.cli.commands import routes\n"
        "from apiproof.cli.main import main\n"
        "routes._listing = lambda *_: 1 / 0\n"
        "main(['routes'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=cli.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Traceback (most recent call last):")
    *_, error, hint = done.stderr.splitlines()
    assert error == "error: apiproof itself failed: ZeroDivisionError"
    assert re.fullmatch(
        r" hint: this is a bug of apiproof .*: please report it with the traceback above", hint
    )


class TestOutput:
    @pytest.fixture(autouse=True)
    def _app(self, cli):
        cli.write(main=ROUTE)

    def test_a_file_instead_of_stdout(self, cli):
        done = cli.run("routes", "--output", "routes.txt")
        assert done.stdout == ""
        assert "/here" in (cli.root / "routes.txt").read_text()
        assert stat.S_IMODE((cli.root / "routes.txt").stat().st_mode) == 0o666 & ~umask()

    def test_it_is_replaced_at_once_and_stays_what_it_was(self, cli):
        target = cli.root / "real.json"
        target.write_text("old")
        target.chmod(0o600)
        (cli.root / "link.json").symlink_to(target)
        before = target.stat().st_ino
        assert cli.run("routes", "--format", "json", "--output", "link.json").code == 0
        assert json.loads(target.read_text())["operations"]
        assert target.stat().st_ino != before
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert (cli.root / "link.json").is_symlink()
        assert {each.name for each in cli.root.iterdir()} >= {"link.json", "real.json"}
        assert not list(cli.root.glob(".real*"))

    def test_an_error_leaves_it_as_it_was(self, cli):
        (cli.root / "routes.txt").write_text("old")
        assert cli.run("routes", "nowhere:app", "--output", "routes.txt").code == 2
        assert (cli.root / "routes.txt").read_text() == "old"

    def test_a_folder_that_is_not_there(self, cli):
        done = cli.run("routes", "--output", "no/where.txt")
        assert done.code == 2
        assert "error: the report cannot be written: No such file or directory" in done.stderr
        assert f"   at: {cli.root}/no/where.txt" in done.stderr

    def test_what_is_no_regular_file_is_not_replaced(self, cli):
        os.mkfifo(cli.root / "pipe")
        process = cli.start("routes", "--output", "pipe")
        assert "/here" in (cli.root / "pipe").read_text()
        assert process.wait() == 0
        assert stat.S_ISFIFO((cli.root / "pipe").stat().st_mode)
        process.communicate()

    def test_a_dash_is_stdout(self, cli):
        assert "/here" in cli.run("routes", "--output", "-").stdout


class TestStyle:
    @pytest.fixture(autouse=True)
    def _app(self, cli):
        cli.write(main=ROUTE)

    def on_terminal(self, cli, *args, stream="stdout"):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            cli.command(*args),
            cwd=cli.root,
            env=cli.environment,
            stdin=theirs,
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: theirs},
        )
        os.close(theirs)
        chunks = []
        try:
            while chunk := os.read(ours, 4096):
                chunks.append(chunk)
        except OSError:  # how Linux says that the other side is closed
            pass
        os.close(ours)
        process.wait()
        return b"".join(chunks).decode().replace("\r\n", "\n")

    def test_a_terminal_has_colour(self, cli):
        colored = self.on_terminal(cli, "routes")
        assert "\x1b[" in colored
        assert re.sub(r"\x1b\[[\d;]*m", "", colored) == cli.run("routes").stdout

    @pytest.mark.parametrize("how", ["option", "NO_COLOR", "TERM"])
    def test_not_where_it_is_not_wanted(self, cli, how):
        cli.env |= {"NO_COLOR": {"NO_COLOR": "1"}, "TERM": {"TERM": "dumb"}}.get(how, {})
        options = ["--no-color"] if how == "option" else []
        assert "\x1b" not in self.on_terminal(cli, "routes", *options)

    def test_forced(self, cli):
        cli.env["FORCE_COLOR"] = "1"
        assert "\x1b[" in cli.run("routes").stdout
        assert "\x1b" not in cli.run("routes", "--no-color").stdout
        assert "\x1b" not in cli.run("routes", "--format", "json").stdout
        assert "\x1b[" in cli.run("routes", "nowhere:app").stderr
        cli.run("routes", "--output", "file")
        assert "\x1b" not in (cli.root / "file").read_text()

    def test_what_takes_long_is_said_to_a_terminal_and_wiped_off(self, cli):
        cli.write(main=ROUTE + "import time; time.sleep(1.5)\n")
        said = self.on_terminal(cli, "routes", stream="stderr")
        assert said.startswith("importing the app ...\r\x1b[K1 operation of main:app")
        assert "importing" not in self.on_terminal(cli, "routes", "--quiet", stream="stderr")
        assert "importing" not in cli.run("routes").stderr

    def test_quiet(self, cli):
        assert cli.run("routes", "--quiet").stderr == ""
        assert "error: " in cli.run("routes", "nowhere:app", "--quiet").stderr


def umask() -> int:
    value = os.umask(0)
    os.umask(value)
    return value
