"""`apiproof routes`: the operations as apiproof understands them."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import click

from apiproof.cli.command import command as make_command

if TYPE_CHECKING:
    from apiproof.cli.options import Options
    from apiproof.cli.output import Output
    from apiproof.model.listing import Listing
    from apiproof.model.operation import Operation


@make_command("routes")
@click.option("--method", metavar="NAME", help="Only operations of this method.")
@click.option("--path", metavar="GLOB", help="Only operations whose path matches.")
@click.option(
    "--all", "everything", is_flag=True, help="In text too: internal ones, such as docs pages."
)
def command(
    options: Options, output: Output, method: str | None, path: str | None, *, everything: bool
) -> int:
    """List the operations of an API, as apiproof understands them.

    APP is the app's "module:attribute", its file, or the folder of its project; without it the app
    is looked for in the project of the current folder.
    """
    whole = _listing(options, output)
    inside = everything or options.form != "text"
    visible = [each for each in whole.api.operations if inside or not each.internal]
    listed = [each for each in visible if _is_chosen(each, method, path)]
    output.report("routes", replace(whole, api=replace(whole.api, operations=tuple(listed))))
    for note in (*whole.app.notes, *whole.api.notes):
        output.say(f"note: {note}")
    output.say(_count(whole, len(visible), len(listed)))
    return 0


def _listing(options: Options, output: Output) -> Listing:
    from apiproof.cli.opening import opened
    from apiproof.cli.target import settings_for
    from apiproof.model.listing import Listing

    with opened(settings_for(options)) as run, output.progress("importing the app"):
        app, api = run.found, run.operations()
        documented = any(not each.hidden for each in api.operations if not each.internal)
        return Listing(app, api, options.base, documented)


def _is_chosen(operation: Operation, method: str | None, path: str | None) -> bool:
    return (method is None or operation.method == method.upper()) and (
        path is None or fnmatchcase(operation.path, path)
    )


def _count(whole: Listing, visible: int, listed: int) -> str:
    """How many operations are listed, of how many, of which app."""
    app, left_out = whole.app, len(whole.api.operations) - visible
    counted = f"{listed} of {_plural(visible)}" if listed < visible else _plural(visible)
    return f"{counted} of {app.spec} ({app.framework}, from {app.found_by})" + (
        f"; {left_out} internal left out" if left_out else ""
    )


def _plural(count: int) -> str:
    return f"{count} operation{'' if count == 1 else 's'}"
