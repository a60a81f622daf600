"""The statement of a source that failed, the names it uses, and what a variable is kept as."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from apiproof.discovery.scan.sources import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.discovery.environment.lookups import Spot

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


class Region(NamedTuple):
    """A stretch of a source.

    Attributes:
        begin: Its first line and column.
        end: Its last line and column.
        chains: The dotted names that are read in it.
    """

    begin: tuple[int, int]
    end: tuple[int, int]
    chains: tuple[str, ...]

    def holds(self, spot: Spot) -> bool:
        """Whether a spot of the same file lies in it."""
        return self.begin <= (spot.line, spot.column) <= self.end


def regions(path: str, line: int, exact: tuple[int | None, ...]) -> list[Region]:
    """Narrow a failure down: the expression, its statement, the conditions that led there.

    Args:
        path: The file.
        line: The line that failed.
        exact: First and last line, first and last column of the expression, where known.

    Returns:
        The regions, the likeliest to hold the cause first.
    """
    within = _enclosing(_tree(path), line, exact[2])
    if not within:
        return []
    own = _own_parts(within[-1])
    tests = [node.test for node in reversed(within[:-1]) if isinstance(node, ast.If | ast.While)]
    inner = [node for part in own for node in _expressions(part) if _fills(node, exact)]
    return [_region(node) for node in (*inner[:1], *own, *tests)]


def kept_as(spot: Spot) -> set[str]:
    """Say under which names the value of an expression is kept.

    Args:
        spot: Where the expression stands.

    Returns:
        The targets of its assignment, keywords and keys that it is passed or stored under.
    """
    within = _enclosing(_tree(spot.path), spot.line, spot.column)
    return set(_kept(within[-1], spot)) if within else set()


def assigned_from(path: str, name: str) -> set[str]:
    """List what a name of a file is computed from.

    Args:
        path: The file.
        name: A variable, an attribute or a key.

    Returns:
        The dotted names that the assignments to it read.
    """
    found: set[str] = set()
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        if name in {_target(each) for each in _targets(node)}:
            found |= set(_chains(node.value))
    return found


def has_default(path: str, region: Region, variable: str) -> bool:
    """Whether a region asks for a variable and says what to take for want of it.

    Args:
        path: The file.
        region: The region.
        variable: The variable's name.
    """
    calls = (node for node in ast.walk(_tree(path)) if isinstance(node, ast.Call))
    asking = [call for call in calls if _asks(call, variable) and _is_in(call, region)]
    return any(not _is_none(each) for call in asking[:1] for each in _defaults(call))


@functools.lru_cache(maxsize=64)
def _tree(path: str) -> ast.Module:
    return parsed(Path(path))


def _enclosing(tree: ast.AST, line: int, column: int | None) -> list[ast.stmt]:
    """The statements that a place lies in, from the outermost to the innermost."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.stmt) and _stands_at(node, line, column):
            return [node, *_enclosing(node, line, column)]
        if not isinstance(node, ast.stmt | ast.expr):
            found = _enclosing(node, line, column)
            if found:
                return found
    return []


def _stands_at(node: ast.stmt, line: int, column: int | None) -> bool:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(each.lineno for each in decorators)])
    if not first <= line <= (node.end_lineno or 0):
        return False
    # Several statements may share a line.
    return column is None or line != node.end_lineno or column <= (node.end_col_offset or 0)


def _own_parts(statement: ast.stmt) -> list[ast.expr | ast.stmt]:
    """A statement, without the statements in it."""
    match statement:
        case ast.If() | ast.While():
            return [statement.test]
        case ast.For() | ast.AsyncFor():
            return [statement.iter]
        case ast.With() | ast.AsyncWith():
            return [item.context_expr for item in statement.items]
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return list(statement.decorator_list)
        case ast.Try():
            return []
        case _:
            return [statement]


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    return (each for each in ast.walk(node) if isinstance(each, ast.expr))


def _fills(node: ast.expr, exact: tuple[int | None, ...]) -> bool:
    return exact == (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset)


def _region(node: ast.expr | ast.stmt) -> Region:
    end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
    return Region((node.lineno, node.col_offset), end, tuple(_chains(node)))


def _chains(node: ast.AST) -> Iterator[str]:
    """The longest dotted names in an expression; a key in brackets is a name in brackets."""
    if isinstance(node, ast.expr) and (name := _chain(node)):
        yield name
        return
    for child in ast.iter_child_nodes(node):
        yield from _chains(child)


def _chain(node: ast.expr) -> str | None:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            home, name = _chain(node.value), node.attr
        case ast.Subscript(slice=ast.Constant(value=str() as key)) if _IDENTIFIER.fullmatch(key):
            home, name = _chain(node.value), f"[{key}]"
        case _:
            return None
    return f"{home}.{name}" if home else None


def _kept(node: ast.AST, spot: Spot) -> Iterator[str]:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        yield from filter(None, map(_target, _targets(node)))
    if isinstance(node, ast.keyword) and node.arg:
        yield node.arg
    if isinstance(node, ast.Dict):
        yield from _key_over(node, spot)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr | ast.keyword) and _covers(child, spot):
            yield from _kept(child, spot)


def _key_over(node: ast.Dict, spot: Spot) -> Iterator[str]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and _covers(value, spot):
            yield key.value


def _covers(node: ast.expr | ast.keyword, spot: Spot) -> bool:
    end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
    return (node.lineno, node.col_offset) <= (spot.line, spot.column) <= end


def _targets(node: ast.Assign | ast.AnnAssign | ast.NamedExpr) -> list[ast.expr]:
    return list(node.targets) if isinstance(node, ast.Assign) else [node.target]


def _target(node: ast.expr) -> str | None:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.Subscript(slice=ast.Constant(value=str() as key)) if _IDENTIFIER.fullmatch(key):
            return key
        case _:
            return None


def _asks(call: ast.Call, variable: str) -> bool:
    first = next(iter(call.args), None)
    return isinstance(first, ast.Constant) and first.value == variable


def _defaults(call: ast.Call) -> list[ast.expr]:
    return [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "default")]


def _is_in(node: ast.expr, region: Region) -> bool:
    end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
    return region.begin <= (node.lineno, node.col_offset) and end <= region.end


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
