"""What the batteries share: a project of its own for each test, and pytest run on it."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Outcome:
    """What a run of pytest said.

    Attributes:
        tests: The outcome of each test, by node id.
        output: All that was printed.
        code: The exit code.
    """

    tests: Mapping[str, str]
    output: str
    code: int

    def failed(self) -> list[str]:
        """The tests that did not pass."""
        return [name for name, outcome in self.tests.items() if outcome != "PASSED"]

    def all_pass(self, number: int | None = None) -> None:
        """Assert that there were tests, and that all passed."""
        assert self.tests, self.output
        assert not self.failed(), self.output
        assert self.code == 0, self.output
        assert number is None or len(self.tests) == number, self.output


class Project:
    """A folder with an app and a suite."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.path: Path = pytester.path
        self.isolation = "restore"
        self.app = "main:app"
        self.settings = ""

    def write(self, files: Mapping[str, str]) -> None:
        """Write files, by name relative to the folder."""
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def run(self, *options: str, timeout: float = 60) -> Outcome:
        """Run pytest in a process of its own, with the settings of this project."""
        toml = (
            f'[tool.apiproof]\napp = "{self.app}"\nisolation = "{self.isolation}"\n{self.settings}'
        )
        self.write({"pyproject.toml": toml})
        plain = (
            () if "-p" in options or "-n" in options else ("-p", "no:randomly", "-p", "no:xdist")
        )
        result = self._pytester.run(
            sys.executable,
            "-m",
            "pytest",
            "-rA",
            "-v",
            "--no-header",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:hypothesispytest",  # a third of the time
            *plain,
            *options,
            timeout=timeout,
        )
        output = result.stdout.str() + result.stderr.str()
        return Outcome(_outcomes(output), output, result.ret)


def _outcomes(output: str) -> dict[str, str]:
    summary = output.rpartition("short test summary info")[2]
    found = re.findall(r"^(PASSED|FAILED|ERROR) (\S+?::.*?)(?: - .*)?$", summary, re.MULTILINE)
    return {name: outcome for outcome, name in reversed(found)}


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project in a folder that is not below pytest's own, whose databases would be the suite's."""
    for name in ("PYTEST_ADDOPTS", "APIPROOF_GATE"):
        monkeypatch.delenv(name, raising=False)
    root = pytester.path / "temp"
    root.mkdir()
    monkeypatch.setenv("PYTEST_DEBUG_TEMPROOT", os.fspath(root))
    return Project(pytester)
