"""What a function around a view, before it or in it refuses to let through."""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

from apiproof.frameworks.wsgi import guessing
from apiproof.frameworks.wsgi.anonymous import entering
from apiproof.frameworks.wsgi.anonymous.run import Knowledge, Run
from apiproof.frameworks.wsgi.anonymous.values import (
    Arguments,
    Closure,
    Frame,
    Inner,
    Part,
    UnwindError,
    Value,
    truth_of,
)
from apiproof.frameworks.wsgi.guards.library import use_of
from apiproof.frameworks.wsgi.refusal import Refusal, guessed, left_behind, refusal_of
from apiproof.frameworks.wsgi.remembering import Found, Memory, identity_of, state_of
from apiproof.frameworks.wsgi.words import schemes_of
from apiproof.reading.live import class_attribute, is_foreign, package_of, qualified

if TYPE_CHECKING:
    from apiproof.frameworks.wsgi.anonymous.run import Role, Situation
    from apiproof.frameworks.wsgi.guards.library import Guard
    from apiproof.model.operation import Scheme

DISPATCH: Final = object()
"""What a class's `dispatch_request` stands around: its methods."""


class Refusing:
    """Goes through functions, each once for all operations that it says the same for.

    Args:
        knowledge: What is known of the app.
        notes: Where it is said what could not be gone through.
    """

    def __init__(self, knowledge: Knowledge, notes: list[str]) -> None:
        self._knowledge = knowledge
        self._notes = notes
        self._memory: dict[Any, Memory] = {}

    def around(
        self, layer: Any, inner: Any, situation: Situation, context: dict[str, Value]
    ) -> Refusal | None:
        """Look at a wrapper, or at a decorator that is applied with each request.

        Args:
            layer: The function.
            inner: What it wraps, or None where it isn't applied yet.
            situation: The request.
            context: What stands in `flask.g`.
        """
        known = self._by_library(layer)
        if known is not None:
            return Refusal(known)
        return self._remembered(layer, inner, "wrapper", situation, context)

    def dispatching(
        self, function: Any, situation: Situation, context: dict[str, Value]
    ) -> Refusal | None:
        """Look at what a class does with any request before one of its methods answers.

        Args:
            function: The class's own `dispatch_request`.
            situation: The request.
            context: What stands in `flask.g`.
        """
        return self._remembered(function, DISPATCH, "wrapper", situation, context)

    def before(
        self, function: Any, situation: Situation, context: dict[str, Value], *, prepares: bool
    ) -> Refusal | None:
        """Look at a function that runs before the view.

        Args:
            function: The function.
            situation: The request.
            context: What stands in `flask.g`; what the function puts there is added.
            prepares: Whether it is one that prepares the arguments of the view.
        """
        role: Role = "preparing" if prepares else "before"
        return self._remembered(function, None, role, situation, context)

    def inside(
        self, function: Any, situation: Situation, context: dict[str, Value]
    ) -> Refusal | None:
        """Look at the view itself.

        Args:
            function: The function.
            situation: The request.
            context: What stands in `flask.g`.
        """
        return self._remembered(function, None, "view", situation, context)

    def accepts(self, callback: Any, *nothing: Any) -> bool | None:
        """Say whether a callback takes arguments that prove nothing; see `Site.accepts`."""
        run = Run(self._knowledge, None, "callback")
        return truth_of(_called(run, callback, *(Value(each) for each in nothing)))

    def looks_for(self, callback: Any) -> tuple[Scheme, ...]:
        """List the schemes that a callback takes from the request; see `Site.looks_for`."""
        run = Run(self._knowledge, None, "callback")
        _called(run, callback, Value(Part("request")))
        return schemes_of(run.touched, run)

    def _by_library(self, layer: Any) -> Guard | None:
        use = use_of(layer)
        for library in self._knowledge.libraries:
            guard = library.guard(use, self._knowledge.site)
            if guard is not None:
                return guard
        return None

    def _remembered(
        self,
        function: Any,
        inner: Any,
        role: Role,
        situation: Situation,
        context: dict[str, Value],
    ) -> Refusal | None:
        plain = _plain(function)
        if plain is None or not self._is_worth_it(plain, situation):
            return guessed(function) if plain is None or is_foreign(plain) else None
        key = (role, situation.method, identity_of(function, plain, inner), state_of(context))
        memory = self._memory.setdefault(key, Memory())
        found = memory.get(situation)
        if found is None:
            knowledge = self._knowledge.at_home(package_of(plain), situation.home)
            run = Run(knowledge, situation, role, inner, dict(context))
            if inner is DISPATCH:
                run.through = frozenset({"dispatch_request", situation.method.lower()})
            self._go(run, function, inner)
            found = Found(refusal_of(run, plain), left_behind(run))
            memory.keep(run.asked, found)
        context.update(found.after)
        return found.refusal

    def _go(self, run: Run, function: Any, inner: Any) -> None:
        go = _apply if run.role == "wrapper" and inner is None else entering.follow
        try:
            go(run, function)
        except UnwindError:
            return
        except Exception as error:  # noqa: BLE001 - objects of the app decide what they raise
            reason = f"{type(error).__name__}: {error}".splitlines()[0]
            self._notes.append(f"what {qualified(_plain(function))} refuses is not known: {reason}")

    def _is_worth_it(self, function: FunctionType, situation: Situation) -> bool:
        """Whether it is the app's own, or another's whose name says that it may guard."""
        homes = self._knowledge.homes | {situation.home}
        at_home = package_of(function) in homes or not is_foreign(function)
        return at_home or guessing.may_guard(function)


def _called(run: Run, callback: Any, *arguments: Value) -> Value:
    try:
        return entering.follow(run, callback, *arguments)
    except UnwindError:
        return Value(None)


def _apply(run: Run, decorator: Any) -> None:
    """Go through a decorator, then through the wrapper that it makes."""
    run.role = "callback"
    wrapper = run.call(Value(decorator), Arguments((Value(Inner()),)), Frame({}))
    run.role = "wrapper"
    if isinstance(wrapper.what, Closure):
        run.call(wrapper, Arguments(rest=True), Frame({}))


def _plain(function: Any) -> FunctionType | None:
    found = getattr(function, "__func__", function)
    if not isinstance(found, FunctionType):
        found = class_attribute(type(function), "__call__")
    return found if isinstance(found, FunctionType) else None
