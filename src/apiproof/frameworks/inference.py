"""Parts of an operation from what its code reads and answers; the same for every framework."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from apiproof.model.operation import Body, Field, Parameter, Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apiproof.model.operation import Schema
    from apiproof.reading.reads import Part, Reads

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
ANY = "*/*"
"""The media type of bytes that are read as they are."""

BINARY: Schema = {"type": "string", "format": "binary"}
"""The schema of a file in a form."""

TEXT: Schema = {"type": "string"}
"""What a value outside of a JSON body is as long as the code doesn't turn it into something."""

_LOCATIONS: tuple[tuple[str, Literal["query", "header", "cookie"]], ...] = (
    ("query", "query"),
    ("headers", "header"),
    ("cookies", "cookie"),
)

_CREDENTIALS = frozenset({"authorization", "cookie"})
"""Headers that are spoken of as security, and never as parameters: OpenAPI 3.1, 4.8.12.2.1."""

_CLIENTS = frozenset(
    {"accept", "connection", "content-length", "content-type", "host", "transfer-encoding"}
)
"""Headers that any client sends by itself."""


def parameters_of(reads: Reads) -> tuple[Parameter, ...]:
    """List the query parameters, headers and cookies that code reads by name.

    Args:
        reads: What the code reads.

    Returns:
        One for each name and place; without what proves who asks.
    """
    found: dict[tuple[str, str], Parameter] = {}
    for part, location in _LOCATIONS:
        for read in getattr(reads, part):
            folded = read.name.lower() if location == "header" else read.name
            schema = read.schema or TEXT
            parameter = Parameter(read.name, location, schema, read.required, "inferred")
            if not is_credential(parameter) and (location != "header" or folded not in _CLIENTS):
                found.setdefault((location, folded), parameter)
    return tuple(found.values())


def is_credential(parameter: Parameter) -> bool:
    """Whether a parameter is a header that security schemes speak of.

    Args:
        parameter: The parameter.
    """
    return parameter.location == "header" and parameter.name.lower() in _CREDENTIALS


def bodies_of(reads: Reads) -> tuple[Body, ...]:
    """List the bodies that code reads, by names that it knows.

    Args:
        reads: What the code reads.

    Returns:
        One for each media type. Of two that are read, neither is required: the code takes one of
        them.
    """
    found = [*_json(reads.json), *_form(reads.form, reads.files)]
    if not found and reads.raw:
        return (Body(ANY, {}, required=False, confidence="inferred"),)
    if len(found) == 1:
        return tuple(found)
    return tuple(replace(body, required=False) for body in found)


def responses_of(reads: Reads) -> tuple[Response, ...]:
    """List the statuses that code answers with by itself.

    Args:
        reads: What the code answers.

    Returns:
        One for each status, in the order of the code.
    """
    found: dict[str, Response] = {}
    for status in reads.statuses:
        known = found.get(str(status.code))
        media_type = (known.media_type if known else "") or status.media_type
        found[str(status.code)] = Response(str(status.code), media_type, None, "inferred")
    return tuple(found.values())


def with_inferred(known: Iterable[Any], inferred: Iterable[Any], *key: str) -> tuple[Any, ...]:
    """Add what code shows to what is declared; what is declared stays as it is.

    Args:
        known: The parts that are declared.
        inferred: The parts that were found in the code.
        key: The attributes that tell whether two are the same; texts in any case.

    Returns:
        The declared ones, then the others.
    """
    merged: dict[tuple[str, ...], Any] = {}
    for part in (*known, *inferred):
        merged.setdefault(tuple(str(getattr(part, name)).lower() for name in key), part)
    return tuple(merged.values())


def _json(part: Part) -> list[Body]:
    if not part.touched:
        return []
    fields = _fields(part)
    item = _object(fields)
    schema: Schema = {"type": "array", "items": item} if part.many else item
    top = () if part.many else fields
    return [Body(JSON, schema, top, required=_needed(part), confidence="inferred")]


def _form(form: Part, files: Part) -> list[Body]:
    if not (form.touched or files.touched):
        return []
    fields = (
        *(replace(field, schema=field.schema or TEXT) for field in _fields(form)),
        *(Field(read.name, BINARY, read.required, "inferred") for read in files),
    )
    media_type = MULTIPART if files.touched else FORM
    required = _needed(form) or _needed(files)
    return [Body(media_type, _object(fields), fields, required=required, confidence="inferred")]


def _fields(part: Part) -> tuple[Field, ...]:
    return tuple(Field(read.name, read.schema, read.required, "inferred") for read in part)


def _needed(part: Part) -> bool:
    return part.needed or any(read.required for read in part)


def _object(fields: tuple[Field, ...]) -> Schema:
    if not fields:
        return {}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {field.name: field.schema for field in fields},
    }
    required = [field.name for field in fields if field.required]
    return {**schema, "required": required} if required else schema
