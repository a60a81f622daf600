"""Finds the one-file members of a package."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from types import ModuleType

Member = TypeVar("Member")


def members(package: ModuleType, contract: type[Member]) -> list[type[Member]]:
    """List the concrete classes of a contract that the modules of a package define.

    Args:
        package: The package whose modules are imported and searched, not recursively.
        contract: The base class that a member subclasses.

    Returns:
        The classes, in the order of their modules' names, then of definition.
    """
    found: list[type[Member]] = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        found += [
            value
            for value in vars(module).values()
            if inspect.isclass(value)
            and issubclass(value, contract)
            and value.__module__ == module.__name__
            and not inspect.isabstract(value)
        ]
    return found
