"""JSON of values that come from an app, whatever stands in them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from typing import Any


def dumps(value: Any) -> str:
    """Write a value as JSON that any reader accepts.

    Args:
        value: Dataclasses, mappings, iterables and scalars; what JSON cannot say is written as its
            text.

    Returns:
        Indented ASCII with a newline at the end.
    """
    return json.dumps(plain(value), indent=2, allow_nan=False) + "\n"


def plain(value: Any) -> Any:
    """Replace what JSON cannot say.

    Args:
        value: Any value, such as a default in a schema that the app's author wrote.

    Returns:
        Dictionaries, lists, texts, numbers, booleans and None.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # a member of an enum too is written as the text that it is
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    return _whole(value)


def _whole(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, AbstractSet):
        return [plain(each) for each in sorted(value, key=str)]
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return [plain(each) for each in value]
    return str(value)
