"""The Python files of a project that may hold an app."""

from __future__ import annotations

import ast
import os
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILE_LIMIT = 3000
"""Files that a scan looks at, the ones nearest the root first."""

FOLDER_LIMIT = 3000
"""Folders that a scan enters."""

SKIPPED = frozenset(
    {
        "__pycache__",
        "alembic",
        "benchmark",
        "benchmarks",
        "build",
        "dist",
        "doc",
        "docs",
        "example",
        "examples",
        "migrations",
        "node_modules",
        "site-packages",
        "test",
        "tests",
        "venv",
    }
)
"""Folders that hold no app of the project; hidden ones and virtual environments are skipped too."""

_TESTS = frozenset({"test", "tests"})


def python_files(root: Path) -> Iterator[Path]:
    """Walk the Python files of a project, breadth first, tests and foreign code left out.

    Args:
        root: The folder to begin with.

    Yields:
        At most `FILE_LIMIT` files.
    """
    return _walk(root, _is_source, SKIPPED)


def parsed(path: Path) -> ast.Module:
    """Parse a source.

    Args:
        path: The file.

    Returns:
        The tree, an empty one where there is none to read.
    """
    try:
        return ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return ast.Module(body=[], type_ignores=[])


def suite_files(root: Path) -> Iterator[Path]:
    """Walk the conftests, the test modules and what lies beside them, breadth first.

    Args:
        root: The folder to begin with.

    Yields:
        At most `FILE_LIMIT` files.
    """
    return _walk(root, _is_of_suite, SKIPPED - _TESTS)


def _walk(
    root: Path, wanted: Callable[[os.DirEntry[str]], bool], skipped: frozenset[str]
) -> Iterator[Path]:
    folders, seen, entered = deque([str(root)]), 0, 0
    while folders and entered < FOLDER_LIMIT:
        entered += 1
        entries = _entries(folders.popleft())
        folders.extend(entry.path for entry in entries if _is_entered(entry, skipped))
        for entry in entries:
            if not wanted(entry) or not entry.is_file():
                continue
            if seen == FILE_LIMIT:
                return
            seen += 1
            yield root / entry.path


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return []


def _is_of_suite(entry: os.DirEntry[str]) -> bool:
    if not entry.name.endswith(".py"):
        return False
    return not _is_source(entry) or not _TESTS.isdisjoint(Path(entry.path).parts)


def _is_source(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    return (
        name.endswith(".py")
        and not name.startswith("test_")
        and not name.endswith("_test.py")
        and name != "conftest.py"
    )


def _is_entered(entry: os.DirEntry[str], skipped: frozenset[str]) -> bool:
    return (
        entry.name not in skipped
        and not entry.name.startswith(".")
        and not entry.name.endswith(".egg-info")
        and entry.is_dir(follow_symlinks=False)
        and not os.path.exists(os.path.join(entry.path, "pyvenv.cfg"))  # noqa: PTH110, PTH118
    )
