"""Patterns of `match`: what they ask of the request, and what they bind."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from apiproof.reading import pieces
from apiproof.reading.comparisons import compared
from apiproof.reading.values import UNKNOWN, Const, Piece, Value, options_of, united
from apiproof.reading.verdicts import truth_of

if TYPE_CHECKING:
    from apiproof.reading.site import Site


def bound(pattern: ast.pattern, subject: Value, site: Site) -> bool | None:
    """Read a pattern.

    Args:
        pattern: The pattern.
        subject: What it is tried on.
        site: Where it stands.

    Returns:
        Whether it fits, or None where that isn't sure.
    """
    match pattern:
        case ast.MatchValue(value=node):
            right = site.machine.evaluate(node, site.frame)
            return truth_of(compared(subject, ast.Eq(), right, site))
        case ast.MatchSingleton(value=value):
            return truth_of(compared(subject, ast.Is(), Const(value), site))
        case ast.MatchAs(pattern=inner, name=name):
            fits = True if inner is None else bound(inner, subject, site)
            if name is not None:
                site.frame.names[name] = subject
            return fits
        case ast.MatchOr(patterns=inner_patterns):
            return _either([bound(each, subject, site) for each in inner_patterns])
        case ast.MatchMapping():
            _mapping(pattern, subject, site)
            return None
        case _:
            _unknown(pattern, site)
            return None


def _either(found: list[bool | None]) -> bool | None:
    if True in found:
        return True
    return None if None in found else False


def _mapping(pattern: ast.MatchMapping, subject: Value, site: Site) -> None:
    """`{"kind": "a", "name": name}`: each key is read."""
    found = [each for each in options_of(subject) if isinstance(each, Piece)]
    for key_node, inner in zip(pattern.keys, pattern.patterns, strict=True):
        key = site.machine.evaluate(key_node, site.frame)
        bound(inner, united([pieces.read_any(each, key, site) for each in found]), site)
    if pattern.rest is not None:
        site.open(subject)
        site.frame.names[pattern.rest] = UNKNOWN


def _unknown(pattern: ast.pattern, site: Site) -> None:
    """Names that a pattern binds to what isn't known."""
    for node in ast.walk(pattern):
        name = getattr(node, "name", None)
        if isinstance(node, ast.MatchAs | ast.MatchStar) and name is not None:
            site.frame.names[name] = UNKNOWN
