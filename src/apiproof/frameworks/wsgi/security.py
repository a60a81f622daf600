"""What refuses a request to a Flask app's operation for who sends it."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from apiproof import _registry
from apiproof.frameworks.wsgi import guards
from apiproof.frameworks.wsgi.anonymous.run import Knowledge, Situation
from apiproof.frameworks.wsgi.combining import alternatives
from apiproof.frameworks.wsgi.guards.library import Library, Site
from apiproof.frameworks.wsgi.refusing import Refusing
from apiproof.frameworks.wsgi.rules import blueprints_of
from apiproof.model.operation import Response
from apiproof.reading.reader import layers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.frameworks.schemes import Schemes
    from apiproof.frameworks.wsgi.anonymous.values import Value
    from apiproof.frameworks.wsgi.combining import Alternative
    from apiproof.frameworks.wsgi.errors import ErrorHandlers
    from apiproof.frameworks.wsgi.refusal import Refusal
    from apiproof.frameworks.wsgi.views import View
    from apiproof.model.operation import Operation, Scheme
    from apiproof.reading.reader import Reader
    from apiproof.reading.sources import Sources


class Secured(NamedTuple):
    """What stands before an operation.

    Attributes:
        security: The alternatives, as in `Operation.security`.
        responses: What those are answered with who don't pass.
    """

    security: tuple[Alternative, ...]
    responses: tuple[Response, ...]


class Securing:
    """Finds what stands before the operations of one app.

    Args:
        app: A Flask app.
        reader: Reads the code of guards.
        sources: The parsed files.
        errors: The app's error handlers.
        schemes: Where schemes are collected.
        notes: Where it is said what could not be told.
    """

    def __init__(
        self,
        app: Any,
        reader: Reader,
        sources: Sources,
        errors: ErrorHandlers,
        schemes: Schemes,
        notes: list[str],
    ) -> None:
        self._app = app
        self._schemes = schemes
        site = Site(app, reader, self._looks_for, self._accepts)
        homes = frozenset({app.import_name.partition(".")[0]})
        knowledge = Knowledge(site, sources, _libraries(), homes, errors.status_of)
        self._refusing = Refusing(knowledge, notes)

    def of(self, operation: Operation, rule: Any, view: View) -> Secured:
        """Find what stands before an operation.

        Args:
            operation: The operation.
            rule: Its rule.
            view: What answers it.
        """
        head, _, rest = operation.path.partition("{")
        situation = Situation(
            self._app,
            rule,
            view.endpoint,
            operation.method,
            head,
            None if rest else head,
            tuple(blueprints_of(view.endpoint)),
            _package_of(layers(view.answering(operation.method))[-1]),
        )
        refusals = list(self._refusals(view, situation))
        statuses = dict.fromkeys(code for each in refusals for code in each.guard.statuses)
        return Secured(
            alternatives(refusals, self._schemes),
            tuple(Response(str(code), confidence="inferred") for code in statuses),
        )

    def _looks_for(self, callback: Any) -> tuple[Scheme, ...]:
        return self._refusing.looks_for(callback)

    def _accepts(self, callback: Any, *nothing: Any) -> bool | None:
        return self._refusing.accepts(callback, *nothing)

    def _refusals(self, view: View, situation: Situation) -> Iterator[Refusal]:
        context: dict[str, Value] = {}
        is_secured = False
        for refusal in (
            *self._before(situation, context),
            *self._around(view, situation, context),
        ):
            is_secured |= refusal.is_resolved and not refusal.guard.optional
            yield refusal
        if not is_secured:
            body = layers(view.answering(situation.method))[-1]
            found = self._refusing.inside(body, situation, context)
            if found is not None:
                yield found

    def _before(self, situation: Situation, context: dict[str, Value]) -> Iterator[Refusal]:
        """What Flask calls before the view, in its order: the app's first, the innermost last."""
        names = (None, *reversed(situation.blueprints))
        for name in names:
            for function in self._app.url_value_preprocessors.get(name, ()):
                yield from self._chain(function, situation, context, prepares=True)
        for name in names:
            for function in self._app.before_request_funcs.get(name, ()):
                yield from self._chain(function, situation, context, prepares=False)

    def _chain(
        self, function: Any, situation: Situation, context: dict[str, Value], *, prepares: bool
    ) -> Iterator[Refusal]:
        """A function that runs before the view, and the decorators around it."""
        chain = layers(function)
        for layer, inner in pairwise(chain):
            found = self._refusing.around(layer, inner, situation, context)
            if found is not None:
                yield found
        found = self._refusing.before(chain[-1], situation, context, prepares=prepares)
        if found is not None:
            yield found

    def _around(
        self, view: View, situation: Situation, context: dict[str, Value]
    ) -> Iterator[Refusal]:
        dispatch = view.own_dispatch(situation.method)
        if dispatch is not None:
            found = self._refusing.dispatching(dispatch, situation, context)
            if found is not None:
                yield found
        for layer, inner in view.around(situation.method):
            found = self._refusing.around(layer, inner, situation, context)
            if found is not None:
                yield found


def _package_of(function: Any) -> str:
    return str(getattr(function, "__module__", None) or "").partition(".")[0]


def _libraries() -> tuple[Library, ...]:
    known = [kind() for kind in _registry.members(guards, Library)]  # type: ignore[type-abstract]  # python/mypy#4717
    return tuple(library for library in known if library.package in sys.modules)
