"""From an OpenAPI document to what it says of each operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apiproof.schemas.openapi import security
from apiproof.schemas.openapi.bodies import content_bodies, swagger_bodies
from apiproof.schemas.openapi.described import Described
from apiproof.schemas.openapi.named import Schemas
from apiproof.schemas.openapi.parameters import parameters, written_parameters
from apiproof.schemas.openapi.plain import listing, mapping, text
from apiproof.schemas.openapi.responses import responses
from apiproof.schemas.openapi.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from apiproof.model.operation import Body, Scheme
    from apiproof.schemas.components import Components

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_BODILESS = frozenset({"get", "head"})
"""OpenAPI 3.0 has a body of these ignored."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says.

    Attributes:
        operations: By path template, as it stands in the document, and method in capitals.
        schemes: The security schemes that it declares or its operations ask for, by name.
        notes: What could not be read, one sentence each.
    """

    operations: Mapping[tuple[str, str], Described]
    schemes: Mapping[str, Scheme]
    notes: tuple[str, ...] = ()


def read(spec: Any, components: Components) -> Reading:
    """Read a document of OpenAPI 2.0, 3.0 or 3.1; of a broken one, what can be read.

    Args:
        spec: The document.
        components: Where its schemas are collected.

    Returns:
        What it says.
    """
    source = Source(spec)
    if not source.version:
        return Reading({}, {}, ("the document is none of OpenAPI",))
    schemas = Schemas(source, components)
    operations = {
        (path, method.upper()): _described(source, item, operation, method, schemas)
        for path, item, method, operation in _operations(source)
    }
    schemes = security.schemes(source)
    asked = {
        requirement.scheme
        for each in operations.values()
        for alternative in each.security or ()
        for requirement in alternative
    }
    for name in sorted(asked - schemes.keys()):
        schemes[name] = security.undeclared(name)
        source.notes[f"the document asks for {name!r}, which it declares nowhere"] = None
    return Reading(operations, schemes, tuple(source.notes))


def _operations(source: Source) -> Iterator[tuple[str, dict[str, Any], str, dict[str, Any]]]:
    for path, written in mapping(source.spec.get("paths")).items():
        item = source.follow(written)
        for method in _METHODS if path.startswith("/") else ():
            if isinstance(item.get(method), dict):
                yield path, item, method, item[method]


def _described(
    source: Source, item: dict[str, Any], operation: dict[str, Any], method: str, schemas: Schemas
) -> Described:
    written = written_parameters(source, item, operation)
    return Described(
        parameters=parameters(written, schemas),
        bodies=() if method in _BODILESS else _bodies(source, operation, written, schemas),
        responses=responses(source, operation, schemas),
        security=security.alternatives(source, operation),
        deprecated=operation.get("deprecated") is True,
        tags=tuple(each for each in listing(operation.get("tags")) if text(each)),
        name=text(operation.get("operationId")),
    )


def _bodies(
    source: Source, operation: dict[str, Any], written: list[dict[str, Any]], schemas: Schemas
) -> tuple[Body, ...]:
    if source.is_swagger:
        return swagger_bodies(source, operation, written, schemas)
    return content_bodies(source, operation.get("requestBody"), schemas)
