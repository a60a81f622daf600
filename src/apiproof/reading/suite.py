"""What a suite says of itself, read and never run: pytest's settings, test files, fixtures."""

from __future__ import annotations

import ast
import configparser
import itertools
import os
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apiproof.reading.syntax import FunctionNode, written_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_FILES = (
    ("pytest.toml", ("pytest",)),
    (".pytest.toml", ("pytest",)),
    ("pytest.ini", ("pytest",)),
    (".pytest.ini", ("pytest",)),
    ("pyproject.toml", ("tool", "pytest")),
    ("tox.ini", ("pytest",)),
    ("setup.cfg", ("tool:pytest",)),
)
"""Where pytest looks for its settings, and in which table, the first that has some."""

_ALWAYS = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini")
"""Files that are pytest's even where they are empty."""

_PATTERNS = ["test_*.py", "*_test.py"]
_SKIPPED = (".*", "*.egg", "build", "dist", "node_modules", "venv", "__pycache__")
_MOST = 5000
"""Folders that are looked into."""


@dataclass(frozen=True, slots=True)
class SuiteSettings:
    """The settings of pytest that a project has.

    Attributes:
        source: The file that they stand in, or None.
        values: The settings as they stand there.
    """

    source: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def words(self, name: str) -> list[str]:
        """A setting that is a list, or a text of words.

        Args:
            name: The setting: `"addopts"`.
        """
        value = self.values.get(name, ())
        if not isinstance(value, str):
            return [str(each) for each in value]
        try:
            return shlex.split(value, comments=False)
        except ValueError:  # an open quotation mark is for pytest to complain of
            return value.split()

    def option(self, name: str) -> str | None:
        """The last value that `addopts` gives an option.

        Args:
            name: The option: `"--asyncio-mode"`.
        """
        words = self.words("addopts")
        joined = [word.partition("=")[2] for word in words if word.startswith(f"{name}=")]
        apart = [after for word, after in itertools.pairwise(words) if word == name]
        return next(iter([*joined[-1:], *apart[-1:]]), None)


@dataclass(frozen=True, slots=True)
class OwnFixture:
    """A fixture that a suite defines.

    Attributes:
        name: What tests ask for.
        path: The file.
        line: The line of its definition.
    """

    name: str
    path: Path
    line: int


def suite_settings(root: Path) -> SuiteSettings:
    """Read the settings of pytest, as pytest finds them.

    Args:
        root: The project's folder.

    Returns:
        The settings; none where no file has any, or where it cannot be read.
    """
    for name, keys in _FILES:
        path = root / name
        values = _table(path, keys) if path.is_file() else None
        if values is not None:
            return SuiteSettings(path, values)
    return SuiteSettings()


def suite_files(root: Path, settings: SuiteSettings) -> list[Path]:
    """Find the files that pytest would collect, and the conftests beside and above them.

    Args:
        root: The project's folder.
        settings: The settings of pytest.

    Returns:
        The files, sorted.
    """
    patterns = [*(settings.words("python_files") or _PATTERNS), "conftest.py"]
    places = [start for place in settings.words("testpaths") for start in root.glob(place)]
    files = (
        path
        for start in places or [root]
        for path in ([start] if start.is_file() else _below(start))
    )
    return sorted({path for path in files if any(fnmatch(path.name, each) for each in patterns)})


def own_fixtures(path: Path, names: Collection[str]) -> Iterator[OwnFixture]:
    """Find fixtures that a file defines.

    Args:
        path: A test file or a conftest.
        names: What they are called.

    Yields:
        The fixtures of these names, in the order of the source.
    """
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode) and (name := _fixture_name(node)) in names:
            yield OwnFixture(name, path, node.lineno)


def _table(path: Path, keys: tuple[str, ...]) -> Mapping[str, Any] | None:
    try:
        text = path.read_text(encoding="utf-8")
        found: Any = tomllib.loads(text) if path.suffix == ".toml" else _ini(text)
    except (OSError, ValueError, configparser.Error):
        return {} if path.name in _ALWAYS else None
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    if isinstance(found, Mapping):
        older = found.get("ini_options")
        return older if isinstance(older, Mapping) else found
    return {} if path.name in _ALWAYS else None


def _ini(text: str) -> Mapping[str, Any]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


def _below(folder: Path) -> Iterator[Path]:
    for entered, (place, folders, files) in enumerate(os.walk(folder)):
        folders[:] = sorted(
            name
            for name in folders
            if not any(fnmatch(name, skipped) for skipped in _SKIPPED)
            and not Path(place, name, "pyvenv.cfg").exists()
        )
        yield from (Path(place, name) for name in files)
        if entered == _MOST:
            return


def _fixture_name(function: FunctionNode) -> str:
    """What a fixture is called, or an empty string where the function is none."""
    for decorator in function.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        written = written_name(call.func if call else decorator) or ""
        if written.rpartition(".")[2] == "fixture":
            given = [word.value for word in call.keywords if word.arg == "name"] if call else []
            named = given[0] if given else None
            is_text = isinstance(named, ast.Constant) and isinstance(named.value, str)
            return str(named.value) if is_text else function.name  # type: ignore[union-attr]
    return ""
