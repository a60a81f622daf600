"""Real apps from an index, each in an environment of its own, with the built wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def pytest_addoption(parser):
    parser.addoption("--run-slow", action="store_true", help="run what needs an index and minutes")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--run-slow", default=False):
        return
    here = Path(__file__).parent
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.skip(reason="needs an index and minutes: --run-slow"))


@dataclass
class Environment:
    """A virtual environment with an app, and a folder with a suite for it."""

    python: Path
    folder: Path

    def files(self, **texts: str) -> None:
        for name, text in texts.items():
            path = self.folder / name.replace("__", ".")
            path.write_text(textwrap.dedent(text))

    def pytest(self, *args: str, **env: str) -> str:
        done = subprocess.run(
            [self.python, "-m", "pytest", "-p", "no:cacheprovider", *args],
            cwd=self.folder,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
        return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT],
        check=True,
    )
    (built,) = folder.glob("apiproof-*.whl")
    return built


@pytest.fixture(scope="session")
def environment(wheel, tmp_path_factory):
    """Make an environment with some requirements and the built wheel."""

    def make(name: str, *requirements: str) -> Environment:
        folder = tmp_path_factory.mktemp(name)
        python = folder / "venv" / "bin" / "python"
        uv = [sys.executable, "-m", "uv", "--quiet"]
        subprocess.run([*uv, "venv", "--python", sys.executable, folder / "venv"], check=True)
        install = [*uv, "pip", "install", "--python", python]
        subprocess.run([*install, *requirements, wheel], check=True)
        suite = folder / "suite"
        suite.mkdir()
        return Environment(python, suite)

    return make
