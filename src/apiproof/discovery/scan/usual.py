"""The places where the frameworks' own commands look for an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.discovery.scan.locating import search_folders

if TYPE_CHECKING:
    from pathlib import Path

    from apiproof.config import Config

USUAL_FILES = (
    "main.py",
    "app.py",
    "api.py",
    "app/main.py",
    "app/app.py",
    "app/api.py",
    "wsgi.py",
)
"""Where the commands of FastAPI and Flask look, below the root and below `src`."""


def usual_files(config: Config) -> list[Path]:
    """List those of the usual places that are there.

    Args:
        config: The settings.
    """
    folders = search_folders(config)
    return [file for folder in folders for name in USUAL_FILES if (file := folder / name).is_file()]
