"""Project trees to discover apps in."""

from __future__ import annotations

import os
import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from apiproof.config import Config, load
from apiproof.discovery.discovery import discover
from apiproof.discovery.scan.candidates import static_candidates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from apiproof.model.app import App


@dataclass
class Project:
    """A project on disk."""

    root: Path

    def write(self, files: Mapping[str, str]) -> Project:
        """Write sources; a `pyproject.toml` counts as settings."""
        for name, source in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(source), encoding="utf-8")
        return self

    def config(self, **settings: Any) -> Config:
        """The settings: those given, else those of the project's pyproject.toml."""
        return Config(root=self.root, **settings) if settings else load(self.root)

    def discover(self, **settings: Any) -> App:
        """Discover the app."""
        return discover(self.config(**settings))

    def specs(self) -> list[str]:
        """What the static scan finds."""
        return [candidate.spec for candidate in static_candidates(self.root)]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project whose modules, import path and environment are forgotten afterwards."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.delenv("FLASK_APP", raising=False)
    environment, modules = dict(os.environ), set(sys.modules)
    (tmp_path / ".git").mkdir()
    yield Project(tmp_path)
    os.environ.clear()
    os.environ.update(environment)
    ours = [name for name in set(sys.modules) - modules if _below(sys.modules[name], tmp_path)]
    for name in ours:
        del sys.modules[name]


def _below(module: Any, folder: Path) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", [])]
    return any(str(place).startswith(str(folder)) for place in places)
