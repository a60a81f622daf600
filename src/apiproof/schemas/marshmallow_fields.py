"""What each kind of field of marshmallow's loads."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.model.operation import Schema

_SCHEMAS: Final[dict[str, Schema]] = {
    "UUID": {"type": "string", "format": "uuid"},
    "Url": {"type": "string", "format": "uri"},
    "Email": {"type": "string", "format": "email"},
    "String": {"type": "string"},
    "Integer": {"type": "integer"},
    "Float": {"type": "number"},
    "Decimal": {"type": "number"},
    "Number": {"type": "number"},
    "Boolean": {"type": "boolean"},
    "Time": {"type": "string", "format": "time"},
    "Date": {"type": "string", "format": "date"},
    "DateTime": {"type": "string", "format": "date-time"},
    "TimeDelta": {"type": "number"},
    "IPv4Interface": {"type": "string"},
    "IPv6Interface": {"type": "string"},
    "IPInterface": {"type": "string"},
    "IPv4": {"type": "string", "format": "ipv4"},
    "IPv6": {"type": "string", "format": "ipv6"},
    "IP": {"type": "string"},
}
"""By the names of the classes; a subclass is known by the first of its bases that is here."""

_STANDARD_FORMATS: Final = frozenset({None, "iso", "iso8601"})


def type_of(field: Any, inner: Callable[[Any], Schema]) -> Schema:
    """Say what a field loads, validators left out.

    Args:
        field: The field.
        inner: What makes the schema of a field inside of it.

    Returns:
        The schema, empty where nothing is known.
    """
    for base in type(field).__mro__:
        if not base.__module__.startswith("marshmallow"):
            continue
        name = base.__name__
        if name in _BUILDERS:
            return _BUILDERS[name](field, inner)
        if name in _SCHEMAS:
            return _SCHEMAS[name]
    return {}


def _date(field: Any, _: Callable[[Any], Schema]) -> Schema:
    """A date or a time: its format where it isn't the standard one."""
    name = next(base.__name__ for base in type(field).__mro__ if base.__name__ in _SCHEMAS)
    form = getattr(field, "format", None)
    if form in _STANDARD_FORMATS:
        return _SCHEMAS[name]
    return {"type": "number"} if str(form).startswith("timestamp") else {"type": "string"}


def _list(field: Any, inner: Callable[[Any], Schema]) -> Schema:
    return {"type": "array", "items": inner(field.inner)}


def _tuple(field: Any, inner: Callable[[Any], Schema]) -> Schema:
    items = [inner(each) for each in field.tuple_fields]
    return {
        "type": "array",
        "prefixItems": items,
        "minItems": len(items),
        "maxItems": len(items),
    }


def _mapping(field: Any, inner: Callable[[Any], Schema]) -> Schema:
    values = getattr(field, "value_field", None)
    if values is None:
        return {"type": "object"}
    return {"type": "object", "additionalProperties": inner(values)}


def _enum(field: Any, _: Callable[[Any], Schema]) -> Schema:
    """An enum, by the names of its members or by their values."""
    if not (isinstance(field.enum, type) and issubclass(field.enum, enum.Enum)):
        return {}
    members = field.enum.__members__
    if not getattr(field, "by_value", False):
        return {"type": "string", "enum": list(members)}
    values = [member.value for member in members.values()]
    return {"enum": values} if all(isinstance(each, (str, int, float)) for each in values) else {}


def _constant(field: Any, _: Callable[[Any], Schema]) -> Schema:
    plain = isinstance(field.constant, (str, int, float, bool))
    return {"const": field.constant} if plain else {}


_BUILDERS: Final[dict[str, Callable[[Any, Callable[[Any], Schema]], Schema]]] = {
    "Constant": _constant,
    "Date": _date,
    "DateTime": _date,
    "Enum": _enum,
    "List": _list,
    "Mapping": _mapping,
    "Time": _date,
    "Tuple": _tuple,
}
