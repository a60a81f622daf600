"""Statements, as a request that proves nothing goes through them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from apiproof.frameworks.wsgi.anonymous import answers, branches
from apiproof.frameworks.wsgi.anonymous.values import (
    NOTHING_KNOWN,
    Closure,
    Items,
    Reply,
    UnwindError,
    Value,
    truth_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Frame

_MOST = 40
"""Members of a collection that a loop goes through one by one."""

_UNROLLED = (tuple, list, set, frozenset, dict, str)


def execute(run: Run, body: Sequence[ast.stmt], frame: Frame) -> bool:
    """Go through statements.

    Args:
        run: What goes through them.
        body: The statements.
        frame: Where they stand.

    Returns:
        Whether the code goes on behind them.
    """
    for statement in body:
        if run.left < 0:
            return True
        handler = _HANDLERS.get(type(statement))
        try:
            if handler is not None and not handler(run, statement, frame):
                return False
        except UnwindError:
            return False
    return True


def assign(run: Run, target: ast.expr, value: Value, frame: Frame) -> None:
    """Bind what stands on the left of an assignment."""
    value = value.because_of(Value(credentials=run.strong))
    match target:
        case ast.Name():
            frame.names[target.id] = value
        case ast.Tuple() | ast.List():
            for index, element in enumerate(target.elts):
                assign(run, element, _element(value, index), frame)
        case ast.Starred():
            assign(run, target.value, NOTHING_KNOWN.because_of(value), frame)
        case ast.Attribute():
            _assign_attribute(run, target, value, frame)
        case _:
            return


def _assign_attribute(run: Run, target: ast.Attribute, value: Value, frame: Frame) -> None:
    receiver = run.evaluate(target.value, frame)
    if getattr(receiver.what, "name", "") == "g":
        run.context[target.attr] = value
    elif target.attr in {"status_code", "status"} and isinstance(target.value, ast.Name):
        status = answers.status_of(value)
        frame.names[target.value.id] = Value(Reply(status), receiver.credentials)


def _element(value: Value, index: int) -> Value:
    if isinstance(value.what, Items) and index < len(value.what.values):
        return value.what.values[index].because_of(value)
    if isinstance(value.what, tuple | list) and index < len(value.what):
        return Value(value.what[index]).because_of(value)
    return (Value(None) if value.lacks else NOTHING_KNOWN).because_of(value)


def _expression(run: Run, node: ast.Expr, frame: Frame) -> bool:
    run.evaluate(node.value, frame)
    return True


def _assignment(run: Run, node: ast.Assign, frame: Frame) -> bool:
    value = run.evaluate(node.value, frame)
    for target in node.targets:
        assign(run, target, value, frame)
    return True


def _annotated(run: Run, node: ast.AnnAssign, frame: Frame) -> bool:
    if node.value is not None:
        assign(run, node.target, run.evaluate(node.value, frame), frame)
    return True


def _augmented(run: Run, node: ast.AugAssign, frame: Frame) -> bool:
    value = run.evaluate(node.value, frame)
    if isinstance(node.target, ast.Name):
        before = frame.names.get(node.target.id, NOTHING_KNOWN)
        frame.names[node.target.id] = NOTHING_KNOWN.because_of(value, before)
    return True


def _return(run: Run, node: ast.Return, frame: Frame) -> bool:
    value = run.evaluate(node.value, frame) if node.value else Value(None)
    frame.returned.append(Value(value.what, value.credentials | run.control, value.sent))
    if len(run.running) == 1:
        answers.returned(run, value)
    return False


def _raise(run: Run, node: ast.Raise, frame: Frame) -> bool:
    value = run.evaluate(node.exc, frame) if node.exc else NOTHING_KNOWN
    run.leave(answers.raised(run, value))
    return False


def _if(run: Run, node: ast.If, frame: Frame) -> bool:
    return branches.choose(run, run.evaluate(node.test, frame), [node.body, node.orelse], frame)


def _for(run: Run, node: ast.For | ast.AsyncFor, frame: Frame) -> bool:
    iterable = run.evaluate(node.iter, frame)
    members = members_of(iterable)
    if members is None:
        assign(run, node.target, NOTHING_KNOWN.because_of(iterable), frame)
        branches.either(run, NOTHING_KNOWN, [node.body, []], frame)
        return execute(run, node.orelse, frame)
    for member in members:
        assign(run, node.target, member, frame)
        frame.jumped = ""
        if not execute(run, node.body, frame):
            if not frame.jumped:
                return False
            if frame.jumped == "break":
                return True
    return execute(run, node.orelse, frame)


def members_of(value: Value) -> list[Value] | None:
    """The members of a collection, or None where they aren't known or are too many."""
    if isinstance(value.what, Items):
        return [member.because_of(value) for member in value.what.values]
    if type(value.what) in _UNROLLED and len(value.what) <= _MOST:
        return [Value(member).because_of(value) for member in value.what]
    return None


def _while(run: Run, node: ast.While, frame: Frame) -> bool:
    value = run.evaluate(node.test, frame)
    if truth_of(value) is True:
        execute(run, node.body, frame)
        return True
    branches.either(run, value, [node.body, []], frame)
    return True


def _with(run: Run, node: ast.With | ast.AsyncWith, frame: Frame) -> bool:
    for item in node.items:
        value = run.evaluate(item.context_expr, frame)
        if item.optional_vars is not None:
            assign(run, item.optional_vars, NOTHING_KNOWN.because_of(value), frame)
    return execute(run, node.body, frame)


def _match(run: Run, node: ast.Match, frame: Frame) -> bool:
    value = run.evaluate(node.subject, frame)
    bodies = [case.body for case in node.cases]
    return branches.either(run, NOTHING_KNOWN.because_of(value), [*bodies, []], frame)


def _definition(
    run: Run,  # noqa: ARG001 - as every handler of a statement
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    frame: Frame,
) -> bool:
    frame.names[node.name] = Value(Closure(node, frame))
    return True


def _class(run: Run, node: ast.ClassDef, frame: Frame) -> bool:  # noqa: ARG001 - as above
    frame.names[node.name] = NOTHING_KNOWN
    return True


def _import(run: Run, node: ast.Import | ast.ImportFrom, frame: Frame) -> bool:
    from apiproof.frameworks.wsgi.anonymous import names

    names.imported(run, node, frame)
    return True


def _jump(run: Run, node: ast.Break | ast.Continue, frame: Frame) -> bool:  # noqa: ARG001 - as above
    frame.jumped = "break" if isinstance(node, ast.Break) else "continue"
    return False


_HANDLERS: dict[type[ast.stmt], Callable[..., bool]] = {
    ast.AnnAssign: _annotated,
    ast.Assign: _assignment,
    ast.AsyncFor: _for,
    ast.AsyncFunctionDef: _definition,
    ast.AsyncWith: _with,
    ast.AugAssign: _augmented,
    ast.Break: _jump,
    ast.ClassDef: _class,
    ast.Continue: _jump,
    ast.Expr: _expression,
    ast.For: _for,
    ast.FunctionDef: _definition,
    ast.If: _if,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.Match: _match,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: branches.attempt,
    ast.TryStar: branches.attempt,
    ast.While: _while,
    ast.With: _with,
}
