"""What makes two calls of a function alike."""

from __future__ import annotations

from typing import Any, Final

from apiproof.reading.values import (
    REQUEST,
    Arguments,
    Bound,
    Closure,
    Const,
    Head,
    Instance,
    Known,
    Live,
    Mapping,
    Method,
    Partial,
    Sequence,
    Super,
    Union,
    Unknown,
    Value,
)

_DEEPEST: Final = 4
"""Things in things that are told apart."""


def token(value: Any, depth: int = _DEEPEST) -> Any:
    """Spell a value so that two that are read alike are equal.

    Args:
        value: A value, or a tuple of such.
        depth: How deep to look into it.

    Returns:
        Something hashable; None for what isn't known.
    """
    kind = type(value)
    if kind is Unknown:
        return None
    if kind is Const:
        return type(value.value), value.value
    if kind not in _COMPOSED:
        return value if isinstance(value, Value) else kind
    if not depth:
        return object() if holds_request(value) else _name(value)
    if kind is tuple:
        return tuple([token(each, depth) for each in value])
    if kind is Instance:
        return _instance(value, depth - 1)
    if kind is Method and not holds_request(value.receiver):
        return None
    return kind, token(_parts(value), depth - 1), _name(value)


def token_of_call(arguments: Arguments) -> Any:
    """Spell the arguments of a call so that two that are read alike are equal."""
    keywords = tuple([(name, token(value)) for name, value in arguments.keywords])
    return token(arguments.positional), keywords, token(arguments.spreads), arguments.rest


def _instance(value: Instance, depth: int) -> Any:
    """An object by its class and by what is known of it."""
    known = [(name, token(each, depth)) for name, each in value.attributes.items()]
    attributes = tuple([each for each in sorted(known, key=_first) if each[1] is not None])
    made_with = () if value.attributes else token(value.arguments.values(), depth)
    notes = id(value) if value.notes else 0  # what is noted is noted of this one alone
    return value.kind, attributes, made_with, notes


def _first(pair: tuple[str, Any]) -> str:
    return pair[0]


def _parts(value: Any) -> tuple[Any, ...]:
    """What a thing is composed of."""
    match value:
        case tuple():
            return value
        case Sequence(items) | Head(items) | Union(items):
            return items
        case Mapping(entries, rest):
            return (*(found for _, found in entries), *rest)
        case Method(receiver) | Super(_, receiver):
            return (receiver,)
        case Bound(function, receiver):
            return (function, receiver)
        case Partial(function, arguments):
            return (function, *arguments.values())
        case Instance():
            return (*value.attributes.values(), *value.arguments.values())
    return ()


def _name(value: Any) -> Any:
    """What tells two things of the same parts apart."""
    match value:
        case Method(_, name):
            return name
        case Super(owner):
            return owner
        case Mapping(entries, rest, whole):
            return tuple([key for key, _ in entries]), len(rest), whole
        case Partial(_, arguments):
            return tuple([name for name, _ in arguments.keywords])
        case Sequence(_, whole):
            return whole
        case Instance():
            return value.kind
    return None


_COMPOSED: Final = frozenset(
    {tuple, Bound, Head, Instance, Mapping, Method, Partial, Sequence, Super, Union}
)
_HARMLESS: Final = frozenset({Const, Known, Live, Unknown})


def holds_request(value: Any, depth: int = _DEEPEST) -> bool:
    """Whether there is a part of the request in a value, or too much to tell.

    Args:
        value: A value, or a tuple of such.
        depth: How deep to look into it.

    Returns:
        False where there is none.
    """
    kind = type(value)
    if kind in _HARMLESS:
        return False
    if kind not in _COMPOSED:
        return kind is Closure or value is REQUEST or isinstance(value, Value)
    if kind is Instance and value.notes:
        return True
    if not depth:
        return True
    return any(holds_request(each, depth - 1) for each in _parts(value))
