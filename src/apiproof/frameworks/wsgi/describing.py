"""One rule of a Flask app as an operation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from apiproof.frameworks import inference
from apiproof.frameworks.documents.lookup import documents
from apiproof.frameworks.handlers import handler_of
from apiproof.frameworks.schemes import Schemes
from apiproof.frameworks.wsgi import content
from apiproof.frameworks.wsgi.errors import ErrorHandlers
from apiproof.frameworks.wsgi.loaded import Loading
from apiproof.frameworks.wsgi.rules import blueprints_of, template_of
from apiproof.frameworks.wsgi.security import Securing
from apiproof.model.operation import Handler, Operation, Response
from apiproof.reading.reader import Reader
from apiproof.reading.sources import Sources
from apiproof.schemas.components import Components

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.frameworks.wsgi.views import View
    from apiproof.model.operation import Requirement
    from apiproof.schemas.openapi.described import Described


class Describing:
    """Describes the rules of one app, and collects what they refer to.

    Args:
        app: A Flask app.

    Attributes:
        components: The schemas met so far.
        schemes: The security schemes met so far.
        notes: What could not be listed or read.
    """

    def __init__(self, app: Any) -> None:
        self.components = Components()
        self.schemes = Schemes()
        self.notes: list[str] = []
        self._app = app
        self._documents = documents(app, self.components)
        self._names = {
            name: self.schemes.add(scheme) for name, scheme in self._documents.schemes.items()
        }
        self.notes += self._documents.notes
        sources = Sources()
        self._reader = Reader("flask", sources)
        self._loading = Loading(self.components, self.notes)
        self._errors = ErrorHandlers(app, self._reader)
        self._securing = Securing(
            app, self._reader, sources, self._errors, self.schemes, self.notes
        )

    def operation(self, rule: Any, view: View, method: str, host: str) -> Operation:
        """Describe one method of a rule.

        Args:
            rule: The rule.
            view: What answers it.
            method: One of its methods.
            host: The host that it answers under.
        """
        template = template_of(rule)
        base = Operation(
            method=method,
            path=template.path,
            handler=_handler(rule, view, method),
            name=view.endpoint,
            rule=rule.rule,
            parameters=template.parameters,
            host=host,
            internal=view.is_internal,
        )
        if rule.redirect_to is not None or rule.alias:
            return replace(base, responses=(Response("308", confidence="inferred"),))
        described = self._documents.find(template.path, method, view.endpoint)
        if described is not None:
            base = content.declared(base, described)
        if base.internal or view.function is None:
            return base
        return self._with_code(base, rule, view, described)

    def _with_code(
        self, operation: Operation, rule: Any, view: View, described: Described | None
    ) -> Operation:
        reads = self._reader.read(view.function, method=operation.method)
        secured = self._securing.of(operation, rule, view)
        found = [
            *self._errors.responses_of(reads, blueprints_of(view.endpoint)),
            *inference.responses_of(reads),
            *secured.responses,
        ]
        operation = content.inferred(
            operation,
            [*self._loading.parameters_of(reads), *inference.parameters_of(reads)],
            self._loading.bodies_of(reads, inference.bodies_of(reads)),
            found,
        )
        security = tuple(self._declared_security(described)) or secured.security
        return content.without_credentials(
            replace(operation, security=security), self._keys(security)
        )

    def _declared_security(self, described: Described | None) -> Iterator[tuple[Requirement, ...]]:
        """What a document asks for; one that says "public" is not believed against the code."""
        for alternative in (described and described.security) or ():
            yield tuple(
                replace(each, scheme=self._names.get(each.scheme, each.scheme))
                for each in alternative
            )

    def _keys(self, security: tuple[tuple[Requirement, ...], ...]) -> Iterator[tuple[str, str]]:
        for alternative in security:
            for each in alternative:
                scheme = self.schemes.schemes.get(each.scheme)
                if scheme is not None and scheme.type == "apiKey":
                    yield scheme.location, scheme.parameter


def _handler(rule: Any, view: View, method: str) -> Handler:
    if view.function is not None:
        return handler_of(view.answering(method))
    if callable(rule.redirect_to):
        return handler_of(rule.redirect_to)
    return Handler(view.endpoint)
