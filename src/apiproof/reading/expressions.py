"""Expressions: what each kind of them stands for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import comparisons, comprehensions, plain
from apiproof.reading.live import MISSING
from apiproof.reading.loading import as_piece
from apiproof.reading.site import Site
from apiproof.reading.subscripts import subscript
from apiproof.reading.values import (
    UNKNOWN,
    Arguments,
    Closure,
    Const,
    Head,
    Mapping,
    Piece,
    Sequence,
    Union,
    Value,
    options_of,
    united,
)
from apiproof.reading.verdicts import joined, stopping, truth_of, verdict_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.reading.frames import Frame
    from apiproof.reading.machine import Machine

_LONGEST_TEXT = 1000
"""Characters of a text that the code puts together."""


def _constant(_: Machine, node: ast.Constant, __: Frame) -> Value:
    return Const(node.value)


def _name(machine: Machine, node: ast.Name, frame: Frame) -> Value:
    found = frame.local(node.id)
    return machine.live(frame.live(node.id)) if found is None else found


def _attribute(machine: Machine, node: ast.Attribute, frame: Frame) -> Value:
    value = machine.evaluate(node.value, frame)
    return machine.attribute(value, node.attr, Site(machine, frame, node))


def _subscript(machine: Machine, node: ast.Subscript, frame: Frame) -> Value:
    value = machine.evaluate(node.value, frame)
    site = Site(machine, frame, node)
    return united([subscript(each, node.slice, site) for each in options_of(value)])


def _call(machine: Machine, node: ast.Call, frame: Frame) -> Value:
    function = machine.evaluate(node.func, frame)
    return machine.call(function, arguments_of(machine, node, frame), Site(machine, frame, node))


def arguments_of(machine: Machine, node: ast.Call, frame: Frame) -> Arguments:
    """Read the arguments of a call, what is unpacked into them too.

    Args:
        machine: What reads.
        node: The call.
        frame: Where it stands.

    Returns:
        The arguments.
    """
    positional: list[Value] = []
    keywords: list[tuple[str, Value]] = []
    spreads: list[Value] = []
    rest = False
    for argument in node.args:
        if not isinstance(argument, ast.Starred):
            positional.append(machine.evaluate(argument, frame))
            continue
        value = machine.evaluate(argument.value, frame)
        items = value.items if isinstance(value, Head) else plain.elements(value)
        positional.extend(items or ())
        rest = rest or items is None or isinstance(value, Head)
    for keyword in node.keywords:
        value = machine.evaluate(keyword.value, frame)
        if keyword.arg is not None:
            keywords.append((keyword.arg, value))
            continue
        named, others, open_ended = _unpacked(value)
        keywords.extend(named)
        spreads.extend(others)
        rest = rest or open_ended
    return Arguments(tuple(positional), tuple(keywords), tuple(spreads), rest)


def _unpacked(value: Value) -> tuple[list[tuple[str, Value]], list[Value], bool]:
    """What `**value` passes: by known names, by names of a part of the request, or otherwise."""
    if isinstance(value, Mapping):
        named = [(key, each) for key, each in value.entries if isinstance(key, str)]
        return named, list(value.rest), not value.whole
    if (found := plain.pairs(value)) is not None:
        return [(str(plain.plain(key)), each) for key, each in found], [], False
    spreads = [piece for each in options_of(value) if (piece := as_piece(each)) is not None]
    return [], list(spreads), not spreads


def _bool_op(machine: Machine, node: ast.BoolOp, frame: Frame) -> Value:
    """What `a or b` gives; of `a and b` the last, and what it tells."""
    is_or, certain = isinstance(node.op, ast.Or), frame.certain
    found: list[Value] = []
    for index, operand in enumerate(node.values):
        value = machine.evaluate(operand, frame)
        if frame.dead and index:
            frame.dead, frame.certain = False, certain
            lacking = stopping([verdict_of(each) for each in found], is_or=is_or)
            Site(machine, frame, node).need(lacking)
            break
        truth = truth_of(value)
        if truth is is_or or index == len(node.values) - 1:
            found.append(value)
            break
        if truth is None:
            found.append(value)
            frame.certain = False
    frame.certain = certain
    if not found:
        return UNKNOWN
    return _either(found) if is_or else _both(found)


def _either(found: list[Value]) -> Value:
    """The value of an `or`: the last takes the place of those before it."""
    from apiproof.reading.pieces import filled

    values = [filled(each, found[-1]) for one in found[:-1] for each in options_of(one)]
    if values and all(isinstance(each, Piece) for each in values) and not _matters(found[-1]):
        return united(values)
    return united([*values, found[-1]])


def _matters(value: Value) -> bool:
    """Whether what takes the place of a part may be looked into."""
    return not isinstance(value, (Const, Sequence, Mapping)) and value is not UNKNOWN


def _both(found: list[Value]) -> Value:
    """The value of an `and`: the last, or what tells whether all are there."""
    last = found[-1]
    verdicts = [verdict_of(each) for each in found]
    if isinstance(last, (Const, Piece, Union)) or not any(each.false for each in verdicts):
        return last
    return joined(verdicts, is_or=False)


def _not(machine: Machine, node: ast.UnaryOp, frame: Frame) -> Value:
    if not isinstance(node.op, ast.Not):
        found = plain.whole(machine.evaluate(node.operand, frame))
        return Const(-found) if isinstance(node.op, ast.USub) and found is not None else UNKNOWN
    truth, verdict = machine.test(node, frame)
    return verdict if truth is None else Const(truth)


def _if_expression(machine: Machine, node: ast.IfExp, frame: Frame) -> Value:
    truth, verdict = machine.test(node.test, frame)
    if truth is not None:
        return machine.evaluate(node.body if truth else node.orelse, frame)
    certain, frame.certain = frame.certain, False
    values, dead = [], []
    for branch in (node.body, node.orelse):
        values.append(machine.evaluate(branch, frame))
        dead.append(frame.dead)
        frame.dead = False
    frame.certain = certain
    frame.dead = all(dead)
    if dead[0] is not dead[1]:
        Site(machine, frame, node).need(verdict.true if dead[0] else verdict.false)
        return values[dead.index(False)]
    return united(values)


def _walrus(machine: Machine, node: ast.NamedExpr, frame: Frame) -> Value:
    value = machine.evaluate(node.value, frame)
    frame.names[node.target.id] = value
    return value


def _sequence(machine: Machine, node: ast.Tuple | ast.List | ast.Set, frame: Frame) -> Value:
    items: list[Value] = []
    is_whole = True
    for element in node.elts:
        if not isinstance(element, ast.Starred):
            items.append(machine.evaluate(element, frame))
            continue
        found = plain.elements(machine.evaluate(element.value, frame))
        items.extend(found or ())
        is_whole = is_whole and found is not None
    return Sequence(tuple(items), is_whole, isinstance(node, ast.List))


def _dict(machine: Machine, node: ast.Dict, frame: Frame) -> Value:
    entries: list[tuple[Any, Value]] = []
    rest: list[Value] = []
    is_whole = True
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = machine.evaluate(value_node, frame)
        if key_node is None:
            named, others, open_ended = _unpacked(value)
            entries.extend(named)
            rest.extend(others)
            is_whole = is_whole and not open_ended
        elif (key := plain.plain(machine.evaluate(key_node, frame))) is MISSING:
            is_whole = False
        else:
            entries.append((key, value))
    if len(rest) == 1 and not entries and is_whole:
        return rest[0]
    return Mapping(tuple(entries), tuple(rest), is_whole)


def _binary(machine: Machine, node: ast.BinOp, frame: Frame) -> Value:
    left, right = machine.evaluate(node.left, frame), machine.evaluate(node.right, frame)
    return comparisons.combined(left, node.op, right, Site(machine, frame, node))


def _compare(machine: Machine, node: ast.Compare, frame: Frame) -> Value:
    left = machine.evaluate(node.left, frame)
    site = Site(machine, frame, node)
    found: list[Value] = []
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = machine.evaluate(right_node, frame)
        found.append(comparisons.compared(left, operator, right, site))
        left = right
    return (
        found[0] if len(found) == 1 else joined([verdict_of(each) for each in found], is_or=False)
    )


def _joined_text(machine: Machine, node: ast.JoinedStr, frame: Frame) -> Value:
    parts = [machine.evaluate(part, frame) for part in node.values]
    found = [plain.plain(part) for part in parts]
    if all(isinstance(part, (str, int)) for part in found):
        text = "".join(map(str, found))
        return Const(text) if len(text) < _LONGEST_TEXT else UNKNOWN
    return UNKNOWN


def _formatted(machine: Machine, node: ast.FormattedValue, frame: Frame) -> Value:
    value = machine.evaluate(node.value, frame)
    return value if node.format_spec is None and node.conversion == -1 else UNKNOWN


def _lambda(_: Machine, node: ast.Lambda, frame: Frame) -> Value:
    return Closure(node, frame)


def _inner(machine: Machine, node: ast.Await | ast.Starred | ast.YieldFrom, frame: Frame) -> Value:
    return machine.evaluate(node.value, frame)


def _yield(machine: Machine, node: ast.Yield, frame: Frame) -> Value:
    frame.yielded.append(machine.evaluate(node.value, frame) if node.value else Const(None))
    return UNKNOWN


EVALUATORS: Final[dict[type, Callable[[Machine, Any, Frame], Value]]] = {
    ast.Attribute: _attribute,
    ast.Await: _inner,
    ast.BinOp: _binary,
    ast.BoolOp: _bool_op,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.DictComp: comprehensions.of_dict,
    ast.FormattedValue: _formatted,
    ast.GeneratorExp: comprehensions.of_list,
    ast.IfExp: _if_expression,
    ast.JoinedStr: _joined_text,
    ast.Lambda: _lambda,
    ast.List: _sequence,
    ast.ListComp: comprehensions.of_list,
    ast.Name: _name,
    ast.NamedExpr: _walrus,
    ast.Set: _sequence,
    ast.SetComp: comprehensions.of_list,
    ast.Starred: _inner,
    ast.Subscript: _subscript,
    ast.Tuple: _sequence,
    ast.UnaryOp: _not,
    ast.Yield: _yield,
    ast.YieldFrom: _inner,
}
"""How each kind of expression is read."""
