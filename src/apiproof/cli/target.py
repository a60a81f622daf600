"""What a command is about: the project, and the app in it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from apiproof import config as settings
from apiproof.errors import AppNotFoundError

if TYPE_CHECKING:
    from apiproof.cli.options import Options
    from apiproof.config import Config

NAMED_BY = "the argument APP"
"""What named the app, for people."""


def settings_for(options: Options) -> Config:
    """Read the settings of the project that a command is about.

    That is the one that the current folder belongs to; with a folder as APP the one there, which
    becomes the current folder, as for `make -C`.

    Args:
        options: What the command takes.

    Returns:
        The settings; APP and `--app-dir` win over those in pyproject.toml.

    Raises:
        ConfigError: A setting, or what stands for APP, is not accepted.
        AppNotFoundError: There is no such file or folder.
    """
    target = options.target
    folder = _folder(target)
    if folder:
        os.chdir(folder)
        return settings.load(folder, app_dir=options.app_dir)
    if target is None:
        return settings.load(project_folder(options.base), app_dir=options.app_dir)
    path, attribute = _split(target)
    if path.endswith(".py") or os.sep in path:
        return _for_file(options.base / path, attribute, options)
    root = project_folder(options.base)
    return settings.load(root, app=target, app_dir=options.app_dir, named_by=NAMED_BY)


def project_folder(start: Path) -> Path:
    """The folder of the project that a folder belongs to.

    Args:
        start: The folder.

    Returns:
        That of the nearest pyproject.toml, not above a git repository; else `start` itself.
    """
    pyproject = settings.find_pyproject(start)
    return pyproject.parent if pyproject else start


def _folder(target: str | None) -> Path | None:
    """The folder that APP names; a bare name is a package where there is one."""
    if target is None or not Path(target).is_dir():
        return None
    is_bare = os.sep not in target and target not in {".", ".."}
    if is_bare and (Path(target) / "__init__.py").is_file():
        return None
    return Path(target).resolve()


def _split(target: str) -> tuple[str, str | None]:
    path, colon, attribute = target.partition(":")
    return path, attribute if colon else None


def _for_file(path: Path, attribute: str | None, options: Options) -> Config:
    from apiproof.discovery.scan.locating import locate_file

    path = path.resolve()
    if not path.is_file():
        raise AppNotFoundError(
            f"there is no file or folder {path}",
            hint="name the app as module:attribute, or by a file or a folder that exists",
            place=NAMED_BY,
        )
    base = options.base if path.is_relative_to(project_folder(options.base)) else path.parent
    config = settings.load(project_folder(base), app_dir=options.app_dir)
    location = locate_file(path, config)
    app = location.module if attribute is None else f"{location.module}:{attribute}"
    named = settings.load(
        config.root, app=app, app_dir=options.app_dir or location.root, named_by=NAMED_BY
    )
    return replace(named, app_source=f"the argument {options.target}")
