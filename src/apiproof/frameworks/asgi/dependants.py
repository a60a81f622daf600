"""What a FastAPI route asks for, its dependencies' parts included."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.adapter import is_instance

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Use:
    """A function that runs for a request, and what it asks for itself.

    Attributes:
        call: The function: the handler, or a dependency at any depth.
        dependant: FastAPI's reading of it.
        scopes: The OAuth scopes that are asked for here, those of the functions above included.
        is_handler: Whether it is the route's own function.
    """

    call: Any
    dependant: Any
    scopes: tuple[str, ...] = ()
    is_handler: bool = False

    @property
    def scheme(self) -> Any:
        """The security scheme that this dependency is, or None; one without a model is code."""
        call = _whole(self.call)
        known = is_instance(call, "fastapi.security.base", "SecurityBase")
        return call if known and hasattr(getattr(call, "model", None), "model_dump") else None

    @property
    def takes_request(self) -> bool:
        """Whether the function is handed the request, or the WebSocket, as it is."""
        names = ("request_param_name", "websocket_param_name", "http_connection_param_name")
        return any(getattr(self.dependant, name, None) for name in names)


@dataclass(frozen=True, slots=True)
class Flat:
    """The parts of a route and of its dependencies at any depth, each once.

    Attributes:
        uses: The functions, the handler first, then dependencies in the order of the source.
        path: FastAPI's fields for path parameters.
        query: For query parameters.
        header: For headers.
        cookie: For cookies.
        body: For bodies.
    """

    uses: tuple[Use, ...]
    path: list[Any] = field(default_factory=list)
    query: list[Any] = field(default_factory=list)
    header: list[Any] = field(default_factory=list)
    cookie: list[Any] = field(default_factory=list)
    body: list[Any] = field(default_factory=list)


def flatten(dependant: Any) -> Flat:
    """Collect what a route asks for.

    Args:
        dependant: The route's dependant, as it takes effect.

    Returns:
        The parts. Fields of one kind and name may be there more than once.
    """
    uses = tuple(_unique(_walk(dependant, (), is_handler=True)))
    flat = Flat(uses)
    for use in uses:
        for kind in ("path", "query", "header", "cookie", "body"):
            getattr(flat, kind).extend(getattr(use.dependant, f"{kind}_params"))
    return flat


def _walk(dependant: Any, above: tuple[str, ...], *, is_handler: bool = False) -> Iterator[Use]:
    scopes = tuple(dict.fromkeys((*above, *_scopes(dependant))))
    yield Use(dependant.call, dependant, scopes, is_handler)
    for inner in dependant.dependencies:
        yield from _walk(inner, scopes)


def _scopes(dependant: Any) -> tuple[str, ...]:
    """The scopes of `Security(...)`; FastAPI has kept them under one name, then under two."""
    found: list[str] = []
    for name in ("security_scopes", "parent_oauth_scopes", "own_oauth_scopes"):
        found += getattr(dependant, name, None) or ()
    return tuple(found)


def _unique(uses: Iterator[Use]) -> Iterator[Use]:
    """One for each function and set of scopes: a shared dependency is met on many ways."""
    seen: set[tuple[int, tuple[str, ...]]] = set()
    for use in uses:
        key = (id(use.call), use.scopes)
        if key not in seen:
            seen.add(key)
            yield use


def _whole(call: Any) -> Any:
    """What a partial, or a decorator, stands around."""
    seen: list[Any] = []
    while not any(call is each for each in seen):
        seen.append(call)
        call = call.func if isinstance(call, partial) else getattr(call, "__wrapped__", call)
    return call
