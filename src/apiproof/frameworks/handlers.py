"""The code behind a route: which function or class answers, and where it stands."""

from __future__ import annotations

import functools
import inspect
from typing import Any

from apiproof.model.operation import Handler


def handler_of(endpoint: Any) -> Handler:
    """Say where the code of an endpoint stands.

    Args:
        endpoint: A function, a method, a class, a partial, or an object that is called.

    Returns:
        Its name, file and line; of what `functools.wraps` wraps, the innermost. Without a file
        where it has no source, such as a function written in C.
    """
    function = innermost(endpoint)
    code = getattr(function, "__code__", None)
    name = _name(function)
    if code is not None:
        return Handler(name, code.co_filename, code.co_firstlineno)
    return Handler(name, *_class_place(function))


def innermost(endpoint: Any) -> Any:
    """Take an endpoint out of partials, decorators and methods.

    Args:
        endpoint: Anything that a framework calls.

    Returns:
        The plain function; of an object with `__call__` that is the method's; a class as it is.
    """
    seen: set[int] = set()
    while id(endpoint) not in seen:
        seen.add(id(endpoint))
        if isinstance(endpoint, functools.partial):
            endpoint = endpoint.func
        elif inspect.ismethod(endpoint):
            endpoint = endpoint.__func__
        elif "__wrapped__" in getattr(endpoint, "__dict__", {}):
            endpoint = endpoint.__wrapped__
    if inspect.isclass(endpoint) or hasattr(endpoint, "__code__"):
        return endpoint
    call = inspect.getattr_static(type(endpoint), "__call__", None)
    return call if hasattr(call, "__code__") else type(endpoint)


def _name(function: Any) -> str:
    module = getattr(function, "__module__", None)
    qualified = getattr(function, "__qualname__", type(function).__qualname__)
    return f"{module}.{qualified}" if module else str(qualified)


def _class_place(kind: type) -> tuple[str, int]:
    try:
        path = inspect.getsourcefile(kind)
        return (path, inspect.getsourcelines(kind)[1]) if path else ("", 0)
    except (OSError, TypeError):
        return "", 0
