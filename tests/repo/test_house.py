"""What holds for every file of the repository."""

from __future__ import annotations

import ast
import importlib.metadata
from pathlib import Path

import apiproof

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
EVERYTHING = [
    path
    for folder in ("src", "tests", "benchmarks", "examples")
    for path in (ROOT / folder).rglob("*.py")
    if ".venv" not in path.parts
]


def test_there_is_something_to_look_at():
    assert len(SOURCES) > 40


def test_public_names():
    assert apiproof.__all__ == ["Error", "__version__"]
    assert apiproof.__version__ == importlib.metadata.version("apiproof")
    assert apiproof.Error.__module__ == "apiproof.errors"


def test_no_file_is_longer_than_600_lines():
    assert not [path for path in EVERYTHING if len(path.read_text().splitlines()) > 600]


def test_no_class_would_be_collected():
    named = [
        node.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test")
    ]
    assert not named


def test_nothing_of_pytests_insides_is_imported():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [getattr(node, "module", None)] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name and name.split(".")[0] == "_pytest"], path


def test_every_room_stands_in_the_architecture():
    page = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = {path.parent.name for path in SOURCES if path.name == "__init__.py"} - {"apiproof"}
    assert not [room for room in rooms if f"`{room}/`" not in page]


def test_the_entry_is_small():
    entry = ROOT / "src" / "apiproof" / "pytest_plugin.py"
    assert len(entry.read_text().splitlines()) < 150
