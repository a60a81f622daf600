"""What people are told of an import that lacked something."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from apiproof.discovery.environment import env_files
from apiproof.discovery.explaining import joined

if TYPE_CHECKING:
    from apiproof.config import Config
    from apiproof.discovery.attempts import Found
    from apiproof.model.app import App

_ONE = "was not set: a value for tests stands in"
_SEVERAL = "were not set: values for tests stand in"


def with_notes(found: Found, more: tuple[str, ...], config: Config) -> App:
    """Add to an App what was assumed for its import.

    Args:
        found: The App, and what was set.
        more: Further notes.
        config: The settings.

    Returns:
        The App.
    """
    return replace(found.app, notes=(*_notes(found, config), *more, *found.app.notes))


def _notes(found: Found, config: Config) -> tuple[str, ...]:
    """A sentence for the variables, and one for each folder."""
    said = [_stand_in_note([each.name for each in found.stand_ins], config)]
    base = config.source.parent if config.source else config.root
    said += [
        f"{os.path.relpath(folder, config.root)} was put on the import path, as the imports there "
        f'want; set app-dir = "{os.path.relpath(folder, base)}" in [tool.apiproof] to say so'
        for folder in found.folders
    ]
    return tuple(filter(None, said))


def _stand_in_note(names: list[str], config: Config) -> str:
    """Which variables were not set; empty where all were."""
    if not names:
        return ""
    several = len(names) > 1
    said = _SEVERAL if several else _ONE
    example = f'{{{names[0]} = "..."{", ..." if several else ""}}}'
    return (
        f"{joined(names)} {said}{_where(names, config)}; "
        f"set env = {example} in [tool.apiproof] to choose"
    )


def _where(names: list[str], config: Config) -> str:
    """Where one of the project's files has a variable: its `.env`, or an example of one."""
    known = env_files.written(config)
    found = [known[name] for name in names if name in known]
    unread = [each.at(config) for each in found if each.path.name == ".env"]
    examples = [each.at(config) for each in found if each.path.name != ".env"]
    said = [f"{joined(unread)} {'is' if len(unread) == 1 else 'are'} not loaded"] if unread else []
    said += [f"see {joined(examples)}"] if examples else []
    return f" ({'; '.join(said)})" if said else ""
