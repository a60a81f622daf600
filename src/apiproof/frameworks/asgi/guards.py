"""Code that refuses a request by who sends it, without a scheme of FastAPI's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.frameworks.asgi.credentials import is_identity, scheme_of
from apiproof.model.operation import Requirement, Scheme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apiproof.frameworks.asgi.middleware import Gate
    from apiproof.frameworks.asgi.seen import Seen
    from apiproof.frameworks.schemes import Schemes

_UNKNOWN = Scheme("identity", "guard", confidence="inferred")
"""What refuses a request by something that could not be told."""


def requirement(
    seen: Sequence[Seen], gates: Sequence[Gate], schemes: Schemes
) -> Requirement | None:
    """Find the credential without which a request is refused.

    Args:
        seen: The functions of a route.
        gates: The middleware above it that looks at who asks.
        schemes: Where schemes are collected.

    Returns:
        A requirement of the scheme that was inferred, or None where no code refuses by one.
    """
    scheme, scopes = _found(seen, gates)
    if scheme is None:
        return None
    return Requirement(schemes.add(scheme), scopes, confidence="inferred")


def _found(seen: Sequence[Seen], gates: Sequence[Gate]) -> tuple[Scheme | None, tuple[str, ...]]:
    above = gates[-1].scheme if gates else _UNKNOWN
    for each in seen:
        if each.required is not None:
            return above, each.required.scopes
    for each in filter(_guards, seen):
        scheme = scheme_of(each.reads, is_handler=each.use.is_handler)
        if scheme is None and _asks_who(each):
            scheme = above
        if scheme is not None:
            return scheme, ()
    return None, ()


def closed_by(
    ways: tuple[tuple[Requirement, ...], ...], gates: Sequence[Gate], schemes: Schemes
) -> tuple[tuple[Requirement, ...], ...]:
    """Add what middleware asks of every request to what a route asks for.

    Args:
        ways: The alternatives of the route, none where it is public by itself.
        gates: The middleware above it that looks at who asks.
        schemes: Where schemes are collected.

    Returns:
        The alternatives; a proof that both look at stands there once.
    """
    for gate in gates:
        if gate.refuses:
            ways = tuple(_with(way, gate.scheme, schemes) for way in ways or ((),))
    return ways


def _with(
    way: tuple[Requirement, ...], scheme: Scheme, schemes: Schemes
) -> tuple[Requirement, ...]:
    if any(_place(schemes.schemes[each.scheme]) == _place(scheme) for each in way):
        return way
    return (*way, Requirement(schemes.add(scheme), confidence="inferred"))


def _place(scheme: Scheme) -> tuple[str, str]:
    """Where a request carries the proof."""
    if scheme.type in {"session", "guard"}:
        return scheme.type, ""
    return scheme.location or "header", scheme.parameter.lower() or "authorization"


def _guards(seen: Seen) -> bool:
    """A dependency that refuses; a handler that does may refuse for other reasons than who asks."""
    return 401 in seen.statuses if seen.use.is_handler else seen.refuses  # noqa: PLR2004 - HTTP's


def _asks_who(seen: Seen) -> bool:
    """A dependency that answers 401 by what a middleware has put beside the request."""
    told = any(is_identity(read.name) for read in seen.reads.context)
    return told and not seen.use.is_handler and 401 in seen.statuses  # noqa: PLR2004 - HTTP's
