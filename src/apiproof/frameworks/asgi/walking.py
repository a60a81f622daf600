"""Every route that an ASGI app reaches, through routers, mounts and hosts."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WRAPPERS = 10
"""Middleware around a mounted app that is looked through."""


@dataclass(frozen=True, slots=True)
class Place:
    """What stands above a route.

    Attributes:
        app: The innermost app that the route belongs to.
        path: What its paths begin with, as a template.
        rule: The same as it is written.
        host: The host that it answers under, or an empty string.
        converters: Of the parameters in `path`, by name.
        layers: The middleware that a request passes on its way here, the outermost first.
    """

    app: Any
    path: str = ""
    rule: str = ""
    host: str = ""
    converters: Mapping[str, Any] = field(default_factory=dict)
    layers: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A route, or a mounted app that has none of its own.

    Attributes:
        route: The route as it takes effect: on FastAPI 0.137 and later, an included one has its
            router's prefix, dependencies and responses in a context of its own.
        original: The route as it was made; its class says what it is.
        place: What stands above it.
    """

    route: Any
    original: Any
    place: Place


def walk(app: Any) -> Iterator[Found]:
    """Walk the routes of an app in the order in which they are tried.

    Args:
        app: A Starlette or FastAPI app, or a router.

    Yields:
        Every route that answers itself, and every mount of what has no routes to list.
    """
    yield from _below(Place(app, layers=_own_layers(app)), frozenset())


def _opened(app: Any) -> tuple[Any, tuple[Any, ...]]:
    """What routes inside of an app, or None where nothing does, and the middleware around it."""
    around: list[Any] = []
    while len(around) < _WRAPPERS:
        if isinstance(attribute(app, "routes"), list):
            return app, (*around, *_own_layers(app))
        around.append(app)
        app = attribute(app, "app")
    return None, ()


def _own_layers(app: Any) -> tuple[Any, ...]:
    """Starlette's `Middleware` of an app."""
    return tuple(attribute(app, "user_middleware") or ())


def attribute(app: Any, name: str) -> Any:
    """Look up an attribute that an app has by itself: what makes them up on demand isn't asked.

    Args:
        app: Any object.
        name: The attribute's name.

    Returns:
        Its value, or None where there is none or it can't be had.
    """
    try:
        inspect.getattr_static(app, name)
        return getattr(app, name)
    except Exception:  # noqa: BLE001 - a property of the user's may raise anything
        return None


def _below(place: Place, above: frozenset[int]) -> Iterator[Found]:
    if id(place.app) in above:
        return  # an app that is mounted into itself
    for route, original in _effective(place.app.routes):
        inner = _entered(route, original, place)
        if inner is None:
            yield Found(route, original, place)
        else:
            yield from _below(inner, above | {id(place.app)})


def _effective(routes: list[Any]) -> Iterator[tuple[Any, Any]]:
    """The routes of a list, those of included routers with their context."""
    for route in routes:
        if hasattr(route, "effective_route_contexts"):
            for context in _contexts(route):
                yield context, context.original_route
        else:
            yield route, route


def _contexts(included: Any) -> Iterator[Any]:
    from fastapi import routing

    if hasattr(routing, "iter_route_contexts"):
        yield from routing.iter_route_contexts([included])
        return
    # FastAPI 0.137.0 and 0.137.1 have no public way yet.
    for context in included.effective_route_contexts():
        yield context if context.starlette_route is None else _Plain(context)


class _Plain:
    """A route of Starlette's in an included router: what `RouteContext` is in later versions."""

    def __init__(self, context: Any) -> None:
        self.original_route = context.original_route
        self._route = context.starlette_route

    def __getattr__(self, name: str) -> Any:
        return getattr(self._route, name)


def _entered(route: Any, original: Any, place: Place) -> Place | None:
    """The place below a mount or a host that has routes to list."""
    from starlette.routing import Host, Mount

    if not isinstance(original, Host | Mount):
        return None
    app, layers = _opened(route.app)
    if app is None:
        return None
    place = replace(place, app=app, layers=(*place.layers, *layers))
    if isinstance(original, Host):
        return replace(place, host=route.host)
    return replace(
        place,
        path=place.path + mounted_at(route),
        rule=place.rule + route.path,
        converters={**place.converters, **_own_converters(route)},
    )


def mounted_at(mount: Any) -> str:
    """The template of a mount, without what follows it.

    Args:
        mount: A `Mount`, or its context.
    """
    return str(mount.path_format).removesuffix("/{path}")


def _own_converters(mount: Any) -> dict[str, Any]:
    return {name: kind for name, kind in mount.param_convertors.items() if name != "path"}
