"""The top level of a body's schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.model.operation import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from apiproof.model.operation import Confidence, Schema
    from apiproof.schemas.components import Components

_DEEPEST = 20
"""Nested compositions that are looked into; a schema that refers to itself ends here."""


def fields_of(
    schema: Schema, components: Components, confidence: Confidence = "declared"
) -> tuple[Field, ...]:
    """List the fields of an object.

    Args:
        schema: The object's schema: properties, a reference, or a composition of such.
        components: What its references lead to.
        confidence: How it is known.

    Returns:
        The fields; of `oneOf` and `anyOf` those of all members, required where each requires them.
        Empty where it is no object.
    """
    properties, required = _collected(schema, components, _DEEPEST)
    return tuple(
        Field(name, value, name in required, confidence) for name, value in properties.items()
    )


def is_closed(schema: Schema, components: Components) -> bool:
    """Whether an object refuses fields that its schema does not name.

    Args:
        schema: The object's schema.
        components: What its references lead to.
    """
    return _closes(schema, components, _DEEPEST)


def _closes(schema: Schema, components: Components, depth: int) -> bool:
    resolved = components.resolve(schema)
    if False in (resolved.get("additionalProperties"), resolved.get("unevaluatedProperties")):
        return True
    parts = resolved.get("allOf", ()) if depth else ()
    return any(_closes(part, components, depth - 1) for part in parts)


def _collected(
    schema: Schema, components: Components, depth: int
) -> tuple[dict[str, Schema], set[str]]:
    resolved = components.resolve(schema)
    properties: dict[str, Schema] = dict(resolved.get("properties", {}))
    required = set(resolved.get("required", ()))
    if not depth:
        return properties, required
    for part in resolved.get("allOf", ()):
        more, needed = _collected(part, components, depth - 1)
        properties, required = {**more, **properties}, required | needed
    for key in ("oneOf", "anyOf"):
        more, needed = _united(_objects(resolved.get(key, ())), components, depth - 1)
        properties, required = {**more, **properties}, required | needed
    return properties, required


def _united(
    members: Iterable[Schema], components: Components, depth: int
) -> tuple[dict[str, Schema], set[str]]:
    collected = [_collected(member, components, depth) for member in members]
    properties: dict[str, Schema] = {}
    for name in dict.fromkeys(name for found, _ in collected for name in found):
        kinds = _distinct(found[name] for found, _ in collected if name in found)
        properties[name] = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    return properties, set.intersection(
        *(needed for _, needed in collected)
    ) if collected else set()


def _objects(members: Iterable[Mapping[str, Any]]) -> list[Schema]:
    """The members without `null`: an optional body is read where it is there."""
    return [member for member in members if member.get("type") != "null"]


def _distinct(schemas: Iterable[Schema]) -> list[Schema]:
    kinds: list[Schema] = []
    for schema in schemas:
        if schema not in kinds:
            kinds.append(schema)
    return kinds
