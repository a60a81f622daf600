"""The import of the module that holds the app."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from apiproof.discovery.environment.env_files import hold
from apiproof.discovery.explaining import explain
from apiproof.errors import AppImportError

if TYPE_CHECKING:
    from types import ModuleType

    from apiproof.config import Config
    from apiproof.discovery.scan.locating import Location


def apply_env(config: Config) -> None:
    """Set the environment variables of the setting `env`, over those that are there.

    They hold where the app loads a `.env` that is to win; see `env_files.hold`.

    Args:
        config: The settings.
    """
    os.environ.update(config.env)
    hold(config.env)


def load_module(location: Location, config: Config) -> ModuleType:
    """Import a module of the project, or take it where it is imported already.

    Args:
        location: The module, the folder for the front of the import path, the expected file.
        config: The settings.

    Returns:
        The module.

    Raises:
        AppImportError: The import fails, or the name leads to another file.
    """
    module = _already_imported(location)
    if module is not None:
        return module
    _put_first(location.root)
    try:
        module = importlib.import_module(location.module)
    except (Exception, SystemExit) as error:
        _refuse_shadow(location, sys.modules.get(location.module.partition(".")[0]))
        raise explain(error, f"the import of {location.module}", config) from error
    _refuse_other_file(location, module)
    return module


def _already_imported(location: Location) -> ModuleType | None:
    """The module as the user's conftest imported it, perhaps under another name."""
    if location.path is None:
        return None
    same = [
        module
        for name, module in list(sys.modules.items())
        if name != "__main__" and _file(module) == str(location.path)
    ]
    named = [module for module in same if module.__name__ == location.module]
    return next(iter(named or same), None)


def _put_first(folder: Path) -> None:
    if sys.path[:1] != [str(folder)]:
        sys.path.insert(0, str(folder))
    importlib.invalidate_caches()


def _file(module: ModuleType) -> str | None:
    file = getattr(module, "__dict__", {}).get("__file__")
    return file if isinstance(file, str) else None


def _refuse_other_file(location: Location, module: ModuleType) -> None:
    file = _file(module)
    if location.path and not _same(file, location.path):
        raise _shadowed(location, location.module, file, location.path)


def _refuse_shadow(location: Location, top: ModuleType | None) -> None:
    """Blame the package that took the name, where it is not the project's."""
    if top is None or location.path is None or "." not in location.module:
        return
    folder = location.root / location.module.partition(".")[0]
    if str(folder) not in list(getattr(top, "__path__", [])):
        raise _shadowed(location, top.__name__, _file(top), folder)


def _same(file: str | None, path: Path) -> bool:
    """Whether two files are one, or one is an installed copy of the other."""
    if file is None or not Path(file).is_file():
        return False
    return Path(file).samefile(path) or Path(file).read_bytes() == path.read_bytes() != b""


def _shadowed(location: Location, name: str, file: str | None, expected: Path) -> AppImportError:
    return AppImportError(
        f"the name {name!r} leads to {file or 'a module without a file'}, not to {expected}",
        hint=(
            f"rename {expected.name}, uninstall the other, or set app-dir in [tool.apiproof] to a "
            f"folder from which the app has another name than {location.module}"
        ),
        place=str(expected),
    )
