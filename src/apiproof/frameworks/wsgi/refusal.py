"""What was found of a guard, from one go through its code."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi import guessing
from apiproof.frameworks.wsgi.anonymous import answers
from apiproof.frameworks.wsgi.anonymous.parts import explained
from apiproof.frameworks.wsgi.guards.library import Guard, texts_of, use_of
from apiproof.frameworks.wsgi.words import prefixes_of, schemes_of
from apiproof.model.operation import Scheme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FunctionType

    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Credential, Exit, Value
    from apiproof.model.operation import Confidence

_SCOPES = re.compile(
    r"role|perm|scope|group|right|claim|priv|level|abilit|capabilit", re.IGNORECASE
)
"""What the names in a decorator's closure have that say who is let through."""


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


def guessed(function: Any) -> Refusal | None:
    """Guess what a function asks for by its name alone.

    Args:
        function: A wrapper, or a decorator that isn't applied yet.
    """
    if not guessing.is_guard(function):
        return None
    scheme = Scheme(guessing.name_of(function), "guard", confidence="guessed")
    return Refusal(Guard((scheme,)), "guessed")


def refusal_of(run: Run, function: FunctionType) -> Refusal | None:
    """Say what a function refuses.

    Args:
        run: What went through it.
        function: The function.
    """
    refusals = [out for out in _refusals(run) if out.credentials]
    credentials = dict.fromkeys(each for out in refusals for each in _sorted(out.credentials))
    ways = schemes_of(credentials, run)
    if not ways and (optional := _optional(run)):
        return Refusal(Guard(optional, optional=True, statuses=()))
    if not ways:
        return guessed(function) if run.blind and not run.exits and run.role == "wrapper" else None
    statuses = dict.fromkeys(out.status for out in refusals if out.status is not None)
    if not statuses:
        guards = [each.guard for each in credentials if each.guard is not None]
        statuses = dict.fromkeys(code for guard in guards for code in guard.statuses)
    scopes = _scopes(function) if run.role == "wrapper" else ()
    refusal = Refusal(Guard(ways, scopes, run.passed, tuple(statuses)))
    if not run.passed or _is_told(run, refusal, refusals):
        return refusal
    return guessed(function) if run.blind and run.role == "wrapper" else None


def _is_told(run: Run, refusal: Refusal, refusals: list[Exit]) -> bool:
    """Whether it is worth telling of a function that lets others through.

    A view does much with who asks that has nothing to do with letting them in.
    """
    certain = run.role != "view" or any(out.certain for out in refusals)
    return certain and refusal.is_resolved


def left_behind(run: Run) -> dict[str, Value]:
    """List what a function leaves in `flask.g`.

    Args:
        run: What went through it. Who asks was found out by what it has looked for.
    """
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


def _scopes(function: FunctionType) -> tuple[str, ...]:
    cells = use_of(function).values
    found = [
        text for name, value in cells.items() if _SCOPES.search(name) for text in texts_of(value)
    ]
    return tuple(dict.fromkeys(found))
