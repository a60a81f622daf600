"""Annotations, read as the expressions that they are."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from apiproof.reading.values import Const, Live, Value, options_of

if TYPE_CHECKING:
    from apiproof.reading.frames import Frame
    from apiproof.reading.machine import Machine


def classes_in(node: ast.expr, frame: Frame, machine: Machine) -> list[Live]:
    """List the live objects that an annotation names: of `Annotated` and unions each member.

    Args:
        node: The annotation.
        frame: Where it stands.
        machine: What reads.

    Returns:
        The objects.
    """
    if isinstance(node, ast.BinOp):
        return classes_in(node.left, frame, machine) + classes_in(node.right, frame, machine)
    if isinstance(node, ast.Subscript):
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return [found for each in inner for found in classes_in(each, frame, machine)]
    if isinstance(node, ast.Name | ast.Attribute | ast.Constant):
        return _named(machine.evaluate(node, frame), frame, machine)
    return []


def _named(value: Value, frame: Frame, machine: Machine) -> list[Live]:
    if isinstance(value, Const) and isinstance(value.value, str):
        try:
            quoted = ast.parse(value.value, mode="eval").body
        except SyntaxError:
            return []
        return [] if isinstance(quoted, ast.Constant) else classes_in(quoted, frame, machine)
    return [each for each in options_of(value) if isinstance(each, Live)]
