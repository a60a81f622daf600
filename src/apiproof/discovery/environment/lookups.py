"""Which environment variables an import asked for in vain, and where."""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType

_READERS = frozenset(
    {
        "_collections_abc",
        "collections",
        "decouple",
        "dotenv",
        "environ",
        "environs",
        "marshmallow",
        "os",
        "starlette",
        "typing",
    }
)
"""The packages that stand between the environment and those who ask for a variable of theirs."""


class Spot(NamedTuple):
    """A place in a source, exact to the column where the interpreter knows it."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question for a variable that is not set, or that a stand-in of apiproof's is set for.

    Attributes:
        variable: Its name.
        marks: Where the project's code asked, the innermost first, up to the module's own level:
            the code, the instruction in it, the line.
        direct: Whether the project asked itself, not a library for a purpose of its own.
    """

    variable: str
    marks: tuple[tuple[CodeType, int, int], ...]
    direct: bool

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The places that the marks stand for; made when they are wanted, for it takes long."""
        return tuple(spot(*mark) for mark in self.marks)


@dataclass(slots=True)
class Lookups:
    """The questions of one import.

    Attributes:
        is_mine: Tells a file of the project from one of a library.
        stand_ins: The variables whose questions count although they are answered.
        made: The questions, in their order.
    """

    is_mine: Callable[[str], bool]
    stand_ins: frozenset[str] = frozenset()
    made: list[Lookup] = field(default_factory=list)

    def note(self, variable: str, frame: FrameType | None) -> None:
        """Remember a question.

        Args:
            variable: The variable that was asked for.
            frame: The frame that asked.
        """
        marks: list[tuple[CodeType, int, int]] = []
        direct = None
        while frame is not None:
            path, package = frame.f_code.co_filename, _package(frame)
            if self.is_mine(path):
                marks.append((frame.f_code, frame.f_lasti, frame.f_lineno))
                direct = True if direct is None else direct
                if frame.f_code.co_name == "<module>":
                    break
            elif package == "apiproof" and not marks:
                return
            elif package not in _READERS:
                direct = False if direct is None else direct
            frame = frame.f_back
        self.made.append(Lookup(variable, tuple(marks), bool(direct)))


def spot(code: CodeType, instruction: int, line: int) -> Spot:
    """Say where a frame stands.

    Args:
        code: The frame's code.
        instruction: The offset of the instruction that runs, as `f_lasti` or `tb_lasti` give it.
        line: The line, for want of the interpreter's own table.
    """
    begin, _, column, _ = span(code, instruction)
    return Spot(code.co_filename, begin or line, column or 0)


def span(code: CodeType, instruction: int) -> tuple[int | None, int | None, int | None, int | None]:
    """The lines and columns of the expression that an instruction belongs to.

    Args:
        code: The code.
        instruction: The offset of the instruction.

    Returns:
        First line, last line, first column, last column; None where the table lacks them.
    """
    positions = itertools.islice(code.co_positions(), instruction // 2, None)
    return next(positions, (None, None, None, None))


@contextlib.contextmanager
def watched(lookups: Lookups) -> Iterator[Lookups]:
    """Note the questions that are asked of `os.environ`, for the time of an import.

    Every reader of the environment ends there, so what a variable is called is known however it
    is read: `os.getenv`, starlette's Config, decouple and environs with their prefixes, a helper
    of the project's own.

    Args:
        lookups: Where they are noted.

    Yields:
        The same.
    """
    kind: Any = type(os.environ)
    original = kind.__getitem__

    def look_up(environ: Any, key: Any) -> Any:
        try:
            value = original(environ, key)
        except KeyError:
            if environ is os.environ and isinstance(key, str):
                lookups.note(key, sys._getframe(1))  # noqa: SLF001 - documented, and cheap
            raise
        if key in lookups.stand_ins and environ is os.environ:
            lookups.note(key, sys._getframe(1))  # noqa: SLF001 - documented, and cheap
        return value

    kind.__getitem__ = look_up
    try:
        yield lookups
    finally:
        kind.__getitem__ = original


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]
