"""What every command takes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from apiproof.reports.report import formats

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Options:
    """What every command takes.

    Attributes:
        target: The app as it was named: `module:attribute`, a file or a folder; or None.
        app_dir: The folder to import the app from, or None.
        form: The format of the report.
        output: The file that the report goes to; None for stdout.
        quiet: Whether stderr stays empty but for Errors.
        no_color: Whether nothing is coloured.
        base: The folder that the command was called in.
    """

    target: str | None
    app_dir: Path | None
    form: str
    output: Path | None
    quiet: bool
    no_color: bool
    base: Path


NAMES = ("target", "app_dir", "form", "output", "quiet", "no_color")
"""The parameters of click that go into Options."""


def common(subject: str) -> Callable[[Function], Function]:
    """Add what every command takes.

    Args:
        subject: What the command reports, which tells the formats.

    Returns:
        The decorator.
    """
    choices = formats(subject)
    decorators = [
        click.argument("target", metavar="[APP]", required=False),
        click.option(
            "--app-dir",
            metavar="DIR",
            type=click.Path(path_type=Path),
            help="The folder to import the app from.",
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice(choices),
            default=choices[0],
            show_default=True,
            help="How the report is written.",
        ),
        click.option(
            "--output",
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
            help="Write the report to a file instead of stdout.",
        ),
        click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors."),
        click.option("--no-color", is_flag=True, help="Colour nothing; NO_COLOR does the same."),
    ]

    def decorate(function: Function) -> Function:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def collected(values: dict[str, Any]) -> Options:
    """Take what every command takes out of the values that click parsed.

    Args:
        values: All values; those of the command itself are left in it.

    Returns:
        The options; the paths are absolute, for the app may change the folder.
    """
    taken = {name: values.pop(name) for name in NAMES}
    base = Path.cwd()
    for name in ("app_dir", "output"):
        if taken[name] is not None and str(taken[name]) != "-":
            taken[name] = base / taken[name]
    if str(taken["output"]) == "-":
        taken["output"] = None
    return Options(**taken, base=base)
