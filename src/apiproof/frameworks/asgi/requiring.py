"""Starlette's `@requires`: a route that only those reach who have the scopes."""

from __future__ import annotations

from dataclasses import dataclass
from types import FunctionType
from typing import TYPE_CHECKING, Any

from apiproof.reading.live import cells_of, is_a
from apiproof.reading.reader import layers
from apiproof.reading.reads import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.reading.reads import Status

_MODULE = "starlette.authentication"
_DEEPEST = 4
"""Wrappers around a decorated function, each with it in its closure, that are looked through."""

_REDIRECTED = 303


@dataclass(frozen=True, slots=True)
class Required:
    """What `@requires` asks for.

    Attributes:
        scopes: The scopes.
        status: What it answers to those who don't have them.
    """

    scopes: tuple[str, ...]
    status: int

    def raised(self) -> tuple[Raised, ...]:
        """What it raises, if it doesn't redirect: an exception handler of the app's may answer."""
        from starlette.exceptions import HTTPException

        if self.status == _REDIRECTED:
            return ()
        return (Raised(HTTPException, self.status, path="", line=0),)

    def is_other_way(self, status: Status) -> bool:
        """Whether a status is one that the decorator has for other arguments than these.

        Args:
            status: A status that the code of the route was seen to answer with.
        """
        stands_there = status.path.replace("\\", "/").endswith("starlette/authentication.py")
        return stands_there and status.code != self.status


def required(endpoint: Any) -> Required | None:
    """Find what `@requires` asks of those who call a route.

    Args:
        endpoint: The route's function, perhaps inside of other decorators.

    Returns:
        What it asks for, or None for a route without it.
    """
    for function in _within(endpoint, _DEEPEST):
        if function.__globals__.get("__name__") == _MODULE:
            held = cells_of(function)
            if "scopes_list" in held:
                return _required(held)
    return None


def _required(held: dict[str, Any]) -> Required:
    status = _REDIRECTED if held.get("redirect") is not None else held.get("status_code", 403)
    return Required(tuple(map(str, held["scopes_list"])), int(status))


def _within(endpoint: Any, depth: int) -> Iterator[FunctionType]:
    """The functions of an endpoint's decorators, with and without `functools.wraps`."""
    for layer in layers(endpoint):
        if not is_a(layer, FunctionType):
            continue
        yield layer
        for held in cells_of(layer).values() if depth else ():
            if is_a(held, FunctionType):
                yield from _within(held, depth - 1)
