"""Where reading stands in a function: its names, and what has been found in it so far."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from apiproof.reading.live import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.reading.branches import Fork
    from apiproof.reading.values import Instance, Value

EffectKind = Literal[
    "touch",
    "read",
    "need",
    "open",
    "iterated",
    "named",
    "closed",
    "schema",
    "prefix",
    "loaded",
    "status",
    "raised",
]

Place = tuple[str, tuple[str | int, ...]]
"""A part of the request and the way into it, as `Piece.place`."""


@dataclass(slots=True)
class Effect:
    """One thing that was found.

    Attributes:
        kind: `touch`: a part is looked at. `read`: something in it is. `need`: the code refuses or
            fails without it. `open`: names that are not known are used. `iterated`: so they are in
            a loop. `named`: which compares them with known ones, or copies them. `closed`: the
            code refuses other names than these. `schema`: what a value must be. `prefix`: a word
            before it. The others as the nouns of `reads` are.
        place: What part of the request it is about, or None.
        path: The file.
        line: The line.
        certain: Whether it happens whatever way the code goes.
        detail: A schema, a word, a noun of `reads`.
        raised: Of a status or an exception: the class that is raised.
        helper: Whether a function that the view calls does it.
        firm: Whether it is what a view does that is wrapped: no way through the wrapper which
            leaves the view out makes it less certain.
    """

    kind: EffectKind
    place: Place | None
    path: str
    line: int
    certain: bool = True
    detail: Any = None
    raised: type | None = None
    helper: bool = False
    firm: bool = False

    @property
    def same_as(self) -> Any:
        """What makes two effects one."""
        detail = self.detail if self.kind in {"status", "raised", "prefix"} else id(self.detail)
        return self.kind, self.place, self.line, detail, self.raised, self.path

    def again(self, *, certain: bool, helper: bool, firm: bool = False) -> Effect:
        """The same, as the caller of the function sees it."""
        return Effect(
            self.kind,
            self.place,
            self.path,
            self.line,
            self.certain and certain,
            self.detail,
            self.raised,
            self.helper or helper,
            self.firm or firm,
        )

    def doubt(self) -> None:
        """Note that there is a way through the code without it."""
        if not self.firm:
            self.certain = False


@dataclass(slots=True)
class Frame:
    """A function as it is read.

    Attributes:
        path: Its file.
        module: The globals of its module.
        cells: What its closure holds.
        names: Its local names.
        outer: The frame of the function that it stands in, where that is being read too.
        owner: The class whose method it is, for `super()`.
        receiver: What its first parameter stands for.
        certain: Whether reading stands where the code always comes by.
        answered: Whether some way through the code has ended well before.
        dead: Whether the expression that was just read never ends: it aborts.
        effects: What has been found.
        exits: The ways out so far, and whether each refuses the request.
        returned: What it returns.
        yielded: What it yields.
        jumps: The names as they were at `break` and `continue`.
        forks: The branches of the block that is being read, to be weighed at its end.
        layer: Whether it belongs to the view itself, so that what it returns is an answer.
        inmost: Whether it is the view that all others wrap.
    """

    path: str
    module: Mapping[str, Any]
    cells: Mapping[str, Any] = field(default_factory=dict)
    names: dict[str, Value] = field(default_factory=dict)
    outer: Frame | None = None
    owner: type | None = None
    receiver: Value | None = None
    certain: bool = True
    answered: bool = False
    dead: bool = False
    effects: list[Effect] = field(default_factory=list)
    exits: list[bool] = field(default_factory=list)
    returned: list[Value] = field(default_factory=list)
    yielded: list[Value] = field(default_factory=list)
    jumps: list[dict[str, Value]] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    layer: bool = False
    inmost: bool = False

    @property
    def sure(self) -> bool:
        """Whether every way through the code comes by here that does not refuse the request."""
        return self.certain and not self.answered

    def local(self, name: str) -> Value | None:
        """What a name stands for in the function or those around it, as they were read."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.names:
                return frame.names[name]
            frame = frame.outer
        return None

    def live(self, name: str) -> Any:
        """The live object that a name stands for: in the closure, the module or Python itself."""
        for names in (self.cells, self.module, vars(builtins)):
            if name in names:
                return names[name]
        return MISSING


@dataclass(frozen=True, slots=True)
class Summary:
    """What a call of a function comes to.

    Attributes:
        effects: What was found in it.
        value: What it returns.
        dead: Whether it never returns.
        receiver: What has become of its first argument, where the code makes that.
        left: What it has put beside the request.
    """

    effects: tuple[Effect, ...]
    value: Value
    dead: bool
    receiver: Instance | None = None
    left: Mapping[str, Value] = field(default_factory=dict)
