"""Finds the App of a project: what names it, then where it usually is, then the only one."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apiproof.discovery.candidates import any_candidate, file_candidates, static_candidates
from apiproof.discovery.importing import apply_env, load_module
from apiproof.discovery.locating import Location, locate_file, locate_module, search_folders
from apiproof.discovery.resolution import resolve
from apiproof.discovery.spec import Attribute, parse_attribute, parse_spec
from apiproof.errors import AppNotFoundError
from apiproof.frameworks.recognition import framework_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from apiproof.config import Config
    from apiproof.discovery.candidates import Candidate
    from apiproof.model.app import App

USUAL_FILES = (
    "main.py",
    "app.py",
    "api.py",
    "app/main.py",
    "app/app.py",
    "app/api.py",
    "wsgi.py",
)
"""Where the commands of FastAPI and Flask look, below the root and below `src`."""

_FRAMEWORK = re.compile(rb"^\s*(?:from|import)\s+(?:fastapi|flask|starlette)\b", re.MULTILINE)

_LEFT_OUT = "tests, docs, examples, migrations and virtual environments were left out"


@dataclass(frozen=True, slots=True)
class _Lead:
    """Where the App should be, and what says so."""

    location: Location
    attribute: Attribute | None
    found_by: str


def discover(config: Config) -> App:
    """Find and import the App of a project.

    What names the app wins: the setting `app`, `FLASK_APP`, `.flaskenv`, FastAPI's `entrypoint`.
    Then come the places where the frameworks' commands look, then the only app that the sources
    show.

    Args:
        config: The settings.

    Returns:
        The App, with what was assumed on the way as its notes.

    Raises:
        AppNotFoundError: There is none, or several and none is chosen.
        AppImportError: Its module does not import, or its factory fails.
        ConfigError: What names the app cannot be read.
        UnsupportedError: The framework is too old.
    """
    apply_env(config)
    lead = _named(config) or _usual(config) or _only(config)
    module = load_module(lead.location, config)
    return resolve(module, lead.attribute, config, lead.found_by)


def looks_like_api_project(config: Config) -> bool:
    """Whether there is any evidence of an app; imports none of it, and stops at the first.

    Args:
        config: The settings.

    Returns:
        True where the project has settings for apiproof, names its app, a source makes one, or
        the suite's conftest imports a framework.
    """
    return (
        config.declared
        or next(_names(config), None) is not None
        or any(file_candidates(file, config) for file in _usual_files(config))
        or any_candidate(_base(config), config)
        or any(_imports_framework(file) for file in _conftests(config.root))
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


def _base(config: Config) -> Path:
    return config.app_dir or config.root


def _names(config: Config) -> Iterator[tuple[str, str]]:
    """What names the app, and where that stands, the strongest first."""
    if config.app:
        yield config.app, config.app_source
    flask_app = config.env.get("FLASK_APP") or os.environ.get("FLASK_APP")
    if flask_app:
        yield flask_app, "FLASK_APP"
    for folder in dict.fromkeys((_base(config), config.root)):
        flaskenv = _flaskenv(folder)
        if flaskenv:
            yield flaskenv, ".flaskenv"
    if config.entrypoint:
        yield config.entrypoint, "[tool.fastapi] entrypoint"


def _flaskenv(folder: Path) -> str | None:
    try:
        text = (folder / ".flaskenv").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    pattern = r"""^\s*(?:export\s+)?FLASK_APP\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^#\n]*))"""
    match = re.search(pattern, text, re.MULTILINE)
    return next((part.strip() for part in match.groups() if part), None) if match else None


def _named(config: Config) -> _Lead | None:
    for text, place in _names(config):
        if place in {"FLASK_APP", ".flaskenv"}:
            return _flask_lead(text, place, config)
        name, attribute = parse_spec(text, place)
        return _Lead(locate_module(name, config), attribute, place)
    return None


def _flask_lead(text: str, place: str, config: Config) -> _Lead:
    """Read `FLASK_APP`: a module or a path, perhaps with an attribute or a call."""
    name, *rest = (part.strip() for part in re.split(r":(?![\\/])", text, maxsplit=1))
    attribute = parse_attribute(rest[0], place) if rest else None
    if not name.endswith(".py") and "/" not in name:
        return _Lead(locate_module(name, config), attribute, place)
    path = _file_of(name, config)
    if path is None:
        raise AppNotFoundError(
            f"{place} names {name}, and there is no such file",
            hint="correct it, or set app in [tool.apiproof], which wins",
            place=str(config.root),
        )
    return _Lead(locate_file(path, config), attribute, place)


def _file_of(name: str, config: Config) -> Path | None:
    for folder in (_base(config), config.root):
        path = (folder / name).resolve()
        for file in (path, path / "__init__.py", path.with_name(f"{path.name}.py")):
            if file.is_file():
                return file
    return None


def _usual_files(config: Config) -> list[Path]:
    folders = search_folders(config)
    return [file for folder in folders for name in USUAL_FILES if (file := folder / name).is_file()]


def _usual(config: Config) -> _Lead | None:
    for file in _usual_files(config):
        candidates = file_candidates(file, config)
        if candidates:
            return _lead(candidates[0], f"the usual place {_shown(file, config)}")
    return None


def _only(config: Config) -> _Lead:
    candidates = static_candidates(_base(config), config=config)
    if len(candidates) == 1:
        return _lead(candidates[0], "the only app in the project")
    if candidates:
        raise _ambiguous(candidates, config)
    raise _nothing(config)


def _lead(candidate: Candidate, found_by: str) -> _Lead:
    return _Lead(candidate.location, Attribute(candidate.attribute), found_by)


def _ambiguous(candidates: list[Candidate], config: Config) -> AppNotFoundError:
    lines = "\n".join(f"  {candidate.describe(config.root)}" for candidate in candidates)
    return AppNotFoundError(
        f"{len(candidates)} apps were found, and none of them is chosen:\n{lines}",
        hint=f'choose one: set app = "{candidates[0].spec}" in [tool.apiproof] of pyproject.toml',
        place=str(config.root),
    )


def _nothing(config: Config) -> AppNotFoundError:
    there = [_shown(file, config) for file in _usual_files(config)]
    looked = [
        "app in [tool.apiproof] and [tool.fastapi] entrypoint: not set",
        "FLASK_APP in the environment and in .flaskenv: not set",
        f"{', '.join(USUAL_FILES)}, also below src/: {_state(there)}",
        f"the other Python files below {_base(config)}: none makes one ({_LEFT_OUT})",
    ]
    return AppNotFoundError(
        f"no {framework_names()} app was found; looked at:\n"
        + "\n".join(f"  {line}" for line in looked),
        hint='name it: set app = "package.module:attribute" in [tool.apiproof] of pyproject.toml',
        place=str(config.root),
    )


def _state(there: list[str]) -> str:
    return f"there are {', '.join(there)}, without an app" if there else "none is there"


def _shown(file: Path, config: Config) -> str:
    return str(file.relative_to(config.root) if file.is_relative_to(config.root) else file)
