"""Expressions, as they come out for a request that proves nothing."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from apiproof.frameworks.wsgi.anonymous import attributes, comparisons, names, parts, statements
from apiproof.frameworks.wsgi.anonymous.values import (
    NONE,
    NOTHING_KNOWN,
    UNKNOWN,
    Arguments,
    Closure,
    Items,
    Part,
    Value,
    joined,
    truth_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Frame


def _constant(run: Run, node: ast.Constant, frame: Frame) -> Value:
    del run, frame
    return Value(node.value)


def _attribute(run: Run, node: ast.Attribute, frame: Frame) -> Value:
    return attributes.attribute(run, run.evaluate(node.value, frame), node.attr, frame)


def _subscript(run: Run, node: ast.Subscript, frame: Frame) -> Value:
    value, key = run.evaluate(node.value, frame), run.evaluate(node.slice, frame)
    if isinstance(value.what, Part):
        return parts.item(run, value.what, key)
    return attributes.item(run, value, key)


def _call(run: Run, node: ast.Call, frame: Frame) -> Value:
    function = run.evaluate(node.func, frame)
    return run.call(function, _arguments(run, node, frame), frame)


def _arguments(run: Run, node: ast.Call, frame: Frame) -> Arguments:
    positional: list[Value] = []
    rest = False
    for each in node.args:
        if isinstance(each, ast.Starred):
            members = statements.members_of(run.evaluate(each.value, frame))
            rest |= members is None
            positional += members or []
        else:
            positional.append(run.evaluate(each, frame))
    keywords = {
        each.arg: run.evaluate(each.value, frame) for each in node.keywords if each.arg is not None
    }
    return Arguments(tuple(positional), keywords, rest or len(keywords) < len(node.keywords))


def _boolean(run: Run, node: ast.BoolOp, frame: Frame) -> Value:
    """`and` or `or`: its later operands are come to only where the earlier ones let them."""
    stops = isinstance(node.op, ast.Or)
    found: list[Value] = []
    for operand in node.values:
        value = run.evaluate(operand, frame)
        truth = truth_of(value)
        if truth is stops:
            decided = not any(truth_of(each) is None for each in found)
            return value if decided else _truth(stops).because_of(value)
        found.append(value)
    unknown = [each for each in found if truth_of(each) is None]
    if not unknown:
        return found[-1].because_of(*found)
    value = joined(unknown).because_of(*found)
    is_open = not stops and any(not each.credentials for each in unknown)
    return replace(value, open=True) if is_open else value


def _truth(value: bool) -> Value:  # noqa: FBT001 - a value of the code
    return Value(value)


def _unary(run: Run, node: ast.UnaryOp, frame: Frame) -> Value:
    value = run.evaluate(node.operand, frame)
    truth = truth_of(value)
    if isinstance(node.op, ast.Not) and truth is not None:
        return _truth(not truth).because_of(value)
    return NOTHING_KNOWN.because_of(value)


def _conditional(run: Run, node: ast.IfExp, frame: Frame) -> Value:
    test = run.evaluate(node.test, frame)
    truth = truth_of(test)
    if truth is not None:
        return run.evaluate(node.body if truth else node.orelse, frame).because_of(test)
    both = [run.evaluate(node.body, frame), run.evaluate(node.orelse, frame)]
    return joined(both).because_of(test)


def _named(run: Run, node: ast.NamedExpr, frame: Frame) -> Value:
    value = run.evaluate(node.value, frame)
    statements.assign(run, node.target, value, frame)
    return value


def _collection(run: Run, node: ast.Tuple | ast.List | ast.Set, frame: Frame) -> Value:
    values = [run.evaluate(each, frame) for each in node.elts]
    if all(value.what is not UNKNOWN and Value(value.what).is_plain for value in values):
        kind = {ast.List: list, ast.Set: set}.get(type(node), tuple)
        try:
            return Value(kind(value.what for value in values)).because_of(*values)
        except TypeError:  # a set of lists is the app's own error
            return NOTHING_KNOWN
    return Value(Items(tuple(values))).because_of(*values)


def _dict(run: Run, node: ast.Dict, frame: Frame) -> Value:
    values = [run.evaluate(each, frame) for each in node.values]
    keys = [NONE if each is None else run.evaluate(each, frame) for each in node.keys]
    if all(Value(each.what).is_plain for each in (*keys, *values)) and None not in node.keys:
        try:
            pairs = zip(keys, values, strict=True)
            return Value({key.what: value.what for key, value in pairs}).because_of(*values)
        except TypeError:
            return NOTHING_KNOWN
    return NOTHING_KNOWN.because_of(*values)


def _text(run: Run, node: ast.JoinedStr, frame: Frame) -> Value:
    values = [
        run.evaluate(each.value if isinstance(each, ast.FormattedValue) else each, frame)
        for each in node.values
    ]
    if all(isinstance(value.what, str) for value in values):
        return Value("".join(value.what for value in values)).because_of(*values)
    return NOTHING_KNOWN.because_of(*values)


def _binary(run: Run, node: ast.BinOp, frame: Frame) -> Value:
    left, right = run.evaluate(node.left, frame), run.evaluate(node.right, frame)
    if isinstance(node.op, ast.Add) and type(left.what) is type(right.what) and left.is_plain:
        try:
            return Value(left.what + right.what).because_of(left, right)
        except TypeError:
            return NOTHING_KNOWN
    return NOTHING_KNOWN.because_of(left, right)


def _comprehension(
    run: Run, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, frame: Frame
) -> Value:
    first, *others = node.generators
    iterable = run.evaluate(first.iter, frame)
    members = statements.members_of(iterable)
    if members is None or others:
        return NOTHING_KNOWN.because_of(iterable)
    found: list[Value] = []
    for member in members:
        statements.assign(run, first.target, member, frame)
        tests = [truth_of(run.evaluate(test, frame)) for test in first.ifs]
        if None in tests:
            return NOTHING_KNOWN.because_of(iterable)
        if all(tests):
            found.append(run.evaluate(node.elt, frame))
    return Value(Items(tuple(found))).because_of(iterable)


def _lambda(run: Run, node: ast.Lambda, frame: Frame) -> Value:
    del run
    return Value(Closure(node, frame))


def _inner(run: Run, node: ast.Await | ast.Starred, frame: Frame) -> Value:
    return run.evaluate(node.value, frame)


EVALUATORS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Attribute: _attribute,
    ast.Await: _inner,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: comparisons.compare,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _conditional,
    ast.JoinedStr: _text,
    ast.Lambda: _lambda,
    ast.List: _collection,
    ast.ListComp: _comprehension,
    ast.Name: names.name,
    ast.NamedExpr: _named,
    ast.Set: _collection,
    ast.SetComp: _comprehension,
    ast.Starred: _inner,
    ast.Subscript: _subscript,
    ast.Tuple: _collection,
    ast.UnaryOp: _unary,
}
