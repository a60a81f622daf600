"""Parameters, bodies and responses of an operation: what is declared, and what its code shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from apiproof.frameworks import inference
from apiproof.model.operation import WEBSOCKET, Operation, Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apiproof.model.operation import Body, Parameter, Schema
    from apiproof.schemas.openapi.described import Described

WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""Methods whose bodies mean something."""


def declared(operation: Operation, described: Described) -> Operation:
    """Add what a document says.

    Args:
        operation: An operation as the rule has it: its path parameters are there.
        described: What a document says of it.
    """
    own = tuple(each for each in described.parameters if each.location != "path")
    said = {each.name: each.schema for each in described.parameters if each.location == "path"}
    path = tuple(_narrowed(each, said.get(each.name, {})) for each in operation.parameters)
    return replace(
        operation,
        name=described.name or operation.name,
        parameters=(*path, *own),
        bodies=described.bodies,
        responses=described.responses,
        hidden=described.hidden,
        deprecated=described.deprecated,
        tags=described.tags,
    )


def _narrowed(parameter: Parameter, said: Schema) -> Parameter:
    """What a document says of an argument whose converter lets any text through, or its own."""
    kind = said.get("type")
    is_text = (
        parameter.schema.keys() <= {"type", "pattern"} and parameter.schema.get("type") == "string"
    )
    if not is_text or kind is None or (kind == "string" and "pattern" in parameter.schema):
        return parameter
    return replace(parameter, schema=said)


def inferred(
    operation: Operation,
    parameters: Iterable[Parameter],
    bodies: Iterable[Body],
    responses: Iterable[Response],
) -> Operation:
    """Add what the code shows; what is declared stays as it is.

    Args:
        operation: What the rule and the documents say.
        parameters: What the code reads outside of the body.
        bodies: What it reads as a body; left out where a body is declared.
        responses: What it answers.
    """
    if operation.method == WEBSOCKET:
        return operation
    has_body = operation.method in WITH_BODY and not operation.bodies
    return replace(
        operation,
        parameters=inference.with_inferred(operation.parameters, parameters, "location", "name"),
        bodies=tuple(bodies) if has_body else operation.bodies,
        responses=_answered(inference.with_inferred(operation.responses, responses, "status")),
    )


def without_credentials(operation: Operation, keys: Iterable[tuple[str, str]]) -> Operation:
    """Leave out parameters that are spoken of as security.

    Args:
        operation: The operation.
        keys: The places and names of the API keys that it asks for.
    """
    spoken = {(location, name.lower()) for location, name in keys}
    kept = [
        each
        for each in operation.parameters
        if each.confidence == "declared" or (each.location, each.name.lower()) not in spoken
    ]
    return replace(operation, parameters=tuple(kept))


def _answered(responses: tuple[Response, ...]) -> tuple[Response, ...]:
    """In order; a view that answers nothing good in sight answers 200."""
    found = list(responses)
    if not any(each.status[0] in "23d" for each in responses):
        found.append(Response("200", confidence="inferred"))
    return tuple(sorted(found, key=lambda each: each.status))
