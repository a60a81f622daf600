"""Expressions, as they come out for a request that proves nothing."""

from __future__ import annotations

import ast
import operator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.anonymous import attributes, names, parts, statements
from apiproof.frameworks.wsgi.anonymous.values import (
    NONE,
    NOTHING_KNOWN,
    UNKNOWN,
    Arguments,
    Closure,
    Items,
    Part,
    Place,
    Value,
    joined,
    truth_of,
)
from apiproof.reading.live import MISSING, plain_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Frame

_OPERATORS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.NotEq: operator.ne,
    ast.NotIn: lambda left, right: left not in right,
}
_NEGATIVE = (ast.IsNot, ast.NotEq, ast.NotIn)
_EQUALITIES = (ast.Eq, ast.In, ast.NotEq, ast.NotIn)


def _constant(run: Run, node: ast.Constant, frame: Frame) -> Value:
    del run, frame
    return Value(node.value)


def _attribute(run: Run, node: ast.Attribute, frame: Frame) -> Value:
    return attributes.attribute(run, run.evaluate(node.value, frame), node.attr, frame)


def _subscript(run: Run, node: ast.Subscript, frame: Frame) -> Value:
    value, key = run.evaluate(node.value, frame), run.evaluate(node.slice, frame)
    if isinstance(value.what, Part):
        return parts.item(run, value.what, key)
    return attributes.item(run, value, key)


def _call(run: Run, node: ast.Call, frame: Frame) -> Value:
    function = run.evaluate(node.func, frame)
    return run.call(function, _arguments(run, node, frame), frame)


def _arguments(run: Run, node: ast.Call, frame: Frame) -> Arguments:
    positional: list[Value] = []
    rest = False
    for each in node.args:
        if isinstance(each, ast.Starred):
            members = statements.members_of(run.evaluate(each.value, frame))
            rest |= members is None
            positional += members or []
        else:
            positional.append(run.evaluate(each, frame))
    keywords = {
        each.arg: run.evaluate(each.value, frame) for each in node.keywords if each.arg is not None
    }
    return Arguments(tuple(positional), keywords, rest or len(keywords) < len(node.keywords))


def _boolean(run: Run, node: ast.BoolOp, frame: Frame) -> Value:
    """`and` or `or`: its later operands are come to only where the earlier ones let them."""
    stops = isinstance(node.op, ast.Or)
    found: list[Value] = []
    for operand in node.values:
        value = run.evaluate(operand, frame)
        truth = truth_of(value)
        if truth is stops:
            decided = not any(truth_of(each) is None for each in found)
            return value if decided else _truth(stops).because_of(value)
        found.append(value)
    unknown = [each for each in found if truth_of(each) is None]
    if not unknown:
        return found[-1].because_of(*found)
    value = joined(unknown).because_of(*found)
    is_open = not stops and any(not each.credentials for each in unknown)
    return replace(value, open=True) if is_open else value


def _truth(value: bool) -> Value:  # noqa: FBT001 - a value of the code
    return Value(value)


def _unary(run: Run, node: ast.UnaryOp, frame: Frame) -> Value:
    value = run.evaluate(node.operand, frame)
    truth = truth_of(value)
    if isinstance(node.op, ast.Not) and truth is not None:
        return _truth(not truth).because_of(value)
    return NOTHING_KNOWN.because_of(value)


def _compare(run: Run, node: ast.Compare, frame: Frame) -> Value:
    left = run.evaluate(node.left, frame)
    result: Value | None = None
    for comparison, comparator in zip(node.ops, node.comparators, strict=True):
        right = run.evaluate(comparator, frame)
        found = _compared(run, comparison, left, right)
        result = found if result is None else _both(result, found)
        left = right
    return result or NOTHING_KNOWN


def _both(one: Value, other: Value) -> Value:
    truths = truth_of(one), truth_of(other)
    if False in truths:
        return _truth(value=False).because_of(one, other)
    known = _truth(value=True) if None not in truths else NOTHING_KNOWN
    return known.because_of(one, other)


def _compared(run: Run, comparison: ast.cmpop, left: Value, right: Value) -> Value:
    if isinstance(right.what, Part) and isinstance(comparison, ast.In | ast.NotIn):
        return _inside(run, comparison, right.what, left)
    is_membership = isinstance(comparison, ast.In | ast.NotIn)
    if is_membership and (isinstance(right.what, Items) or isinstance(left.what, Place)):
        return _among(comparison, left, right)
    result = _computed(comparison, left, right)
    return result.because_of(left, right)


def _inside(run: Run, comparison: ast.cmpop, part: Part, key: Value) -> Value:
    found = parts.contains(run, part, key)
    truth = truth_of(found)
    if isinstance(comparison, ast.NotIn) and truth is not None:
        return _truth(not truth).because_of(found)
    return found


def _among(comparison: ast.cmpop, left: Value, right: Value) -> Value:
    members = statements.members_of(right)
    truths = [truth_of(_computed(ast.Eq(), left, each)) for each in members or ()]
    if members is None or (None in truths and True not in truths):
        return NOTHING_KNOWN.because_of(left, right)
    return _truth((True in truths) is isinstance(comparison, ast.In)).because_of(left, right)


