"""What `apiproof doctor` says of a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["ok", "note", "problem"]
"""Whether a fact is as it should be, is worth knowing, or stands in the way of the tests."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was found.

    Attributes:
        mark: How it is.
        text: The fact, in one line.
        hint: What to do about it, such as the setting to write; else empty.
        place: Where it stands, where that is not in the text.
    """

    mark: Mark
    text: str
    hint: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts about one part of a project.

    Attributes:
        name: What they are about.
        facts: The facts.
    """

    name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that was found.

    Attributes:
        sections: In the order in which they are read.
        next: What to do now, one instruction each.
    """

    sections: tuple[Section, ...]
    next: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Fact, ...]:
        """What stands in the way of the tests."""
        facts = (fact for section in self.sections for fact in section.facts)
        return tuple(fact for fact in facts if fact.mark == "problem")
