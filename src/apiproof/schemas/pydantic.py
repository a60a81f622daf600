"""JSON Schemas of what pydantic can validate."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal

from apiproof.schemas.components import PREFIX, redirected

if TYPE_CHECKING:
    from apiproof.model.operation import Schema
    from apiproof.schemas.components import Components

Mode = Literal["validation", "serialization"]


def schema_of(annotation: Any, components: Components, mode: Mode = "validation") -> Schema:
    """Make the schema of a type.

    Args:
        annotation: A pydantic model, or any annotation that pydantic can validate.
        components: Where the schemas of models are collected.
        mode: For what is read, or for what is answered.

    Returns:
        The schema, its models as references.

    Raises:
        Exception: Pydantic cannot express it, or the user's own hooks raise.
    """
    try:
        known = components.known.get((annotation, mode))
    except TypeError:  # metadata that has no hash
        return _made(annotation, components, mode)
    if known is None:
        known = components.known[annotation, mode] = _made(annotation, components, mode)
    return known


def _made(annotation: Any, components: Components, mode: Mode) -> Schema:
    from pydantic import BaseModel, TypeAdapter

    template = f"{PREFIX}{{model}}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of defaults that JSON can't express: they are left out
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            whole = annotation.model_json_schema(ref_template=template, mode=mode)
            return _named(annotation.__name__, whole, components)
        return _collected(
            TypeAdapter(annotation).json_schema(ref_template=template, mode=mode), components
        )


def _named(name: str, whole: dict[str, Any], components: Components) -> Schema:
    """A model's own schema comes whole, or as a reference where it refers to itself."""
    if "$ref" in whole:
        return _collected(whole, components)
    definitions = whole.pop("$defs", {})
    while name in definitions:
        name = f"{name}_"
    renamed = components.add({**definitions, name: whole})
    return {"$ref": f"{PREFIX}{renamed.get(name, name)}"}


def _collected(whole: dict[str, Any], components: Components) -> Schema:
    renamed = components.add(whole.pop("$defs", {}))
    schema: Schema = redirected(whole, renamed)
    return schema
