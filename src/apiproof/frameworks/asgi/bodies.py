"""The bodies that an ASGI route declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.asgi.annotations import annotation_of
from apiproof.model.operation import Body
from apiproof.schemas.fields import fields_of, is_closed
from apiproof.schemas.pydantic import schema_of

if TYPE_CHECKING:
    from apiproof.model.operation import Schema
    from apiproof.schemas.components import Components

MULTIPART = "multipart/form-data"


def declared(route: Any, components: Components, notes: list[str]) -> tuple[Body, ...]:
    """List what a FastAPI route reads.

    Args:
        route: The route as it takes effect.
        components: Where the schemas of models are collected.
        notes: Where it is said that a schema could not be made.

    Returns:
        One body, or none.
    """
    field = getattr(route, "body_field", None)
    if field is None:
        return ()
    info = field.field_info
    media_type = info.media_type
    schema = _schema(info, route, components, notes)
    body = Body(
        media_type,
        schema,
        fields_of(schema, components),
        required=info.is_required(),
        closed=is_closed(schema, components),
    )
    return (body,)


def _schema(info: Any, route: Any, components: Components, notes: list[str]) -> Schema:
    try:
        return schema_of(annotation_of(info), components)
    except Exception as error:  # noqa: BLE001 - a user's type may raise anything
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        notes.append(f"the body of {route.path} has no JSON schema: {reason}")
        return {}
