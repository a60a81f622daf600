"""Calls: of what the app defines, of what is known here, and of everything else."""

from __future__ import annotations

import functools
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any

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
    match function:
        case Known(apply):
            return apply(arguments, site)
        case Live(target):
            return _call_live(target, arguments, site)
        case Bound(inner, receiver):
            return _call_bound(inner, receiver, arguments, site)
        case Method(receiver, name):
            return _call_method(receiver, name, arguments, site)
        case Closure():
            return following.enter(function, arguments, site)
        case Partial(inner, before):
            return call(inner, merged(before, arguments), site)
        case Instance():
            return _call_object(function, arguments, site)
        case _:
            return passed(arguments, site)


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


def _call_live(target: Any, arguments: Arguments, site: Site) -> Value:
    if (apply := known.KNOWN.get(live.qualified(target))) is not None:
        return apply(arguments, site)
    if is_a(target, FunctionType):
        return _call_function(target, arguments, site)
    if is_a(target, type):
        return making.made(target, arguments, site)
    if is_a(target, MethodType):
        return call(Bound(Live(target.__func__), Live(target.__self__)), arguments, site)
    if is_a(target, functools.partial):
        before = Arguments(
            tuple(map(site.machine.live, target.args)),
            tuple((name, site.machine.live(each)) for name, each in target.keywords.items()),
        )
        return call(Live(target.func), merged(before, arguments), site)
    if is_a(target, BuiltinFunctionType):
        return passed(arguments, site)
    wrapped = live.own_names(target).get("__wrapped__")
    if is_a(wrapped, FunctionType):
        return call(Live(wrapped), arguments, site)
    return _call_object(Live(target), arguments, site)


def _call_function(function: FunctionType, arguments: Arguments, site: Site) -> Value:
    inner = following.followed(function, site.machine)
    if inner is not None:
        return following.enter(Live(inner), arguments, site)
    if function.__code__.co_name == "abort":
        return answers.abort(arguments, site)
    return passed(arguments, site)


def _call_bound(function: Value, receiver: Value, arguments: Arguments, site: Site) -> Value:
    """A method; of a library's object one that is known here, else as it is written."""
    target = function.target if isinstance(function, Live) else None
    name = target.__name__ if is_a(target, FunctionType) else ""
    own_making = name == "__init__" and following.is_followed(target, site.machine)
    if name and not own_making:
        found = libraries.method(receiver, name, arguments, site)
        if found is not None:
            return found
    return call(function, arguments.after(receiver), site)


def _call_method(receiver: Value, name: str, arguments: Arguments, site: Site) -> Value:
    found = libraries.method(receiver, name, arguments, site)
    if found is None:
        found = methods.call(receiver, name, arguments, site)
    return passed(arguments, site) if found is None else found


def _call_object(value: Value, arguments: Arguments, site: Site) -> Value:
    function = site.attribute(value, "__call__")
    if isinstance(function, Bound):
        return call(function, arguments, site)
    return passed(arguments, site)
