"""`apiproof doctor`: what was found, what is missing, what to set."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from apiproof.cli.command import FAILED
from apiproof.cli.command import command as make_command

if TYPE_CHECKING:
    from apiproof.cli.examination import Examination
    from apiproof.cli.options import Options
    from apiproof.cli.output import Output
    from apiproof.model.diagnosis import Diagnosis, Section

_SECTIONS = {
    "project": "Project",
    "app": "App",
    "environment": "Environment",
    "versions": "Versions",
    "database": "Start-up and databases",
    "operations": "Operations",
    "suite": "Tests",
}
"""The sections in the order in which they are looked at and read, by their modules."""


@make_command("doctor")
def command(options: Options, output: Output) -> int:
    """Say what was found, what is missing, and what to set.

    The app is imported and started as for tests, on private databases. APP is as for
    `apiproof routes`. The exit code is 2 where pytest would be stopped.
    """
    diagnosis = _examined(options, output)
    output.report("doctor", diagnosis)
    count = len(diagnosis.problems)
    output.say(f"{count or 'no'} problem{'' if count == 1 else 's'}")
    return FAILED if count else 0


def _examined(options: Options, output: Output) -> Diagnosis:
    from apiproof import config as settings
    from apiproof.cli.examination import Examination
    from apiproof.cli.opening import opened
    from apiproof.cli.target import project_folder, settings_for
    from apiproof.errors import ConfigError

    try:
        config = settings_for(options)
    except ConfigError as error:
        defaults = settings.Config(root=project_folder(options.base))
        return _diagnosis(Examination(defaults, options.base, None, error))
    with opened(config) as run, output.progress("importing and starting the app"):
        return _diagnosis(Examination(config, options.base, run))


def _diagnosis(seen: Examination) -> Diagnosis:
    from apiproof.model.diagnosis import Diagnosis

    sections = tuple(_section(module, name, seen) for module, name in _SECTIONS.items())
    found = Diagnosis(sections)
    return Diagnosis(sections, _next(seen, problems=len(found.problems)))


def _section(module: str, name: str, seen: Examination) -> Section:
    from apiproof.model.diagnosis import Fact, Section

    facts: list[Fact] = []
    try:
        facts.extend(importlib.import_module(f"apiproof.cli.sections.{module}").facts(seen))
    except Exception as error:  # noqa: BLE001 - the other sections are looked at all the same
        text = f"apiproof itself failed here: {type(error).__name__}: {error}"
        facts.append(Fact("problem", text, "this is a bug of apiproof: please report it"))
    return Section(name, tuple(facts))


def _next(seen: Examination, *, problems: int) -> tuple[str, ...]:
    if problems:
        what = "the problem" if problems == 1 else "the problems, the first one first"
        return (f"mend {what}, then run `apiproof doctor` again",)
    operations = "look at the operations: `apiproof routes`"
    if all(path.name == "conftest.py" for path in seen.tests):
        is_async = seen.app is not None and seen.app.interface == "asgi"
        test = (
            "async def test_it_answers(client): ..."
            if is_async
            else "def test_it_answers(client): ..."
        )
        return (operations, f"write a first test, in tests/test_api.py: `{test}`", "run `pytest`")
    return (operations, "run `pytest`")
