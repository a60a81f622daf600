"""Projects for the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_project import SHOP, Cli


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """An empty project."""
    root = tmp_path / "project"
    root.mkdir()
    (root / ".git").mkdir()
    return Cli(root)


@pytest.fixture
def shop(cli: Cli) -> Cli:
    """A project with an API on a database file of its own."""
    return cli.write(main=SHOP)
