"""The project, and its settings."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from apiproof.cli.examination import problem
from apiproof.config import Config
from apiproof.model.diagnosis import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.cli.examination import Examination

_SETTINGS = ("app", "app_dir", "env", "isolation", "schema", "database")


def facts(seen: Examination) -> Iterator[Fact]:
    """Say where the project is, and what is set.

    Args:
        seen: What is looked at.

    Yields:
        The facts.
    """
    yield Fact("ok", f"the project is {seen.config.root}")
    if seen.settings_problem is not None:
        yield problem(seen.settings_problem)
    elif seen.config.source is None:
        yield Fact("ok", "there is no [tool.apiproof] in pyproject.toml: the defaults are used")
    else:
        said = ", ".join(_set(seen.config)) or "nothing, so the defaults are used"
        yield Fact("ok", f"{seen.shown(seen.config.source)} sets {said}")


def _set(config: Config) -> Iterator[str]:
    """The settings that are not at their defaults, without values that may be secret."""
    defaults = {each.name: each.default for each in fields(Config)}
    for name in _SETTINGS:
        value = getattr(config, name)
        if name == "env" and value:
            yield "env"
        elif name != "env" and value != defaults[name]:
            yield f'{name.replace("_", "-")} = "{value}"'
