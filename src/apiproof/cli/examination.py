"""What the sections of `apiproof doctor` look at; each part is made once, and fails by itself."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from apiproof.errors import Error
from apiproof.model.diagnosis import Fact
from apiproof.reading.suite import SuiteSettings, suite_files, suite_settings
from apiproof.reports.places import shortened

if TYPE_CHECKING:
    from pathlib import Path

    from apiproof.config import Config
    from apiproof.fixtures.run import Run
    from apiproof.model.api import Api
    from apiproof.model.app import App


class Examination:
    """A project under examination.

    Args:
        config: The settings; the defaults where they cannot be read.
        base: The folder that people are in.
        run: The run, or None where the settings cannot be read.
        problem: Why they cannot.
    """

    def __init__(
        self, config: Config, base: Path, run: Run | None, problem: Error | None = None
    ) -> None:
        self.config = config
        self.base = base
        self.run = run
        self.settings_problem = problem
        self.app_problem: Error | None = None
        self.start_problem: Error | None = None

    @functools.cached_property
    def app(self) -> App | None:
        """The App, imported; None where it can't be, and `app_problem` says why."""
        if self.run is None:
            return None
        try:
            return self.run.found
        except Error as error:
            self.app_problem = error
            return None

    @functools.cached_property
    def started(self) -> bool:
        """Whether the App started and its tables were made; else `start_problem` says why."""
        if self.run is None or self.app is None:
            return False
        try:
            self.run.app  # noqa: B018 - makes it, as the first test would
        except Error as error:
            self.start_problem = error
            return False
        return True

    @functools.cached_property
    def api(self) -> Api | None:
        """The operations; None where there is no App."""
        return self.run.operations() if self.run is not None and self.app is not None else None

    @functools.cached_property
    def suite(self) -> SuiteSettings:
        """The settings of pytest."""
        return suite_settings(self.config.root)

    @functools.cached_property
    def tests(self) -> list[Path]:
        """The files of the suite, conftests included."""
        return suite_files(self.config.root, self.suite)

    def shown(self, path: Path) -> str:
        """Name a file for people.

        Args:
            path: The file.
        """
        return shortened(str(path), self.base)


def problem(error: Error) -> Fact:
    """Say an Error as a fact.

    Args:
        error: The Error.
    """
    return Fact("problem", error.message, error.hint, error.place or "")
