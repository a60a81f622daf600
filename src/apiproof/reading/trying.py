"""`try`: what a handler makes good is not required, and what it catches does not leave."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from apiproof.reading import plain
from apiproof.reading.branches import Arm, arm_of, merged
from apiproof.reading.live import is_a, is_subclass
from apiproof.reading.values import UNKNOWN, Arguments, Instance, Live, options_of, united

if TYPE_CHECKING:
    from apiproof.reading.frames import Effect, Frame
    from apiproof.reading.machine import Machine
    from apiproof.reading.values import Value

Try = ast.Try | ast.TryStar

_LACKING: tuple[type, ...] = (KeyError, TypeError, AttributeError)
"""What code raises that a part of the request lacks for."""


def tried(machine: Machine, node: Try, frame: Frame) -> bool:
    """Read a `try`.

    Args:
        machine: What reads.
        node: The statement.
        frame: Where it stands.

    Returns:
        Whether the code goes on behind it.
    """
    before, start = dict(frame.names), len(frame.effects)
    goes_on = machine.execute(node.body, frame)
    end = len(frame.effects)
    after, frame.names = frame.names, merged(before, [before, frame.names])
    arms = [_handled(machine, handler, frame, (start, end)) for handler in node.handlers]
    frame.names = after
    if goes_on:
        goes_on = machine.execute(node.orelse, frame)
    ways = [*([frame.names] if goes_on else []), *(arm.names for arm in arms if arm.goes_on)]
    frame.names = merged(frame.names, ways)
    finished = machine.execute(node.finalbody, frame)
    return finished and bool(ways)


def _handled(
    machine: Machine, handler: ast.ExceptHandler, frame: Frame, body: tuple[int, int]
) -> Arm:
    """Read a handler, and weigh what was found in the body that it guards."""
    kinds = _kinds(machine, handler, frame)
    names = frame.names
    if handler.name is not None:
        caught: list[Value] = [Instance(kind, Arguments()) for kind in kinds]
        frame.names = {**names, handler.name: united(caught) if caught else UNKNOWN}
    certain, frame.certain = frame.certain, False
    arm = arm_of(machine, handler.body, frame)
    frame.certain, frame.names = certain, names
    effects = frame.effects[body[0] : body[1]]
    if not _passes_on(handler):
        _caught(effects, kinds)
    if not arm.refuses and any(_means_lack(kind) for kind in kinds):
        for effect in effects:
            if effect.kind == "need":
                effect.doubt()
    return arm


def _kinds(machine: Machine, handler: ast.ExceptHandler, frame: Frame) -> list[type]:
    """The classes that a handler catches, as far as they are known."""
    if handler.type is None:
        return [BaseException]
    value = machine.evaluate(handler.type, frame)
    classes = [inner for each in options_of(value) for inner in (plain.elements(each) or [each])]
    return [each.target for each in classes if isinstance(each, Live) and is_a(each.target, type)]


def _caught(effects: list[Effect], kinds: list[type]) -> None:
    """Take back what was raised in the body and does not leave it."""
    gone = {
        id(effect)
        for effect in effects
        if effect.raised is not None
        and any(kind in type.__getattribute__(effect.raised, "__mro__") for kind in kinds)
    }
    for effect in effects:
        if id(effect) in gone:
            effect.kind, effect.place = "touch", None


def _means_lack(kind: type) -> bool:
    """Whether a handler of a class is come to where a part of the request lacks."""
    return any(issubclass(lack, kind) for lack in _LACKING) or any(
        is_subclass(kind, module, "HTTPException")
        for module in ("werkzeug.exceptions", "starlette.exceptions")
    )


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether a handler raises what it has caught."""
    return any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))
