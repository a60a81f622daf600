"""The pytest11 entry: free until a project with an API is tested."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = (
    "apiproof.fixtures.app",
    "apiproof.fixtures.client",
    "apiproof.fixtures.database",
    "apiproof.fixtures.precedence",
)

_MARKER = (
    "isolation(name): put the databases back before this test by another isolation: "
    '"restore", "recreate" or "none"'
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("apiproof", "a real client and a private database for API tests")
    group.addoption(
        "--apiproof-app",
        metavar="MODULE:ATTRIBUTE",
        help="the app under test, or its factory; overrides `app` in [tool.apiproof]",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser) -> None:
    """Put the gate up before a conftest can import the app."""
    from apiproof.errors import Error
    from apiproof.fixtures import run as runs

    options = early_config.known_args_namespace
    try:
        run = runs.make(
            early_config.rootpath,
            app=options.apiproof_app,
            # A worker of pytest-xdist is handed the option too, but runs tests itself.
            distributes=bool(getattr(options, "numprocesses", None))
            and "PYTEST_XDIST_WORKER" not in os.environ,
            near=_near(early_config),
        )
    except Error as error:
        raise pytest.UsageError(str(error)) from error
    if run is not None:
        from apiproof.fixtures import async_mode

        early_config.stash[runs.KEY] = run
        early_config.add_cleanup(run.close)
        async_mode.choose(parser, early_config, declared=run.config.declared)


def _near(config: pytest.Config) -> list[Path]:
    """What pytest is pointed at: the paths of its arguments, or the current folder."""
    folder = config.invocation_params.dir
    given = config.known_args_namespace.file_or_dir
    return [folder / str(each).partition("::")[0] for each in given] or [folder]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse tests that want a client where no app is in sight."""
    from apiproof.fixtures import run as runs

    if session.config.stash.get(runs.KEY, None) is None and not runs.only_looks(session.config):
        runs.refuse_without_app(session)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and the hooks of a run where there is one."""
    config.addinivalue_line("markers", _MARKER)
    from apiproof.fixtures.run import KEY

    run = config.stash.get(KEY, None)
    if run is None:
        return
    from apiproof.errors import Error
    from apiproof.fixtures import async_mode, asyncio_versions
    from apiproof.fixtures.isolation import Isolating
    from apiproof.fixtures.telling import Telling

    try:
        async_mode.check(config)
    except Error as error:
        raise pytest.UsageError(str(error)) from error
    if config.option.basetemp:
        run.gate.databases.add_own(config.option.basetemp)  # pytest wipes it before it uses it
    config.pluginmanager.register(async_mode.LeaveAnyio(config), "apiproof-anyio")
    if asyncio_versions.loops_are_cut_off():
        config.pluginmanager.register(asyncio_versions.StopWithLoop(run), "apiproof-asyncio")
    config.pluginmanager.register(Isolating(run), "apiproof-isolation")
    config.pluginmanager.register(Telling(run), "apiproof-telling")
