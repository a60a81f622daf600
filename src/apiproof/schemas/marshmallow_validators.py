"""What the validators of a field of marshmallow's let through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from apiproof.model.operation import Schema

_SIZES: Final = {
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
    "string": ("minLength", "maxLength"),
}


def narrowed(schema: Schema, validators: Iterable[Any]) -> Schema:
    """Add what validators ask for.

    Args:
        schema: What the field loads.
        validators: Its validators; those that are not marshmallow's own say nothing.

    Returns:
        The schema.
    """
    for validator in validators:
        kind = type(validator)
        if kind.__name__ == "And" and _is_marshmallows(kind):
            schema = narrowed(schema, validator.validators)
            continue
        found = next(
            (_ASKED[base.__name__] for base in kind.__mro__ if base.__name__ in _ASKED), None
        )
        if found is not None and any(_is_marshmallows(base) for base in kind.__mro__):
            schema = {**schema, **found(validator, schema)}
    return schema


def _is_marshmallows(kind: type) -> bool:
    return kind.__module__ == "marshmallow.validate"


def _length(validator: Any, schema: Schema) -> Schema:
    least, most = _SIZES.get(str(schema.get("type")), _SIZES["string"])
    if validator.equal is not None:
        return {least: validator.equal, most: validator.equal}
    return _given({least: validator.min, most: validator.max})


def _range(validator: Any, _: Schema) -> Schema:
    low = "minimum" if validator.min_inclusive else "exclusiveMinimum"
    high = "maximum" if validator.max_inclusive else "exclusiveMaximum"
    found = _given({low: validator.min, high: validator.max})
    return {key: each for key, each in found.items() if isinstance(each, (int, float))}


def _one_of(validator: Any, _: Schema) -> Schema:
    choices = list(validator.choices)
    return {"enum": choices} if all(map(_is_plain, choices)) else {}


def _only(validator: Any, schema: Schema) -> Schema:
    """Of a list: each of its items is one of the choices."""
    return {"items": {**schema.get("items", {}), **_one_of(validator, schema)}}


def _none_of(validator: Any, _: Schema) -> Schema:
    refused = list(validator.iterable)
    return {"not": {"enum": refused}} if all(map(_is_plain, refused)) else {}


def _regexp(validator: Any, _: Schema) -> Schema:
    """Marshmallow matches at the beginning, a JSON Schema anywhere."""
    pattern = validator.regex.pattern
    if not isinstance(pattern, str):
        return {}
    return {"pattern": pattern if pattern.startswith("^") else f"^(?:{pattern})"}


def _equal(validator: Any, _: Schema) -> Schema:
    return {"const": validator.comparable} if _is_plain(validator.comparable) else {}


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))


def _given(found: dict[str, Any]) -> Schema:
    return {key: value for key, value in found.items() if value is not None}


_ASKED: Final[dict[str, Callable[[Any, Schema], Schema]]] = {
    "ContainsOnly": _only,
    "Email": lambda _, __: {"format": "email"},
    "Equal": _equal,
    "Length": _length,
    "NoneOf": _none_of,
    "OneOf": _one_of,
    "Range": _range,
    "Regexp": _regexp,
    "URL": lambda _, __: {"format": "uri"},
}
"""By the names of the classes, a subclass by the first of its bases that is here."""
