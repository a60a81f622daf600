"""Following calls into the functions of the app."""

from __future__ import annotations

import ast
from types import FunctionType
from typing import TYPE_CHECKING, Any, cast

from apiproof.reading import binding, live, views
from apiproof.reading.frames import Effect, Frame, Summary
from apiproof.reading.tokens import holds_request, token, token_of_call
from apiproof.reading.values import (
    EACH,
    UNKNOWN,
    Closure,
    Const,
    Instance,
    Live,
    Piece,
    Sequence,
    Value,
    options_of,
    united,
)

if TYPE_CHECKING:
    from apiproof.reading.machine import Machine
    from apiproof.reading.site import Site
    from apiproof.reading.values import Arguments

_ANY = "any"
"""In place of the method, where it makes no difference to what was found."""

DEEPEST = 10
"""Functions that call one another, the view included, which are followed."""

TURNS = 2
"""How often a function is read inside of itself, itself included."""

NEAR = 4
"""Functions that a view calls through one another which are read whatever they are."""

LONGEST = 1500
"""Statements that are read for one call of a view's, those of what it calls included."""


def followed(function: FunctionType, machine: Machine) -> FunctionType | None:
    """The function of the app that a call runs: itself, or what a library's decorator wraps.

    Args:
        function: The function that is called.
        machine: What reads.

    Returns:
        The function, or None where the app has no part in it.
    """
    seen: set[int] = set()
    found: Any = function
    while live.is_a(found, FunctionType) and id(found) not in seen:
        if found in machine.barred:
            return None
        if machine.follows(found):
            return cast("FunctionType", found)
        seen.add(id(found))
        found = live.own_names(found).get("__wrapped__")
    return None


def enter(function: Live | Closure, arguments: Arguments, site: Site) -> Value:
    """Read what a call of a function comes to.

    Args:
        function: A live function that is followed, or one that the code defines.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        What it returns.
    """
    machine = site.machine
    if isinstance(function, Live):
        machine.entered.add(function.target)
    if isinstance(function, Live) and (kind := views.class_of_view(function.target)):
        return views.dispatched(kind, site)
    marks = _marks(site.frame)
    target = function.target if isinstance(function, Live) else function
    is_layer = target in machine.layers
    role = machine.entry.key if is_layer else None
    key = (target, role, machine.barred, token_of_call(arguments), token(marks))
    if (known := _remembered(key, machine)) is not None:
        return _replayed(known, arguments, site, is_layer=is_layer)
    if len(machine.running) >= DEEPEST or machine.running.count(target) == TURNS:
        return UNKNOWN
    if _is_far(machine) and not _matters(function, arguments, marks, machine):
        return UNKNOWN
    allowed = _allowed(site.frame, machine, is_layer=is_layer)
    if allowed <= 0:
        return UNKNOWN
    asked, left = machine.asked, machine.left
    others = _changeable(arguments)
    before = [each.state() for each in others]
    machine.running.append(target)
    machine.left = allowed
    try:
        summary = _summary(function, arguments, site, dict(marks))
    finally:
        machine.running.pop()
    unchanged = before == [each.state() for each in others]
    if (machine.left > 0 or allowed == LONGEST) and isinstance(function, Live) and unchanged:
        method = machine.method if machine.asked > asked else _ANY
        machine.memory[key, method] = summary
    machine.left += left - allowed
    return _replayed(summary, arguments, site, is_layer=is_layer)


def _allowed(frame: Frame, machine: Machine, *, is_layer: bool) -> int:
    """How many statements a call may take: what wraps the view leaves some for the view itself."""
    if is_layer or not frame.layer:
        return machine.left
    return min(LONGEST, machine.left if frame.inmost else machine.left - machine.reserve)


def _is_far(machine: Machine) -> bool:
    return sum(each not in machine.layers for each in machine.running) >= NEAR


def _matters(
    function: Live | Closure,
    arguments: Arguments,
    marks: tuple[tuple[str, Value], ...],
    machine: Machine,
) -> bool:
    """Whether a function far from the view may read names of the request."""
    if isinstance(function, Closure) or machine.relevance.matters(function.target, machine.follows):
        return True
    handed = (*arguments.values(), *(each for _, each in marks))
    return any(holds_request(each) for each in handed if not _is_read(each))


def _is_read(value: Value) -> bool:
    """Whether a part of the request is a value under a name, or no part that has names."""
    is_value = isinstance(value, Piece) and bool(value.keys) and value.keys[0] != EACH
    return is_value or (isinstance(value, Piece) and value.source in {"context", "raw"})


def _marks(frame: Frame) -> tuple[tuple[str, Value], ...]:
    """What the code has put in place of parts, as far as it matters to a function that it calls."""
    return tuple(
        (name, each)
        for name, each in frame.names.items()
        if name[0] == "=" and (not _is_beside(name) or holds_request(each))
    )


