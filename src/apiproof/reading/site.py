"""Where in the code something is read, and what is noted there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apiproof.reading.frames import Effect
from apiproof.reading.values import NO_ARGUMENTS, Surplus, pieces_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from apiproof.model.operation import Schema
    from apiproof.reading.frames import EffectKind, Frame
    from apiproof.reading.machine import Machine
    from apiproof.reading.values import Arguments, Piece, Value


@dataclass(frozen=True, slots=True)
class Site:
    """A place in the code that is being read.

    Attributes:
        machine: What reads.
        frame: The function.
        node: The expression or statement.
    """

    machine: Machine
    frame: Frame
    node: ast.AST

    @property
    def line(self) -> int:
        """The line in the function's file."""
        return getattr(self.node, "lineno", 0)

    def note(
        self,
        kind: EffectKind,
        piece: Piece | None = None,
        detail: Any = None,
        raised: type | None = None,
    ) -> None:
        """Put something that was found into the frame."""
        frame = self.frame
        place = piece.place if piece else None
        frame.effects.append(Effect(kind, place, frame.path, self.line, frame.sure, detail, raised))

    def need(self, facts: Iterable[Piece | Surplus]) -> None:
        """Note parts whose lack, or names whose presence, the code refuses the request for."""
        for fact in sorted(facts, key=lambda each: str(each.place)):
            if isinstance(fact, Surplus):
                self.note("closed", fact.piece, fact.names)
            else:
                self.note("need", fact)

    def open(self, value: Value) -> None:
        """Note that names of a part may be used that are not known."""
        for piece in pieces_of(value):
            self.note("open", piece)

    def schema(self, value: Value, schema: Schema) -> None:
        """Note what a value of the request must be, where it is one."""
        for piece in pieces_of(value):
            if piece.keys and schema:
                self.note("schema", piece, schema)

    def call(self, function: Value, arguments: Arguments = NO_ARGUMENTS) -> Value:
        """Read a call that the code makes here."""
        return self.machine.call(function, arguments, self)

    def attribute(self, value: Value, name: str) -> Value:
        """Read an attribute that the code asks for here."""
        return self.machine.attribute(value, name, self)
