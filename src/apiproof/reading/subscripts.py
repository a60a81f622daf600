"""Subscripts: `data["name"]`, `parts[0]`, `header[7:]`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from apiproof.reading import pieces, plain
from apiproof.reading.live import MISSING
from apiproof.reading.values import (
    EACH,
    UNKNOWN,
    Head,
    Instance,
    Key,
    Keys,
    Mapping,
    Method,
    Pairs,
    Piece,
    Sequence,
    Start,
    Value,
    Words,
    options_of,
    united,
)

if TYPE_CHECKING:
    from apiproof.reading.site import Site


def subscript(value: Value, key_node: ast.expr, site: Site) -> Value:
    """Read a subscript.

    Args:
        value: What is subscripted.
        key_node: The subscript.
        site: Where it stands.

    Returns:
        What it gives.
    """
    if isinstance(key_node, ast.Slice):
        return _sliced(value, key_node, site)
    return item(value, site.machine.evaluate(key_node, site.frame), site)


def item(value: Value, key: Value, site: Site) -> Value:
    """Read `value[key]`.

    Args:
        value: What is subscripted.
        key: The key or index.
        site: Where it stands.

    Returns:
        What it gives.
    """
    match value:
        case Piece():
            return pieces.subscript(value, key, site)
        case Key(piece) if plain.texts(key):
            return pieces.read_any(piece.child(EACH), key, site, required=True)
        case Keys(piece) | Pairs(piece):
            return Key(piece)
        case Words(piece):
            return Start(piece) if plain.whole(key) == 0 else piece
        case Head(items):
            index = plain.whole(key)
            return items[index] if index is not None and 0 <= index < len(items) else UNKNOWN
        case Mapping():
            return _entry(value, key, site)
        case Instance():
            return site.call(site.attribute(value, "__getitem__"))
        case Method():
            return Method(value, "[]")
        case Sequence() if plain.whole(key) is None:
            return united(value.items)
        case _:
            found = plain.item(value, plain.plain(key))
            return UNKNOWN if found is None else found


def _entry(value: Mapping, key: Value, site: Site) -> Value:
    """An entry of a dict that the code makes, perhaps one of a part that is unpacked into it."""
    names = [plain.plain(each) for each in options_of(key)]
    if MISSING in names and not value.rest:
        return united(each for _, each in value.entries)
    found: list[Value] = []
    for name in names:
        own = value.get(name) if name is not MISSING else None
        found.extend([own] if own is not None else ())
        if own is None and isinstance(name, str):
            unpacked = [each for each in value.rest if isinstance(each, Piece)]
            required = len(names) == 1
            found.extend(pieces.read(each, name, site, required=required) for each in unpacked)
    return united(found)


def _sliced(value: Value, node: ast.Slice, site: Site) -> Value:
    for bound in (node.lower, node.upper, node.step):
        if bound is not None:
            site.machine.evaluate(bound, site.frame)
    found = [_slice(each, node) for each in options_of(value)]
    return united(found)


def _slice(value: Value, node: ast.Slice) -> Value:
    match value:
        case Piece() if node.lower is None and node.upper is not None and value.keys:
            return Start(value)
        case Words(piece):
            return piece
        case Piece() | Key() | Keys() | Pairs() | Start():
            return value
        case Sequence(items, _):
            return Sequence(items, whole=False)
        case _:
            return UNKNOWN
