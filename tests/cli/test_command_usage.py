"""Help, versions, and what is misspelt."""

from __future__ import annotations

import subprocess
import sys

import pytest

import apiproof

HEAVY = {
    "fastapi",
    "flask",
    "pytest",
    "rich",
    "sqlalchemy",
    "sqlite3",
    "starlette",
    "apiproof.cli.opening",
    "apiproof.discovery",
    "apiproof.fixtures",
}


def loaded(*args: str) -> set[str]:
    code = (
        "import sys\n"
        "from apiproof.cli.main import main\n"
        "try:\n"
        f"    main({list(args)!r})\n"
        "except SystemExit:\n"
        "    sys.stderr.write(' '.join(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "args", [["--help"], ["--version"], ["routes", "--help"], ["doctor", "-h"]]
)
def test_help_loads_nothing_heavy(args):
    assert not loaded(*args) & HEAVY


def test_a_command_loads_itself_alone():
    modules = loaded("routes", "--help")
    assert "apiproof.cli.commands.routes" in modules
    assert "apiproof.cli.commands.doctor" not in modules


def test_every_command_is_listed(cli):
    done = cli.run("--help")
    assert done.code == 0
    assert "  doctor  Say what was found, what is missing, and what to set." in done.stdout
    assert "  routes  List the operations of an API, as apiproof understands them." in done.stdout


def test_the_version(cli):
    assert cli.run("--version").stdout == f"apiproof {apiproof.__version__}\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["rotues"], "there is no command 'rotues'; did you mean 'routes'?"),
        (["xyz"], "there is no command 'xyz'; the commands are doctor, routes"),
        (["routes", "--frmat", "text"], "'--frmat'"),
        (["routes", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
        (["routes", "a", "b"], "unexpected extra argument"),
        (["--nothing"], "'--nothing'"),
        ([], "Usage: apiproof"),
    ],
)
def test_what_is_misspelt(cli, args, said):
    done = cli.run(*args)
    assert (done.code, done.stdout) == (2, "")
    assert said in done.stderr
