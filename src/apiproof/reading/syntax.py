"""Questions about the syntax tree of a module that the scan for apps asks."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def imported_names(tree: ast.Module, module: str, *, is_package: bool) -> dict[str, str]:
    """Map what a module's imports bind to where it comes from.

    Args:
        tree: The module.
        module: Its dotted name.
        is_package: Whether it is a package's `__init__`.

    Returns:
        The dotted origin for each name: `{"F": "fastapi.FastAPI"}`.
    """
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            home = _absolute_module(node, module, is_package=is_package)
            names |= {alias.asname or alias.name: f"{home}.{alias.name}" for alias in node.names}
    return names


def statements_on_import(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Walk the statements that run on import, those inside `if`, `try` and `with` included.

    Args:
        body: The statements at the top level.

    Yields:
        The statements in the order of the source; without those for a script or a type checker.
    """
    for statement in body:
        if isinstance(statement, ast.If) and _never_on_import(statement.test):
            yield from statements_on_import(statement.orelse)
            continue
        yield statement
        for block in _blocks(statement):
            yield from statements_on_import(block)


def own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """Walk the nodes of a function in the order of its source.

    Args:
        function: The function.

    Yields:
        Its nodes, without those of the functions and classes in it.
    """
    for child in function.body:
        yield from _outer(child)


def mount_calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Find where one app is mounted into another.

    Args:
        tree: The module.

    Yields:
        The calls of `.mount()` and `Mount()`.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = (written_name(node.func) or "").rpartition(".")[2]
            if name in {"mount", "Mount"}:
                yield node


def target_names(node: ast.Assign | ast.AnnAssign) -> list[str]:
    """List the names that an assignment binds first.

    Args:
        node: The assignment.

    Returns:
        Its targets that are names; of a tuple the first.
    """
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [first.id for first in map(first_element, targets) if isinstance(first, ast.Name)]


def first_element(node: ast.expr) -> ast.expr:
    """Look into a tuple.

    Args:
        node: An expression.

    Returns:
        The first element of a tuple, anything else as it is.
    """
    return node.elts[0] if isinstance(node, ast.Tuple) and node.elts else node


def written_name(node: ast.expr, aliases: dict[str, str] | None = None) -> str | None:
    """Spell a name or an attribute of one.

    Args:
        node: An expression.
        aliases: What the first name stands for.

    Returns:
        The dotted name, or None for any other expression.
    """
    if isinstance(node, ast.Name):
        return (aliases or {}).get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        home = written_name(node.value, aliases)
        return f"{home}.{node.attr}" if home else None
    return None


def _absolute_module(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    up = node.level - 1 if is_package else node.level
    return ".".join([*parts[: len(parts) - up], *([node.module] if node.module else [])])


def _never_on_import(test: ast.expr) -> bool:
    source = ast.unparse(test)
    return "__name__" in source or source in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def _blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    match statement:
        case ast.If():
            return [statement.body, statement.orelse]
        case ast.With():
            return [statement.body]
        case ast.Try():
            handlers = [handler.body for handler in statement.handlers]
            return [statement.body, *handlers, statement.orelse, statement.finalbody]
        case _:
            return []


def _outer(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, FunctionNode | ast.ClassDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _outer(child)
