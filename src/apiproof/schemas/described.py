"""JSON Schemas of what code hands a part of a request to, whatever library describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.schemas import marshmallow, pydantic, wtforms

if TYPE_CHECKING:
    from apiproof.model.operation import Schema
    from apiproof.reading.reads import Loaded
    from apiproof.schemas.components import Components


def schema_of(loaded: Loaded, components: Components) -> Schema:
    """Make the schema of a part of a request.

    Args:
        loaded: What the code hands the part to.
        components: Where named schemas are collected.

    Returns:
        The schema of the whole part; `fields.fields_of` lists its names.

    Raises:
        Exception: The library cannot express it, or the user's own hooks raise.
    """
    if loaded.kind == "marshmallow":
        options = marshmallow.Options(
            partial=loaded.partial,
            only=loaded.only,
            exclude=loaded.exclude,
            unknown=loaded.unknown,
            many=loaded.many,
        )
        return marshmallow.schema_of(loaded.by, components, options)
    if loaded.kind == "pydantic":
        schema = pydantic.schema_of(loaded.by, components)
        return {"type": "array", "items": schema} if loaded.many else schema
    if isinstance(loaded.by, type):
        return wtforms.schema_of(loaded.by, exclude=loaded.exclude, prefix=loaded.prefix)
    return {}
