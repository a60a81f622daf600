"""Documents as JSON has them, whatever Python objects a live app puts into them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

_DEEPEST = 100
"""Levels of a document that are looked at."""

_TEXTS = (str, bytes, bytearray)

_ABSENT: Any = object()


def plain(value: Any) -> Any:
    """Copy a document, with nothing in it but what JSON has.

    Args:
        value: The document: as an app's code made it, or as YAML was read.

    Returns:
        Dictionaries with texts as keys, lists, texts, numbers, booleans and None. What has no
        counterpart in JSON is left out.
    """
    copied = _copied(value, ())
    return None if copied is _ABSENT else copied


def mapping(value: Any) -> dict[str, Any]:
    """Take a part of a plain document for an object.

    Args:
        value: The part.

    Returns:
        The part, or an empty dictionary where it is something else.
    """
    return value if isinstance(value, dict) else {}


def listing(value: Any) -> list[Any]:
    """Take a part of a plain document for an array.

    Args:
        value: The part.

    Returns:
        The part, or an empty list where it is something else.
    """
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """Take a part of a plain document for a text.

    Args:
        value: The part.

    Returns:
        The part, or an empty text where it is something else.
    """
    return value if isinstance(value, str) else ""


def _copied(value: Any, holders: tuple[int, ...]) -> Any:
    if isinstance(value, Enum):
        return _copied(value.value, holders)
    if not isinstance(value, Mapping | Sequence | AbstractSet) or isinstance(value, _TEXTS):
        return _scalar(value)
    if id(value) in holders or len(holders) >= _DEEPEST:
        return _ABSENT
    holders = (*holders, id(value))
    if isinstance(value, Mapping):
        return _kept({_key(key): _copied(part, holders) for key, part in value.items()})
    return [part for each in value if (part := _copied(each, holders)) is not _ABSENT]


def _kept(copied: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in copied.items() if value is not _ABSENT}


def _key(key: Any) -> str:
    """YAML reads a status as a number, and code writes members of HTTPStatus."""
    return str(key.value if isinstance(key, Enum) else key)


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else _ABSENT
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else _ABSENT
