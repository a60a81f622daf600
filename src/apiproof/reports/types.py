"""JSON Schemas in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.model.operation import Schema

_ROOM = 32
"""Columns that a choice of values or types may take before it is cut."""

_DEEPEST = 8


def described(schema: Schema, schemas: Mapping[str, Schema], depth: int = _DEEPEST) -> str:
    """Say in a few words what a value must be.

    Args:
        schema: The schema of the value.
        schemas: What its references lead to.
        depth: How many schemas inside one another are looked into.

    Returns:
        `"integer"`, `"email"`, `"[Item]"`, `"books|games"`, `"string|null"`; an empty string where
        nothing is known.
    """
    if depth == 0:
        return ""
    if isinstance(reference := schema.get("$ref"), str):
        return _named(reference.rpartition("/")[2], schemas, depth)
    if "const" in schema:
        return _listed([schema["const"]])
    if isinstance(schema.get("enum"), list | tuple):
        return _listed(schema["enum"])
    members = [*_schemas(schema, "anyOf"), *_schemas(schema, "oneOf")]
    members = members or _schemas(schema, "allOf")[:1]
    if members:
        return _joined([described(each, schemas, depth - 1) for each in members])
    return _simple(schema, schemas, depth)


def _named(name: str, schemas: Mapping[str, Schema], depth: int) -> str:
    """An object by its name; what a named scalar must be, rather than how it is called."""
    schema = schemas.get(name, {})
    said = described(schema, schemas, depth - 1) if schema.get("type") != "object" else ""
    return said if said and not said.endswith("...") else _short(name)


def _short(name: str) -> str:
    """A model's name without the module that pydantic puts before one of two of the same name."""
    parts = [part for part in name.split("__") if not part.isdigit()]
    return parts[-1] if parts[0].islower() else name


def _simple(schema: Schema, schemas: Mapping[str, Schema], depth: int) -> str:
    kind = schema.get("type")
    if isinstance(kind, list | tuple):
        return _joined([_simple({**schema, "type": each}, schemas, depth) for each in kind])
    if kind == "array":
        items = schema.get("items")
        said = described(items, schemas, depth - 1) if isinstance(items, dict) else ""
        return f"[{said}]" if said else "array"
    if kind == "string":
        return _text(schema)
    return str(kind) if kind else ""


def _text(schema: Schema) -> str:
    form = schema.get("format")
    if form == "binary" or schema.get("contentMediaType") == "application/octet-stream":
        return "file"
    return str(form) if form and form != "password" else "string"


def _schemas(schema: Schema, key: str) -> list[Schema]:
    found = schema.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _listed(values: Any) -> str:
    return _cut([each if isinstance(each, str) else repr(each) for each in values])


def _joined(kinds: list[str]) -> str:
    if "" in kinds:
        return ""
    return _cut(list(dict.fromkeys(kinds)))


def _cut(words: list[str]) -> str:
    whole = "|".join(words)
    if len(whole) <= _ROOM or len(words) == 1:
        return whole
    shown = whole[:_ROOM].rpartition("|")[0] or words[0]
    return f"{shown}|..."
