"""Branches: what is read on one way only, and what sends a request back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apiproof.reading import matching
from apiproof.reading.site import Site
from apiproof.reading.values import united
from apiproof.reading.verdicts import NOTHING, truth_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Sequence

    from apiproof.reading.frames import Effect, Frame, Place
    from apiproof.reading.machine import Machine
    from apiproof.reading.values import Piece, Surplus, Value, Verdict


@dataclass(frozen=True, slots=True)
class Arm:
    """One way through a branch.

    Attributes:
        goes_on: Whether the code goes on behind the branch.
        refuses: Whether it ends, and refuses the request wherever it does.
        names: What names stand for at its end.
        effects: What was found on it.
    """

    goes_on: bool
    refuses: bool
    names: dict[str, Value]
    effects: list[Effect]


@dataclass(frozen=True, slots=True)
class Fork:
    """A branch, to be weighed when what stands behind it has been read.

    Attributes:
        arms: The ways through it; of an `if` the one for true first.
        verdict: Whose lack decides between the first two.
        site: Where it stands.
        answered: Whether some way through the code had ended well before it.
        exits: How many ways out of the function there were before what stands behind it.
    """

    arms: tuple[Arm, ...]
    verdict: Verdict
    site: Site
    answered: bool
    exits: int

    def weigh(self, frame: Frame, *, goes_on: bool) -> None:
        """Tell what is certain: what is read where every other way refuses the request.

        Args:
            frame: The function.
            goes_on: Whether the code goes on behind the block of the branch.
        """
        behind = _refuses(frame, self.exits, goes_on=goes_on)
        refusing = [arm.refuses or (arm.goes_on and behind) for arm in self.arms]
        common = self._common()
        for index, arm in enumerate(self.arms):
            others = refusing[:index] + refusing[index + 1 :]
            if refusing[index] or not all(others):
                for effect in arm.effects:
                    effect.doubt()
        frame.effects.extend(common)
        if refusing[0] is not refusing[1]:
            self._need(self.verdict.true if refusing[0] else self.verdict.false, frame)

    def _need(self, facts: frozenset[Piece | Surplus], frame: Frame) -> None:
        """Note what the branch refuses the request for, as certain as the branch itself is."""
        answered, frame.answered = frame.answered, self.answered
        self.site.need(facts)
        frame.answered = answered

    def _common(self) -> list[Effect]:
        """What every arm that does not refuse needs."""
        needed = [_needed(arm.effects) for arm in self.arms if not arm.refuses]
        if len(needed) < len(self.arms):
            return []
        places = set(needed[0]).intersection(*needed[1:])
        return [
            needed[0][place].again(certain=True, helper=False)
            for place in needed[0]
            if place in places
        ]


def _needed(effects: Iterable[Effect]) -> dict[Place | None, Effect]:
    return {each.place: each for each in effects if each.kind == "need" and each.certain}


def _refuses(frame: Frame, since: int, *, goes_on: bool) -> bool:
    exits = frame.exits[since:]
    return not goes_on and bool(exits) and all(exits)


def branch(machine: Machine, node: ast.If, frame: Frame) -> bool:
    """Read an `if`.

    Args:
        machine: What reads.
        node: The statement.
        frame: Where it stands.

    Returns:
        Whether the code goes on behind it.
    """
    truth, verdict = machine.test(node.test, frame)
    if frame.dead:
        return False
    if truth is not None:
        return machine.execute(node.body if truth else node.orelse, frame)
    arms = [arm_of(machine, body, frame) for body in (node.body, node.orelse)]
    return _forked(arms, verdict, Site(machine, frame, node.test))


def match(machine: Machine, node: ast.Match, frame: Frame) -> bool:
    """Read a `match`.

    Args:
        machine: What reads.
        node: The statement.
        frame: Where it stands.

    Returns:
        Whether the code goes on behind it.
    """
    subject = machine.evaluate(node.subject, frame)
    if frame.dead:
        return False
    sure = truth_of(subject) is not None
    names = dict(frame.names)
    arms, total = [], False
    for case in node.cases:
        site = Site(machine, frame, case.pattern)
        fits = matching.bound(case.pattern, subject, site)
        if case.guard is not None:
            machine.test(case.guard, frame)
            fits = None if fits else fits
        if fits is not False:
            arms.append(arm_of(machine, case.body, frame))
        frame.names = dict(names)
        total = bool(fits)
        if total:
            break
    if sure and total and len(arms) == 1:
        frame.names = arms[0].names
        return arms[0].goes_on
    if not total:
        arms.append(Arm(goes_on=True, refuses=False, names=names, effects=[]))
    return _forked(arms, NOTHING, Site(machine, frame, node)) if len(arms) > 1 else True


def arm_of(machine: Machine, body: Sequence[ast.stmt], frame: Frame) -> Arm:
    """Read one way through a branch; the names of the function stay as they were.

    Args:
        machine: What reads.
        body: Its statements.
        frame: Where they stand.

    Returns:
        What was found on it.
    """
    before = frame.names
    frame.names = dict(before)
    effects, exits = len(frame.effects), len(frame.exits)
    goes_on = machine.execute(body, frame)
    names, frame.names = frame.names, before
    refuses = _refuses(frame, exits, goes_on=goes_on)
    return Arm(goes_on, refuses, names, frame.effects[effects:])


def _forked(arms: list[Arm], verdict: Verdict, site: Site) -> bool:
    frame = site.frame
    frame.names = merged(frame.names, [arm.names for arm in arms if arm.goes_on])
    frame.forks.append(Fork(tuple(arms), verdict, site, frame.answered, len(frame.exits)))
    return any(arm.goes_on for arm in arms)


def merged(before: dict[str, Value], ways: list[dict[str, Value]]) -> dict[str, Value]:
    """What names stand for where several ways meet.

    Args:
        before: What they stood for where the ways parted.
        ways: What they stand for at the end of each that goes on.

    Returns:
        The alternatives of each; what the code has put in place of a part of the request only
        where it has on every way.
    """
    if not ways:
        return before
    if len(ways) == 1:
        return ways[0]
    names: dict[str, Value] = {}
    for name in dict.fromkeys(name for way in ways for name in way):
        values = [way[name] for way in ways if name in way]
        first = values[0]
        if name.startswith("=") and len(values) < len(ways):
            continue
        same = all(each is first for each in values)
        names[name] = first if same else united(values)
    return names
