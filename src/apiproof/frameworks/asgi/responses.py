"""The answers that a FastAPI route declares."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from apiproof.model.operation import Response
from apiproof.schemas.pydantic import schema_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.model.operation import Schema
    from apiproof.schemas.components import Components

_WITHOUT_BODY = frozenset({"204", "205", "304"})


def declared(route: Any, components: Components, *, validates: bool) -> tuple[Response, ...]:
    """List what a FastAPI route says it answers.

    Args:
        route: The route as it takes effect.
        components: Where the schemas of models are collected.
        validates: Whether it has parameters or a body that FastAPI may refuse with 422.

    Returns:
        The success first, then what `responses=` adds, in order; one for each status.
    """
    response_class = _value(route.response_class)
    media_type = getattr(response_class, "media_type", None) or ""
    success = str(route.status_code or _default_status(response_class))
    found = {success: _success(success, media_type, route, components)}
    for status, declaration in (route.responses or {}).items():
        found |= _additional(str(status), declaration, media_type, found, components)
    if validates and not found.keys() & {"422", "4XX", "default"}:
        found["422"] = Response("422", "application/json")
    return tuple(found.values())


def _success(status: str, media_type: str, route: Any, components: Components) -> Response:
    if status in _WITHOUT_BODY or status.startswith("1"):
        return Response(status)
    model = route.response_model
    return Response(status, media_type, _schema(model, components) if model else None)


def _additional(
    status: str,
    declaration: Mapping[str, Any],
    media_type: str,
    found: Mapping[str, Response],
    components: Components,
) -> dict[str, Response]:
    """What `responses={404: {"model": Problem}}` says; of the success only what is new."""
    status = "default" if status.lower() == "default" else status.upper()
    model, content = declaration.get("model"), declaration.get("content") or {}
    if model is None and status in found and not content:
        return {}
    media = next(iter(content), media_type)
    written = content.get(media, {}).get("schema")
    known = found[status].schema if status in found else None
    schema = _schema(model, components) if model else written or known
    return {status: Response(status, media if schema is not None or content else "", schema)}


def _schema(model: Any, components: Components) -> Schema | None:
    try:
        return schema_of(model, components, "serialization")
    except Exception:  # noqa: BLE001 - a user's type may raise anything; the status is still known
        return None


def _default_status(response_class: Any) -> int:
    if response_class is None:
        return 200
    parameter = inspect.signature(response_class.__init__).parameters.get("status_code")
    default = parameter.default if parameter else None
    return default if isinstance(default, int) else 200


def _value(placeholder: Any) -> Any:
    """A response class, out of FastAPI's marker for a default."""
    return placeholder if inspect.isclass(placeholder) else getattr(placeholder, "value", None)
