"""From what stands before an operation to the alternatives of its security."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from apiproof.model.operation import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from apiproof.frameworks.schemes import Schemes
    from apiproof.frameworks.wsgi.refusal import Refusal

Alternative = tuple[Requirement, ...]


def alternatives(refusals: Sequence[Refusal], schemes: Schemes) -> tuple[Alternative, ...]:
    """Combine what functions ask for, each of which must let a request through.

    What asks for something that only other code knows (`flask.g.user`) asks for what that code
    asks for, where one is there that does.

    Args:
        refusals: What they ask for.
        schemes: Where schemes are collected.

    Returns:
        The alternatives, as in `Operation.security`.
    """
    resolved = [each for each in refusals if each.is_resolved]
    scopes = tuple(dict.fromkeys(scope for each in refusals for scope in each.guard.scopes))
    groups = [_ways(each, schemes) for each in resolved or refusals]
    whole = [_merged(ways) for ways in itertools.product(*groups)] if groups else []
    return tuple(_scoped(way, scopes) for way in _smallest(whole))


def _ways(refusal: Refusal, schemes: Schemes) -> list[Alternative]:
    found: list[Alternative] = [
        (Requirement(schemes.add(way), confidence=refusal.confidence),)
        for way in refusal.guard.ways
    ]
    return [*found, ()] if refusal.guard.optional else found


def _merged(ways: Iterable[Alternative]) -> Alternative:
    found = {each.scheme: each for way in ways for each in way}
    return tuple(found.values())


def _smallest(whole: list[Alternative]) -> list[Alternative]:
    """The alternatives of which none asks for all that another does, and more."""
    names = [frozenset(each.scheme for each in way) for way in whole]
    kept = [
        way
        for way, own in zip(whole, names, strict=True)
        if not any(other and other < own for other in names)
    ]
    return list(dict.fromkeys(kept))


def _scoped(way: Alternative, scopes: tuple[str, ...]) -> Alternative:
    return tuple(Requirement(each.scheme, scopes, each.confidence) for each in way)
