"""The classes of settings that a project has for its tests."""

from __future__ import annotations

import ast
import importlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from apiproof.discovery.scan.locating import locate_file, package_root
from apiproof.discovery.scan.sources import parsed, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from apiproof.config import Config

FOR_TESTS = ("TestingConfig", "TestConfig", "TestSettings", "TestingSettings", "Testing")
"""What a class of settings for tests is called."""

OTHERWISE = ("DevelopmentConfig", "DevConfig", "Config", "Settings")
"""What is taken for want of one."""

_MODULES = ("config", "settings", "configs", "core.config", "core.settings")
_FILES = frozenset({"config", "configs", "configuration", "settings"})


def config_class(module: ModuleType, base: type | None = None) -> type | None:
    """Find the class of settings to test with.

    Args:
        module: The module that holds the app's factory.
        base: What the class has to be a subclass of.

    Returns:
        A class for tests from the module, or from a module of settings beside or above it; for
        want of one the class for development.
    """
    modules = [module, *_settings_modules(module)]
    found = (
        vars(one).get(name) for names in (FOR_TESTS, OTHERWISE) for one in modules for name in names
    )
    return next(
        (kind for kind in found if isinstance(kind, type) and issubclass(kind, base or object)),
        None,
    )


def class_names(config: Config) -> list[str]:
    """Name the classes of settings that the sources show, without an import.

    Args:
        config: The settings.

    Returns:
        Import names, those of classes for tests first.
    """
    found = {
        node.name: f"{locate_file(path, config, tree).module}.{node.name}"
        for path in python_files(config.app_dir or config.root)
        if path.stem in _FILES
        for tree in [parsed(path)]
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    return [found[name] for name in (*FOR_TESTS, *OTHERWISE) if name in found]


def _settings_modules(module: ModuleType) -> Iterator[ModuleType]:
    parts = module.__name__.split(".")
    for depth in range(len(parts), -1, -1):
        for name in _MODULES:
            found = _imported(".".join([*parts[:depth], name]), _root(module))
            if found:
                yield found


def _root(module: ModuleType) -> Path | None:
    return package_root(Path(module.__file__)) if module.__file__ else None


def _imported(name: str, root: Path | None) -> ModuleType | None:
    """Import a module where the project, and no installed distribution, has it."""
    try:
        spec = importlib.util.find_spec(name)
        origin = spec.origin if spec else None
        if root is None or origin is None or not Path(origin).is_relative_to(root):
            return None
        return importlib.import_module(name)
    except Exception:  # noqa: BLE001 - a module beside the app's that nobody named may raise
        return None
