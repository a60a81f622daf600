"""Calls: what answers, what refuses, what leads to the view, and the app's own functions."""

from __future__ import annotations

import functools
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Final

from apiproof.frameworks.wsgi.anonymous import answers, entering, parts, plain, relevance, special
from apiproof.frameworks.wsgi.anonymous.values import (
    NONE,
    NOTHING_KNOWN,
    UNKNOWN,
    Arguments,
    Bound,
    Closure,
    Credential,
    Exit,
    Frame,
    Inner,
    Made,
    Method,
    Part,
    Place,
    RefusedError,
    UnwindError,
    Value,
)
from apiproof.frameworks.wsgi.guards.library import Use, cells_of
from apiproof.reading.live import class_attribute, is_foreign, is_subclass, package_of, qualified

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.guards.library import Guard


_AGAIN = 3
"""How often a function is gone through that calls itself."""


def call(run: Run, function: Value, arguments: Arguments, frame: Frame) -> Value:
    """Go through a call.

    Args:
        run: What goes through the code.
        function: What is called.
        arguments: What it is called with.
        frame: Where the call stands.

    Returns:
        What it returns.
    """
    what = function.what
    for kinds, apply in _CALLED:
        if isinstance(what, kinds):
            return apply(run, what, arguments, frame)
    if function.lacks:
        return function
    called = class_attribute(type(what), "__call__")
    if what is not UNKNOWN and isinstance(called, FunctionType):
        return _of_function(run, called, arguments, frame, function)
    return _unknown(run, function, *arguments.all())


def _of_inner(run: Run, what: Inner, arguments: Arguments, frame: Frame) -> Value:
    del what, arguments, frame
    run.let_through()
    return NOTHING_KNOWN


def _of_attribute(run: Run, what: Method, arguments: Arguments, frame: Frame) -> Value:
    """A call of something that is known by its name only."""
    del frame
    receiver = what.receiver
    if isinstance(receiver.what, Part):
        return parts.call(run, receiver.what, what.name, arguments)
    by_name = special.by_name(run, what.name, arguments)
    if by_name is not None:
        return by_name
    if receiver.lacks:
        return receiver
    if receiver.is_plain or isinstance(receiver.what, Place | dict):
        return plain.method(run, receiver, what.name, arguments)
    return _unknown(run, receiver, *arguments.all())


def _of_bound(run: Run, what: Bound, arguments: Arguments, frame: Frame) -> Value:
    return _of_function(run, what.function, arguments, frame, what.receiver)


def _of_method(run: Run, what: MethodType, arguments: Arguments, frame: Frame) -> Value:
    return _of_function(run, what.__func__, arguments, frame, Value(what.__self__))


def _of_partial(
    run: Run, what: functools.partial[Any], arguments: Arguments, frame: Frame
) -> Value:
    first = tuple(run.live(each) for each in what.args)
    keywords = {name: run.live(each) for name, each in what.keywords.items()}
    whole = Arguments(
        (*first, *arguments.positional), {**keywords, **arguments.keywords}, arguments.rest
    )
    return call(run, run.live(what.func), whole, frame)


def _of_class(run: Run, kind: type, arguments: Arguments, frame: Frame) -> Value:
    known = plain.function(run, kind, arguments, frame)
    if known is not None:
        return known
    if is_subclass(kind, "werkzeug.wrappers", "Response") or is_subclass(
        kind, "werkzeug.sansio.response", "Response"
    ):
        return Value(answers.response(arguments)).because_of(*arguments.all())
    if is_subclass(kind, "wtforms.form", "BaseForm"):
        return Value(sent=True)
    if kind is super:
        return Value(Method(NOTHING_KNOWN, "super"))
    return Value(Made(kind, arguments)).because_of(*arguments.all())


def _of_function(
    run: Run,
    function: Any,
    arguments: Arguments,
    frame: Frame,
    receiver: Value | None = None,
) -> Value:
    name = qualified(function) or str(getattr(function, "__qualname__", ""))
    known = special.call(run, function, name, arguments, frame)
    if known is not None:
        return known
    guarded = _guarded(run, function, name, arguments, receiver)
    if guarded is not None:
        return guarded
    whole = (
        arguments
        if receiver is None
        else Arguments((receiver, *arguments.positional), arguments.keywords, arguments.rest)
    )
    if not isinstance(function, FunctionType) or not _follows(run, function, whole):
        return _unknown(run, *whole.all())
    node = run.knowledge.sources.definition(function.__code__, function.__globals__)
    if node is None:
        return _unknown(run, *whole.all())
    around = Frame(function.__globals__, cells_of(function))
    run.followed.append(function)
    return entering.enter(run, node, whole, around, function)


def _guarded(
    run: Run, function: Any, name: str, arguments: Arguments, receiver: Value | None
) -> Value | None:
    """What an extension knows of a call."""
    target = None if receiver is None else receiver.what
    use = Use(name, _named(function, arguments, bound=receiver is not None), target)
    site = run.knowledge.site
    for library in run.knowledge.libraries:
        guard = library.call(use, site)
        if guard is not None:
            return _refused(run, name, guard)
        guard = library.identity(use, site)
        if guard is not None:
            return run.touch(Credential("identity", name, guard), NONE)
    return None


def _refused(run: Run, name: str, guard: Guard) -> Value:
    credential = Credential("identity", name, guard)
    run.touched[credential] = None
    if guard.optional:
        return Value(None, frozenset({credential}))
    status = guard.statuses[0] if guard.statuses else 401
    run.leave(Exit(status, run.control | {credential}, kind=RefusedError))
    raise UnwindError


def _named(function: Any, arguments: Arguments, *, bound: bool) -> dict[str, Any]:
    """The arguments that are known, by the names of the parameters."""
    code = getattr(function, "__code__", None)
    names = code.co_varnames[bound : code.co_argcount] if code else ()
    pairs = [*zip(names, arguments.positional, strict=False), *arguments.keywords.items()]
    return {name: value.what for name, value in pairs if value.what is not UNKNOWN}


def _follows(run: Run, function: FunctionType, arguments: Arguments) -> bool:
    """Whether a function is gone through: one of the app's that has to do with credentials."""
    if len(run.running) > run.deepest or run.running.count(function.__code__) > _AGAIN:
        return False
    if is_foreign(function) and package_of(function) not in run.knowledge.homes:
        return False
    given = any(value.credentials or isinstance(value.what, Part) for value in arguments.all())
    return given or relevance.is_relevant(function, run.knowledge)


def _of_closure(run: Run, closure: Closure, arguments: Arguments, frame: Frame) -> Value:
    del frame
    if len(run.running) > run.deepest or run.running.count(closure.node) > _AGAIN:
        return NOTHING_KNOWN
    around = Frame(closure.frame.module, closure.frame.cells, outer=closure.frame)
    return entering.enter(run, closure.node, arguments, around, None)


def _unknown(run: Run, *values: Value) -> Value:
    """A call that isn't gone through; with a credential that lacks it may well raise."""
    run.blind = True
    run.risky = True
    lacking = [value for value in values if value.credentials and not value.what]
    run.suspects = run.suspects.union(*(value.credentials for value in lacking))
    return NOTHING_KNOWN.because_of(*values)


_CALLED: Final[tuple[tuple[Any, Callable[..., Value]], ...]] = (
    (Inner, _of_inner),
    (Method, _of_attribute),
    (Closure, _of_closure),
    (Bound, _of_bound),
    (MethodType, _of_method),
    (functools.partial, _of_partial),
    ((FunctionType, BuiltinFunctionType), _of_function),
    (type, _of_class),
)
"""What is called, and how a call of it is gone through."""
