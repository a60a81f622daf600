"""Which functions have to do with who sends a request."""

from __future__ import annotations

import ast
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.guards.library import cells_of
from apiproof.reading.live import attribute, is_foreign, package_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from apiproof.frameworks.wsgi.anonymous.run import Knowledge

_DEEPEST = 5

_WORDS = frozenset(
    {
        "FORBIDDEN",
        "Forbidden",
        "UNAUTHORIZED",
        "Unauthorized",
        "abort",
        "current_user",
        "forbidden",
        "g",
        "get_jwt",
        "get_jwt_identity",
        "redirect",
        "request",
        "session",
        "unauthorized",
        "verify_jwt_in_request",
    }
)
_STATUSES = frozenset({401, 403})


def is_relevant(function: FunctionType, knowledge: Knowledge, depth: int = 0) -> bool:
    """Whether a function may look for a credential or refuse a request, or calls one that may.

    Args:
        function: The function.
        knowledge: What is known of the app.
        depth: How many functions led here.
    """
    if is_foreign(function) and package_of(function) not in knowledge.homes:
        return False
    key = id(function.__code__)  # codes of one text are equal, wherever they stand
    known = knowledge.relevant.get(key)
    if known is not None:
        return known
    knowledge.relevant[key] = False  # of a function that calls itself
    node = knowledge.sources.definition(function.__code__, function.__globals__)
    found = node is not None and (_mentions(node) or _calls(function, node, knowledge, depth))
    knowledge.relevant[key] = found
    return found


def _mentions(node: ast.AST) -> bool:
    for each in ast.walk(node):
        match each:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                if name in _WORDS:
                    return True
            case ast.Constant(value=int() as value) if value in _STATUSES:
                return True
            case _:
                continue
    return False


def _calls(function: FunctionType, node: ast.AST, knowledge: Knowledge, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    cells = cells_of(function)
    for each in ast.walk(node):
        if isinstance(each, ast.Call | ast.Raise):
            target = _target(each, cells, function.__globals__)
            if isinstance(target, FunctionType) and is_relevant(target, knowledge, depth + 1):
                return True
            if isinstance(target, type) and issubclass(target, BaseException):
                return True
    return False


def _target(node: ast.Call | ast.Raise, *names: Mapping[str, Any]) -> Any:
    called = node.func if isinstance(node, ast.Call) else node.exc
    if isinstance(called, ast.Call):
        called = called.func
    if isinstance(called, ast.Name):
        found = _named(called.id, names)
        return found.__func__ if isinstance(found, MethodType) else found
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return attribute(_named(called.value.id, names), called.attr)
    return None


def _named(name: str, names: Sequence[Mapping[str, Any]]) -> Any:
    return next((each[name] for each in names if name in each), None)
