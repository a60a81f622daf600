"""Plain values: those that the code writes down, and those in live constants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from apiproof.reading.live import COLLECTIONS, MISSING, PLAIN, plain_value
from apiproof.reading.values import (
    Const,
    Live,
    Mapping,
    Sequence,
    Value,
    options_of,
)

if TYPE_CHECKING:
    from apiproof.model.operation import Schema

_LONGEST = 64
"""Elements of a collection that are gone through one by one."""

_TYPES: Final = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    tuple: "array",
    dict: "object",
}


def plain(value: Value) -> Any:
    """The text, number or truth that a value is, or `MISSING`."""
    if isinstance(value, Const):
        return value.value
    return plain_value(value.target) if isinstance(value, Live) else MISSING


def text(value: Value | None) -> str | None:
    """The text that a value is, or None."""
    found = plain(value) if value is not None else None
    return found if isinstance(found, str) else None


def texts(value: Value) -> list[str]:
    """The texts that a value may be."""
    return [found for each in options_of(value) if (found := text(each)) is not None]


def whole(value: Value | None) -> int | None:
    """The whole number that a value is, or None; a truth is none."""
    found = plain(value) if value is not None else None
    return int(found) if isinstance(found, int) and not isinstance(found, bool) else None


def is_none(value: Value | None) -> bool:
    """Whether a value is None."""
    return value is not None and plain(value) is None


def of(target: Any) -> Value:
    """What an element of a live collection is: plain ones are as good as written down."""
    return Const(target) if type(target) in PLAIN else Live(target)


def elements(value: Value) -> list[Value] | None:
    """The elements of a collection, where all are known and not too many.

    Args:
        value: Anything.

    Returns:
        The elements; the keys of a dict; None where they are not known.
    """
    match value:
        case Sequence(items, True):
            found = list(items)
        case Mapping(entries, (), True):
            found = [of(key) for key in dict.fromkeys(key for key, _ in entries)]
        case Live(target) if type(target) in COLLECTIONS:
            found = [of(each) for each in list(target)[: _LONGEST + 1]]
        case Const(str() as letters):
            found = [Const(letter) for letter in letters]
        case _:
            return None
    return found if len(found) <= _LONGEST else None


def constants(value: Value) -> list[Any] | None:
    """The plain values in a collection, where all are such; of a text nothing."""
    if isinstance(value, Const) or (found := elements(value)) is None:
        return None
    values = [plain(each) for each in found]
    return None if MISSING in values else values


def pairs(value: Value) -> list[tuple[Value, Value]] | None:
    """The entries of a dict, where all are known."""
    if isinstance(value, Mapping) and value.whole and not value.rest:
        return [(of(key), found) for key, found in value.entries]
    if isinstance(value, Live) and type(value.target) is dict and len(value.target) <= _LONGEST:
        return [(of(key), of(found)) for key, found in value.target.items()]
    return None


def item(value: Value, key: Any) -> Value | None:
    """What stands under a key or an index of a collection, where it is known."""
    match value:
        case Mapping():
            return value.get(key)
        case Sequence(items, True) if isinstance(key, int) and -len(items) <= key < len(items):
            return items[key]
        case Live(target) if type(target) is dict:
            found = target.get(key, MISSING)
            return None if found is MISSING else of(found)
        case Live(target) if (
            type(target) in {list, tuple}
            and isinstance(key, int)
            and -len(target) <= key < len(target)
        ):
            return of(target[key])
        case _:
            return None


def type_schema(value: Value) -> Schema:
    """What a value's type says, as a schema; nothing of None."""
    match value:
        case Sequence():
            return {"type": "array"}
        case Mapping():
            return {"type": "object"}
        case Live(target) if type(target) in {dict, list, tuple}:
            return {"type": _TYPES[type(target)]}
    found = plain(value)
    kind = _TYPES.get(type(found))
    return {"type": kind} if kind else {}


def default_schema(value: Value) -> Schema:
    """What a default says of that which it stands in for."""
    schema = type_schema(value)
    found = plain(value)
    return {**schema, "default": found} if schema and found is not MISSING else schema
