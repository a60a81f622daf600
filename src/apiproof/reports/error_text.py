"""An Error for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from apiproof.reports.layout import rendered

if TYPE_CHECKING:
    from apiproof.errors import Error
    from apiproof.reports.report import View


def render(error: Error, view: View) -> str:
    """Write an Error: what is wrong, where, and the way out.

    Args:
        error: The Error.
        view: What it is shown on.

    Returns:
        The text; lines are left as long as they are, to be copied.
    """
    lines = [Text(line) for line in f"error: {error}".splitlines()]
    lines[0].stylize("bold red", 0, len("error:"))
    for line in lines[1:]:
        line.highlight_regex(r"^   at:", "cyan")
        line.highlight_regex(r"^ hint:", "bold green")
    return rendered(lines, view)
