"""Parts of an operation from what its code hands whole parts of the request to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from apiproof.frameworks.inference import BINARY, FORM, JSON, MULTIPART
from apiproof.model.operation import Body, Field, Parameter
from apiproof.schemas.described import schema_of
from apiproof.schemas.fields import fields_of, is_closed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from apiproof.model.operation import Schema
    from apiproof.reading.reads import Loaded, Reads
    from apiproof.schemas.components import Components

_LOCATIONS: dict[str, Literal["query", "header", "cookie"]] = {
    "query": "query",
    "headers": "header",
    "cookies": "cookie",
}
_BODIES = {"json": JSON, "form": FORM, "files": MULTIPART}


class Loading:
    """Makes parameters and bodies of what describes a part of a request.

    Args:
        components: Where named schemas are collected.
        notes: Where it is said what a library cannot express.
    """

    def __init__(self, components: Components, notes: list[str]) -> None:
        self._components = components
        self._notes = notes

    def parameters_of(self, reads: Reads) -> Iterator[Parameter]:
        """List the query parameters, headers and cookies that are described.

        Args:
            reads: What the code reads.

        Yields:
            A parameter for each of their names; required where it is so whatever way the code
            goes.
        """
        for loaded in reads.loaded:
            location = _LOCATIONS.get(loaded.source)
            if location is None:
                continue
            for field in fields_of(self._schema(loaded), self._components, "inferred"):
                yield Parameter(
                    field.name,
                    location,
                    field.schema,
                    field.required and loaded.required,
                    "inferred",
                )

    def bodies_of(self, reads: Reads, others: Iterable[Body]) -> tuple[Body, ...]:
        """List the bodies that are described, with what else is read of them.

        Args:
            reads: What the code reads.
            others: The bodies that the code reads by names.

        Returns:
            One for each media type.
        """
        described: dict[str, list[Body]] = {}
        for loaded in reads.loaded:
            if loaded.source in _BODIES:
                body = self._body(loaded)
                described.setdefault(_family(body), []).append(body)
        named = {_family(body): body for body in others}
        found = [
            _merged(described.get(family, ()), named.get(family))
            for family in dict.fromkeys([*described, *named])
        ]
        return tuple(replace(each, required=False) for each in found) if found[1:] else tuple(found)

    def _body(self, loaded: Loaded) -> Body:
        schema = self._schema(loaded)
        fields = fields_of(schema, self._components, "inferred")
        if loaded.source == "files":
            fields = tuple(replace(each, schema=each.schema or BINARY) for each in fields)
        media_type = _BODIES[loaded.source]
        if media_type == FORM and any(_is_file(field) for field in fields):
            media_type = MULTIPART
        return Body(
            media_type,
            schema,
            fields,
            loaded.required,
            is_closed(schema, self._components),
            "inferred",
        )

    def _schema(self, loaded: Loaded) -> Schema:
        try:
            return schema_of(loaded, self._components)
        except Exception as error:  # noqa: BLE001 - what the app's own schemas raise
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            name = getattr(loaded.by, "__qualname__", type(loaded.by).__qualname__)
            self._notes.append(f"what {name} loads has no JSON Schema: {reason}")
            return {}


def _family(body: Body) -> str:
    """A form is one body, whether it comes urlencoded or, with files, in parts."""
    return FORM if body.media_type == MULTIPART else body.media_type


def _is_file(field: Field) -> bool:
    members = [field.schema, field.schema.get("items", {})]
    return any(member.get("format") == BINARY["format"] for member in members)


def _merged(described: Sequence[Body], named: Body | None) -> Body:
    """One body of several that describe the same part: each asks for what it knows of."""
    whole = [*described, *([named] if named is not None else [])]
    if not described or (len(described) == 1 and not (named and named.fields)):
        return replace(whole[0], required=any(body.required for body in whole))
    fields: dict[str, Field] = {}
    for body in whole:
        for field in body.fields:
            asked = field.required and body.required
            known = fields.setdefault(field.name, replace(field, required=asked))
            if asked and not known.required:
                fields[field.name] = replace(known, required=True)
    media_type = next((body.media_type for body in whole if body.media_type == MULTIPART), "")
    return Body(
        media_type or whole[0].media_type,
        _object(fields),
        tuple(fields.values()),
        any(body.required for body in whole),
        confidence="inferred",
    )


def _object(fields: dict[str, Field]) -> Schema:
    required = [name for name, field in fields.items() if field.required]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: field.schema for name, field in fields.items()},
    }
    return {**schema, "required": required} if required else schema
