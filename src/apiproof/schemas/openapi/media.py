"""Media types, as documents write them."""

from __future__ import annotations

from typing import Any

from apiproof.schemas.openapi.plain import listing, text

JSON = "application/json"


def bare(media_type: str) -> str:
    """Cut off what a media type's parameters say.

    Args:
        media_type: As it is written: `"Application/JSON; charset=utf-8"`.

    Returns:
        The type alone, in small letters.
    """
    return media_type.partition(";")[0].strip().lower()


def listed_types(key: str, spec: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    """List the media types of an operation of 2.0.

    Args:
        key: `"consumes"` or `"produces"`.
        spec: The document, which says what holds where the operation says nothing.
        operation: The operation.

    Returns:
        The types, each once.
    """
    written = listing(operation[key] if key in operation else spec.get(key))
    return list(dict.fromkeys(bare(each) for each in written if text(each)))
