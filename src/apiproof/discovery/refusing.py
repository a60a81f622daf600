"""The Errors for a project with no app in sight, or with several."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from apiproof.discovery.leads import base, shown
from apiproof.discovery.scan.locating import search_folders
from apiproof.discovery.scan.usual import USUAL_FILES, usual_files
from apiproof.errors import AppNotFoundError
from apiproof.frameworks.recognition import framework_names

if TYPE_CHECKING:
    from apiproof.config import Config
    from apiproof.discovery.scan.candidates import Candidate

_LEFT_OUT = "tests, docs, examples, benchmarks, migrations and virtual environments were left out"
_SHOWN = 20


def ambiguous(candidates: list[Candidate], config: Config) -> AppNotFoundError:
    """Several apps, and nothing that tells which is meant.

    Args:
        candidates: The apps.
        config: The settings.

    Returns:
        An Error with the line of the settings that chooses each.
    """
    lines = [f"  {_setting(each, config)}  ({each.label(config.root)})" for each in candidates]
    more = [f"  and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    listed = "\n".join([*lines[:_SHOWN], *more])
    choice = "choose one: put its line below [tool.apiproof] in pyproject.toml"
    services = (
        "; for a suite of its own for each service, give each folder a pyproject.toml with "
        "[tool.apiproof] and [tool.pytest.ini_options], and run pytest there"
    )
    several = len({each.location.root for each in candidates}) > 1
    return AppNotFoundError(
        f"{len(candidates)} apps were found, and none of them is chosen:\n{listed}",
        hint=choice + (services if several else ""),
        place=str(config.root),
    )


def nothing(config: Config) -> AppNotFoundError:
    """No app at all.

    Args:
        config: The settings.

    Returns:
        An Error with what was looked at.
    """
    there = [shown(file, config) for file in usual_files(config)]
    looked = [
        "app in [tool.apiproof] and [tool.fastapi] entrypoint: not set",
        "FLASK_APP in the environment and in .flaskenv: not set",
        "what conftest.py and the tests import: no app of the project",
        "Procfile, Dockerfile, Makefile and the like: no command starts a module of the project",
        f"{', '.join(USUAL_FILES)}, also below src/: {_state(there)}",
        f"the other Python files below {base(config)}: none makes one ({_LEFT_OUT})",
    ]
    return AppNotFoundError(
        f"no {framework_names()} app was found; looked at:\n"
        + "\n".join(f"  {line}" for line in looked),
        hint='name it: set app = "package.module:attribute" in [tool.apiproof] of pyproject.toml',
        place=str(config.root),
    )


def _setting(candidate: Candidate, config: Config) -> str:
    """The settings that choose an app; its folder too, where that is not found without."""
    line = f'app = "{candidate.spec}"'
    if candidate.location.root in search_folders(config):
        return line
    home = config.source.parent if config.source else config.root
    return f'{line}, app-dir = "{os.path.relpath(candidate.location.root, home)}"'


def _state(there: list[str]) -> str:
    return f"there are {', '.join(there)}, without an app" if there else "none is there"