def _computed(comparison: ast.cmpop, left: Value, right: Value) -> Value:
    """A comparison of what is known; a credential that lacks equals nothing that isn't."""
    if isinstance(comparison, ast.In | ast.NotIn) and _is_empty(right):
        return _truth(isinstance(comparison, ast.NotIn))
    if left.what is UNKNOWN or right.what is UNKNOWN:
        lacks = (left.lacks or right.lacks) and isinstance(comparison, _EQUALITIES)
        return _truth(isinstance(comparison, _NEGATIVE)) if lacks else NOTHING_KNOWN
    one, other = _plain(left.what), _plain(right.what)
    if isinstance(comparison, ast.Is | ast.IsNot):
        return _truth((one is other) is isinstance(comparison, ast.Is))
    if left.lacks and not isinstance(comparison, ast.Eq | ast.NotEq):
        return _truth(isinstance(comparison, _NEGATIVE))
    return _operated(comparison, one, other)


def _operated(comparison: ast.cmpop, one: Any, other: Any) -> Value:
    if Place in (type(one), type(other)):
        return _compared_path(comparison, one, other)
    if not (_is_comparable(one) and _is_comparable(other)):
        return NOTHING_KNOWN
    try:
        return Value(_OPERATORS[type(comparison)](one, other))
    except Exception:  # noqa: BLE001 - whatever the app's values raise when compared
        return NOTHING_KNOWN


def _is_empty(value: Value) -> bool:
    return value.is_plain and value.what is not None and not value.what


def _compared_path(comparison: ast.cmpop, one: Any, other: Any) -> Value:
    """A path whose beginning is known, compared with a whole one."""
    place, text = (one, other) if isinstance(one, Place) else (other, one)
    if isinstance(comparison, ast.Eq | ast.NotEq) and not str(text).startswith(place.head):
        return _truth(isinstance(comparison, ast.NotEq))
    return NOTHING_KNOWN


def _plain(what: Any) -> Any:
    plain = plain_value(what)
    return what if plain is MISSING else plain


def _is_comparable(what: Any) -> bool:
    return Value(what).is_plain


def _conditional(run: Run, node: ast.IfExp, frame: Frame) -> Value:
    test = run.evaluate(node.test, frame)
    truth = truth_of(test)
    if truth is not None:
        return run.evaluate(node.body if truth else node.orelse, frame).because_of(test)
    both = [run.evaluate(node.body, frame), run.evaluate(node.orelse, frame)]
    return joined(both).because_of(test)


def _named(run: Run, node: ast.NamedExpr, frame: Frame) -> Value:
    value = run.evaluate(node.value, frame)
    statements.assign(run, node.target, value, frame)
    return value


def _collection(run: Run, node: ast.Tuple | ast.List | ast.Set, frame: Frame) -> Value:
    values = [run.evaluate(each, frame) for each in node.elts]
    if all(value.what is not UNKNOWN and Value(value.what).is_plain for value in values):
        kind = {ast.List: list, ast.Set: set}.get(type(node), tuple)
        try:
            return Value(kind(value.what for value in values)).because_of(*values)
        except TypeError:  # a set of lists is the app's own error
            return NOTHING_KNOWN
    return Value(Items(tuple(values))).because_of(*values)


def _dict(run: Run, node: ast.Dict, frame: Frame) -> Value:
    values = [run.evaluate(each, frame) for each in node.values]
    keys = [NONE if each is None else run.evaluate(each, frame) for each in node.keys]
    if all(Value(each.what).is_plain for each in (*keys, *values)) and None not in node.keys:
        try:
            pairs = zip(keys, values, strict=True)
            return Value({key.what: value.what for key, value in pairs}).because_of(*values)
        except TypeError:
            return NOTHING_KNOWN
    return NOTHING_KNOWN.because_of(*values)


def _text(run: Run, node: ast.JoinedStr, frame: Frame) -> Value:
    values = [
        run.evaluate(each.value if isinstance(each, ast.FormattedValue) else each, frame)
        for each in node.values
    ]
    if all(isinstance(value.what, str) for value in values):
        return Value("".join(value.what for value in values)).because_of(*values)
    return NOTHING_KNOWN.because_of(*values)


def _binary(run: Run, node: ast.BinOp, frame: Frame) -> Value:
    left, right = run.evaluate(node.left, frame), run.evaluate(node.right, frame)
    if isinstance(node.op, ast.Add) and type(left.what) is type(right.what) and left.is_plain:
        try:
            return Value(left.what + right.what).because_of(left, right)
        except TypeError:
            return NOTHING_KNOWN
    return NOTHING_KNOWN.because_of(left, right)


def _comprehension(
    run: Run, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, frame: Frame
) -> Value:
    first, *others = node.generators
    iterable = run.evaluate(first.iter, frame)
    members = statements.members_of(iterable)
    if members is None or others:
        return NOTHING_KNOWN.because_of(iterable)
    found: list[Value] = []
    for member in members:
        statements.assign(run, first.target, member, frame)
        tests = [truth_of(run.evaluate(test, frame)) for test in first.ifs]
        if None in tests:
            return NOTHING_KNOWN.because_of(iterable)
        if all(tests):
            found.append(run.evaluate(node.elt, frame))
    return Value(Items(tuple(found))).because_of(iterable)


def _lambda(run: Run, node: ast.Lambda, frame: Frame) -> Value:
    del run
    return Value(Closure(node, frame))


def _inner(run: Run, node: ast.Await | ast.Starred, frame: Frame) -> Value:
    return run.evaluate(node.value, frame)


EVALUATORS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Attribute: _attribute,
    ast.Await: _inner,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _conditional,
    ast.JoinedStr: _text,
    ast.Lambda: _lambda,
    ast.List: _collection,
    ast.ListComp: _comprehension,
    ast.Name: names.name,
    ast.NamedExpr: _named,
    ast.Set: _collection,
    ast.SetComp: _comprehension,
    ast.Starred: _inner,
    ast.Subscript: _subscript,
    ast.Tuple: _collection,
    ast.UnaryOp: _unary,
}
