"""The versions of what a suite is made of: what is too old, what is missing."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

from apiproof import __version__
from apiproof.frameworks.recognition import (
    ALWAYS,
    adapters,
    framework_names,
    installed_version,
    older,
)
from apiproof.model.diagnosis import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from apiproof.cli.examination import Examination

_PYTEST = {"pytest": "8"}
_DATABASES = {"SQLAlchemy": ALWAYS["sqlalchemy"], "Flask-SQLAlchemy": "3", "SQLModel": ""}
_DRIVERS = {"aiosqlite": "", "alembic": ""}
_RUNNERS = {"pytest-asyncio": "0.23", "anyio": "4"}
_CLIENTS = {"httpx2": "", "httpx": "0.27"}


def facts(seen: Examination) -> Iterator[Fact]:
    """Say which versions are installed.

    Args:
        seen: What is looked at.

    Yields:
        The facts.
    """
    frameworks = _frameworks(seen)
    yield Fact("ok", f"apiproof {__version__}, Python {platform.python_version()}: {sys.prefix}")
    if not any(map(installed_version, frameworks)):
        yield _missing()
    yield from _line(frameworks)
    yield from _line({**_DATABASES, **_DRIVERS})
    yield from _line({**_PYTEST, **_RUNNERS})
    if seen.app is None or seen.app.interface == "asgi":
        yield from _line(_CLIENTS)


def _frameworks(seen: Examination) -> dict[str, str]:
    """The App's framework with what comes with it; every framework where there is no App."""
    found: dict[str, str] = {}
    for adapter in adapters():
        if seen.app is None or adapter.name == seen.app.framework:
            found |= {adapter.distribution: adapter.minimum, **adapter.companions}
    return found


def _missing() -> Fact:
    return Fact(
        "problem",
        f"no framework is installed here: {framework_names()}",
        "run apiproof with the Python that the app runs under: python -m apiproof doctor",
        sys.executable,
    )


def _line(minima: Mapping[str, str]) -> Iterator[Fact]:
    """What is installed, on one line; what is too old, on one each."""
    found = {name: installed_version(name) for name in minima}
    installed = {name: version for name, version in found.items() if version is not None}
    old = {name for name, version in installed.items() if older(version, minima[name])}
    good = [f"{name} {version}" for name, version in installed.items() if name not in old]
    if good:
        yield Fact("ok", ", ".join(good))
    for name in sorted(old):
        yield Fact(
            "problem",
            f"{name} {installed[name]} is too old: apiproof needs {minima[name]} or later",
            f'pip install "{name}>={minima[name]}"',
        )
