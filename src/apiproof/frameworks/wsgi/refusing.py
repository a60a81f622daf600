"""What a function around a view, before it or in it refuses to let through."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from apiproof.frameworks.wsgi.anonymous import answers, calls
from apiproof.frameworks.wsgi.anonymous.parts import explained
from apiproof.frameworks.wsgi.anonymous.run import Knowledge, Run
from apiproof.frameworks.wsgi.anonymous.values import (
    Arguments,
    Closure,
    Exit,
    Frame,
    Inner,
    Part,
    UnwindError,
    Value,
    truth_of,
)
from apiproof.frameworks.wsgi.guards.library import Guard, texts_of, use_of
from apiproof.frameworks.wsgi.words import prefixes_of, schemes_of
from apiproof.model.operation import Scheme
from apiproof.reading.live import class_attribute, is_foreign, package_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from apiproof.frameworks.wsgi.anonymous.run import Role, Situation
    from apiproof.frameworks.wsgi.anonymous.values import Credential
    from apiproof.model.operation import Confidence

_GUARDS = re.compile(
    r"(login|logged_in|auth|authenticated|authorized|admin|superuser|staff|token|jwt|api_?key"
    r"|permissions?|roles?|scopes?|user|members?|owner|account)_?(required|needed|only)$"
    r"|^(requires?|needs?|must_have|must_be|check|verify|ensure|protect(ed)?|restrict(ed)?)_?"
    r"(by_|to_|is_)?(login|logged_in|auth|authentication|authorization|admin|superuser|staff"
    r"|token|jwt|api_?key|permissions?|roles?|scopes?|access)\w*$"
    r"|^(login|auth|token|roles?|permissions?)_required\w*$",
    re.IGNORECASE,
)
"""What a decorator is called that lets only some people through."""

_NO_GUARDS = re.compile(r"anonymous|guest|logged_out|unauthenticated|optional", re.IGNORECASE)
"""What is in the names of decorators that let others through too, or only others."""

_SCOPES = re.compile(
    r"role|perm|scope|group|right|claim|priv|level|abilit|capabilit", re.IGNORECASE
)
"""What the names in a decorator's closure have that say who is let through."""


DISPATCH: Final = object()
"""What a class's `dispatch_request` stands around: its methods."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a function asks for.

    Attributes:
        guard: The schemes, any of which suffices.
        confidence: How it is known.
    """

    guard: Guard
    confidence: Confidence = "inferred"

    @property
    def is_resolved(self) -> bool:
        """Whether it is known by what a request is let through."""
        return all(way.type != "guard" for way in self.guard.ways)


class _Memory:
    """What was found of one function, by what it asks of the request and what that was."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], dict[Any, _Found]] = {}

    def get(self, situation: Situation) -> _Found | None:
        """What holds for a request too, or None."""
        facts = situation.facts
        for names, found in self._found.items():
            known = found.get(tuple(_hashable(facts[name]) for name in names))
            if known is not None:
                return known
        return None

    def keep(self, asked: Mapping[str, Any], found: _Found) -> None:
        """Keep what was found for requests that are alike."""
        values = tuple(_hashable(value) for value in asked.values())
        self._found.setdefault(tuple(asked), {})[values] = found


def _hashable(value: Any) -> Any:
    return id(value) if type(value).__hash__ is None else value


class _Found(NamedTuple):
    """What was found of a function.

    Attributes:
        refusal: What it refuses.
        after: What stands in `flask.g` after it.
    """

    refusal: Refusal | None
    after: Mapping[str, Value]


class Refusing:
    """Goes through functions, each once for all operations that it says the same for.

    Args:
        knowledge: What is known of the app.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._memory: dict[Any, _Memory] = {}

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
            return _guessed(function) if plain is None or is_foreign(plain) else None
        key = (role, situation.method, _identity(plain, inner), _state(context))
        memory = self._memory.setdefault(key, _Memory())
        found = memory.get(situation)
        if found is None:
            knowledge = self._knowledge.at_home(package_of(plain), situation.home)
            run = Run(knowledge, situation, role, inner, dict(context))
            if inner is DISPATCH:
                run.through = frozenset({"dispatch_request", situation.method.lower()})
            self._go(run, function, inner)
            found = _Found(_refusal(run, plain), _left_behind(run))
            memory.keep(run.asked, found)
        context.update(found.after)
        return found.refusal

    def _go(self, run: Run, function: Any, inner: Any) -> None:
        if run.role == "wrapper" and inner is None:
            _apply(run, function)
            return
        try:
            calls.follow(run, function)
        except UnwindError:
            return

    def _is_worth_it(self, function: FunctionType, situation: Situation) -> bool:
        """Whether it is the app's own, or another's whose name says that it guards."""
        homes = self._knowledge.homes | {situation.home}
        at_home = package_of(function) in homes or not is_foreign(function)
        return at_home or bool(_GUARDS.search(_name(function)))


