"""Calls: of what the app defines, of what is known here, and of everything else."""

from __future__ import annotations

import functools
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import answers, following, known, libraries, live, making, methods
from apiproof.reading.live import is_a
from apiproof.reading.passing import passed
from apiproof.reading.values import (
    Arguments,
    Bound,
    Closure,
    Instance,
    Known,
    Live,
    Method,
    Partial,
    Value,
    options_of,
    united,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.reading.site import Site


def call(function: Value, arguments: Arguments, site: Site) -> Value:
    """Read a call.

    Args:
        function: What is called.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        What it returns.
    """
    options = options_of(function)
    if len(options) == 1:
        return _call(function, arguments, site)
    certain, site.frame.certain = site.frame.certain, False
    dead, found = [], []
    for option in options:
        found.append(_call(option, arguments, site))
        dead.append(site.frame.dead)
        site.frame.dead = False
    site.frame.certain = certain
    site.frame.dead = all(dead)
    return united(found)


def _call(function: Value, arguments: Arguments, site: Site) -> Value:
    enter = _BY_KIND.get(type(function))
    return passed(arguments, site) if enter is None else enter(function, arguments, site)


def _call_known(function: Known, arguments: Arguments, site: Site) -> Value:
    return function.apply(arguments, site)


def _call_partial(function: Partial, arguments: Arguments, site: Site) -> Value:
    return call(function.function, merged(function.arguments, arguments), site)


def merged(before: Arguments, after: Arguments) -> Arguments:
    """The arguments of a partial function and those that it is called with."""
    names = {name for name, _ in after.keywords}
    kept = tuple(each for each in before.keywords if each[0] not in names)
    return Arguments(
        (*before.positional, *after.positional),
        (*kept, *after.keywords),
        (*before.spreads, *after.spreads),
        before.rest or after.rest,
    )


def _call_live(function: Live, arguments: Arguments, site: Site) -> Value:
    target = function.target
    if (apply := known.KNOWN.get(live.qualified(target))) is not None:
        return apply(arguments, site)
    for kind, enter in _BY_LIVE_KIND:
        if is_a(target, kind):
            return enter(target, arguments, site)
    wrapped = live.own_names(target).get("__wrapped__")
    if is_a(wrapped, FunctionType):
        return call(Live(wrapped), arguments, site)
    return _call_object(function, arguments, site)


def _call_bound_method(target: MethodType, arguments: Arguments, site: Site) -> Value:
    return call(Bound(Live(target.__func__), Live(target.__self__)), arguments, site)


def _call_live_partial(target: functools.partial[Any], arguments: Arguments, site: Site) -> Value:
    names = tuple((name, site.machine.live(each)) for name, each in target.keywords.items())
    before = Arguments(tuple(map(site.machine.live, target.args)), names)
    return call(Live(target.func), merged(before, arguments), site)


def _call_compiled(_: BuiltinFunctionType, arguments: Arguments, site: Site) -> Value:
    return passed(arguments, site)


def _call_function(function: FunctionType, arguments: Arguments, site: Site) -> Value:
    inner = following.followed(function, site.machine)
    if inner is not None:
        return following.enter(Live(inner), arguments, site)
    if function.__code__.co_name == "abort":
        return answers.abort(arguments, site)
    return passed(arguments, site)


def _call_bound(function: Bound, arguments: Arguments, site: Site) -> Value:
    """A method; of a library's object one that is known here, else as it is written."""
    inner, receiver = function.function, function.receiver
    target = inner.target if isinstance(inner, Live) else None
    if isinstance(target, FunctionType) and not _makes_its_own(target, site):
        found = libraries.method(receiver, target.__name__, arguments, site)
        if found is not None:
            return found
    return call(inner, arguments.after(receiver), site)


def _makes_its_own(function: FunctionType, site: Site) -> bool:
    """Whether a function is the app's own `__init__`, which comes to the library's by itself."""
    return function.__name__ == "__init__" and following.is_followed(function, site.machine)


def _call_method(function: Method, arguments: Arguments, site: Site) -> Value:
    receiver, name = function.receiver, function.name
    found = libraries.method(receiver, name, arguments, site)
    if found is None:
        found = methods.call(receiver, name, arguments, site)
    return passed(arguments, site) if found is None else found


def _call_object(value: Value, arguments: Arguments, site: Site) -> Value:
    function = site.attribute(value, "__call__")
    if isinstance(function, Bound):
        return call(function, arguments, site)
    return passed(arguments, site)


_BY_KIND: Final[dict[type, Callable[[Any, Arguments, Site], Value]]] = {
    Bound: _call_bound,
    Closure: following.enter,
    Instance: _call_object,
    Known: _call_known,
    Live: _call_live,
    Method: _call_method,
    Partial: _call_partial,
}

_BY_LIVE_KIND: Final[tuple[tuple[type, Callable[[Any, Arguments, Site], Value]], ...]] = (
    (FunctionType, _call_function),
    (type, making.made),
    (MethodType, _call_bound_method),
    (functools.partial, _call_live_partial),
    (BuiltinFunctionType, _call_compiled),
)
