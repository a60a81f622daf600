"""Ways that code may go, and what stands where they meet again."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from apiproof.frameworks.wsgi.anonymous import answers
from apiproof.frameworks.wsgi.anonymous.values import (
    NOTHING_KNOWN,
    Items,
    Value,
    joined,
    truth_of,
)

if TYPE_CHECKING:
    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Credential, Exit, Frame

Bodies = Sequence[Sequence[ast.stmt]]


class _State(NamedTuple):
    """What stands in names and in `flask.g` at one place of the code."""

    names: dict[str, Value]
    context: dict[str, Value]

    @classmethod
    def now(cls, run: Run, frame: Frame) -> _State:
        return cls(frame.names, run.context)

    def enter(self, run: Run, frame: Frame) -> None:
        """Go on with a copy of it."""
        frame.names, run.context = dict(self.names), dict(self.context)


class _Happened(NamedTuple):
    """What happened in the body of a `try`.

    Attributes:
        raised: The exceptions that it raises.
        suspects: The credentials for want of which a call in it may raise.
        risky: Whether anything else in it may raise.
    """

    raised: list[Exit]
    suspects: frozenset[Credential]
    risky: bool


def choose(run: Run, value: Value, bodies: Bodies, frame: Frame) -> bool:
    """Go one of two ways: the first where a test is true.

    Args:
        run: What goes through the code.
        value: The test.
        bodies: The statements of both.
        frame: Where they stand.

    Returns:
        Whether the code goes on behind them.
    """
    truth = truth_of(value)
    if truth is None:
        return either(run, value, bodies, frame)
    with run.under(value):
        alive = run.execute(bodies[0 if truth else 1], frame)
    run.after(value)
    return alive


def either(run: Run, value: Value, bodies: Bodies, frame: Frame) -> bool:
    """Go ways of which any may be taken; where a credential decides, the one that refuses is.

    Args:
        run: What goes through the code.
        value: What decides.
        bodies: The statements of each.
        frame: Where they stand.

    Returns:
        Whether the code goes on behind them.
    """
    before = _State.now(run, frame)
    ends: list[_State] = []
    refused = False
    for body in bodies:
        before.enter(run, frame)
        known = _refusals(run, frame)
        with run.under(value):
            alive = run.execute(body, frame)
        if alive:
            ends.append(_State.now(run, frame))
        refused |= not alive and _refusals(run, frame) > known
    _meet(ends, before).enter(run, frame)
    run.after(value)
    decides = bool(value.credentials) and not value.sent and not value.open
    return bool(ends) and not (decides and refused)


def attempt(run: Run, node: ast.Try | ast.TryStar, frame: Frame) -> bool:
    """Go through a `try`: its body, and the handlers that what happens in it may lead to.

    Args:
        run: What goes through the code.
        node: The statement.
        frame: Where it stands.

    Returns:
        Whether the code goes on behind it.
    """
    before = _State(dict(frame.names), dict(run.context))
    alive, happened = _body(run, node, frame)
    if alive:
        alive = run.execute(node.orelse, frame)
    ends = [_State.now(run, frame)] if alive else []
    for handler in node.handlers:
        caught = [out for out in happened.raised if _catches(run, handler, out, frame)]
        for out in caught:
            happened.raised.remove(out)
        if not caught and not happened.risky:
            continue
        before.enter(run, frame)
        goes_on, refused = _handled(run, handler, caught, happened, frame)
        if refused:
            ends = []
            break
        ends += [_State.now(run, frame)] if goes_on else []
    for out in happened.raised:
        run.leave(out)
    _meet(ends, before).enter(run, frame)
    return run.execute(node.finalbody, frame) and bool(ends)


def _body(run: Run, node: ast.Try | ast.TryStar, frame: Frame) -> tuple[bool, _Happened]:
    suspects, risky = run.suspects, run.risky
    run.suspects, run.risky = frozenset(), False
    run.catchers.append([])
    alive = run.execute(node.body, frame)
    happened = _Happened(run.catchers.pop(), run.suspects, run.risky)
    run.suspects, run.risky = suspects | happened.suspects, risky or happened.risky
    return alive, happened


def _handled(
    run: Run, handler: ast.ExceptHandler, caught: list[Exit], happened: _Happened, frame: Frame
) -> tuple[bool, bool]:
    """Whether a handler goes on, and whether it refuses for want of a credential."""
    cause = happened.suspects.union(*(out.credentials for out in caught))
    known = _refusals(run, frame)
    with run.under(Value(credentials=cause)):
        goes_on = run.execute(handler.body, frame)
    return goes_on, not goes_on and bool(cause) and _refusals(run, frame) > known


def _catches(run: Run, handler: ast.ExceptHandler, out: Exit, frame: Frame) -> bool:
    if handler.type is None:
        return True
    value = run.evaluate(handler.type, frame)
    if isinstance(value.what, Items):
        members = [member.what for member in value.what.values]
    else:
        members = list(value.what) if isinstance(value.what, tuple) else [value.what]
    kinds = tuple(member for member in members if isinstance(member, type))
    if out.kind is None or len(kinds) < len(members):
        return True
    return issubclass(out.kind, kinds)


def _refusals(run: Run, frame: Frame) -> int:
    """How many ways out were found that refuse, wherever they end up."""
    found = [out for outs in (run.exits, *run.catchers) for out in outs]
    found += [answers.way_out(value) for value in frame.returned]
    return sum(bool(out.credentials) and answers.refuses(run, out) for out in found)


def _meet(ends: list[_State], before: _State) -> _State:
    """What is known behind ways that meet again."""
    if not ends:
        return before
    return _State(_merged([each.names for each in ends]), _merged([each.context for each in ends]))


def _merged(ends: list[dict[str, Value]]) -> dict[str, Value]:
    first, *others = ends
    if not others:
        return first
    names = dict.fromkeys(name for end in ends for name in end)
    return {name: joined([end.get(name, NOTHING_KNOWN) for end in ends]) for name in names}
