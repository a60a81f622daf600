"""The import of the App, tried again with what it lacked.

An app that reads `os.environ["SECRET_KEY"]` when it is imported cannot be imported by who knows
nothing of it. So a failed import is read for what it was for want of; a value for tests is set, the
project's modules are forgotten, and the import runs again.

Sources are not searched for `os.environ[...]` beforehand: that would set what stands in branches
which are never taken, turn on what is only there for those who configure it
(`if "SENTRY_DSN" in os.environ`), miss what settings classes and helpers read, and tell of
variables that nobody missed. What an import failed without, it needs. The price is that modules
run twice: `forgetting` undoes the first time as far as libraries let it.
"""

from __future__ import annotations

import re
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from apiproof.discovery.environment.forgetting import Undo, watching
from apiproof.discovery.environment.lookups import Lookups, watched
from apiproof.discovery.environment.missing import missing_variables
from apiproof.discovery.environment.stand_ins import StandIn, StandIns
from apiproof.discovery.explaining import with_origin, with_tried, without_value
from apiproof.discovery.guarding import guarded
from apiproof.discovery.importing import load_module
from apiproof.discovery.resolution import resolve
from apiproof.discovery.scan.locating import Location, Owned, module_name
from apiproof.discovery.scan.neighbours import folder_with
from apiproof.errors import AppImportError, Error

if TYPE_CHECKING:
    from apiproof.config import Config
    from apiproof.discovery.leads import Lead
    from apiproof.model.app import App

ROUNDS = 60
"""How often an import is tried at most; each round but the last gives a variable a value."""

_TWICE = re.compile(r"already (defined|registered|exists)|Duplicated timeseries|Multiple classes")


class Found(NamedTuple):
    """The App, and what was set for it.

    Attributes:
        app: The App.
        stand_ins: The variables that were not set.
        folders: The folders that were put on the import path.
    """

    app: App
    stand_ins: tuple[StandIn, ...] = ()
    folders: tuple[Path, ...] = ()


def attempt(lead: Lead, config: Config) -> Found:
    """Import the App; where that fails for want of something harmless, once more with it.

    Args:
        lead: Where the App is.
        config: The settings.

    Returns:
        The App, and what was set.

    Raises:
        Error: It can't be imported; the Error says what was tried.
    """
    trial = _Trial(lead, config)
    for _ in range(ROUNDS):
        try:
            return trial.run()
        except Error as error:
            if not trial.learn(error):
                raise trial.verdict(error) from error.__cause__
        # The exception is gone by now, and with it what its frames held.
        trial.undo.forget()
    return trial.run()


@dataclass(slots=True)
class _Trial:
    """One App's import, however often it is tried."""

    lead: Lead
    config: Config
    location: Location = field(init=False)
    owned: Owned = field(init=False)
    undo: Undo = field(init=False)
    lookups: Lookups = field(init=False)
    stand_ins: StandIns = field(init=False)
    folders: list[Path] = field(default_factory=list)
    _last: Error | None = None
    _first: Error | None = None
    _wanted: dict[str, Error] = field(default_factory=dict)
    _refused: dict[str, Error] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.location = self.lead.location
        self.owned = Owned(self.location, self.config)
        self.undo = Undo(self.owned.has_module)
        self.lookups = Lookups(self.owned.has_file)
        self.stand_ins = StandIns(self.config)

    def run(self) -> Found:
        """Try once."""
        current = frozenset(self.stand_ins.current)
        self.lookups = Lookups(self.owned.has_file, current)
        action, name = f"the import of {self.location.module}", str(self.location.path or "app")
        with watching(self.undo), guarded(action, name), watched(self.lookups):
            module = load_module(self.location, self.config)
            app = resolve(module, self.lead.attribute, self.config, self.lead.found_by)
        return Found(app, self.stand_ins.made(), tuple(self.folders))

    def learn(self, error: Error) -> bool:
        """Provide what a failure was for want of.

        Args:
            error: The failure.

        Returns:
            Whether another try may come further.
        """
        cause = error.__cause__
        if not isinstance(error, AppImportError) or cause is None:
            return False
        if self._last is not None and _is_same(error, self._last):
            self.stand_ins.withdraw_guesses()
        else:
            self.stand_ins.trust()
            self._last = _bare(error)
        self._first = self._first or self._last
        return self._provide(error, cause) or self._put_on_path(cause)

    def verdict(self, error: Error) -> Error:
        """Say what failed in the end, and what was tried against it.

        Args:
            error: The last failure.

        Returns:
            The Error to raise.
        """
        if self._last is not None and _is_same(error, self._last):
            error = self._last  # its hint was written before anything was tried
        hopeless = next((each for each in self._refused if not self.stand_ins.has_more(each)), "")
        if self._first is not None and _TWICE.search(error.message):
            error = self._first  # the second import failed for being the second
        elif hopeless in self._wanted:
            wanted, refused = self._wanted[hopeless], self._refused[hopeless]
            error = without_value(hopeless, wanted, refused, self.config)
        names = [each.name for each in self.stand_ins.made() if each.name != hopeless]
        self.stand_ins.withdraw()
        return with_origin(with_tried(error, names, self.config), self.config)

    def _provide(self, error: Error, cause: BaseException) -> bool:
        current = self.stand_ins.current
        for wanted in missing_variables(cause, self.lookups, current):
            for each in wanted:
                kept = self._refused if each.name in current else self._wanted
                kept.setdefault(each.name, _bare(error))
            if self.stand_ins.provide(wanted):
                return True
        return False

    def _put_on_path(self, cause: BaseException) -> bool:
        """Import from the folder that has the project's own module which was not found."""
        if not isinstance(cause, ModuleNotFoundError) or not cause.name:
            return False
        folder = folder_with(cause.name.partition(".")[0], self._importer(cause), self.config)
        if folder is None or str(folder) in sys.path:
            return False
        self.folders.append(folder)
        path = self.location.path
        if path and not self.lead.named and path.is_relative_to(folder):
            self.location = Location(module_name(path, folder), folder, path)
        else:
            sys.path.append(str(folder))
        return True

    def _importer(self, cause: BaseException) -> Path | None:
        files = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(cause.__traceback__)]
        return next((Path(file) for file in reversed(files) if self.owned.has_file(file)), None)


def _is_same(error: Error, other: Error) -> bool:
    return (error.message, error.place) == (other.message, other.place)


def _bare(error: Error) -> Error:
    """An Error without the frames of what it comes from."""
    return type(error)(error.message, hint=error.hint, place=error.place)
