"""Tests, and whose lack decides them: `if not name: abort(400)` makes a name required."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from apiproof.reading.site import Site
from apiproof.reading.values import (
    Const,
    Key,
    Keys,
    Live,
    Mapping,
    Pairs,
    Piece,
    Sequence,
    Start,
    Surplus,
    Union,
    Verdict,
    Words,
    options_of,
)

if TYPE_CHECKING:
    from apiproof.reading.frames import Frame
    from apiproof.reading.machine import Machine
    from apiproof.reading.values import Value

NOTHING: Final = Verdict()


def test(machine: Machine, node: ast.expr, frame: Frame) -> tuple[bool | None, Verdict]:
    """Read an expression for its truth.

    Args:
        machine: What reads.
        node: The expression.
        frame: Where it stands.

    Returns:
        Its truth where it is sure, and whose lack decides it.
    """
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        truth, verdict = test(machine, node.operand, frame)
        return (None if truth is None else not truth), negated(verdict)
    if isinstance(node, ast.BoolOp):
        return _several(machine, node, frame)
    value = machine.evaluate(node, frame)
    return truth_of(value), verdict_of(value)


def truth_of(value: Value) -> bool | None:
    """Whether a value is true, where nothing can change that."""
    return bool(value.value) if isinstance(value, Const) else None


def verdict_of(value: Value) -> Verdict:
    """Whose lack decides the truth of a value.

    Args:
        value: Anything.

    Returns:
        For a part of the request that nothing fills, that its lack makes it false; of several
        things what holds for each of them.
    """
    match value:
        case Verdict():
            return value
        case Piece():
            return NOTHING if value.filled else Verdict(false=frozenset({value}))
        case Words(piece) | Start(piece) | Keys(piece) | Pairs(piece):
            return verdict_of(piece)
        case Union(options):
            found = [verdict_of(each) for each in options if truth_of(each) is not False]
            return all_of(found) if found else NOTHING
        case _:
            return NOTHING


def all_of(verdicts: list[Verdict]) -> Verdict:
    """What several verdicts have in common."""
    return Verdict(
        frozenset.intersection(*(each.true for each in verdicts)),
        frozenset.intersection(*(each.false for each in verdicts)),
    )


def negated(verdict: Verdict) -> Verdict:
    """The verdict of the opposite."""
    return Verdict(verdict.false, verdict.true) if verdict is not NOTHING else NOTHING


def conjunction(verdicts: list[Verdict]) -> Verdict:
    """The verdict of an `and`, or of `all()`."""
    if not verdicts:
        return NOTHING
    return Verdict(
        frozenset.intersection(*(each.true for each in verdicts)),
        frozenset.union(*(each.false for each in verdicts)),
    )


def disjunction(verdicts: list[Verdict]) -> Verdict:
    """The verdict of an `or`, or of `any()`."""
    return negated(conjunction([negated(each) for each in verdicts]))


def items_of(value: Value) -> list[Verdict] | None:
    """The verdicts of a collection's items, where all are known."""
    if isinstance(value, Sequence) and value.whole:
        return [verdict_of(item) for item in value.items]
    return None


def is_filler(value: Value) -> bool:
    """Whether something takes the place of what lacks and is true: `data.get("x", 5)`."""
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, (Sequence, Mapping)):
        return bool(value.items if isinstance(value, Sequence) else value.entries)
    return not isinstance(value, Live) or bool(
        value.target if type(value.target) in {str, int, bool, list, dict, tuple} else True
    )


def _several(machine: Machine, node: ast.BoolOp, frame: Frame) -> tuple[bool | None, Verdict]:
    """An `and` or `or`, whose later operands are read only where the earlier ones let them."""
    is_or, certain = isinstance(node.op, ast.Or), frame.certain
    verdicts: list[Verdict] = []
    for index, operand in enumerate(node.values):
        truth, verdict = test(machine, operand, frame)
        if frame.dead and index:
            frame.dead = False
            frame.certain = certain
            Site(machine, frame, node).need(stopping(verdicts, is_or=is_or))
            return None, joined(verdicts, is_or=is_or)
        if truth is is_or:
            frame.certain = certain
            return truth, NOTHING
        if truth is None:
            verdicts.append(verdict)
            frame.certain = False
    frame.certain = certain
    return (None if verdicts else not is_or), joined(verdicts, is_or=is_or)


def joined(verdicts: list[Verdict], *, is_or: bool) -> Verdict:
    """The verdict of operands that `or` or `and` joins."""
    return disjunction(verdicts) if is_or else conjunction(verdicts)


def stopping(verdicts: list[Verdict], *, is_or: bool) -> frozenset[Piece | Surplus]:
    """The parts whose lack leads to what stands behind operands: `name or abort(400)`."""
    found = joined(verdicts, is_or=is_or)
    return found.false if is_or else found.true


def key_of(value: Value) -> Piece | None:
    """The part whose key a value is."""
    return next((each.piece for each in options_of(value) if isinstance(each, Key)), None)
