"""The reader: a live function in, what it reads from a request and answers out."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from functools import partial
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Final, Literal

from apiproof.reading import answers
from apiproof.reading.assembling import assemble
from apiproof.reading.dialects import FlaskDialect, StarletteDialect
from apiproof.reading.entry import Entry
from apiproof.reading.following import LONGEST, enter
from apiproof.reading.frames import Frame
from apiproof.reading.live import cells_of, class_attribute, is_a, own_names
from apiproof.reading.machine import Machine
from apiproof.reading.reads import Reads
from apiproof.reading.relevance import Relevance
from apiproof.reading.site import Site
from apiproof.reading.sources import Sources
from apiproof.reading.values import Arguments, Live
from apiproof.reading.views import class_of_view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from apiproof.reading.reads import Source

Dialect = Literal["flask", "starlette"]

_POOL: Final = 30_000
"""Statements of helpers that are read for all functions together, beside `_LEAST` for each."""

_LEAST: Final = 500
_MOST: Final = 3_000
"""Statements of helpers that are read for one function, at least and at most."""

_ANY_ARGUMENTS: Final = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS


class Reader:
    """Reads the functions of one app; what it has parsed and followed once it remembers.

    Make one for each listing of an app's operations.

    Args:
        dialect: How the app's code speaks of a request. FastAPI's is Starlette's.
        sources: The parsed files, where others read them too.
    """

    def __init__(self, dialect: Dialect, sources: Sources | None = None) -> None:
        self._speech = FlaskDialect() if dialect == "flask" else StarletteDialect()
        self._sources = sources or Sources()
        self._memory: dict[Any, Any] = {}
        self._relevance = Relevance(self._speech)
        self._pool = _POOL
        self._strict = False

    def read(
        self,
        function: Any,
        *,
        method: str | None = None,
        owner: type | None = None,
        arguments: Mapping[str, tuple[Source, str]] | None = None,
        inner: bool = True,
        before: Sequence[Any] = (),
    ) -> Reads:
        """Read a view or a guard, and the functions of the app that it calls.

        Args:
            function: The live view, wrapper, method, `functools.partial`, `as_view()` function or
                callable object.
            method: The method of the request; branches for other methods are left out. Of a
                class-based view it chooses the method that answers.
            owner: The class that `self` is an instance of, where `function` is a plain function
                of it.
            arguments: What parameters of the function stand for, where the framework fills them:
                `{"token": ("headers", "X-Token"), "payload": ("json", "")}`, the empty name for
                the whole part. Starlette's Request is known by its annotation, and as the first
                parameter that has neither annotation nor default.
            inner: Whether the functions that it wraps belong to it; without them a decorator is
                seen alone (see `layers`).
            before: Functions that run before it. What they read and answer is not told, but what
                they put beside the request is known: `g.data = request.get_json()`.

        Returns:
            What was found; nothing where there is no source. It never raises for what the code
            or its objects do.
        """
        try:
            entry = Entry(owner, arguments or {})
            return self._read(function, method, entry, before, inner=inner)
        except Exception:
            if self._strict:
                raise
            return Reads(found=False)

    def _allowance(self) -> int:
        """How many statements of helpers may be read for one more function."""
        self._pool += _LEAST
        return min(max(self._pool, _LEAST), _MOST)

    def _read(
        self,
        function: Any,
        method: str | None,
        entry: Entry,
        before: Sequence[Any],
        *,
        inner: bool,
    ) -> Reads:
        every = layers(function)
        functions = [each for each in every if is_a(each, FunctionType)]
        upper = method.upper() if method else None
        machine = Machine(
            self._speech, self._sources, upper, functions, self._memory, self._relevance
        )
        machine.strict = self._strict
        machine.entry = entry
        if entry.owner is not None:
            machine.at_home_in(entry.owner)
        if not inner:
            machine.bar(functions[1:])
        root = Frame("", {}, layer=True)
        site = Site(machine, root, ast.Pass())
        machine.left = LONGEST
        for earlier in before:
            site.call(Live(earlier))
        machine.left = allowed = self._allowance()
        machine.reserve = allowed // 2
        root.effects.clear()
        root.dead = False
        for layer in functions if inner else functions[:1]:
            if layer not in machine.entered:
                answers.given(enter(Live(layer), _arguments(every, layer), site), site)
        self._pool -= allowed - max(machine.left, 0)
        found = any(self._sources.definition(each.__code__, each.__globals__) for each in functions)
        return replace(assemble(root.effects, upper), found=found)


def _arguments(every: tuple[Any, ...], layer: FunctionType) -> Arguments:
    """What a function is called with that is a bound method, an object's, or a partial one."""
    outer = every[: next(index for index, each in enumerate(every) if each is layer)]
    arguments = Arguments(rest=True)
    for each in reversed(outer):
        if is_a(each, partial):
            names = tuple((name, Live(value)) for name, value in each.keywords.items())
            arguments = Arguments(tuple(map(Live, each.args)), names, rest=True)
        elif not is_a(each, FunctionType):
            receiver = each.__self__ if is_a(each, MethodType) else each
            return arguments.after(Live(receiver))
        else:
            break
    return arguments


def layers(function: Any) -> tuple[Any, ...]:
    """List a decorated function and what it wraps, the outermost first.

    Args:
        function: A live function.

    Returns:
        The function, then what each wraps, by `__wrapped__` or as the function in its closure
        that it calls with its own arguments.
    """
    found: list[Any] = []
    while function is not None and not any(each is function for each in found):
        found.append(function)
        function = _wrapped(function)
    return tuple(found)


def _wrapped(function: Any) -> Any:
    """What is behind a function: its own function, what it wraps, or None."""
    if is_a(function, MethodType):
        return function.__func__
    if is_a(function, partial):
        return function.func
    inner = own_names(function).get("__wrapped__")
    if inner is not None:
        return inner
    if is_a(function, FunctionType):
        return None if class_of_view(function) else _called_by_closure(function)
    call = class_attribute(type(function), "__call__")
    return call if is_a(call, FunctionType) else None


def _called_by_closure(function: FunctionType) -> FunctionType | None:
    """The one function in a closure that takes any arguments: it is called with them."""
    if not function.__code__.co_flags & _ANY_ARGUMENTS:
        return None
    found = [each for each in cells_of(function).values() if is_a(each, FunctionType)]
    return found[0] if len(found) == 1 else None
