"""What the code does with parts of the request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from apiproof.reading import plain
from apiproof.reading.casts import schema_of_cast
from apiproof.reading.values import (
    EACH,
    UNKNOWN,
    Key,
    Keys,
    Method,
    Pairs,
    Piece,
    Start,
    Value,
    Verdict,
    Words,
    options_of,
    pieces_of,
    united,
)
from apiproof.reading.verdicts import is_filler

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.reading.site import Site
    from apiproof.reading.values import Arguments

_SAME_TEXT: Final = frozenset(
    [
        "capitalize",
        "casefold",
        "encode",
        "expandtabs",
        "format",
        "lower",
        "lstrip",
        "replace",
        "rstrip",
        "strip",
        "title",
        "upper",
        "zfill",
    ]
)
"""Methods that give a text in other letters."""

_SAME: Final = frozenset(["copy", "decode", "deepcopy", "dict", "getvalue", "to_dict"])
"""Methods that give the thing itself, in another form."""

_LISTS = ("getlist", "get_list", "getall", "get_all", "poplist", "setlistdefault")
_FILE = frozenset({"content_type", "file", "filename", "read", "save", "seek", "size"})
_CREDENTIALS = {"username": "Basic", "password": "Basic", "token": "Bearer"}
_AUTHORIZATION = ("headers", ("Authorization",))


def attribute(piece: Piece, name: str, site: Site) -> Value:
    """Read an attribute of a part of the request.

    Args:
        piece: The part.
        name: The attribute.
        site: Where it is read.

    Returns:
        What it stands for.
    """
    if piece.source == "context" and not piece.keys and name not in _METHODS:
        return read(piece, name, site)
    if piece.place == _AUTHORIZATION and name in _CREDENTIALS:
        site.note("prefix", piece, _CREDENTIALS[name])
        return piece
    if piece.place == _AUTHORIZATION and name == "type":
        return Start(piece)
    if piece.source == "form" and piece.keys and name in _FILE:
        site.note("read", Piece("files", piece.keys))
    return Method(piece, name)


def read(piece: Piece, key: str | int, site: Site, *, required: bool = False) -> Value:
    """Read what stands under a key.

    Args:
        piece: The part.
        key: The key.
        site: Where it is read.
        required: Whether the code fails where it lacks.

    Returns:
        The part under the key; what the code itself has put there, where it has.
    """
    child = piece.child(key)
    written = site.frame.local(mark_of(child))
    if written is not None:
        return written
    site.note("read", child)
    if required:
        site.note("need", child)
    return child


def mark_of(piece: Piece) -> str:
    """The name under which a frame knows what the code itself has put in place of a part."""
    return f"={piece.source}{piece.keys}"


def read_any(piece: Piece, key: Value, site: Site, *, required: bool = False) -> Value:
    """Read what stands under a key that may be one of several, or unknown."""
    names = plain.texts(key)
    required = required and len(names) == 1
    found = [read(piece, name, site, required=required) for name in names]
    if len(names) < len(options_of(key)):
        site.note("open", piece)
    return united(found)


def subscript(piece: Piece, key: Value, site: Site) -> Value:
    """Read `piece[key]`."""
    if plain.whole(key) is not None:
        if piece.source == "json":
            return piece.child(EACH)
        return piece if piece.keys else UNKNOWN
    if isinstance(key, Key) and key.piece.place == piece.place:
        return UNKNOWN
    return read_any(piece, key, site, required=True)


def member(piece: Piece, name: Value, site: Site) -> Verdict:
    """Read `name in piece`.

    Returns:
        That the lack of what has the name makes it false.
    """
    names = plain.texts(name)
    if piece.keys:  # a text, or a list as well as an object
        for word in names if piece.source == "headers" else ():
            prefix(piece, word, site)
        return Verdict(false=frozenset({piece}))
    found = [read(piece, each, site) for each in names]
    children = [each for each in found if isinstance(each, Piece)]
    return Verdict(false=frozenset(children)) if len(children) == 1 else Verdict()


def prefix(piece: Piece, word: str, site: Site) -> None:
    """Note a word that the code looks for at the beginning of a text."""
    words = word.split()
    if piece.keys and len(words) == 1 and words[0].isalpha():
        site.note("prefix", piece, words[0])


def call(piece: Piece, name: str, arguments: Arguments, site: Site) -> Value:
    """Read a call of a method of a part of the request.

    Args:
        piece: The part.
        name: The method.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        What it returns.
    """
    if piece.source == "json" and (name in _SAME_TEXT or name in _ONLY_OF_TEXTS):
        site.schema(piece, {"type": "string"})
    if name in _SAME_TEXT or name in _SAME:
        return piece
    method = _METHODS.get(name)
    return method(piece, arguments, site) if method else UNKNOWN


def with_default(found: Value, default: Value | None, site: Site) -> Value:
    """What `get(key, default)` returns, when the part under the key is known."""
    if default is None or plain.is_none(default):
        return found
    schema = plain.default_schema(default)
    if schema.get("type") != "boolean" or any(each.source == "json" for each in pieces_of(found)):
        site.schema(found, schema)  # a text is no truth, whatever stands in for it
    if pieces_of(default):
        return united([found, default])
    return united([filled(each, default) for each in options_of(found)])


def filled(value: Value, by: Value) -> Value:
    """A part of the request that something stands in for."""
    return replace(value, filled=True) if isinstance(value, Piece) and is_filler(by) else value


def _get(piece: Piece, arguments: Arguments, site: Site) -> Value:
    key, kind = arguments.get(0, "key"), arguments.get(2, "type")
    if key is None:
        return UNKNOWN
    found = read_any(piece, key, site)
    if kind is not None:
        site.schema(found, schema_of_cast(kind))
    return with_default(found, arguments.get(1, "default"), site)


def _pop(piece: Piece, arguments: Arguments, site: Site) -> Value:
    if len(arguments.positional) == 1 and not arguments.keywords and piece.source != "context":
        return subscript(piece, arguments.positional[0], site)
    return _get(piece, arguments, site)


def _getlist(piece: Piece, arguments: Arguments, site: Site) -> Value:
    key, kind = arguments.get(0, "key"), arguments.get(1, "type")
    if key is None:
        return UNKNOWN
    found = read_any(piece, key, site)
    items = schema_of_cast(kind) if kind is not None else {}
    site.schema(found, {"type": "array", "items": items} if items else {"type": "array"})
    return found


def _item(piece: Piece, arguments: Arguments, site: Site) -> Value:
    key = arguments.get(0, "key")
    return UNKNOWN if key is None else subscript(piece, key, site)


def _contains(piece: Piece, arguments: Arguments, site: Site) -> Value:
    key = arguments.get(0, "key")
    return UNKNOWN if key is None else member(piece, key, site)


def _starts(piece: Piece, arguments: Arguments, site: Site) -> Value:
    for value in arguments.positional[:1]:
        for word in (*(plain.constants(value) or ()), *plain.texts(value)):
            prefix(piece, str(word), site)
    return Verdict(false=frozenset({piece}))


def _without(piece: Piece, arguments: Arguments, site: Site) -> Value:
    _starts(piece, arguments, site)
    return piece


def _split(piece: Piece, arguments: Arguments, site: Site) -> Value:
    _starts(piece, arguments, site)
    return Words(piece)


def _contents(piece: Piece, _: Arguments, __: Site) -> Value:
    """`read()`: of the body the bytes, of a file contents in which nothing is looked for."""
    return piece if piece.source == "raw" else UNKNOWN


def _tells(piece: Piece, _: Arguments, __: Site) -> Value:
    return Verdict(false=frozenset({piece}))


def _collection(make: Callable[[Piece], Value]) -> Callable[[Piece, Arguments, Site], Value]:
    def method(piece: Piece, _: Arguments, site: Site) -> Value:
        site.schema(piece, {"type": "object"})
        return make(piece)

    return method


_ONLY_OF_TEXTS: Final[dict[str, Callable[[Piece, Arguments, Site], Value]]] = {
    "endswith": _tells,
    "isalnum": _tells,
    "isalpha": _tells,
    "isdigit": _tells,
    "isnumeric": _tells,
    "partition": _split,
    "removeprefix": _without,
    "removesuffix": _tells,
    "rpartition": _split,
    "rsplit": _split,
    "split": _split,
    "splitlines": _split,
    "startswith": _starts,
}

_METHODS: Final[dict[str, Callable[[Piece, Arguments, Site], Value]]] = {
    **_ONLY_OF_TEXTS,
    **dict.fromkeys(_LISTS, _getlist),
    "__contains__": _contains,
    "__getitem__": _item,
    "get": _get,
    "has_key": _contains,
    "items": _collection(Pairs),
    "keys": _collection(Keys),
    "lists": _collection(Pairs),
    "multi_items": _collection(Pairs),
    "pop": _pop,
    "read": _contents,
    "setdefault": _get,
    "values": _collection(Key),
}
