"""The variables that apiproof sets, because an import failed without them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from apiproof.discovery.configurations import class_names
from apiproof.discovery.environment import env_files
from apiproof.discovery.environment.harmless import values_for, words_of
from apiproof.discovery.environment.settings_classes import (
    accepts,
    is_structured,
    members,
    model_example,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from apiproof.config import Config
    from apiproof.discovery.environment.missing import Missing


_SETTINGS = frozenset({"SETTINGS", "CONFIG", "CONFIGURATION"})
"""Words of a variable that may name a class of settings."""


class StandIn(NamedTuple):
    """A variable that was not set, and what apiproof set it to.

    Attributes:
        name: The variable.
        value: Its value, for as long as the process lives, and for its children.
    """

    name: str
    value: str


@dataclass(slots=True)
class StandIns:
    """What is set so far, and what else could be.

    A variable that exists is never set: the setting `env` and the user's shell win.

    Attributes:
        config: The settings; they tell what the project has written down itself.
        current: The values that are set, by their variables.
    """

    config: Config
    current: dict[str, str] = field(default_factory=dict)
    _left: dict[str, Iterator[str]] = field(default_factory=dict)
    _examples: dict[str, str] | None = None
    _guessed: list[str] = field(default_factory=list)
    _spent: set[str] = field(default_factory=set)

    def provide(self, wanted: Iterable[Missing]) -> bool:
        """Set what is missing, or give a variable whose value was refused the next one.

        Args:
            wanted: The variables that a failure is about.

        Returns:
            Whether anything was set, so that another try may come to something else.
        """
        provided = [self._provide(each) for each in wanted]  # each of them, not up to the first
        return any(provided)

    def withdraw_guesses(self) -> None:
        """Take back what only a text had mentioned, and what helped nothing."""
        for name in self._guessed:
            os.environ.pop(name, None)
            self.current.pop(name, None)
            self._left[name] = iter(())
        self._guessed.clear()

    def trust(self) -> None:
        """Keep what was guessed: with it the import came to another place."""
        self._guessed.clear()

    def withdraw(self) -> None:
        """Take back everything: the import failed all the same."""
        for name in self.current:
            os.environ.pop(name, None)

    def has_more(self, name: str) -> bool:
        """Whether a variable has a value that was not tried.

        Args:
            name: The variable.
        """
        return name not in self._spent

    def made(self) -> tuple[StandIn, ...]:
        """List what is set."""
        return tuple(StandIn(*entry) for entry in self.current.items())

    def _provide(self, wanted: Missing) -> bool:
        name = wanted.name
        if name not in self._left:
            if name in os.environ or not name.isidentifier():
                return False
            self._left[name] = _values(name, wanted.field, self._of_the_project(name))
            if not wanted.certain:
                self._guessed.append(name)
        value = next(self._left[name], None)
        if value is None:
            self._spent.add(name)
            return False
        os.environ[name] = self.current[name] = value
        return True

    def _of_the_project(self, name: str) -> list[str]:
        """What the project itself has for a variable: an example, a class of settings."""
        if self._examples is None:
            self._examples = env_files.examples(self.config)
        example = [self._examples[name]] if name in self._examples else []
        names_settings = _SETTINGS.intersection(words_of(name))
        return [*example, *(class_names(self.config) if names_settings else [])]


def _values(name: str, field: Any, own: list[str]) -> Iterator[str]:
    """What to try for a variable, each once."""
    values = [*own, *values_for(name)]
    if field is not None:
        values = [*members(field.annotation), *_built(field), *values]
        values = [each for each in values if accepts(field, each)] or values
    return iter(dict.fromkeys(values))


def _built(field: Any) -> list[str]:
    if not is_structured(field.annotation):
        return []
    example = model_example(field.annotation, _choice)
    made = [] if example is None else [json.dumps(example)]
    return [*made, "[]", '["http://localhost"]', "{}", "[1]", '["1", "1"]']


def _choice(name: str, field: Any) -> str:
    return next(_values(name, field, []))
