"""Comparisons and operators: what they tell of the request."""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import pieces, plain
from apiproof.reading.live import MISSING
from apiproof.reading.values import (
    UNKNOWN,
    Const,
    Key,
    Keys,
    Live,
    Mapping,
    Piece,
    Sequence,
    Start,
    Surplus,
    Value,
    Verdict,
    Words,
    options_of,
    united,
)
from apiproof.reading.verdicts import NOTHING, all_of, negated

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.reading.site import Site

_OPERATORS: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_NEGATIVE = (ast.NotEq, ast.IsNot, ast.NotIn)
_EQUALITIES = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)
_MEMBERSHIPS = (ast.In, ast.NotIn)
_LONGEST_ENUM = 64


def compared(left: Value, op: ast.cmpop, right: Value, site: Site) -> Value:
    """Read a comparison.

    Args:
        left: The left side.
        op: The operator.
        right: The right side.
        site: Where it stands.

    Returns:
        Its truth where it is sure, else whose lack decides it.
    """
    if isinstance(left, Const) and (folded := _folded(left, op, right)) is not None:
        return Const(folded)
    found = [
        _compared(one, op, other, site) for one in options_of(left) for other in options_of(right)
    ]
    return all_of(found) if found else NOTHING


def _folded(left: Const, op: ast.cmpop, right: Value) -> bool | None:
    """The truth of a comparison of values that the code itself writes down."""
    if isinstance(right, Const):
        other = right.value
    elif isinstance(op, _MEMBERSHIPS) and (values := plain.constants(right)) is not None:
        other = values
    else:
        return None
    try:
        return bool(_OPERATORS[type(op)](left.value, other))
    except TypeError:
        return None


def _compared(left: Value, op: ast.cmpop, right: Value, site: Site) -> Verdict:
    if isinstance(op, _EQUALITIES):
        verdict = _equal(left, right, site)
    elif isinstance(op, _MEMBERSHIPS):
        verdict = _within(left, right, site, refuses=isinstance(op, ast.NotIn))
    else:
        verdict = _ordered(left, op, right, site)
    return negated(verdict) if isinstance(op, _NEGATIVE) else verdict


def _equal(left: Value, right: Value, site: Site) -> Verdict:
    """What `left == right` tells."""
    if not isinstance(left, (Piece, Key, Keys, Start, Verdict)):
        left, right = right, left
    match left:
        case Piece():
            return _equal_piece(left, right, site)
        case Key(piece):
            _named(piece, plain.texts(right), site)
        case Keys(piece):
            _named(piece, _names(right), site)
        case Start(piece):
            for word in plain.texts(right):
                pieces.prefix(piece, word, site)
            return Verdict(false=frozenset({piece}))
        case Verdict() if plain.whole(right) == 0:
            return negated(left)  # `len(missing) == 0`
    return NOTHING


def _equal_piece(piece: Piece, right: Value, site: Site) -> Verdict:
    found = plain.plain(right)
    if found is MISSING:
        return NOTHING
    if found is not None and found != "":
        site.schema(piece, {**plain.type_schema(right), "examples": [found]})
    if piece.filled:
        return NOTHING
    lacking = frozenset({piece})
    return Verdict(false=lacking) if found else Verdict(true=lacking)


def _within(left: Value, right: Value, site: Site, *, refuses: bool) -> Verdict:
    """What `left in right` tells."""
    match right:
        case Piece() | Keys():
            piece = right if isinstance(right, Piece) else right.piece
            return pieces.member(piece, left, site) if plain.texts(left) else NOTHING
        case Words(piece):
            for word in plain.texts(left):
                pieces.prefix(piece, word, site)
            return Verdict(false=frozenset({piece}))
    if isinstance(left, Key) and (names := _names(right)):
        _named(left.piece, names, site)
        return Verdict(false=frozenset({Surplus(left.piece, frozenset(names))}))
    if not isinstance(left, (Piece, Start)):
        return NOTHING
    piece = left if isinstance(left, Piece) else left.piece
    values = plain.constants(right)
    if isinstance(left, Piece) and values and len(values) <= _LONGEST_ENUM:
        site.schema(left, {"enum" if refuses else "examples": values})
    return NOTHING if piece.filled else Verdict(false=frozenset({piece}))


