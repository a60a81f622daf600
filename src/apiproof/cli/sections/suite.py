"""The suite: its files, how async tests run, the client, the fixtures of its own that win."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from apiproof.cli.examination import problem
from apiproof.frameworks.recognition import installed_version
from apiproof.model.diagnosis import Fact
from apiproof.reading.suite import own_fixtures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.cli.examination import Examination

_SHOWN = 10
"""Fixtures of the suite's own that are named."""


def facts(seen: Examination) -> Iterator[Fact]:
    """Say what the suite is like.

    Args:
        seen: What is looked at.

    Yields:
        The facts.
    """
    yield _files(seen)
    if "no:apiproof" in seen.suite.words("addopts"):
        yield Fact("note", "addopts turns apiproof off", "remove `-p no:apiproof` from it")
    if seen.app is not None:
        yield from _client(seen)
        if seen.app.interface == "asgi":
            yield _asynchronous(seen)
    yield from itertools.islice(_own(seen), _SHOWN)


def _files(seen: Examination) -> Fact:
    files = [path for path in seen.tests if path.name != "conftest.py"]
    source = seen.suite.source
    settings = f", settings of pytest in {seen.shown(source)}" if source else ""
    if not files:
        return Fact("note", f"there are no test files yet{settings}")
    folders = sorted({path.relative_to(seen.config.root).parts[0] for path in files})
    count = f"{len(files)} test file{'' if len(files) == 1 else 's'}"
    where = f" in {', '.join(folders)}" if folders != [path.name for path in files] else ""
    return Fact("ok", f"{count}{where}{settings}")


def _client(seen: Examination) -> Iterator[Fact]:
    from apiproof.client.httpx_clients import library
    from apiproof.errors import Error

    if seen.app is not None and seen.app.interface == "wsgi":
        yield Fact("ok", "`client` is the app's own test client")
        return
    try:
        name = library().__name__
    except Error as error:
        yield problem(error)
        return
    yield Fact("ok", f"`client` is an {name}.AsyncClient, `sync_client` an {name}.Client")


def _asynchronous(seen: Examination) -> Fact:
    from apiproof.fixtures.async_mode import both_auto

    asyncio, anyio = (_mode(seen, name) for name in ("asyncio", "anyio"))
    if installed_version("pytest-asyncio"):
        if anyio == "auto" and asyncio == "auto":
            return problem(both_auto(seen.suite.source))
        if anyio != "auto":
            return _pytest_asyncio(asyncio)
    if anyio == "auto":
        return Fact("ok", "async tests run under anyio, in auto mode")
    return Fact(
        "note",
        "async tests need a marker: pytest-asyncio is not installed",
        "pip install pytest-asyncio, or mark them with @pytest.mark.anyio",
    )


def _pytest_asyncio(mode: str | None) -> Fact:
    if mode is None:
        return Fact("ok", "async tests need no marker: pytest-asyncio is put into auto mode")
    if mode == "auto":
        return Fact("ok", "async tests need no marker: pytest-asyncio is in auto mode")
    return Fact(
        "note",
        f"async tests need @pytest.mark.asyncio: pytest-asyncio is in {mode} mode",
        'without a marker: asyncio_mode = "auto" in the settings of pytest',
    )


def _mode(seen: Examination, plugin: str) -> str | None:
    value = seen.suite.option(f"--{plugin}-mode") or seen.suite.values.get(f"{plugin}_mode")
    return str(value) if value else None


def _own(seen: Examination) -> Iterator[Fact]:
    from apiproof.fixtures.run import FIXTURES

    for path in seen.tests:
        for fixture in own_fixtures(path, FIXTURES):
            yield Fact(
                "note",
                f"{seen.shown(fixture.path)}:{fixture.line} has a fixture `{fixture.name}` of its "
                "own, which wins",
            )
