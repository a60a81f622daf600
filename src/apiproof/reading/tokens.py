"""What makes two calls of a function alike."""

from __future__ import annotations

from typing import Any

from apiproof.reading.values import (
    Arguments,
    Const,
    Instance,
    Live,
    Mapping,
    Method,
    Partial,
    Sequence,
    Union,
    Value,
)

_DEEPEST = 4
"""Things in things that are told apart."""


def token(value: Any, depth: int = _DEEPEST) -> Any:
    """Spell a value so that two that are read alike are equal.

    Args:
        value: A value, arguments, or a tuple of such.
        depth: How deep to look into it.

    Returns:
        Something hashable.
    """
    if not depth:
        return None
    match value:
        case tuple():
            return tuple(token(each, depth) for each in value)
        case Arguments():
            parts = (value.positional, value.keywords, value.spreads)
            return (*(token(part, depth) for part in parts), value.rest)
        case Const(found):
            return type(found), found
        case Method() | Partial():
            return type(value)
        case Instance():
            return _instance(value, depth - 1)
        case Sequence(items, whole):
            return Sequence, whole, token(items, depth - 1)
        case Mapping(entries, rest, whole):
            return Mapping, whole, token(entries, depth - 1), token(rest, depth - 1)
        case Union(options):
            return Union, token(options, depth - 1)
        case Live() | Value() | str() | int() | None:
            return value
        case _:
            return id(value)


def _instance(value: Instance, depth: int) -> Any:
    attributes = tuple(sorted(value.attributes.items(), key=lambda each: each[0]))
    notes = id(value) if value.notes else 0  # what is noted is noted of this one alone
    return value.kind, token(value.arguments, depth), token(attributes, depth), notes
