"""The sample API, whatever the style that it is written in: what any adapter must find of it.

A style is a module in `samples/` with `make()`, which returns the app. It may have `TYPED = False`
where nothing in its source says of what type a body's field or a query parameter is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.model.api import Api
    from apiproof.model.operation import Operation, Schema

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@dataclass(frozen=True)
class Expected:
    """What must be found of one operation.

    A name that ends in `*` is required. A value is a type of JSON Schema.
    """

    path: Mapping[str, str] | None = None
    query: Mapping[str, str] | None = None
    header: Mapping[str, str] | None = None
    media: str = ""
    body: Mapping[str, str] | None = None
    statuses: frozenset[str] = frozenset({"200"})
    secured: bool = False
    hidden: bool = False


ITEM = {"item_id*": "integer"}

OPERATIONS = {
    "POST /login": Expected(
        media=FORM,
        body={"username*": "string", "password*": "string"},
        statuses=frozenset({"200", "401"}),
    ),
    "GET /items": Expected(query={"limit": "integer", "q": "string"}),
    "POST /items": Expected(
        media=JSON,
        body={"name*": "string", "price*": "number", "note": "string"},
        statuses=frozenset({"201", "401"}),
        secured=True,
    ),
    "GET /items/{item_id}": Expected(path=ITEM, statuses=frozenset({"200", "404"})),
    "PATCH /items/{item_id}": Expected(
        path=ITEM,
        media=JSON,
        body={"name": "string", "price": "number", "note": "string"},
        statuses=frozenset({"200", "401", "404"}),
        secured=True,
    ),
    "DELETE /items/{item_id}": Expected(
        path=ITEM, statuses=frozenset({"204", "401", "404"}), secured=True
    ),
    "PUT /items/{item_id}/image": Expected(
        path=ITEM,
        media=MULTIPART,
        body={"image*": "string"},
        statuses=frozenset({"204", "401"}),
        secured=True,
    ),
    "GET /me": Expected(
        header={"x-request-id": "string"}, statuses=frozenset({"200", "401"}), secured=True
    ),
    "GET /health": Expected(hidden=True),
}


def differences(api: Api, *, typed: bool = True, documented: bool = True) -> list[str]:
    """Compare what an adapter found with the sample API.

    Args:
        api: What it found.
        typed: Whether the types of fields and query parameters are known.
        documented: Whether there is a document, which can leave an operation out.

    Returns:
        The differences, for people; nothing where there are none.
    """
    found = {each.key: each for each in api.operations if not each.internal}
    lines = [f"missing: {key}" for key in OPERATIONS.keys() - found.keys()]
    lines += [f"invented: {key}" for key in found.keys() - OPERATIONS.keys()]
    for key in OPERATIONS.keys() & found.keys():
        expected, operation = OPERATIONS[key], found[key]
        lines += [
            f"{key}: {what} is {actual}, not {wanted}"
            for what, actual, wanted in _compared(api, expected, operation, typed)
            if actual != wanted
        ]
        missing = expected.statuses - {each.status for each in operation.responses}
        if missing:
            lines.append(f"{key}: statuses {sorted(missing)} are missing")
        if documented and operation.hidden != expected.hidden:
            lines.append(f"{key}: hidden is {operation.hidden}")
        if not operation.handler.path.endswith(".py") or not operation.handler.line:
            lines.append(f"{key}: no source")
    return sorted(lines)


def _compared(api: Api, expected: Expected, operation: Operation, typed: bool) -> list[Any]:
    compared = []
    for location in ("path", "query", "header"):
        parameters = [each for each in operation.parameters if each.location == location]
        actual = {_key(each): _type(api, each.schema) for each in parameters}
        wanted = dict(getattr(expected, location) or {})
        compared.append(_bare(location, actual, wanted, typed or location == "path"))
    media = {body.media_type for body in operation.bodies}
    if expected.media == FORM in media:
        media -= {MULTIPART}  # a form without files may be read in both ways
    compared.append(("media type", media, {expected.media} if expected.media else set()))
    fields = {
        _key(each): _type(api, each.schema) for body in operation.bodies for each in body.fields
    }
    compared.append(_bare("body", fields, dict(expected.body or {}), typed))
    compared.append(("requires_identity", operation.requires_identity, expected.secured))
    schemes = {
        _kind(api, each.scheme) for alternative in operation.security for each in alternative
    }
    compared.append(("security", schemes, {"bearer"} if expected.secured else set()))
    return compared


def _bare(
    what: str, actual: dict[str, str], wanted: dict[str, str], typed: bool
) -> tuple[str, Any, Any]:
    return (what, actual, wanted) if typed else (what, actual.keys(), wanted.keys())


def _key(part: Any) -> str:
    name = part.name.lower() if getattr(part, "location", "") == "header" else part.name
    return f"{name}*" if part.required else name


def _type(api: Api, schema: Schema) -> str:
    """The one type of a schema besides null."""
    while "$ref" in schema:
        schema = api.schemas[schema["$ref"].rpartition("/")[2]]
    members = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    kinds = {
        kind
        for member in members
        for kind in (
            [member["type"]] if isinstance(member.get("type"), str) else member.get("type", ())
        )
    }
    return "|".join(sorted(kinds - {"null"}))


def _kind(api: Api, name: str) -> str:
    scheme = api.schemes[name]
    return "bearer" if scheme.type == "oauth2" else scheme.scheme or scheme.type
