"""The parameters of a document's operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from apiproof.model.operation import Parameter
from apiproof.schemas.openapi.plain import listing, mapping, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apiproof.model.operation import Schema
    from apiproof.schemas.openapi.named import Schemas
    from apiproof.schemas.openapi.source import Source

    Location = Literal["path", "query", "header", "cookie"]

_LOCATIONS: dict[str, Location] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
}
_SAID_ELSEWHERE = frozenset({"accept", "content-type"})
"""Headers that OpenAPI has ignored: the media types of bodies and responses say them."""


def written_parameters(source: Source, item: Any, operation: Any) -> list[dict[str, Any]]:
    """List the parameters of an operation as the document has them.

    Args:
        source: The document.
        item: The path item.
        operation: The operation.

    Returns:
        The parameters of the path and of the operation, which win over those of the path; in 2.0
        those of the body too.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in (*listing(mapping(item).get("parameters")), *listing(operation.get("parameters"))):
        parameter = source.follow(each)
        name, location = text(parameter.get("name")), text(parameter.get("in"))
        if name and location:
            found[name, location] = parameter
    return list(found.values())


def parameters(written: Iterable[dict[str, Any]], schemas: Schemas) -> tuple[Parameter, ...]:
    """Read what stands outside of a body.

    Args:
        written: The parameters as the document has them.
        schemas: Translates their schemas.

    Returns:
        The parameters.
    """
    return tuple(
        Parameter(
            each["name"],
            location,
            _schema(each, schemas),
            required=location == "path" or each.get("required") is True,
        )
        for each in written
        if (location := _LOCATIONS.get(each["in"]))
        and not (location == "header" and each["name"].lower() in _SAID_ELSEWHERE)
    )


def inline_schema(parameter: dict[str, Any], schemas: Schemas) -> Schema:
    """Read the schema that is written into a parameter of 2.0.

    Args:
        parameter: The parameter.
        schemas: Translates the schema.

    Returns:
        The schema, without what is said of the parameter.
    """
    said = {"deprecated", "name", "required"}
    return schemas.schema({key: value for key, value in parameter.items() if key not in said})


def _schema(parameter: dict[str, Any], schemas: Schemas) -> Schema:
    if "schema" in parameter:
        return schemas.schema(parameter["schema"])
    content = mapping(parameter.get("content"))
    if content:
        media_type, media = next(iter(content.items()))
        inner = schemas.schema(mapping(media).get("schema"))
        return {"type": "string", "contentMediaType": media_type, "contentSchema": inner}
    return inline_schema(parameter, schemas)
