"""What makes two calls of a function alike."""

from __future__ import annotations

from typing import Any

from apiproof.reading.values import (
    Arguments,
    Bound,
    Const,
    Head,
    Instance,
    Live,
    Mapping,
    Method,
    Partial,
    Sequence,
    Union,
    Unknown,
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
        return _deep(value)
    match value:
        case tuple():
            return tuple([token(each, depth) for each in value])
        case Arguments():
            parts = (value.positional, value.keywords, value.spreads)
            return (*(token(part, depth) for part in parts), value.rest)
        case Const(found):
            return type(found), found
        case Method(receiver, name):
            return Method, token(receiver, depth - 1), name
        case Partial(function, arguments):
            return Partial, token(function, depth - 1), token(arguments, depth - 1)
        case Bound(function, receiver):
            return Bound, token(function, depth - 1), token(receiver, depth - 1)
        case Head(items):
            return Head, token(items, depth - 1)
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


def _deep(value: Any) -> Any:
    """Things too deep to be told apart are alike, unless there is a part of the request in them."""
    if holds_request(value):
        return object()  # like nothing else
    return value.kind if isinstance(value, Instance) else type(value)


def holds_request(value: Any, depth: int = _DEEPEST) -> bool:
    """Whether there is a part of the request in a value, or too much to tell."""
    match value:
        case Const() | Live() | Unknown() | str() | bool() | int() | None:
            return False
        case _ if not depth:
            return True
        case tuple():
            return any(holds_request(each, depth - 1) for each in value)
        case Instance():
            return any(holds_request(each, depth - 1) for each in value.attributes.values())
        case Arguments():
            return any(holds_request(each, depth - 1) for each in value.values())
        case Sequence(items) | Head(items) | Union(items):
            return any(holds_request(each, depth - 1) for each in items)
        case Mapping(entries, rest):
            return holds_request((*entries, *rest), depth)
        case Method(inner) | Bound(_, inner):
            return holds_request(inner, depth - 1)
    return True
