"""Comparisons, with what lacks and with what is known of the path."""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.anonymous import parts, statements
from apiproof.frameworks.wsgi.anonymous.values import (
    NOTHING_KNOWN,
    UNKNOWN,
    Items,
    Part,
    Place,
    Value,
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


def compare(run: Run, node: ast.Compare, frame: Frame) -> Value:
    """Go through a comparison.

    Args:
        run: What goes through it.
        node: The comparison.
        frame: Where it stands.

    Returns:
        Its truth, where that is known, and what it follows from.
    """
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


def _truth(value: bool) -> Value:  # noqa: FBT001 - a value of the code
    return Value(value)