def _is_beside(mark: str) -> bool:
    """Whether it stands beside the request, and not in it, what the code puts there."""
    return mark.startswith(("=context", "=request."))


def _left_behind(frame: Frame, before: dict[str, Value]) -> dict[str, Value]:
    """What a function has put beside the request, as far as it holds a part of it."""
    return {
        name: each
        for name, each in _marks(frame)
        if _is_beside(name) and before.get(name) is not each
    }


def _remembered(key: Any, machine: Machine) -> Summary | None:
    """What a call came to before, for any method or for the present one."""
    if (known := machine.memory.get((key, _ANY))) is not None:
        return known
    known = machine.memory.get((key, machine.method))
    machine.asked += known is not None
    return known


def _value_of(summary: Summary, receiver: Value | None) -> Value:
    """What a call returns: an object of its own for each caller, for it may be remembered."""
    return united(
        receiver
        if each is summary.receiver and receiver is not None
        else each.copy()
        if isinstance(each, Instance)
        else each
        for each in options_of(summary.value)
    )


def _changeable(arguments: Arguments) -> list[Instance]:
    """The objects beside the first argument that a function may change."""
    return [each for each in arguments.values()[1:] if isinstance(each, Instance)]


def _summary(
    function: Live | Closure, arguments: Arguments, site: Site, marks: dict[str, Value]
) -> Summary:
    found = frame_of(function, site.machine)
    if found is None:
        return Summary((), UNKNOWN, dead=False)
    node, frame = found
    frame.names.update(marks)
    binding.bind_arguments(node.args, function, arguments, frame, site)
    if frame.layer:
        site.machine.entry.bind(node.args, frame, site.machine)
    first = [each.arg for each in (*node.args.posonlyargs, *node.args.args)][:1]
    frame.receiver = frame.names.get(first[0]) if first else None
    value, dead = run(node, frame, site.machine)
    receiver = frame.receiver if isinstance(frame.receiver, Instance) else None
    left = _left_behind(frame, marks)
    return Summary(_distinct(frame.effects), value, dead, receiver, left)


def _distinct(effects: list[Effect]) -> tuple[Effect, ...]:
    """What was found, the same thing once however often a function comes by it."""
    found: dict[Any, Effect] = {}
    for each in effects:
        known = found.setdefault(each.same_as, each)
        known.certain = known.certain or each.certain
    return tuple(found.values())


def frame_of(
    function: Live | Closure, machine: Machine
) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, Frame] | None:
    """Find the definition of a function, and make a frame to read it in.

    Args:
        function: The function.
        machine: What reads.

    Returns:
        Both, or None where it has no source.
    """
    if isinstance(function, Closure):
        outer = function.frame
        frame = Frame(outer.path, outer.module, outer.cells, outer=outer, owner=outer.owner)
        return function.node, frame
    target: FunctionType = function.target
    node = machine.sources.definition(target.__code__, target.__globals__)
    if node is None:
        return None
    cells = live.cells_of(target)
    frame = Frame(target.__code__.co_filename, target.__globals__, cells)
    frame.owner = owner if live.is_a(owner := cells.get("__class__"), type) else None
    frame.layer = target in machine.layers
    frame.inmost = target in machine.inmost
    return node, frame


def run(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, frame: Frame, machine: Machine
) -> tuple[Value, bool]:
    """Read the body of a function.

    Args:
        node: Its definition.
        frame: Its names.
        machine: What reads.

    Returns:
        What it returns, and whether it never does.
    """
    if isinstance(node, ast.Lambda):
        value = machine.evaluate(node.body, frame)
        return value, frame.dead
    goes_on = machine.execute(node.body, frame)
    if frame.yielded:
        return Sequence(tuple(frame.yielded), whole=False), False
    returned = [*frame.returned, *([Const(None)] if goes_on else [])]
    return united(returned), not returned and not goes_on


def _replayed(summary: Summary, arguments: Arguments, site: Site, *, is_layer: bool) -> Value:
    """What a call found, as its caller sees it."""
    frame = site.frame
    sure = frame.sure or is_layer
    frame.effects.extend(
        each.again(certain=sure, helper=not is_layer, firm=is_layer) for each in summary.effects
    )
    receiver = arguments.positional[0] if arguments.positional else None
    if summary.receiver is not None and isinstance(receiver, Instance):
        receiver.become(summary.receiver)
    frame.names.update(summary.left)
    frame.dead = summary.dead
    return _value_of(summary, receiver)


def is_followed(function: Any, machine: Machine) -> bool:
    """Whether something is a function of the app whose source there is."""
    if not live.is_a(function, FunctionType) or (found := followed(function, machine)) is None:
        return False
    return machine.sources.definition(found.__code__, found.__globals__) is not None
