"""How files are named."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def relative(path: str, base: Path | str) -> str:
    """Name a file so that it is found from a folder.

    Args:
        path: An absolute path, or an empty string.
        base: The folder.

    Returns:
        The path relative to `base` where it is below it, else as it is.
    """
    return path.removeprefix(f"{str(base).rstrip('/')}/")


def shortened(path: str, base: Path) -> str:
    """Name a file as briefly as people still know which is meant.

    Args:
        path: An absolute path, or an empty string.
        base: The folder that people are in.

    Returns:
        The path relative to `base`, else to the entry of the import path that it is below, such as
        `site-packages`, else as it is.
    """
    entries = (each for each in sys.path if each.startswith("/") and path.startswith(f"{each}/"))
    for folder in (base, max(entries, key=len, default="")):
        if folder and (shorter := relative(path, folder)) != path:
            return shorter
    return path
