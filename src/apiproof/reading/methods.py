"""Methods of what is no live object: of parts of the request, and of what the code makes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import casts, pieces, plain
from apiproof.reading.comparisons import named
from apiproof.reading.live import COLLECTIONS, is_a
from apiproof.reading.values import (
    EACH,
    UNKNOWN,
    Arguments,
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
    pieces_of,
    united,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.reading.site import Site

_TEXTS: Final = frozenset(
    [
        "capitalize",
        "casefold",
        "format",
        "lower",
        "lstrip",
        "removeprefix",
        "removesuffix",
        "replace",
        "rstrip",
        "strip",
        "title",
        "upper",
    ]
)


def call(receiver: Value, name: str, arguments: Arguments, site: Site) -> Value | None:
    """Read a call of a method.

    Args:
        receiver: Whose method it is.
        name: The method.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        What it returns, or None where nothing is known of it.
    """
    if isinstance(receiver, Const | Live):
        return _of_plain(receiver, name, arguments, site)
    apply = _BY_KIND.get(type(receiver))
    return None if apply is None else apply(receiver, name, arguments, site)


def _of_plain(receiver: Const | Live, name: str, arguments: Arguments, site: Site) -> Value | None:
    """A method of a text, a dict or another collection that is known, or of a class."""
    target = receiver.value if isinstance(receiver, Const) else receiver.target
    if type(target) is str:
        return _of_text(target, name, arguments)
    if type(target) is dict:
        return _of_live_dict(receiver, name, arguments)
    if type(target) in COLLECTIONS:
        items = plain.elements(receiver)
        return _of_sequence(Sequence(tuple(items or ())), name, arguments, site)
    if is_a(target, type) and arguments.positional:
        site.schema(arguments.positional[0], casts.schema_of_maker(target, name))
    return None


def _of_key(receiver: Key, name: str, arguments: Arguments, site: Site) -> Value | None:
    """A method of what a loop over a part goes through: of an object in a list of such."""
    piece = receiver.piece
    if piece.source == "json" and name in {"get", "pop", "items", "keys"}:
        return pieces.call(piece.child(EACH), name, arguments, site)
    return UNKNOWN


def _of_start(receiver: Start, name: str, _: Arguments, __: Site) -> Value | None:
    return receiver if name in _TEXTS else UNKNOWN


def _of_words(_: Words, __: str, ___: Arguments, ____: Site) -> Value | None:
    return UNKNOWN


def _of_keys(receiver: Keys, name: str, arguments: Arguments, site: Site) -> Value:
    piece = receiver.piece
    if name in {"issubset", "issuperset", "difference", "intersection", "isdisjoint"}:
        for value in arguments.positional:
            children = named(piece, value, site)
            if name == "issuperset":
                return Verdict(false=children)
            if name == "difference" and (known := plain.constants(value)):
                return Verdict(true=frozenset({Surplus(piece, frozenset(map(str, known)))}))
    return Key(piece) if name == "pop" else UNKNOWN


def _of_sequence(value: Sequence, name: str, arguments: Arguments, site: Site) -> Value | None:
    if name == "copy":
        return value
    if name in {"issubset", "difference", "intersection"}:
        for each in options_of(arguments.positional[0] if arguments.positional else UNKNOWN):
            if isinstance(each, Piece | Keys):
                piece = each if isinstance(each, Piece) else each.piece
                children = named(piece, value, site)
                return _compared_with(children, name)
    return None


def _compared_with(children: frozenset[Piece], name: str) -> Value:
    """What the comparison of names with those of a part tells."""
    if name == "issubset":
        return Verdict(false=children)
    return Verdict(true=children) if name == "difference" else UNKNOWN


def _of_mapping(value: Mapping, name: str, arguments: Arguments, site: Site) -> Value | None:
    key = arguments.get(0, "key")
    match name:
        case "get" | "pop" | "setdefault" if key is not None:
            found = value.get(plain.plain(key))
            if found is None and value.rest:
                names = plain.texts(key)
                unpacked = [each for each in value.rest if isinstance(each, Piece)]
                found = united([pieces.read(each, one, site) for each in unpacked for one in names])
            return united([found or UNKNOWN, *arguments.positional[1:2]])
        case "items" if value.whole and not value.rest:
            return Sequence(tuple(Sequence((plain.of(k), each)) for k, each in value.entries))
        case "values" if not value.rest:
            return Sequence(tuple(each for _, each in value.entries), value.whole)
        case "keys" | "copy":
            return value
        case "update":
            return _updated(value, arguments, site)
        case _:
            return None


def _updated(value: Mapping, arguments: Arguments, site: Site) -> Value:
    """`d.update(data)`: a dict that the code makes takes over what is in another, or in a part."""
    given = (*arguments.positional, *arguments.spreads)
    others = [each for one in given for each in options_of(one) if isinstance(each, Mapping)]
    entries = tuple(entry for each in others for entry in each.entries)
    rest: tuple[Value, ...] = tuple(piece for one in given for piece in pieces_of(one))
    rest += tuple(inner for each in others for inner in each.rest)
    known = len(rest) + len(others) > 0 or not given
    made = Mapping(
        (*value.entries, *entries, *arguments.keywords),
        tuple(dict.fromkeys((*value.rest, *rest))),
        value.whole and known and not arguments.rest,
    )
    name = receiver_name(site)
    if name:
        site.frame.names[name] = made
    return Const(None)


def receiver_name(site: Site) -> str:
    """The name whose method is called, or an empty string."""
    function = site.node.func if isinstance(site.node, ast.Call) else None
    receiver = function.value if isinstance(function, ast.Attribute) else None
    return receiver.id if isinstance(receiver, ast.Name) else ""


def _of_live_dict(value: Value, name: str, arguments: Arguments) -> Value | None:
    entries = plain.pairs(value)
    if entries is None:
        return UNKNOWN
    match name:
        case "items":
            return Sequence(tuple(Sequence(entry) for entry in entries))
        case "values":
            return Sequence(tuple(each for _, each in entries))
        case "keys" | "copy":
            return value
        case "get":
            found = plain.item(value, plain.plain(arguments.get(0, "key") or UNKNOWN))
            return found or united([each for _, each in entries])
        case _:
            return UNKNOWN


def _of_text(text: str, name: str, arguments: Arguments) -> Value:
    """What a method of a text that is written down gives."""
    given: list[Any] = [plain.plain(each) for each in arguments.positional]
    named_values = {key: plain.plain(each) for key, each in arguments.keywords}
    if not all(isinstance(each, (str, int)) for each in (*given, *named_values.values())):
        return UNKNOWN
    try:
        if name == "split":
            return Sequence(tuple(map(Const, text.split(*given, **named_values))), is_list=True)
        if name in _TEXTS:
            return Const(getattr(text, name)(*given, **named_values))
    except (TypeError, ValueError, LookupError, AttributeError):
        return UNKNOWN
    return UNKNOWN


_BY_KIND: Final[dict[type, Callable[[Any, str, Arguments, Site], Value | None]]] = {
    Key: _of_key,
    Keys: _of_keys,
    Mapping: _of_mapping,
    Piece: pieces.call,
    Sequence: _of_sequence,
    Start: _of_start,
    Words: _of_words,
}
