"""Going into a function."""

from __future__ import annotations

import ast
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.anonymous import parts
from apiproof.frameworks.wsgi.anonymous.values import (
    NOTHING_KNOWN,
    Arguments,
    Frame,
    UnwindError,
    Value,
    joined,
)
from apiproof.frameworks.wsgi.guards.library import cells_of
from apiproof.reading.live import class_attribute

if TYPE_CHECKING:
    from apiproof.frameworks.wsgi.anonymous.run import Run


def follow(run: Run, function: Any, *given: Value) -> Value:
    """Go through the function that a run is for, whatever it has to do with.

    Args:
        run: What goes through it.
        function: A function, a bound method, or an object that is called.
        given: What it is called with, as far as that is known.

    Raises:
        UnwindError: It never returns.
    """
    called, first = _with_receiver(function)
    node = run.knowledge.sources.definition(called.__code__, called.__globals__)
    if node is None:
        run.blind = True
        return NOTHING_KNOWN
    run.followed.append(called)
    arguments = Arguments((*first, *given, *parts.given_to(run)), rest=True)
    return enter(run, node, arguments, Frame(called.__globals__, cells_of(called)), called)


def _with_receiver(function: Any) -> tuple[FunctionType, tuple[Value, ...]]:
    """The plain function of a method or of an object that is called, and its first argument."""
    if isinstance(function, MethodType):
        called: Any = function.__func__
        return called, (Value(function.__self__),)
    if isinstance(function, FunctionType):
        return function, ()
    return class_attribute(type(function), "__call__"), (Value(function),)


def enter(
    run: Run,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
    arguments: Arguments,
    frame: Frame,
    function: FunctionType | None,
) -> Value:
    """Go through a function's body.

    Args:
        run: What goes through it.
        node: Its definition.
        arguments: What it is called with.
        frame: The names around it; its own are put in.
        function: The live function, for its defaults; or None.

    Returns:
        What it returns.

    Raises:
        UnwindError: It never returns.
    """
    _bind(run, node, arguments, frame, function)
    if isinstance(node, ast.Lambda):
        return run.evaluate(node.body, frame)
    run.running.append(function.__code__ if function else node)
    weak, certain = run.weak, run.certain
    try:
        alive = run.execute(node.body, frame)
    finally:
        run.running.pop()
        run.weak, run.certain = weak, certain
    if alive:
        frame.returned.append(Value(None, run.control))
    if not frame.returned:
        raise UnwindError
    return joined(frame.returned)


def _bind(
    run: Run,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
    arguments: Arguments,
    frame: Frame,
    function: FunctionType | None,
) -> None:
    names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
    for name in (*names, *(each.arg for each in node.args.kwonlyargs)):
        frame.names[name] = NOTHING_KNOWN
    if function is not None:
        defaults = function.__defaults__ or ()
        known = dict(zip(names[len(names) - len(defaults) :], defaults, strict=False))
        known |= function.__kwdefaults__ or {}
        if not arguments.rest:
            frame.names |= {name: run.live(value) for name, value in known.items()}
    frame.names |= dict(zip(names, arguments.positional, strict=False))
    frame.names |= {
        name: arguments.keywords[name] for name in arguments.keywords if name in frame.names
    }
    for extra in (node.args.vararg, node.args.kwarg):
        if extra is not None:
            frame.names[extra.arg] = NOTHING_KNOWN
