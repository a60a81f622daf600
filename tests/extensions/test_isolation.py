"""The battery of every isolation: whatever an app does to its database, the next test finds it undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import isolation_apps as apps
import pytest
from isolation_suites import SUITES

import apiproof.isolation
from apiproof._registry import members
from apiproof.isolation.isolation import Isolation

if TYPE_CHECKING:
    from conftest import Project

ISOLATIONS = members(apiproof.isolation, Isolation)
RESETTING = [each.name for each in ISOLATIONS if each.resets]
LEAVING = [each.name for each in ISOLATIONS if not each.resets]

SINGLE = [
    "commit",
    "conflict",
    "rolled_back",
    "executemany",
    "trigger",
    "append_only",
    "deferred",
    "sequences",
    "create_table",
    "alter_table",
    "odd_tables",
    "odd_seeded_tables",
    "view",
]
"""Jobs that fail if they were done before, and only then."""


PLACES = [
    (isolation, style, memory)
    for isolation in RESETTING
    for style in apps.STYLES
    # What an URL in memory becomes is the gate's work: one isolation is enough to see it.
    for memory in ((False, True) if isolation == RESETTING[-1] else (False,))
]


@pytest.mark.parametrize(("isolation", "style", "memory"), PLACES)
def test_nothing_reaches_the_next_test(
    project: Project, isolation: str, style: str, memory: bool
) -> None:
    project.isolation = isolation
    project.write({**apps.sources(style, memory=memory), "test_all.py": SUITES[style]})
    project.run("test_all.py").all_pass()
    assert not list(project.path.rglob("app.db")), "the app's own database was made"


@pytest.mark.parametrize("style", ["fastapi_async", "flask"])
@pytest.mark.parametrize("isolation", LEAVING)
def test_everything_stays_where_nothing_is_put_back(
    project: Project, isolation: str, style: str
) -> None:
    """Shows too that each test of the suite above is able to fail."""
    project.isolation = isolation
    project.write({**apps.sources(style), "test_all.py": SUITES[style]})
    chosen = " or ".join(f"[{name}-" for name in SINGLE)
    outcome = project.run("-k", f"{chosen} or at_once or of_the_test", "test_all.py")
    verdicts = {(name[-2], verdict) for name, verdict in outcome.tests.items()}
    assert verdicts == {("1", "PASSED"), ("2", "FAILED")}, outcome.output
    assert len(outcome.tests) >= 2 * len(SINGLE), outcome.output
