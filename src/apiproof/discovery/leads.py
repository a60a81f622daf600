"""What names the app outright: a setting, `FLASK_APP`, `.flaskenv`, FastAPI's entrypoint."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apiproof.discovery.environment import env_files
from apiproof.discovery.scan.locating import Location, locate_file, locate_module
from apiproof.discovery.spec import Attribute, parse_attribute, parse_spec
from apiproof.errors import AppNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from apiproof.config import Config
    from apiproof.discovery.scan.candidates import Candidate


@dataclass(frozen=True, slots=True)
class Lead:
    """Where the App should be, and what says so.

    Attributes:
        location: The module.
        attribute: What to take from it, or None to look for it there.
        found_by: What says so, for people.
        named: Whether somebody wrote the module's name down, which is then kept.
    """

    location: Location
    attribute: Attribute | None
    found_by: str
    named: bool = True


def lead_to(candidate: Candidate, found_by: str) -> Lead:
    """Follow what the sources show.

    Args:
        candidate: An app in a source.
        found_by: What led to it.
    """
    return Lead(candidate.location, Attribute(candidate.attribute), found_by, named=False)


def base(config: Config) -> Path:
    """The folder that the project's sources are below.

    Args:
        config: The settings.
    """
    return config.app_dir or config.root


def shown(file: Path, config: Config) -> str:
    """Name a file for people.

    Args:
        file: The file.
        config: The settings.

    Returns:
        Its path from the root, where it lies below.
    """
    return str(file.relative_to(config.root) if file.is_relative_to(config.root) else file)


def names(config: Config) -> Iterator[tuple[str, str]]:
    """List what names the app.

    Args:
        config: The settings.

    Yields:
        A name, and where it stands, the strongest first.
    """
    if config.app:
        yield config.app, config.app_source
    flask_app = config.env.get("FLASK_APP") or os.environ.get("FLASK_APP")
    if flask_app:
        yield flask_app, "FLASK_APP"
    for folder in dict.fromkeys((base(config), config.root)):
        for each in env_files.read(folder / env_files.FLASKENV):
            if each.name == "FLASK_APP" and each.value:
                yield each.value, env_files.FLASKENV
    if config.entrypoint:
        yield config.entrypoint, "[tool.fastapi] entrypoint"


def named_lead(config: Config) -> Lead | None:
    """Follow the strongest of the names.

    Args:
        config: The settings.

    Returns:
        Where it leads, or None where nothing names the app.

    Raises:
        AppNotFoundError: It leads to a file that is not there.
        ConfigError: It cannot be read.
    """
    for text, place in names(config):
        if place in {"FLASK_APP", env_files.FLASKENV}:
            return flask_lead(text, place, config)
        name, attribute = parse_spec(text, place)
        return Lead(locate_module(name, config), attribute, place)
    return None


def flask_lead(text: str, place: str, config: Config) -> Lead:
    """Read `FLASK_APP`: a module or a path, perhaps with an attribute or a call.

    Args:
        text: The value.
        place: Where it stands.
        config: The settings.

    Returns:
        Where it leads.

    Raises:
        AppNotFoundError: It is the path of a file that is not there.
        ConfigError: It cannot be read.
    """
    name, *rest = (part.strip() for part in re.split(r":(?![\\/])", text, maxsplit=1))
    attribute = parse_attribute(rest[0], place) if rest else None
    if not name.endswith(".py") and "/" not in name:
        return Lead(locate_module(name, config), attribute, place)
    path = _file_of(name, config)
    if path is None:
        raise AppNotFoundError(
            f"{place} names {name}, and there is no such file",
            hint="correct it, or set app in [tool.apiproof], which wins",
            place=str(config.root),
        )
    return Lead(locate_file(path, config), attribute, place)


def _file_of(name: str, config: Config) -> Path | None:
    for folder in (base(config), config.root):
        path = (folder / name).resolve()
        for file in (path, path / "__init__.py", path.with_name(f"{path.name}.py")):
            if file.is_file():
                return file
    return None
