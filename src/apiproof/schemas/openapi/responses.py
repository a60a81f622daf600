"""The responses that a document declares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from apiproof.model.operation import Response
from apiproof.schemas.openapi.media import JSON, bare, listed_types
from apiproof.schemas.openapi.plain import mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.schemas.openapi.named import Schemas
    from apiproof.schemas.openapi.source import Source

_STATUS = re.compile(r"[1-5](\d\d|XX)|DEFAULT")


def responses(source: Source, operation: dict[str, Any], schemas: Schemas) -> tuple[Response, ...]:
    """Read the responses of an operation.

    Args:
        source: The document.
        operation: The operation.
        schemas: Translates the schemas.

    Returns:
        One for each status and media type.
    """
    found: list[Response] = []
    for written, response in mapping(operation.get("responses")).items():
        status = written.upper()
        if _STATUS.fullmatch(status):
            status = "default" if status == "DEFAULT" else status
            followed = source.follow(response)
            contents = list(
                _produced(source, operation, followed)
                if source.is_swagger
                else mapping(followed.get("content")).items()
            )
            found += [_response(status, *each, schemas) for each in contents] or [Response(status)]
    return tuple(found)


def _produced(
    source: Source, operation: dict[str, Any], response: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    if "schema" in response:
        for media_type in listed_types("produces", source.spec, operation) or [JSON]:
            yield media_type, response


def _response(status: str, media_type: str, media: Any, schemas: Schemas) -> Response:
    written = mapping(media)
    schema = schemas.schema(written["schema"]) if "schema" in written else None
    return Response(status, bare(media_type), schema)
