"""What the code of a route and of its dependencies adds to what is declared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from apiproof.frameworks import inference
from apiproof.frameworks.asgi import guards, security
from apiproof.model.operation import WEBSOCKET, Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from apiproof.frameworks.asgi.dependants import Use
    from apiproof.frameworks.asgi.routes import Describing
    from apiproof.frameworks.asgi.walking import Found
    from apiproof.model.operation import Operation, Requirement, Scheme
    from apiproof.reading.reads import Raised, Reads, Source


@dataclass(frozen=True, slots=True)
class Seen:
    """A function of a route, and what its code says.

    Attributes:
        use: The function.
        reads: What it reads from the request by itself, and what it answers.
        statuses: What it answers, with what the app's exception handlers make of what it raises.
    """

    use: Use
    reads: Reads
    statuses: frozenset[int]

    @property
    def refuses(self) -> bool:
        """Whether it turns a request away for who sends it."""
        return not self.statuses.isdisjoint({401, 403})


def completed(
    operation: Operation, uses: Sequence[Use], found: Found, describing: Describing
) -> Operation:
    """Add to an operation what its code reads, answers and refuses.

    Args:
        operation: What is declared.
        uses: The route's functions.
        found: The route.
        describing: The reader, and what is collected on the way.
    """
    handlers = _exception_handlers(found, describing)
    seen = [_seen(use, operation.method, handlers, describing) for use in uses if not use.scheme]
    for each in seen:
        if each.use.takes_request or each.use.dependant is None:
            operation = _with_reads(operation, each.reads)
    operation = _secured(operation, _security(uses, seen, describing), describing.schemes.schemes)
    if operation.method == WEBSOCKET:
        return replace(operation, bodies=(), responses=())
    refusals = [_refusals(use, describing) for use in uses if use.scheme]
    return _with_responses(operation, [*refusals, *(_responses(each) for each in seen)])


def _seen(use: Use, method: str, handlers: Mapping[Any, Any], describing: Describing) -> Seen:
    verb = None if method == WEBSOCKET else method
    reads = describing.reader.read(use.call, method=verb, arguments=_arguments(use))
    statuses = {each.code for each in reads.statuses}
    for raised in reads.raised:
        statuses |= _answered(raised, handlers, describing)
    return Seen(use, reads, frozenset(statuses))


def _arguments(use: Use) -> dict[str, tuple[Source, str]]:
    """What the parameters of a function stand for, as FastAPI fills them."""
    parts: tuple[tuple[Source, str], ...] = (
        ("query", "query_params"),
        ("headers", "header_params"),
        ("cookies", "cookie_params"),
    )
    return {
        field.name: (source, field.alias)
        for source, attribute in parts
        for field in getattr(use.dependant, attribute, ())
    }


def _security(
    uses: Sequence[Use], seen: Sequence[Seen], describing: Describing
) -> tuple[tuple[Requirement, ...], ...]:
    asked = security.asked(uses, describing.schemes)
    if asked:
        return security.alternatives(asked, refuses=any(each.refuses for each in seen))
    requirement = guards.requirement(seen, describing.schemes)
    return ((requirement,),) if requirement else ()


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


def _refusals(use: Use, describing: Describing) -> tuple[Response, ...]:
    """What a scheme answers by itself: 401 or 403, as FastAPI's version has it."""
    if not getattr(use.scheme, "auto_error", True):
        return ()
    kind = type(use.scheme)
    return inference.responses_of(describing.reader.read(kind.__call__, owner=kind))


def _responses(seen: Seen) -> list[Response]:
    """The statuses of one function; FastAPI itself answers with the success it declares."""
    known = {each.status: each for each in inference.responses_of(seen.reads)}
    return [
        known.get(str(status), Response(str(status), confidence="inferred"))
        for status in sorted(seen.statuses)
        if status != 200 or seen.use.dependant is None  # noqa: PLR2004 - HTTP's OK
    ]


def _answered(raised: Raised, handlers: Mapping[Any, Any], describing: Describing) -> set[int]:
    """The statuses that an exception of the app's ends as."""
    from starlette.exceptions import HTTPException

    for kind in raised.kind.__mro__:
        if kind in handlers and kind is not Exception:
            codes = {each.code for each in describing.reader.read(handlers[kind]).statuses}
            own = {raised.status} if raised.status and not codes else set()
            return codes | own
    if issubclass(raised.kind, HTTPException) and raised.status:
        return {raised.status}
    return set()


def _exception_handlers(found: Found, describing: Describing) -> dict[Any, Any]:
    handlers = dict(getattr(describing.target, "exception_handlers", {}))
    return {**handlers, **getattr(found.place.app, "exception_handlers", {})}
