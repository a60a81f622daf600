"""Imports in functions: of modules that the process has already imported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from apiproof.reading.live import MISSING, attribute
from apiproof.reading.values import UNKNOWN

if TYPE_CHECKING:
    import ast

    from apiproof.reading.frames import Frame
    from apiproof.reading.machine import Machine


def whole(machine: Machine, node: ast.Import, frame: Frame) -> bool:
    """Read `import a.b`."""
    for alias in node.names:
        top = alias.name.partition(".")[0]
        module = sys.modules.get(alias.name if alias.asname else top, MISSING)
        frame.names[alias.asname or top] = machine.live(module)
    return True


def names(machine: Machine, node: ast.ImportFrom, frame: Frame) -> bool:
    """Read `from a import b`."""
    module: Any = sys.modules.get(_absolute(node, frame))
    for alias in node.names:
        found = attribute(module, alias.name) if module is not None else MISSING
        frame.names[alias.asname or alias.name] = (
            UNKNOWN if found is MISSING else machine.live(found)
        )
    return True


def _absolute(node: ast.ImportFrom, frame: Frame) -> str:
    """The full name of the module that is imported from."""
    if not node.level:
        return node.module or ""
    package = str(frame.module.get("__package__") or "").split(".")
    home = package[: len(package) - node.level + 1]
    return ".".join([*home, *([node.module] if node.module else [])])