def _ordered(left: Value, op: ast.cmpop, right: Value, site: Site) -> Verdict:
    """What `left < right` tells: of a number in JSON that it is one, of names that they lack."""
    if isinstance(left, Keys) or isinstance(right, Keys):
        return _subset(left, op, right, site)
    if isinstance(left, Verdict) and plain.whole(right) == 0 and isinstance(op, ast.Gt):
        return left  # `len(missing) > 0`
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Piece) and one.source == "json" and _is_number(other):
            site.schema(one, {"type": "number"})
    return NOTHING


def _subset(left: Value, op: ast.cmpop, right: Value, site: Site) -> Verdict:
    """`{"a", "b"} <= data.keys()` and its like."""
    keys, other = (left, right) if isinstance(left, Keys) else (right, left)
    if not isinstance(keys, Keys):
        return NOTHING
    children = _named(keys.piece, _names(other), site)
    within_keys = isinstance(op, (ast.GtE, ast.Gt)) is (keys is left)
    return Verdict(false=children) if within_keys else NOTHING


def _is_number(value: Value) -> bool:
    found = plain.plain(value)
    return isinstance(found, (int, float)) and not isinstance(found, bool)


def _names(value: Value) -> list[str]:
    return [each for each in plain.constants(value) or () if isinstance(each, str)]


def named(piece: Piece, names: Value, site: Site) -> frozenset[Piece]:
    """Note names that the keys of a part are compared with: they are known after all.

    Args:
        piece: The part.
        names: The names, as a collection.
        site: Where they are compared.

    Returns:
        What stands under them in the part.
    """
    return _named(piece, _names(names), site)


def _named(piece: Piece, names: list[str], site: Site) -> frozenset[Piece]:
    if names:
        site.note("named", piece)
    found = [pieces.read(piece, name, site) for name in names]
    return frozenset(each for each in found if isinstance(each, Piece))


def combined(left: Value, op: ast.operator, right: Value, site: Site) -> Value:
    """Read a binary operator.

    Args:
        left: The left side.
        op: The operator.
        right: The right side.
        site: Where it stands.

    Returns:
        Constants put together, a dict that a part is merged into, what names lack.
    """
    if isinstance(op, ast.Add):
        return _added(left, right)
    if isinstance(op, ast.BitOr):
        return _merged(left, right)
    if isinstance(op, (ast.Sub, ast.BitAnd)):
        return _reduced(left, op, right, site)
    return UNKNOWN


def _added(left: Value, right: Value) -> Value:
    one, other = plain.plain(left), plain.plain(right)
    if isinstance(one, str) and isinstance(other, str):
        return Const(one + other)
    first, second = plain.elements(left), plain.elements(right)
    if isinstance(left, (Sequence, Live)) and first is not None and second is not None:
        return Sequence((*first, *second))
    return UNKNOWN


def _merged(left: Value, right: Value) -> Value:
    """`left | right` of dicts or sets."""
    rest = tuple(each for each in (left, right) if isinstance(each, Piece))
    entries = tuple(
        entry for each in (left, right) if isinstance(each, Mapping) for entry in each.entries
    )
    if rest:
        return Mapping(entries, rest) if entries else united(rest)
    return _added(left, right)


def _reduced(left: Value, op: ast.operator, right: Value, site: Site) -> Value:
    """`set(required) - set(data)`: true where one of the names lacks."""
    keys, other = (left, right) if isinstance(left, (Keys, Piece)) else (right, left)
    piece = keys if isinstance(keys, Piece) else keys.piece if isinstance(keys, Keys) else None
    if piece is None:
        return UNKNOWN
    names = _named(piece, _names(other), site)
    if not names or not isinstance(op, ast.Sub):
        return UNKNOWN
    if keys is right:
        return Verdict(true=names)
    return Verdict(true=frozenset({Surplus(piece, frozenset(_names(other)))}))
