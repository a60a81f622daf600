"""The App, and how it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.cli.examination import problem
from apiproof.model.diagnosis import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.cli.examination import Examination


def facts(seen: Examination) -> Iterator[Fact]:
    """Say which App was found, by what, and what was assumed on the way.

    Args:
        seen: What is looked at.

    Yields:
        The facts.
    """
    app = seen.app
    if app is not None:
        yield Fact("ok", f"{app.spec} ({app.framework}), from {app.found_by}")
        for note in app.notes:
            yield Fact("note", note)
    elif seen.app_problem is not None:
        yield problem(seen.app_problem)
    else:
        yield Fact("note", "not looked for: the settings come first")
