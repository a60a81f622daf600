"""The oldest supported versions are the same wherever they are said."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from apiproof.client import httpx_clients
from apiproof.fixtures import asyncio_versions
from apiproof.frameworks import recognition
from apiproof.frameworks.recognition import adapters

ROOT = Path(__file__).parents[2]
TOX = tomllib.loads((ROOT / "tox.toml").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OLDEST = [Requirement(each) for each in TOX["env"]["py311-oldest"]["deps"] if isinstance(each, str)]
PINNED = {each.name: next(iter(each.specifier)).version for each in OLDEST}


def rows():
    (table,) = re.findall(
        r"## Works with\n\n(.*?)\n\n", (ROOT / "README.md").read_text(), re.DOTALL
    )
    for line in table.splitlines()[2:]:
        names, versions = (cell.strip().lower() for cell in line.strip("| ").split(" | "))
        yield from zip(names.split(", or "), versions.split(", "), strict=False)


def enforced():
    found = {
        "pytest-asyncio": asyncio_versions.OLDEST,
        **httpx_clients.OLDEST,
        **recognition.ALWAYS,
    }
    for adapter in adapters():
        found[adapter.distribution] = adapter.minimum
        found |= adapter.companions
    return found


ENFORCED = enforced()
README = dict(rows())


def test_each_has_its_floor():
    assert README.keys() >= {"fastapi", "flask", "pydantic", "sqlalchemy", "starlette", "httpx"}


@pytest.mark.parametrize("name", README.keys() & ENFORCED.keys())
def test_the_readme_says_what_is_enforced(name):
    assert Version(README[name]) == Version(ENFORCED[name])


@pytest.mark.parametrize("name", README.keys() & PINNED.keys())
def test_the_oldest_environment_has_what_the_readme_says(name):
    pinned, said = Version(PINNED[name]).release, Version(README[name]).release
    assert pinned[: len(said)] == said


def test_the_package_asks_for_no_less():
    extras = [each for extra in PROJECT["optional-dependencies"].values() for each in extra]
    asked = [Requirement(each) for each in [*PROJECT["dependencies"], *extras]]
    said = [each for each in asked if each.name in README]
    assert len(said) >= 5
    for each in said:
        assert Version(next(iter(each.specifier)).version) == Version(README[each.name]), each
    assert PROJECT["requires-python"] == f">={README['python']}"