def _called(run: Run, callback: Any, *arguments: Value) -> Value:
    try:
        return calls.follow(run, callback, *arguments)
    except UnwindError:
        return Value(None)


def _apply(run: Run, decorator: Any) -> None:
    """Go through a decorator, then through the wrapper that it makes."""
    run.role = "callback"
    try:
        wrapper = run.call(Value(decorator), Arguments((Value(Inner()),)), Frame({}))
        run.role = "wrapper"
        if isinstance(wrapper.what, Closure):
            run.call(wrapper, Arguments(rest=True), Frame({}))
    except UnwindError:
        return


def _refusal(run: Run, function: FunctionType) -> Refusal | None:
    refusals = [out for out in _refusals(run) if out.credentials]
    credentials = dict.fromkeys(each for out in refusals for each in _sorted(out.credentials))
    ways = schemes_of(credentials, run)
    if not ways and (optional := _optional(run)):
        return Refusal(Guard(optional, optional=True, statuses=()))
    if not ways:
        return _guessed(function) if run.blind and not run.exits and run.role == "wrapper" else None
    statuses = dict.fromkeys(out.status for out in refusals if out.status is not None)
    if not statuses:
        guards = [each.guard for each in credentials if each.guard is not None]
        statuses = dict.fromkeys(code for guard in guards for code in guard.statuses)
    scopes = _scopes(function) if run.role == "wrapper" else ()
    refusal = Refusal(Guard(ways, scopes, run.passed, tuple(statuses)))
    if run.passed and not _is_told(run, refusal, refusals):
        return None
    return refusal


def _is_told(run: Run, refusal: Refusal, refusals: list[Exit]) -> bool:
    """Whether it is worth telling of a function that lets others through.

    A view does much with who asks that has nothing to do with letting them in.
    """
    certain = run.role != "view" or any(out.certain for out in refusals)
    return certain and refusal.is_resolved


def _left_behind(run: Run) -> dict[str, Value]:
    """What a function leaves in `flask.g`; who asks was found out by what it has looked for."""
    return {
        name: _with_words(explained(run, name, value), run)
        for name, value in run.context.items()
        if name
    }


def _with_words(value: Value, run: Run) -> Value:
    """A value with the words of an Authorization header, which other functions don't see."""
    if not any(map(_lacks_words, value.credentials)):
        return value
    words = prefixes_of(run)
    credentials = frozenset(
        replace(each, words=words) if _lacks_words(each) else each for each in value.credentials
    )
    return replace(value, credentials=credentials)


def _lacks_words(credential: Credential) -> bool:
    return credential.source == "authorization" and not credential.words


def _optional(run: Run) -> tuple[Scheme, ...]:
    """What an extension was asked to look for, though nobody is refused for want of it."""
    guards = [each.guard for each in run.touched if each.guard is not None]
    return tuple(dict.fromkeys(way for each in guards if each.optional for way in each.ways))


def _refusals(run: Run) -> Iterator[Exit]:
    """The ways out that refuse. A wrapper that answers 401 does so for what it has looked at."""
    for out in run.exits:
        credentials = out.credentials
        if not credentials and out.status in {answers.UNAUTHORIZED, answers.FORBIDDEN}:
            credentials = frozenset(run.touched if run.role != "view" else ())
        whole = replace(out, credentials=credentials)
        if answers.refuses(run, whole):
            yield whole


def _sorted(credentials: frozenset[Any]) -> list[Any]:
    order = ("authorization", "header", "cookie", "session", "query", "identity")
    return sorted(credentials, key=lambda each: (order.index(each.source), each.name))


def _guessed(function: Any) -> Refusal | None:
    """By its name alone."""
    if not _GUARDS.search(_name(function)) or _NO_GUARDS.search(_name(function)):
        return None
    return Refusal(Guard((Scheme(_name(function), "guard", confidence="guessed"),)), "guessed")


def _name(function: Any) -> str:
    """The name of the decorator that a wrapper comes from."""
    whole = use_of(function).outermost or type(function).__qualname__
    return whole.rpartition(".")[2]


def _scopes(function: FunctionType) -> tuple[str, ...]:
    cells = use_of(function).values
    found = [
        text for name, value in cells.items() if _SCOPES.search(name) for text in texts_of(value)
    ]
    return tuple(dict.fromkeys(found))


def _plain(function: Any) -> FunctionType | None:
    found = getattr(function, "__func__", function)
    if not isinstance(found, FunctionType):
        found = class_attribute(type(function), "__call__")
    return found if isinstance(found, FunctionType) else None


def _identity(function: FunctionType, inner: Any) -> Any:
    """What decides what a function does: its code and what its closure holds beside the view."""
    cells = [None if cell is inner else id(cell) for cell in use_of(function).values.values()]
    return function.__code__, tuple(cells)


def _state(context: dict[str, Value]) -> Any:
    return tuple(
        (name, value.what is None, value.credentials) for name, value in sorted(context.items())
    )
