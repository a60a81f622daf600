"""Forms that are read in either of the two ways that browsers send them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from apiproof.schemas.openapi.bodies import MULTIPART, URLENCODED

if TYPE_CHECKING:
    from apiproof.model.operation import Body, Schema
    from apiproof.schemas.components import Components
    from apiproof.schemas.openapi.described import Described


def with_urlencoded(described: Described, components: Components) -> Described:
    """Add the urlencoded way to forms that a document has as multipart.

    Args:
        described: What the document says of an operation.
        components: What references lead to.

    Returns:
        The same, where no form is without files; else with a body more.
    """
    has = {body.media_type for body in described.bodies}
    if MULTIPART not in has or URLENCODED in has:
        return described
    bodies: list[Body] = []
    for body in described.bodies:
        if body.media_type == MULTIPART and not _has_file(body, components):
            bodies.append(replace(body, media_type=URLENCODED))
        bodies.append(body)
    return replace(described, bodies=tuple(bodies))


def _has_file(body: Body, components: Components) -> bool:
    return any(_is_file(field.schema, components) for field in body.fields)


def _is_file(schema: Schema, components: Components, depth: int = 5) -> bool:
    resolved = components.resolve(schema)
    if resolved.get("format") == "binary" or "contentMediaType" in resolved:
        return True
    members = [*resolved.get("anyOf", ()), *resolved.get("oneOf", ()), *resolved.get("allOf", ())]
    members += [resolved["items"]] if isinstance(resolved.get("items"), dict) else []
    return depth > 0 and any(_is_file(each, components, depth - 1) for each in members)
