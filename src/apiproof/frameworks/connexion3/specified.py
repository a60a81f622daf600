"""The operations of one specification."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from apiproof.frameworks import inference
from apiproof.frameworks.connexion3.resolving import Handlers
from apiproof.frameworks.handlers import handler_of
from apiproof.frameworks.schemes import Schemes, renamed
from apiproof.frameworks.specifications import document_of
from apiproof.model.operation import Handler, Operation, Response
from apiproof.reading.reader import Reader
from apiproof.schemas.components import Components
from apiproof.schemas.openapi.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from apiproof.model.operation import Parameter
    from apiproof.schemas.openapi.described import Described

_PROBLEM = "application/problem+json"


class Describing:
    """Describes the specifications of one app, and collects what they refer to.

    Attributes:
        components: The schemas met so far.
        schemes: The security schemes met so far.
        notes: What could not be listed or read.
    """

    def __init__(self) -> None:
        self.components = Components()
        self.schemes = Schemes()
        self.notes: list[str] = []
        # Handlers of both kinds of apps answer as Flask's views do: a body, a status, headers.
        self._reader = Reader("flask")

    def operations(self, api: Any, base: str) -> Iterator[Operation]:
        """Describe the operations of a specification.

        Args:
            api: What `add_api` made of it.
            base: Where it lies.

        Yields:
            The operations, in the order of the specification.
        """
        reading = read(document_of(api.specification), self.components)
        self.notes += reading.notes
        names = {name: self.schemes.add(scheme) for name, scheme in reading.schemes.items()}
        handlers = Handlers(api)
        for (path, method), described in reading.operations.items():
            operation = _declared(method, base + path, described, names)
            yield self._completed(operation, path, handlers)

    def _completed(self, operation: Operation, path: str, handlers: Handlers) -> Operation:
        """Add who answers, and the statuses that its code and connexion's checks answer with."""
        try:
            function = handlers.find(path, operation.method)
        except Exception as error:  # noqa: BLE001 - the app's own modules are imported
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            self.notes.append(f"the handler of {operation.key} cannot be found: {reason}")
            return replace(operation, responses=_with(operation, ()))
        reads = self._reader.read(function, method=operation.method)
        responses = _with(operation, inference.responses_of(reads))
        return replace(operation, handler=handler_of(function), responses=responses)


def _declared(method: str, path: str, described: Described, names: Mapping[str, str]) -> Operation:
    return Operation(
        method=method,
        path=path,
        handler=Handler(described.name),
        name=described.name,
        rule=path,
        parameters=tuple(
            each
            for each in described.parameters
            if not (described.security and inference.is_credential(each))
        ),
        bodies=described.bodies,
        responses=described.responses,
        security=renamed(described.security or (), names),
        deprecated=described.deprecated,
        tags=described.tags,
    )


def _with(operation: Operation, found: tuple[Response, ...]) -> tuple[Response, ...]:
    checks = [
        Response(status, _PROBLEM, confidence="inferred")
        for status, applies in (
            ("400", operation.bodies or any(map(_is_checked, operation.parameters))),
            ("401", operation.requires_identity),
        )
        if applies
    ]
    responses: tuple[Response, ...] = inference.with_inferred(
        operation.responses, (*found, *checks), "status"
    )
    return responses


def _is_checked(parameter: Parameter) -> bool:
    """Whether a value can be wrong; a path whose type is wrong leads nowhere."""
    return parameter.location != "path" or len(parameter.schema) > 1
