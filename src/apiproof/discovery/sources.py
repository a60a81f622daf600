"""The Python files of a project that may hold an app."""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE_LIMIT = 3000
"""Files that a scan looks at, the ones nearest the root first."""

FOLDER_LIMIT = 3000
"""Folders that a scan enters."""

SKIPPED = frozenset(
    {
        "__pycache__",
        "alembic",
        "build",
        "dist",
        "doc",
        "docs",
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


def python_files(root: Path) -> Iterator[Path]:
    """Walk the Python files of a project, breadth first, tests and foreign code left out.

    Args:
        root: The folder to begin with.

    Yields:
        At most `FILE_LIMIT` files.
    """
    folders, seen, entered = deque([str(root)]), 0, 0
    while folders and entered < FOLDER_LIMIT:
        entered += 1
        files, below = _entries(folders.popleft())
        folders.extend(below)
        for file in files:
            if seen == FILE_LIMIT:
                return
            seen += 1
            yield root / file


def _entries(folder: str) -> tuple[list[str], list[str]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return [], []
    files = [entry.path for entry in entries if _is_source(entry.name) and entry.is_file()]
    below = [entry.path for entry in entries if _is_entered(entry)]
    return files, below


def _is_source(name: str) -> bool:
    return (
        name.endswith(".py")
        and not name.startswith("test_")
        and not name.endswith("_test.py")
        and name != "conftest.py"
    )


def _is_entered(entry: os.DirEntry[str]) -> bool:
    return (
        entry.name not in SKIPPED
        and not entry.name.startswith(".")
        and not entry.name.endswith(".egg-info")
        and entry.is_dir(follow_symlinks=False)
        and not os.path.exists(os.path.join(entry.path, "pyvenv.cfg"))  # noqa: PTH110, PTH118
    )
