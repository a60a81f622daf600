"""What was found of functions, so that each is gone through once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from apiproof.frameworks.wsgi.guards.library import use_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FunctionType

    from apiproof.frameworks.wsgi.anonymous.run import Situation
    from apiproof.frameworks.wsgi.anonymous.values import Value
    from apiproof.frameworks.wsgi.refusal import Refusal


class Found(NamedTuple):
    """What was found of a function.

    Attributes:
        refusal: What it refuses.
        after: What stands in `flask.g` after it.
    """

    refusal: Refusal | None
    after: Mapping[str, Value]


class Memory:
    """What was found of one function, by what it asks of the request and what that was."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], dict[Any, Found]] = {}

    def get(self, situation: Situation) -> Found | None:
        """What holds for a request too, or None."""
        facts = situation.facts
        for names, found in self._found.items():
            known = found.get(tuple(_hashable(facts[name]) for name in names))
            if known is not None:
                return known
        return None

    def keep(self, asked: Mapping[str, Any], found: Found) -> None:
        """Keep what was found for requests that are alike."""
        values = tuple(_hashable(value) for value in asked.values())
        self._found.setdefault(tuple(asked), {})[values] = found


def identity_of(function: Any, plain: FunctionType, inner: Any) -> Any:
    """Tell what decides what a function does: its code, and what it is given beside the view.

    Args:
        function: The function, a bound method, or an object that is called.
        plain: The plain function of it.
        inner: What it wraps.
    """
    given = [*use_of(function).values.values(), *(plain.__defaults__ or ())]
    receiver = None if function is plain else getattr(function, "__self__", function)
    # Codes of one text are equal, wherever they stand.
    return (
        id(plain.__code__),
        id(receiver),
        tuple(None if each is inner else id(each) for each in given),
    )


def state_of(context: Mapping[str, Value]) -> Any:
    """Tell what stands in `flask.g`, as far as it decides anything.

    Args:
        context: The values by their names.
    """
    return tuple(
        (name, value.what is None, value.credentials) for name, value in sorted(context.items())
    )


def _hashable(value: Any) -> Any:
    return id(value) if type(value).__hash__ is None else value
