"""One route of an ASGI app as an operation."""

from __future__ import annotations

import inspect
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.asgi import bodies, code, parameters, responses
from apiproof.frameworks.asgi.dependants import Use, flatten
from apiproof.frameworks.asgi.extra import with_extra
from apiproof.frameworks.handlers import handler_of
from apiproof.model.operation import WEBSOCKET, Operation, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.frameworks.asgi.context import Context
    from apiproof.frameworks.asgi.walking import Found

_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "QUERY")


def methods_of(found: Found, notes: list[str]) -> list[str]:
    """List the methods of a route, in a steady order.

    Args:
        found: The route.
        notes: Where it is said that a route takes any method.

    Returns:
        The methods without the HEAD that Starlette adds to GET.
    """
    from starlette.routing import WebSocketRoute

    if isinstance(found.original, WebSocketRoute):
        return [WEBSOCKET]
    if found.route.methods is None:
        return _methods_of_class(found, notes)
    methods = set(found.route.methods)
    if not _is_fastapi(found) and "GET" in methods:
        methods.discard("HEAD")
    return sorted(methods, key=lambda each: (_VERBS.index(each) if each in _VERBS else 99, each))


def operation(found: Found, method: str, context: Context) -> Operation:
    """Describe one method of a route.

    Args:
        found: The route.
        method: One of its methods.
        context: What is collected on the way.
    """
    base = outline(found, method, context)
    if base.internal:
        return replace(base, responses=(Response("200", confidence="inferred"),))
    dependant = getattr(found.route, "dependant", None) if _is_fastapi(found) else None
    if dependant is None:
        endpoint = _function(found.route.endpoint, method)
        return code.completed(base, [Use(endpoint, None, is_handler=True)], found, context)
    return _declared(base, found, dependant, context)


def outline(found: Found, method: str, context: Context) -> Operation:
    """Describe one method of a route by its path and its handler alone.

    Args:
        found: The route.
        method: One of its methods.
        context: What is collected on the way.
    """
    route, place = found.route, found.place
    path = place.path + route.path_format
    converters = {**place.converters, **route.param_convertors}
    return Operation(
        method=method,
        path=path,
        handler=handler_of(_function(route.endpoint, method)),
        name=getattr(route, "unique_id", None) or route.name or "",
        rule=place.rule + route.path,
        parameters=parameters.of_path(path, converters, ()),
        host=place.host,
        hidden=_is_hidden(found, context),
        internal=_is_internal(route.endpoint),
        deprecated=bool(getattr(route, "deprecated", False)),
        tags=tuple(_text(tag) for tag in getattr(route, "tags", None) or ()),
    )


def _declared(base: Operation, found: Found, dependant: Any, context: Context) -> Operation:
    flat = flatten(dependant)
    converters: Mapping[str, Any] = {**found.place.converters, **found.route.param_convertors}
    declared = parameters.narrowed(parameters.declared(flat, context.components), converters)
    whole = (*declared, *parameters.of_path(base.path, converters, declared))
    described = replace(base, parameters=whole)
    if base.method != WEBSOCKET:
        validates = bool(declared or flat.body)
        described = replace(
            described,
            bodies=bodies.declared(found.route, context.components, context.notes),
            responses=responses.declared(found.route, context.components, validates=validates),
        )
    written = getattr(found.route, "openapi_extra", None)
    described = with_extra(described, written, context.components)
    return code.completed(described, flat.uses, found, context)


def _is_hidden(found: Found, context: Context) -> bool:
    if not getattr(found.route, "include_in_schema", True):
        return True
    in_document = _is_fastapi(found) and _is_fastapi_app(found.place.app)
    is_socket = not hasattr(found.route, "methods")
    return _is_fastapi_app(context.target) and not in_document and not is_socket


def _methods_of_class(found: Found, notes: list[str]) -> list[str]:
    """The methods that an `HTTPEndpoint` has; any ASGI app takes all, and is listed once."""
    endpoint = found.route.endpoint
    methods = [verb for verb in _VERBS if callable(getattr(endpoint, verb.lower(), None))]
    if methods and inspect.isclass(endpoint):
        return [verb for verb in methods if verb != "HEAD" or "GET" not in methods]
    notes.append(f"{found.place.path}{found.route.path_format} takes any method: GET is listed")
    return ["GET"]


def _function(endpoint: Any, method: str) -> Any:
    return getattr(endpoint, method.lower(), endpoint) if inspect.isclass(endpoint) else endpoint


def _is_fastapi(found: Found) -> bool:
    return hasattr(found.route, "dependant")


def _is_fastapi_app(app: Any) -> bool:
    return hasattr(app, "openapi") and hasattr(app, "openapi_url")


def _is_internal(endpoint: Any) -> bool:
    module = getattr(endpoint, "__module__", None)
    return isinstance(module, str) and module.partition(".")[0] in {"fastapi", "starlette"}


def _text(tag: Any) -> str:
    return str(tag.value) if isinstance(tag, Enum) else str(tag)
