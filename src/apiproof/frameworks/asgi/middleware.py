"""Middleware that says who asks, or refuses a request, before a route is reached."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.adapter import is_instance
from apiproof.frameworks.asgi.credentials import scheme_of

if TYPE_CHECKING:
    from apiproof.frameworks.asgi.context import Context
    from apiproof.model.operation import Scheme
    from apiproof.reading.reads import Reads

_AUTHENTICATION = ("starlette.middleware.authentication", "AuthenticationMiddleware")
_DISPATCHING = ("starlette.middleware.base", "BaseHTTPMiddleware")
_REFUSALS = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Gate:
    """A middleware that looks at who asks.

    Attributes:
        scheme: What it takes as a proof.
        statuses: What it answers a request that it refuses.
        refuses: Whether it refuses a request without the proof by itself, whatever the route; if
            not, the route decides by what the middleware has put beside the request.
        http_only: Whether WebSockets pass it by.
    """

    scheme: Scheme
    statuses: frozenset[int]
    refuses: bool
    http_only: bool


def gates(layers: tuple[Any, ...], context: Context) -> tuple[Gate, ...]:
    """Find the middleware that looks at who asks.

    Args:
        layers: The middleware above a route, the outermost first: Starlette's `Middleware`, whose
            class isn't instantiated yet, or objects.
        context: The reader.

    Returns:
        Those whose code reads a credential; without those that only some paths are subject to.
    """
    way = tuple(map(id, layers))
    if way not in context.gates:
        found = (_gate(layer, context) for layer in layers)
        context.gates[way] = tuple(gate for gate in found if gate is not None)
    return context.gates[way]


def _gate(layer: Any, context: Context) -> Gate | None:
    kind, arguments = _made_of(layer)
    if _is(kind, *_AUTHENTICATION):
        return _authenticating(arguments, context)
    if _is(kind, *_DISPATCHING):
        return _dispatching(kind, arguments.get("dispatch"), context)
    return None


def _made_of(layer: Any) -> tuple[Any, dict[str, Any]]:
    """The class of a middleware, and what it is made with or holds."""
    if not is_instance(layer, "starlette.middleware", "Middleware"):
        held = getattr(layer, "__dict__", {})
        return type(layer), {**held, "dispatch": held.get("dispatch_func")}
    arguments = dict(layer.kwargs)
    for name, value in zip(("backend", "on_error"), getattr(layer, "args", ()), strict=False):
        arguments.setdefault(name, value)
    return layer.cls, arguments


def _is(kind: Any, package: str, name: str) -> bool:
    """Whether a class is, or inherits, one that only those import who use it."""
    base = getattr(sys.modules.get(package), name, None)
    return isinstance(base, type) and isinstance(kind, type) and issubclass(kind, base)


def _authenticating(arguments: dict[str, Any], context: Context) -> Gate | None:
    from starlette.authentication import AuthenticationError

    backend = arguments.get("backend")
    if backend is None:
        return None
    reads = context.reader.read(backend.authenticate)
    scheme = scheme_of(reads)
    if scheme is None:
        return None
    raises = any(issubclass(each.kind, AuthenticationError) for each in reads.raised)
    statuses = _answered(arguments.get("on_error"), context) if raises else frozenset()
    return Gate(scheme, statuses, raises and _needs(reads, scheme), http_only=False)


def _answered(on_error: Any, context: Context) -> frozenset[int]:
    """What is answered for an `AuthenticationError`; by default a 400."""
    if on_error is None:
        return frozenset({400})
    return frozenset(each.code for each in context.reader.read(on_error).statuses)


def _dispatching(kind: Any, dispatch: Any, context: Context) -> Gate | None:
    if dispatch is not None:
        reads = context.reader.read(dispatch)
    else:
        reads = context.reader.read(kind.dispatch, owner=kind)
    refusals = _REFUSALS & {each.code for each in reads.statuses}
    scheme = scheme_of(reads)
    if scheme is None or not refusals or not _needs(reads, scheme):
        return None
    return Gate(scheme, refusals, refuses=True, http_only=True)


def _needs(reads: Reads, scheme: Scheme) -> bool:
    """Whether the code refuses without the proof whatever way it goes, for any path."""
    parts = (*reads.headers, *reads.cookies, *reads.query)
    name = (scheme.parameter or "authorization").lower()
    return any(read.required and read.name.lower() == name for read in parts)
