"""Lines of styled words, in columns, none longer than the view is wide."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from apiproof.reports.report import View

GAP = 2
"""Columns between two cells."""


def rendered(lines: Iterable[Text], view: View) -> str:
    """Turn lines into text.

    Args:
        lines: The lines.
        view: What they are shown on.

    Returns:
        The text, each line ended; with escape codes only where the view has colour.
    """
    lines = list(lines)
    for line in lines:
        line.rstrip()
    if not view.color:
        return "".join(f"{line.plain}\n" for line in lines)
    console = Console(
        file=io.StringIO(), force_terminal=True, color_system="standard", no_color=False, width=500
    )
    with console.capture() as captured:
        console.print(Text("\n").join(lines), soft_wrap=True)  # at once: half the time
    return captured.get() if lines else ""


def columns(cells: Sequence[Text], widths: Sequence[int], room: int) -> list[Text]:
    """Set cells into columns.

    Args:
        cells: The cells.
        widths: The columns' widths, 0 for a column that is left out.
        room: Columns that a line may have.

    Returns:
        One line, and further ones behind a cell that is wider than its column, and for the words
        of a cell that there is no room for.
    """
    lines, start = [Text()], 0
    for cell, width in zip(cells, widths, strict=True):
        if cell:
            words = list(cell.split(" "))
            spare = room - widest(words)
            place = start if spare < 0 else min(start, spare)
            if lines[-1].cell_len > max(place - GAP, 0):
                lines.append(Text())
            head = lines.pop()
            head.append(" " * (place - head.cell_len))
            lines += wrapped(head, words, room)
        start += width + GAP if width else 0
    return lines


def wrapped(head: Text, words: Sequence[Text], width: int) -> list[Text]:
    """Put words behind a head, on as many lines as they need.

    Args:
        head: What the first line begins with; the others are indented as far.
        words: What is never broken, unless it is longer than a line.
        width: Columns of a line.

    Returns:
        The lines.
    """
    lines, indent = [head.copy()], head.cell_len
    for word in words:
        used = lines[-1].cell_len
        if used > indent and used + 1 + word.cell_len > width:
            lines.append(Text(" " * indent))
        elif used > indent:
            lines[-1].append(" ")
        lines[-1].append_text(word)
    return lines


def widest(texts: Iterable[Text]) -> int:
    """The columns that the widest of some texts takes; 0 where there is none.

    Args:
        texts: The texts.
    """
    return max((each.cell_len for each in texts), default=0)
