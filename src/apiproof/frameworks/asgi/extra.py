"""What a FastAPI route writes of itself in `openapi_extra`, as those do that read by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.inference import with_inferred
from apiproof.model.operation import Body, Parameter, Response
from apiproof.schemas.components import PREFIX
from apiproof.schemas.fields import fields_of, is_closed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from apiproof.model.operation import Operation, Schema
    from apiproof.schemas.components import Components

_LOCATIONS = frozenset({"path", "query", "header", "cookie"})


def with_extra(operation: Operation, extra: Any, components: Components) -> Operation:
    """Add to an operation what its route has written into the document by hand.

    Args:
        operation: What the route declares.
        extra: Its `openapi_extra`: a part of an OpenAPI operation, or None.
        components: What references lead to; one that leads nowhere says nothing.

    Returns:
        The operation; what FastAPI itself enforces stays as it is.
    """
    if not isinstance(extra, dict):
        return operation
    parameters = _parameters(extra, components)
    bodies, responses = _bodies(extra, components), _responses(extra, components)
    return replace(
        operation,
        parameters=with_inferred(operation.parameters, parameters, "location", "name"),
        bodies=with_inferred(operation.bodies, bodies, "media_type"),
        responses=with_inferred(operation.responses, responses, "status"),
        deprecated=bool(extra.get("deprecated", operation.deprecated)),
    )


def _parameters(extra: Mapping[str, Any], components: Components) -> Iterator[Parameter]:
    for each in _list(extra.get("parameters")):
        location, name = each.get("in"), each.get("name")
        if location in _LOCATIONS and isinstance(name, str):
            required = location == "path" or bool(each.get("required"))
            yield Parameter(name, location, _schema(each, components), required)


def _bodies(extra: Mapping[str, Any], components: Components) -> Iterator[Body]:
    written = _dict(extra.get("requestBody"))
    for media_type, content in _dict(written.get("content")).items():
        schema = _schema(content, components)
        yield Body(
            str(media_type),
            schema,
            fields_of(schema, components),
            required=bool(written.get("required")),
            closed=is_closed(schema, components),
        )


def _responses(extra: Mapping[str, Any], components: Components) -> Iterator[Response]:
    for status, written in _dict(extra.get("responses")).items():
        content = _dict(_dict(written).get("content"))
        media_type = next(iter(content), "")
        schema = _schema(content[media_type], components) if content else None
        yield Response(_status(status), str(media_type), schema)


def _status(written: Any) -> str:
    text = str(int(written) if isinstance(written, int) else written)
    return text.lower() if text.lower() == "default" else text.upper()


def _schema(holder: Any, components: Components) -> Schema:
    schema = _dict(_dict(holder).get("schema"))
    return schema if _leads_somewhere(schema, components) else {}


def _leads_somewhere(part: Any, components: Components) -> bool:
    if isinstance(part, list):
        return all(_leads_somewhere(each, components) for each in part)
    if not isinstance(part, dict):
        return True
    reference = part.get("$ref")
    if isinstance(reference, str) and reference.removeprefix(PREFIX) not in components.schemas:
        return False
    return all(_leads_somewhere(each, components) for each in part.values())


def _dict(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[dict[Any, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
