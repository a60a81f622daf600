"""What a value must be that code hands to `int`, an enum or another maker of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apiproof.reading.live import enum_values, is_a, qualified
from apiproof.reading.values import Live, Sequence, Value

if TYPE_CHECKING:
    from apiproof.model.operation import Schema

_SCHEMAS: Final[dict[str, Schema]] = {
    "builtins.bool": {"type": "boolean"},
    "builtins.dict": {"type": "object"},
    "builtins.float": {"type": "number"},
    "builtins.int": {"type": "integer"},
    "builtins.list": {"type": "array"},
    "builtins.str": {"type": "string"},
    "datetime.date": {"type": "string", "format": "date"},
    "datetime.date.fromisoformat": {"type": "string", "format": "date"},
    "datetime.datetime": {"type": "string", "format": "date-time"},
    "datetime.datetime.fromisoformat": {"type": "string", "format": "date-time"},
    "datetime.datetime.strptime": {"type": "string"},
    "decimal.Decimal": {"type": "number"},
    "ipaddress.ip_address": {"type": "string"},
    "uuid.UUID": {"type": "string", "format": "uuid"},
}

_JSON_TYPES: Final = ("bool", "dict", "float", "int", "list", "str")


def schema_of_cast(kind: Value) -> Schema:
    """Say what a value must be that something is called with.

    Args:
        kind: What is called: `int`, `uuid.UUID`, an enum.

    Returns:
        The schema, empty where nothing is known.
    """
    if not isinstance(kind, Live):
        return {}
    if is_a(kind.target, type) and (values := enum_values(kind.target)):
        return {"enum": values}
    return _SCHEMAS.get(qualified(kind.target), {})


def schema_of_maker(kind: type, name: str) -> Schema:
    """Say what a value must be that a class method makes something of: `date.fromisoformat`.

    Args:
        kind: The class.
        name: The method.

    Returns:
        The schema, empty where nothing is known.
    """
    return _SCHEMAS.get(f"{qualified(kind)}.{name}", {})


def schema_of_check(kind: Value) -> Schema:
    """Say what a value must be that `isinstance` looks at.

    Args:
        kind: The class, or a tuple of such.

    Returns:
        The schema, empty where JSON knows no such type.
    """
    if isinstance(kind, Live) and is_a(kind.target, tuple):
        kind = Sequence(tuple(Live(each) for each in kind.target))
    kinds = kind.items if isinstance(kind, Sequence) else (kind,)
    names = [qualified(each.target) if isinstance(each, Live) else "" for each in kinds]
    found = [name.removeprefix("builtins.") for name in names]
    if not found or any(name not in _JSON_TYPES for name in found):
        return {}
    types = list(dict.fromkeys(str(_SCHEMAS[f"builtins.{name}"]["type"]) for name in found))
    if set(types) == {"integer", "number"}:
        types = ["number"]
    return {"type": types[0] if len(types) == 1 else types}
