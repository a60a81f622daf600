"""Makes an object of a class of settings, with values for tests where it wants some."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import is_dataclass
from pathlib import PurePath
from types import NoneType, UnionType
from typing import Any

from apiproof.discovery.environment.harmless import scratch, values_for
from apiproof.discovery.environment.settings_classes import members

_DEPTH = 3
"""How deep classes of settings are nested at most."""


def build(kind: Any, depth: int = _DEPTH) -> tuple[Any, dict[str, Any]]:
    """Make an object of a class, as its annotations say.

    Args:
        kind: The class.
        depth: How deep the classes of its arguments may be nested.

    Returns:
        The object, and the arguments that were chosen for it.

    Raises:
        Exception: It wants what no annotation tells, or refuses what was chosen.
    """
    hints = typing.get_type_hints(kind if _has_fields(kind) else kind.__init__)
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    arguments = {
        name: _value(hints[name], name, depth)
        for name, parameter in inspect.signature(kind).parameters.items()
        if parameter.default is parameter.empty and parameter.kind not in variadic
    }
    return kind(**arguments), arguments


def _has_fields(kind: Any) -> bool:
    return is_dataclass(kind) or hasattr(kind, "model_fields")


def _value(annotation: Any, name: str, depth: int) -> Any:
    """A value of an annotated type; a TypeError where there is no telling."""
    origin = typing.get_origin(annotation)
    if origin in {typing.Union, UnionType}:
        parts = typing.get_args(annotation)
        return None if NoneType in parts else _value(parts[0], name, depth)
    if origin is typing.Literal:
        return typing.get_args(annotation)[0]
    kind = origin or annotation
    if not isinstance(kind, type):
        raise TypeError(name)
    if members(kind):
        return next(iter(kind))  # type: ignore[call-overload]  # an enumeration
    if issubclass(kind, str):
        return kind(values_for(name)[0])
    return _other(kind, name, depth)


def _other(kind: type, name: str, depth: int) -> Any:
    if issubclass(kind, bool):
        return False
    if issubclass(kind, int | float):
        return kind(next(each for each in values_for(name) if each.isdigit()))
    if issubclass(kind, PurePath):
        return kind(scratch())
    if issubclass(kind, Mapping | Sequence | AbstractSet):
        return kind()
    if depth and _has_fields(kind):
        return build(kind, depth - 1)[0]
    raise TypeError(name)
