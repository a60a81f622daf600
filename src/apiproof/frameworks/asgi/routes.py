"""One route of an ASGI app as an operation."""

from __future__ import annotations

import inspect
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.asgi import bodies, code, parameters, responses
from apiproof.frameworks.asgi.dependants import Use, flatten
from apiproof.frameworks.handlers import handler_of
from apiproof.frameworks.schemes import Schemes
from apiproof.model.operation import WEBSOCKET, Operation, Response
from apiproof.reading.reader import Reader
from apiproof.schemas.components import Components

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.frameworks.asgi.walking import Found

_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""Methods whose body FastAPI documents; it reads that of any other too, and nobody sends one."""

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


class Describing:
    """Describes the routes of one app, and collects what they refer to.

    Args:
        target: The outermost app.

    Attributes:
        components: The schemas met so far.
        schemes: The security schemes met so far.
        notes: What could not be listed or read.
        target: The outermost app.
        reader: Reads the code of routes and dependencies.
    """

    def __init__(self, target: Any) -> None:
        self.components = Components()
        self.schemes = Schemes()
        self.notes: list[str] = []
        self.target = target
        self.reader = Reader("starlette")
        self._documented = _is_fastapi_app(target)

    def operation(self, found: Found, method: str) -> Operation:
        """Describe one method of a route.

        Args:
            found: The route.
            method: One of its methods.
        """
        base = self._base(found, method)
        if base.internal:
            return replace(base, responses=(Response("200", confidence="inferred"),))
        dependant = getattr(found.route, "dependant", None) if _is_fastapi(found) else None
        if dependant is None:
            endpoint = _function(found.route.endpoint, method)
            return code.completed(base, [Use(endpoint, None, is_handler=True)], found, self)
        return self._declared(base, found, dependant)

    def _base(self, found: Found, method: str) -> Operation:
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
            hidden=self._is_hidden(found),
            internal=_is_internal(route.endpoint),
            deprecated=bool(getattr(route, "deprecated", False)),
            tags=tuple(_text(tag) for tag in getattr(route, "tags", None) or ()),
        )

    def _declared(self, base: Operation, found: Found, dependant: Any) -> Operation:
        flat = flatten(dependant)
        converters: Mapping[str, Any] = {**found.place.converters, **found.route.param_convertors}
        declared = parameters.narrowed(parameters.declared(flat, self.components), converters)
        whole = (*declared, *parameters.of_path(base.path, converters, declared))
        operation = replace(base, parameters=whole)
        if base.method != WEBSOCKET:
            operation = replace(
                operation,
                bodies=bodies.declared(found.route, self.components, self.notes)
                if base.method in _WITH_BODY
                else (),
                responses=responses.declared(
                    found.route, self.components, validates=bool(declared or flat.body)
                ),
            )
        return code.completed(operation, flat.uses, found, self)

    def _is_hidden(self, found: Found) -> bool:
        if not getattr(found.route, "include_in_schema", True):
            return True
        in_document = _is_fastapi(found) and _is_fastapi_app(found.place.app)
        is_socket = not hasattr(found.route, "methods")
        return self._documented and not in_document and not is_socket


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
    module = getattr(endpoint, "__module__", "") or ""
    return module.partition(".")[0] in {"fastapi", "starlette"}


def _text(tag: Any) -> str:
    return str(tag.value) if isinstance(tag, Enum) else str(tag)
