"""The environment variables that the App may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.discovery.environment import env_files
from apiproof.model.diagnosis import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from apiproof.cli.examination import Examination

_SHOWN = 8


def facts(seen: Examination) -> Iterator[Fact]:
    """Say what is set for the App, and which files would set more.

    Args:
        seen: What is looked at.

    Yields:
        The facts; names only, for values may be secret.
    """
    if seen.config.env:
        yield Fact("ok", f"set by [tool.apiproof] env: {_listed(list(seen.config.env))}")
    for path in _files(seen):
        names = [each.name for each in env_files.read(path)]
        if names:
            yield _file(seen.shown(path), path.name, _listed(names))


def _files(seen: Examination) -> Iterator[Path]:
    source = [seen.config.source.parent] if seen.config.source else []
    folders = [seen.config.app_dir, seen.config.root, *source]
    for folder in dict.fromkeys(folder for folder in folders if folder):
        for name in (".env", env_files.FLASKENV):
            if (folder / name).is_file():
                yield folder / name


def _file(shown: str, name: str, names: str) -> Fact:
    if name == env_files.FLASKENV:
        return Fact("note", f"{shown} sets {names}, as for `flask run`")
    return Fact(
        "note",
        f"{shown} would set {names}, in an app that loads it",
        'what tests must not use goes into [tool.apiproof], which wins: env = {NAME = "..."}',
    )


def _listed(names: list[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
