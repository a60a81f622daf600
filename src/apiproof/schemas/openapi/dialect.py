"""The keywords of OpenAPI's schemas, as JSON Schema 2020-12 has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apiproof.model.operation import Schema

    Convert = Callable[[Any], Schema]

_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_NULL = {"type": "null"}

_ONE = frozenset(
    {
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "additionalProperties",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
_MANY = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_NAMED = frozenset({"dependentSchemas", "patternProperties", "properties"})
_NUMBERS = frozenset({"maximum", "minimum", "multipleOf"})
_BOUNDS = frozenset({"exclusiveMaximum", "exclusiveMinimum"})
_COUNTS = frozenset(
    {
        "maxContains",
        "maxItems",
        "maxLength",
        "maxProperties",
        "minContains",
        "minItems",
        "minLength",
        "minProperties",
    }
)
_TEXTS = frozenset(
    {"contentEncoding", "contentMediaType", "description", "format", "pattern", "title"}
)
_FLAGS = frozenset({"deprecated", "readOnly", "uniqueItems", "writeOnly"})
_VALUES = frozenset({"const", "default", "enum", "examples"})

_ANNOTATIONS = frozenset(
    {"default", "deprecated", "description", "examples", "readOnly", "title", "writeOnly"}
)
"""What says nothing of a value's validity."""


def translated(
    schema: Mapping[str, Any], convert: Convert, more: Mapping[str, Any]
) -> dict[str, Any]:
    """Translate a schema without its reference.

    Args:
        schema: Of OpenAPI 2.0, 3.0 or 3.1, plain; mixtures of the three are common and are read.
        convert: Translates the schemas in it.
        more: What is translated already: a reference, a discriminator.

    Returns:
        The same in JSON Schema 2020-12; what is no keyword, or no value of its keyword, left out.
    """
    kept = dict(more)
    for key, value in schema.items():
        kept |= _keyword(key, value, convert)
    _set_bounds(kept)
    nullable = schema.get("nullable") is True or schema.get("x-nullable") is True
    return _with_null(kept) if nullable else kept


def _keyword(key: str, value: Any, convert: Convert) -> dict[str, Any]:
    if key in _ONE or key in _MANY or key in _NAMED:
        return _applied(key, value, convert)
    match key:
        case "type":
            return _typed(value)
        case "example":
            return {"examples": [value]}
        case "required":
            names = _texts(value)
            return {key: names} if names else {}
        case "enum" | "examples":
            return {key: value} if isinstance(value, list) else {}
    return {key: value} if _fits(key, value) else {}


def _applied(key: str, value: Any, convert: Convert) -> dict[str, Any]:
    """A keyword that holds schemas."""
    match value:
        case bool() if key in _ONE:
            return {key: value}
        case dict() if key in _ONE:
            return {key: convert(value)}
        case dict() if key in _NAMED:
            return {key: {name: convert(each) for name, each in value.items()}}
        case list() if value and (key in _MANY or key == "items"):
            name = "prefixItems" if key == "items" else key
            return {name: [convert(each) for each in value]}
    return {}


def _fits(key: str, value: Any) -> bool:
    if key in _FLAGS or (key in _BOUNDS and isinstance(value, bool)):
        return isinstance(value, bool)
    if key in _NUMBERS or key in _BOUNDS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if key in _COUNTS:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if key in _TEXTS:
        return _is_text(value)
    return key in _VALUES


def _typed(value: Any) -> dict[str, Any]:
    if value == "file":
        return {"type": "string", "format": "binary"}
    if isinstance(value, list):
        kinds = [each for each in _texts(value) if each in _TYPES]
        return {"type": kinds} if kinds else {}
    return {"type": value} if _is_text(value) and value in _TYPES else {}


def _texts(value: Any) -> list[str]:
    """The texts of a list, each once."""
    found = value if isinstance(value, list) else []
    return list(dict.fromkeys(each for each in found if _is_text(each)))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _set_bounds(kept: dict[str, Any]) -> None:
    """Until 3.0, exclusive bounds are flags beside the bound."""
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(kept.get(exclusive), bool) and kept.pop(exclusive) and bound in kept:
            kept[exclusive] = kept.pop(bound)


def _with_null(kept: dict[str, Any]) -> dict[str, Any]:
    if "type" in kept:
        kinds = kept["type"] if isinstance(kept["type"], list) else [kept["type"]]
        kept["type"] = [*(each for each in kinds if each != "null"), "null"]
        if None not in kept.get("enum", [None]):
            kept["enum"] = [*kept["enum"], None]
        return kept
    said = {key: value for key, value in kept.items() if key in _ANNOTATIONS}
    rest = {key: value for key, value in kept.items() if key not in _ANNOTATIONS}
    if not rest:
        return said
    members = rest["anyOf"] if rest.keys() == {"anyOf"} else [rest]
    return {**said, "anyOf": [*(each for each in members if each != _NULL), _NULL]}
