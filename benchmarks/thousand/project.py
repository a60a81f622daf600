"""A contestant as a project of its own in a temporary folder, and the command that runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
OURS = ("ours", "ours_one_loop", "flask_ours")
DJANGO = "django"
DJANGO_PYTHON = HERE.parent / ".venv" / "bin" / "python"

NO_AWAIT = (("async def", "def"), ("await ", ""))
SPELLINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "testclient": NO_AWAIT,
    "flask_classic": (*NO_AWAIT, (".json()", ".get_json()")),
    "flask_ours": (*NO_AWAIT, (".json()", ".get_json()")),
    DJANGO: (*NO_AWAIT, ("json=", 'content_type="application/json", data=')),
}
UNUSED = ("cacheprovider", "hypothesispytest", "pytest_cov", "randomly", "timeout", "xdist")
"""Plugins that this environment happens to have and no contestant uses."""

ASYNC = ("classic", "create_drop", "stock_best", "ours", "ours_one_loop")

EMPTY_SUITE = """\
import os
import pytest

@pytest.mark.parametrize("_number", range(int(os.environ["THOUSAND_TESTS"])))
def test_nothing(_number):
    assert True
"""


class ContestantFailedError(RuntimeError):
    """A contestant's suite was not green, so its time means nothing."""


@dataclass(frozen=True, slots=True)
class Project:
    """One contestant's files, copied where nobody's settings or bytecode are near."""

    name: str
    folder: Path

    @classmethod
    def make(cls, name: str, parent: Path) -> Project:
        folder = parent / name
        shutil.copytree(HERE / "contestants" / name, folder)
        (folder / "test_users.py").write_text(suite_for(name))
        return cls(name, folder)

    @property
    def python(self) -> str:
        """Django and its plugin live apart, so that the other contestants don't load them."""
        own = self.name == DJANGO and DJANGO_PYTHON.exists()
        return str(DJANGO_PYTHON) if own else sys.executable

    @property
    def arguments(self) -> list[str]:
        unused = UNUSED if self.name in ASYNC else (*UNUSED, "anyio", "asyncio")
        off = [argument for name in unused for argument in ("-p", f"no:{name}")]
        if self.name not in OURS:
            off += ["-p", "no:apiproof"]
        return ["-q", *off, "--rootdir", str(self.folder), str(self.folder)]

    def environment(self, tests: int) -> dict[str, str]:
        """Ours, and bytecode is kept (but nowhere near the sources): users keep it too."""
        database = self.folder / "shop.db"
        driver = "sqlite" if self.name.startswith("flask") else "sqlite+aiosqlite"
        own = {
            "THOUSAND_TESTS": str(tests),
            "DATABASE_URL": f"{driver}:///{database}",
            "DJANGO_DATABASE": str(database),
            "PYTHONPATH": str(HERE / "apps"),
            "PYTHONPYCACHEPREFIX": str(self.folder.parent / "bytecode"),
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PY")}
        return kept | own

    def run(self, tests: int, launcher: tuple[str, ...] = ()) -> None:
        """Run the suite, perhaps under a profiler; anything but all passed is an error."""
        done = subprocess.run(
            [self.python, *launcher, "-m", "pytest", *self.arguments],
            cwd=self.folder,
            env=self.environment(tests),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or f"{tests} passed" not in done.stdout:
            message = f"{self.name}: {tests} tests should pass\n{done.stdout[-3000:]}{done.stderr}"
            raise ContestantFailedError(message)


def suite_for(name: str) -> str:
    """Spell the same tests for the client that the contestant uses."""
    if name == "empty":
        return EMPTY_SUITE
    text = (HERE / "suite.py").read_text()
    for ours, theirs in SPELLINGS.get(name, ()):
        text = text.replace(ours, theirs)
    return text
