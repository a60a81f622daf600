"""Which functions may read a request that they are not handed."""

from __future__ import annotations

import sys
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import live
from apiproof.reading.live import MISSING, is_a
from apiproof.reading.values import Live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from apiproof.reading.dialects import Dialect

_MOST: Final = 300
"""Functions that are looked at for one; where there are more, it may read anything."""


class Relevance:
    """Tells by the names in functions whether reading them is worth while; it remembers.

    Args:
        dialect: How the app's code speaks of a request.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: dict[FunctionType, bool] = {}

    def matters(self, function: FunctionType, follows: Callable[[FunctionType], bool]) -> bool:
        """Whether a function, or one that it calls, speaks of the request.

        Args:
            function: The function.
            follows: Whether a function belongs to the app.

        Returns:
            False where it can only matter by what it is handed.
        """
        if function in self._known:
            return self._known[function]
        pending, seen = [function], {function}
        while pending:
            current = pending.pop()
            if len(seen) > _MOST or self._known.get(current) or self._speaks(current):
                self._known[function] = True
                return True
            found = [each for each in _called(current) if each not in seen and follows(each)]
            seen.update(found)
            pending += [each for each in found if self._known.get(each) is not False]
        self._known.update(dict.fromkeys(seen, False))
        return False

    def _speaks(self, function: FunctionType) -> bool:
        return any(self._tells(target) for target in _named(function))

    def _tells(self, target: Any) -> bool:
        """Whether a name stands for the request or a part of it, a proxy or a form."""
        if is_a(target, type):
            return live.is_subclass(target, "wtforms.form", "BaseForm")
        if live.is_instance(target, "werkzeug.local", "LocalProxy"):
            return True
        return not isinstance(self._dialect.recognised(target), Live)


def _names(code: CodeType) -> Iterator[str]:
    """The global names and attributes in a function, and in those that it defines."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _named(function: FunctionType) -> Iterator[Any]:
    """What the names in a function stand for, as globals or as attributes of modules."""
    module = function.__globals__
    names = set(_names(function.__code__))
    yield from live.cells_of(function).values()
    for name in names:
        target = module.get(name, sys.modules.get(name, MISSING))
        if target is MISSING:
            continue
        yield target
        if is_a(target, ModuleType):
            attributes = live.module_names(target)
            yield from (attributes[each] for each in names if each in attributes)


def _called(function: FunctionType) -> Iterator[FunctionType]:
    """The functions that a function may call, by its names."""
    names = set(_names(function.__code__))
    for target in _named(function):
        yield from _functions_of(target, names)


def _functions_of(target: Any, names: set[str]) -> Iterator[FunctionType]:
    """A function itself; of a class and of an object the methods that are named."""
    wrapped = live.own_names(target).get("__wrapped__")
    if is_a(target, FunctionType):
        yield target
    elif is_a(target, MethodType):
        yield from _functions_of(target.__func__, names)
    elif not is_a(target, ModuleType):
        yield from _methods_of(target if is_a(target, type) else type(target), names)
    if isinstance(wrapped, FunctionType):
        yield wrapped


def _methods_of(kind: type, names: set[str]) -> Iterator[FunctionType]:
    for name in names | _UNNAMED:
        found = live.class_attribute(kind, name)
        function = live.computed_by(found) or live.method_function(found)
        if isinstance(function, FunctionType):
            yield function


_UNNAMED: Final = frozenset({"__init__", "__call__", "__enter__", "__iter__"})
"""Methods that are called without being named."""
