"""The bodies that a document's operations read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.model.operation import Body, Field
from apiproof.schemas.fields import fields_of, is_closed
from apiproof.schemas.openapi.media import JSON, bare, listed_types
from apiproof.schemas.openapi.parameters import inline_schema
from apiproof.schemas.openapi.plain import mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from apiproof.model.operation import Schema
    from apiproof.schemas.openapi.named import Schemas
    from apiproof.schemas.openapi.source import Source

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def content_bodies(source: Source, written: Any, schemas: Schemas) -> tuple[Body, ...]:
    """Read a `requestBody` of 3.0 and 3.1.

    Args:
        source: The document.
        written: What it has there.
        schemas: Translates the schemas.

    Returns:
        A body for each media type.
    """
    body = source.follow(written)
    return tuple(
        _body(
            bare(media_type),
            schemas.schema(mapping(media).get("schema")),
            schemas,
            required=body.get("required") is True,
        )
        for media_type, media in mapping(body.get("content")).items()
    )


def swagger_bodies(
    source: Source, operation: dict[str, Any], written: Iterable[dict[str, Any]], schemas: Schemas
) -> tuple[Body, ...]:
    """Read the parameters of 2.0 that are a body, or fields of a form.

    Args:
        source: The document.
        operation: The operation.
        written: All its parameters.
        schemas: Translates the schemas.

    Returns:
        A body for each media type that is consumed.
    """
    consumed = listed_types("consumes", source.spec, operation)
    whole = [each for each in written if each["in"] == "body"]
    if whole:
        types = [each for each in consumed if each not in {URLENCODED, MULTIPART}] or [JSON]
        schema = schemas.schema(whole[0].get("schema"))
        required = whole[0].get("required") is True
        return tuple(_body(each, schema, schemas, required=required) for each in types)
    form = [each for each in written if each["in"] == "formData"]
    return _forms(form, consumed, schemas) if form else ()


def _forms(
    written: list[dict[str, Any]], consumed: Sequence[str], schemas: Schemas
) -> tuple[Body, ...]:
    has_file = any(each.get("type") == "file" for each in written)
    types = [
        each for each in consumed if each == MULTIPART or (each == URLENCODED and not has_file)
    ]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {each["name"]: inline_schema(each, schemas) for each in written},
    }
    required = [each["name"] for each in written if each.get("required") is True]
    if required:
        schema["required"] = required
    return tuple(
        _body(each, schema, schemas, required=bool(required))
        for each in types or [MULTIPART if has_file else URLENCODED]
    )


def _body(media_type: str, schema: Schema, schemas: Schemas, *, required: bool) -> Body:
    components = schemas.components
    return Body(
        media_type,
        schema,
        tuple(each for each in fields_of(schema, components) if not _is_read_only(each, schemas)),
        required=required,
        closed=is_closed(schema, components),
    )


def _is_read_only(field: Field, schemas: Schemas) -> bool:
    """Whether a field is for answers alone, said of it or of what it refers to."""
    return True in (
        field.schema.get("readOnly"),
        schemas.components.resolve(field.schema).get("readOnly"),
    )
