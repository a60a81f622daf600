"""Finds the App of a project: what names it, what its tests import, what it starts, what it has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apiproof.discovery.attempts import attempt
from apiproof.discovery.environment import env_files
from apiproof.discovery.environment.noting import with_notes
from apiproof.discovery.importing import apply_env
from apiproof.discovery.leads import base, lead_to, named_lead, names, shown
from apiproof.discovery.refusing import ambiguous, nothing
from apiproof.discovery.scan.candidates import any_candidate, file_candidates, static_candidates
from apiproof.discovery.scan.commands import command_lead
from apiproof.discovery.scan.scanning import FACTORY_NAMES, INSTANCE_NAMES
from apiproof.discovery.scan.suite import service_folders, suite_lead
from apiproof.discovery.scan.usual import USUAL_FILES, usual_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from apiproof.config import Config
    from apiproof.discovery.environment.stand_ins import StandIn
    from apiproof.discovery.leads import Lead
    from apiproof.model.app import App

_FRAMEWORK = re.compile(rb"^\s*(?:from|import)\s+(?:fastapi|flask|starlette)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Discovery:
    """The App, and what it took to import it.

    Attributes:
        app: The App; its notes say all of this to people.
        stand_ins: The variables that were not set, and the values for tests that stand in.
        folders: The folders that were put on the import path, beside where the App lies.
        flaskenv: The variables that were set from `.flaskenv`.
        servers: The variables of `.env` that lead the app to a server, which the gate refuses.
    """

    app: App
    stand_ins: tuple[StandIn, ...]
    folders: tuple[Path, ...]
    flaskenv: tuple[str, ...]
    servers: tuple[env_files.Written, ...]


def discover(config: Config, near: Iterable[Path] = ()) -> App:
    """Find and import the App of a project.

    Args:
        config: The settings.
        near: What pytest was pointed at: paths of tests, or the current folder.

    Returns:
        The App, with what was assumed on the way as its notes.

    Raises:
        AppNotFoundError: There is none, or several and none is chosen.
        AppImportError: Its module does not import, or its factory fails.
        ConfigError: What names the app cannot be read.
        UnsupportedError: The framework is too old.
    """
    return find(config, near).app


def find(config: Config, near: Iterable[Path] = ()) -> Discovery:
    """Find and import the App of a project, and tell what that took.

    What names the app wins: the setting `app`, `FLASK_APP`, `.flaskenv`, FastAPI's `entrypoint`.
    Then come what the suite imports, the app next to the tests that pytest was pointed at, what
    the project's commands start, the places where the frameworks' own commands look, and the only
    app that the sources show.

    Args:
        config: The settings.
        near: What pytest was pointed at: paths of tests, or the current folder.

    Returns:
        The App and the facts.

    Raises:
        Error: As `discover`.
    """
    apply_env(config)
    lead = _lead(config, [path.resolve() for path in near])
    flaskenv = env_files.apply_flaskenv(config)
    found = attempt(lead, config)
    notes = (f"{', '.join(flaskenv)} set from .flaskenv, as flask run would",) if flaskenv else ()
    return Discovery(
        app=with_notes(found, notes, config),
        stand_ins=found.stand_ins,
        folders=found.folders,
        flaskenv=flaskenv,
        servers=tuple(env_files.servers(config)),
    )


def looks_like_api_project(config: Config) -> bool:
    """Whether there is any evidence of an app; imports none of it, and stops at the first.

    Args:
        config: The settings.

    Returns:
        True where the project has settings for apiproof, names its app, a source makes one, the
        suite's conftest imports a framework, or a command starts a module of the project.
    """
    return (
        config.declared
        or next(names(config), None) is not None
        or any(file_candidates(file, config) for file in usual_files(config))
        or any_candidate(base(config), config)
        or any(_imports_framework(file) for file in _conftests(config.root))
        or command_lead(config) is not None
    )


def _conftests(root: Path) -> Iterator[Path]:
    yield from (
        root / "conftest.py",
        *root.glob("test*/conftest.py"),
        *root.glob("test*/*/conftest.py"),
    )


def _imports_framework(conftest: Path) -> bool:
    """Whether a suite is of an API that lies elsewhere: its conftest imports the framework."""
    try:
        return _FRAMEWORK.search(conftest.read_bytes()) is not None
    except OSError:
        return False


def _lead(config: Config, near: list[Path]) -> Lead:
    services = service_folders(config, near)
    return (
        named_lead(config)
        or suite_lead(config, near)
        or _nearest(services, config)
        or command_lead(config, services)
        or _usual(config)
        or _only(config)
    )


def _nearest(services: list[Path], config: Config) -> Lead | None:
    """The app of the nearest folder that has any; of several, the one in a usual place."""
    for folder in services:
        found = static_candidates(folder, config=config)
        places = {folder / name for name in USUAL_FILES} | {folder / "src" / n for n in USUAL_FILES}
        usual = [each for each in found if each.path in places]
        if len(found) == 1 or len(usual) == 1:
            return lead_to((usual or found)[0], f"the app nearest to {shown(folder, config)}")
        if found:
            return None
    return None


def _usual(config: Config) -> Lead | None:
    for file in usual_files(config):
        candidates = file_candidates(file, config)
        if candidates:
            return lead_to(candidates[0], f"the usual place {shown(file, config)}")
    return None


def _only(config: Config) -> Lead:
    candidates = static_candidates(base(config), config=config)
    paths = {each.path for each in candidates}
    if len(candidates) == 1:
        return lead_to(candidates[0], "the only app in the project")
    if len(paths) == 1:
        best = file_candidates(paths.pop(), config)[0]
        if best.attribute in {*INSTANCE_NAMES, *FACTORY_NAMES}:
            return lead_to(best, f"the usual name in {shown(best.path, config)}")
    if candidates:
        raise ambiguous(candidates, config)
    raise nothing(config)
