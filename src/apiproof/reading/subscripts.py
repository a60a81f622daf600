"""Subscripts: `data["name"]`, `parts[0]`, `header[7:]`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import pieces, plain
from apiproof.reading.live import MISSING
from apiproof.reading.values import (
    EACH,
    UNKNOWN,
    Arguments,
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
    from collections.abc import Callable

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
    apply = _BY_KIND.get(type(value))
    if apply is not None:
        return apply(value, key, site)
    found = plain.item(value, plain.plain(key))
    return UNKNOWN if found is None else found


def _of_key(value: Key, key: Value, site: Site) -> Value:
    """`item["name"]` of what a loop over a list in JSON goes through."""
    if not plain.texts(key):
        return UNKNOWN
    return pieces.read_any(value.piece.child(EACH), key, site, required=True)


def _of_collection(value: Keys | Pairs, _: Value, __: Site) -> Value:
    return Key(value.piece)


def _of_words(value: Words, key: Value, _: Site) -> Value:
    return Start(value.piece) if plain.whole(key) == 0 else value.piece


def _of_head(value: Head, key: Value, _: Site) -> Value:
    index = plain.whole(key)
    known = index is not None and 0 <= index < len(value.items)
    return value.items[index] if known and index is not None else UNKNOWN


def _of_instance(value: Instance, key: Value, site: Site) -> Value:
    return site.call(site.attribute(value, "__getitem__"), Arguments((key,)))


def _of_method(value: Method, _: Value, __: Site) -> Value:
    return Method(value, "[]")


def _of_sequence(value: Sequence, key: Value, _: Site) -> Value:
    index = plain.whole(key)
    if index is None:
        return united(value.items)
    found = plain.item(value, index)
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


_BY_KIND: Final[dict[type, Callable[[Any, Value, Site], Value]]] = {
    Head: _of_head,
    Instance: _of_instance,
    Key: _of_key,
    Keys: _of_collection,
    Mapping: _entry,
    Method: _of_method,
    Pairs: _of_collection,
    Piece: pieces.subscript,
    Sequence: _of_sequence,
    Words: _of_words,
}
