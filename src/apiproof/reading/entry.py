"""What the framework calls a view with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apiproof.reading.values import (
    NO_ARGUMENTS,
    REQUEST,
    UNKNOWN,
    Head,
    Instance,
    Mapping,
    Piece,
)

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping as Names

    from apiproof.reading.frames import Frame
    from apiproof.reading.machine import Machine
    from apiproof.reading.reads import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """What the framework calls a view with.

    Attributes:
        owner: The class that `self` is an instance of, or None.
        arguments: The part of the request, and the name in it, that a parameter stands for.
    """

    owner: type | None
    arguments: Names[str, tuple[Source, str]]

    @property
    def key(self) -> Any:
        """What makes two of them alike."""
        return self.owner, tuple(sorted(self.arguments.items()))

    def bind(self, parameters: ast.arguments, frame: Frame, machine: Machine) -> None:
        """Bind the parameters of a view, or of what wraps it, that no one has bound.

        Args:
            parameters: The parameters.
            frame: The function's frame.
            machine: What reads.
        """
        names = frame.names
        first = [each.arg for each in (*parameters.posonlyargs, *parameters.args)][:1]
        if self.owner is not None and first and names.get(first[0]) is UNKNOWN:
            names[first[0]] = Instance(self.owner, NO_ARGUMENTS)
        for name, (source, key) in self.arguments.items():
            if names.get(name) is UNKNOWN:
                names[name] = Piece(source, (key,) if key else ())
        machine.dialect.entry(parameters, frame, machine)
        self._bind_rest(parameters, frame, machine)

    def _bind_rest(self, parameters: ast.arguments, frame: Frame, machine: Machine) -> None:
        """What `*args` and `**kwargs` of a wrapper hold, as far as that is known."""
        if self.owner is not None and parameters.vararg is not None and not parameters.args:
            frame.names[parameters.vararg.arg] = Head((Instance(self.owner, NO_ARGUMENTS),))
        if parameters.kwarg is not None and not machine.dialect.answers_plainly:
            known = frame.names.get(parameters.kwarg.arg)
            if isinstance(known, Mapping) and not known.whole and not known.get("request"):
                entries = (*known.entries, ("request", REQUEST))
                frame.names[parameters.kwarg.arg] = Mapping(entries, known.rest, whole=False)
