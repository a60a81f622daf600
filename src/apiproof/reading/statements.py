"""Statements: which way the code goes, and what it answers on each."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import answers, branches, calls, imports, live, loops, trying
from apiproof.reading.assignments import bind, bind_deleted
from apiproof.reading.comparisons import combined
from apiproof.reading.comprehensions import gone_through
from apiproof.reading.decorating import decorated
from apiproof.reading.site import Site
from apiproof.reading.values import (
    NO_ARGUMENTS,
    UNKNOWN,
    Closure,
    Const,
    Live,
    options_of,
    united,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from apiproof.reading.frames import Frame
    from apiproof.reading.machine import Machine
    from apiproof.reading.values import Value


def execute(machine: Machine, body: Sequence[ast.stmt], frame: Frame) -> bool:
    """Read statements.

    Args:
        machine: What reads.
        body: The statements.
        frame: Where they stand.

    Returns:
        Whether the code goes on behind them.
    """
    start, goes_on = len(frame.forks), True
    for statement in body:
        goes_on = _execute(machine, statement, frame)
        if not goes_on:
            break
    forks = frame.forks[start:]
    del frame.forks[start:]
    for fork in forks:
        fork.weigh(frame, goes_on=goes_on)
    return goes_on


def _execute(machine: Machine, statement: ast.stmt, frame: Frame) -> bool:
    """Read one statement; what no one has foreseen costs that one alone."""
    if not frame.layer:
        if machine.left <= 0:
            return True
        machine.left -= 1
    exits = len(frame.exits)
    executor = _EXECUTORS.get(type(statement))
    try:
        goes_on = executor(machine, statement, frame) if executor else True
    except Exception:
        if machine.strict:
            raise
        return True
    if frame.dead:
        frame.dead = False
        frame.exits.append(True)
        return False
    if goes_on and False in frame.exits[exits:]:
        frame.answered = True
    return goes_on


def _expression(machine: Machine, node: ast.Expr, frame: Frame) -> bool:
    machine.evaluate(node.value, frame)
    return True


def _assign(machine: Machine, node: ast.Assign, frame: Frame) -> bool:
    value = machine.evaluate(node.value, frame)
    for target in node.targets:
        bind(target, value, Site(machine, frame, node))
    return True


def _annotated(machine: Machine, node: ast.AnnAssign, frame: Frame) -> bool:
    if node.value is not None:
        bind(node.target, machine.evaluate(node.value, frame), Site(machine, frame, node))
    return True


def _augmented(machine: Machine, node: ast.AugAssign, frame: Frame) -> bool:
    value = machine.evaluate(node.value, frame)
    site = Site(machine, frame, node)
    if isinstance(node.target, ast.Name):
        left = frame.local(node.target.id) or UNKNOWN
        bind(node.target, combined(left, node.op, value, site), site)
    else:
        machine.evaluate(node.target, frame)
    return True


def _delete(machine: Machine, node: ast.Delete, frame: Frame) -> bool:
    for target in node.targets:
        bind_deleted(target, Site(machine, frame, node))
    return True


def _return(machine: Machine, node: ast.Return, frame: Frame) -> bool:
    value = machine.evaluate(node.value, frame) if node.value else Const(None)
    if frame.dead:
        return False
    frame.exits.append(answers.refuses(value))
    if frame.layer:
        value = answers.given(value, Site(machine, frame, node))
    frame.returned.append(value)
    return False


def _raise(machine: Machine, node: ast.Raise, frame: Frame) -> bool:
    if node.exc is not None:
        value, site = machine.evaluate(node.exc, frame), Site(machine, frame, node)
        answers.raised(united([_raisable(each, site) for each in options_of(value)]), site)
    frame.exits.append(True)
    return False


def _raisable(value: Value, site: Site) -> Value:
    """What is raised: of a class, the object that Python makes of it."""
    if isinstance(value, Live) and live.is_a(value.target, type):
        return calls.call(value, NO_ARGUMENTS, site)
    return value


def _assert(machine: Machine, node: ast.Assert, frame: Frame) -> bool:
    _, verdict = machine.test(node.test, frame)
    Site(machine, frame, node).need(verdict.false)
    return True


def _jump(_: Machine, __: ast.Break | ast.Continue, frame: Frame) -> bool:
    frame.jumps.append(dict(frame.names))
    return False


def _with(machine: Machine, node: ast.With | ast.AsyncWith, frame: Frame) -> bool:
    site = Site(machine, frame, node)
    for item in node.items:
        value = machine.evaluate(item.context_expr, frame)
        if item.optional_vars is not None:
            bind(item.optional_vars, loops.entered(value, site), site)
    return not frame.dead and machine.execute(node.body, frame)


def _function(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> bool:
    site = Site(machine, frame, node)
    frame.names[node.name] = decorated(Closure(node, frame), node.decorator_list, site)
    return True


def _class(_: Machine, node: ast.ClassDef, frame: Frame) -> bool:
    frame.names[node.name] = UNKNOWN
    return True


def _for(machine: Machine, node: ast.For | ast.AsyncFor, frame: Frame) -> bool:
    site = Site(machine, frame, node.iter)
    elements, whole = gone_through(machine.evaluate(node.iter, frame), site)
    if frame.dead:
        return False
    return loops.repeated(machine, node, elements if whole else None, elements, frame)


def _while(machine: Machine, node: ast.While, frame: Frame) -> bool:
    machine.test(node.test, frame)
    if frame.dead:
        return False
    return loops.repeated(machine, node, None, [], frame)


_EXECUTORS: Final[dict[type, Callable[[Machine, Any, Frame], bool]]] = {
    ast.AnnAssign: _annotated,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AsyncFor: _for,
    ast.AsyncFunctionDef: _function,
    ast.AsyncWith: _with,
    ast.AugAssign: _augmented,
    ast.Break: _jump,
    ast.ClassDef: _class,
    ast.Continue: _jump,
    ast.Delete: _delete,
    ast.Expr: _expression,
    ast.For: _for,
    ast.FunctionDef: _function,
    ast.Import: imports.whole,
    ast.If: branches.branch,
    ast.ImportFrom: imports.names,
    ast.Match: branches.match,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: trying.tried,
    ast.TryStar: trying.tried,
    ast.While: _while,
    ast.With: _with,
}
