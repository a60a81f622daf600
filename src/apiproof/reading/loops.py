"""Loops, and what `with` enters."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from apiproof.reading.assignments import bind
from apiproof.reading.branches import merged
from apiproof.reading.site import Site
from apiproof.reading.values import (
    UNKNOWN,
    Const,
    Instance,
    Piece,
    Sequence,
    Union,
    Value,
    options_of,
    united,
)

if TYPE_CHECKING:
    from apiproof.reading.frames import Frame
    from apiproof.reading.machine import Machine

Loop = ast.For | ast.AsyncFor | ast.While


def repeated(
    machine: Machine, node: Loop, exact: list[Value] | None, elements: list[Value], frame: Frame
) -> bool:
    """Read a loop.

    Args:
        machine: What reads.
        node: The loop.
        exact: What it goes through, one by one, where that is known.
        elements: What else each of its elements is.
        frame: Where it stands.

    Returns:
        Whether the code goes on behind it.
    """
    jumps, frame.jumps = frame.jumps, []
    if exact is None:
        _once(machine, node, united(elements), frame)
        goes_on = True
    else:
        goes_on = _turns(machine, node, exact, frame)
    frame.names = merged(frame.names, [frame.names, *frame.jumps])
    frame.jumps = jumps
    return machine.execute(node.orelse, frame) if goes_on and node.orelse else goes_on


def _turns(machine: Machine, node: Loop, exact: list[Value], frame: Frame) -> bool:
    """All turns of a loop, of which any may be the last."""
    each_goes_on = [_turn(machine, node, each, frame) for each in exact]
    return all(each_goes_on)


def _turn(machine: Machine, node: Loop, element: Value, frame: Frame) -> bool:
    """One turn with an element that is known; whether there may be another."""
    jumps = len(frame.jumps)
    _bind(machine, node, element, frame)
    goes_on = machine.execute(node.body, frame)
    return goes_on or len(frame.jumps) > jumps


def _once(machine: Machine, node: Loop, element: Value, frame: Frame) -> None:
    """One turn in place of all of them, of which there may be none."""
    before = dict(frame.names)
    for name in _assigned(node.body):
        known = frame.names.get(name)
        if isinstance(known, Const | Union):
            others = [each for each in options_of(known) if not isinstance(each, Const)]
            frame.names[name] = united([UNKNOWN, *others])
    certain, frame.certain = frame.certain, False
    start = len(frame.effects)
    _bind(machine, node, element, frame)
    machine.execute(node.body, frame)
    frame.certain = certain
    for effect in frame.effects[start:]:  # a name that is refused is, wherever it stands
        effect.certain = effect.certain or (certain and effect.kind == "closed")
    frame.names = merged(before, [frame.names, before])


def _bind(machine: Machine, node: Loop, element: Value, frame: Frame) -> None:
    if not isinstance(node, ast.While):
        bind(node.target, element, Site(machine, frame, node.iter))


def _assigned(body: list[ast.stmt]) -> set[str]:
    """The names that statements assign, functions in them left out of account."""
    return {
        node.id
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def entered(value: Value, site: Site) -> Value:
    """What `with value as name` binds.

    Args:
        value: The context manager.
        site: Where it stands.

    Returns:
        What a generator yields, what `__enter__` returns, or the thing itself.
    """
    found: list[Value] = []
    for each in options_of(value):
        match each:
            case Sequence(items, _):
                found.extend(items)
            case Instance():
                given = site.call(site.attribute(each, "__enter__"))
                found.append(each if given is UNKNOWN else given)
            case Piece():
                found.append(each)
    return united(found)
