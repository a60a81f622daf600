"""What the code of a route and of its dependencies adds to what is declared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from apiproof.frameworks import inference
from apiproof.frameworks.asgi import guards, middleware, security
from apiproof.frameworks.asgi.seen import seen
from apiproof.model.operation import WEBSOCKET, Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from apiproof.frameworks.asgi.context import Context
    from apiproof.frameworks.asgi.dependants import Use
    from apiproof.frameworks.asgi.middleware import Gate
    from apiproof.frameworks.asgi.seen import Seen
    from apiproof.frameworks.asgi.walking import Found
    from apiproof.model.operation import Operation, Requirement, Scheme
    from apiproof.reading.reads import Reads


def completed(
    operation: Operation, uses: Sequence[Use], found: Found, context: Context
) -> Operation:
    """Add to an operation what its code reads, answers and refuses.

    Args:
        operation: What is declared.
        uses: The route's functions.
        found: The route.
        context: The reader, and what is collected on the way.
    """
    method = None if operation.method == WEBSOCKET else operation.method
    functions = seen(uses, method, found, context)
    for each in functions:
        if each.use.takes_request or each.use.dependant is None:
            operation = _with_reads(operation, each.reads)
    gates = [
        gate
        for gate in middleware.gates(found.place.layers, context)
        if operation.method != WEBSOCKET or not gate.http_only
    ]
    ways = _security(uses, functions, gates, context)
    operation = _secured(operation, ways, context.schemes.schemes)
    if operation.method == WEBSOCKET:
        return replace(operation, bodies=(), responses=())
    refusals = [_refusals(use, context) for use in uses if use.scheme]
    stopped = [_stopped(gate) for gate in gates]
    return _with_responses(
        operation, [*refusals, *(_responses(each) for each in functions), *stopped]
    )


def _security(
    uses: Sequence[Use], functions: Sequence[Seen], gates: Sequence[Gate], context: Context
) -> tuple[tuple[Requirement, ...], ...]:
    asked = security.asked(uses, context.schemes)
    if asked:
        ways = security.alternatives(asked, refuses=any(each.refuses for each in functions))
    else:
        requirement = guards.requirement(functions, gates, context.schemes)
        ways = ((requirement,),) if requirement else ()
    return guards.closed_by(ways, gates, context.schemes)


def _with_reads(operation: Operation, reads: Reads) -> Operation:
    """What is read from the request itself, past FastAPI."""
    parameters = inference.with_inferred(
        operation.parameters, inference.parameters_of(reads), "location", "name"
    )
    bodies = operation.bodies or inference.bodies_of(reads)
    return replace(operation, parameters=parameters, bodies=bodies)


def _secured(
    operation: Operation,
    ways: tuple[tuple[Requirement, ...], ...],
    schemes: Mapping[str, Scheme],
) -> Operation:
    """The security, and the parameters without what is spoken of there."""
    if not ways:
        return operation
    keys = {
        (scheme.location, scheme.parameter.lower())
        for way in ways
        for scheme in (schemes[each.scheme] for each in way)
    }
    parameters = tuple(
        each
        for each in operation.parameters
        if not inference.is_credential(each)
        and (each.confidence == "declared" or (each.location, each.name.lower()) not in keys)
    )
    return replace(operation, security=ways, parameters=parameters)


def _with_responses(operation: Operation, found: Iterable[Iterable[Response]]) -> Operation:
    inferred = [response for responses in found for response in responses]
    responses = inference.with_inferred(operation.responses, inferred, "status")
    if not any(each.status[0] in "23" for each in responses):
        responses = (Response("200", confidence="inferred"), *responses)
    return replace(operation, responses=responses)


def _refusals(use: Use, context: Context) -> tuple[Response, ...]:
    """What a scheme answers by itself: 401 or 403, as FastAPI's version has it."""
    if not getattr(use.scheme, "auto_error", True):
        return ()
    kind = type(use.scheme)
    return inference.responses_of(context.reader.read(kind.__call__, owner=kind))


def _stopped(gate: Gate) -> list[Response]:
    return [Response(str(status), confidence="inferred") for status in sorted(gate.statuses)]


def _responses(seen: Seen) -> list[Response]:
    """The statuses of one function; FastAPI itself answers with the success it declares."""
    known = {each.status: each for each in inference.responses_of(seen.reads)}
    return [
        known.get(str(status), Response(str(status), confidence="inferred"))
        for status in sorted(seen.statuses)
        if status != 200 or seen.use.dependant is None  # noqa: PLR2004 - HTTP's OK
    ]
