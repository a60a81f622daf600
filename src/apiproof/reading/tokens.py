"""What makes two calls of a function alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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

if TYPE_CHECKING:
    from collections.abc import Callable

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
    if kind not in _PARTS:
        return _simple(value)
    if not depth:
        return object() if holds_request(value) else _name(value)
    if kind is tuple:
        return tuple([token(each, depth) for each in value])
    if kind is Instance:
        return _instance(value, depth - 1)
    if kind is Method and not holds_request(value.receiver):
        return None
    return kind, token(_PARTS[kind](value), depth - 1), _name(value)


def _simple(value: Any) -> Any:
    """Spell what is not composed of other things."""
    if isinstance(value, Const):
        return type(value.value), value.value
    return value if isinstance(value, Value) and not isinstance(value, Unknown) else None


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


_PARTS: Final[dict[type, Callable[[Any], tuple[Any, ...]]]] = {
    tuple: lambda value: value,
    Bound: lambda value: (value.function, value.receiver),
    Head: lambda value: value.items,
    Instance: lambda value: (*value.attributes.values(), *value.arguments.values()),
    Mapping: lambda value: (*(found for _, found in value.entries), *value.rest),
    Method: lambda value: (value.receiver,),
    Partial: lambda value: (value.function, *value.arguments.values()),
    Sequence: lambda value: value.items,
    Super: lambda value: (value.receiver,),
    Union: lambda value: value.options,
}
"""What a thing is composed of."""

_NAMES: Final[dict[type, Callable[[Any], Any]]] = {
    Instance: lambda value: value.kind,
    Mapping: lambda value: (tuple(key for key, _ in value.entries), len(value.rest), value.whole),
    Method: lambda value: value.name,
    Partial: lambda value: tuple(name for name, _ in value.arguments.keywords),
    Sequence: lambda value: value.whole,
    Super: lambda value: value.owner,
}
"""What tells two things of the same parts apart."""


def _name(value: Any) -> Any:
    name = _NAMES.get(type(value))
    return None if name is None else name(value)


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
    if kind not in _PARTS:
        return kind is Closure or value is REQUEST or isinstance(value, Value)
    if kind is Instance and value.notes:
        return True
    if not depth:
        return True
    return any(holds_request(each, depth - 1) for each in _PARTS[kind](value))
