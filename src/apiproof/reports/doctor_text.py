"""What `apiproof doctor` found, for people: one line each, in sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from apiproof.reports.layout import rendered, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.model.diagnosis import Diagnosis, Fact, Mark
    from apiproof.reports.report import View

_STYLES: dict[Mark, str] = {"ok": "green", "note": "yellow", "problem": "bold red"}
_COLUMN = max(map(len, _STYLES)) + 4


def render(diagnosis: Diagnosis, view: View) -> str:
    """Write a diagnosis for people.

    Args:
        diagnosis: What was found.
        view: What it is shown on.

    Returns:
        The text.
    """
    lines: list[Text] = []
    for section in diagnosis.sections:
        if section.facts:
            lines += [Text(section.name, "bold")]
            lines += [line for fact in section.facts for line in _fact(fact, view.width)]
            lines += [Text()]
    lines += [Text("What next", "bold")]
    lines += [line for step in diagnosis.next for line in _set("  - ", "", step, view.width)]
    return rendered(lines, view)


def _fact(fact: Fact, width: int) -> Iterator[Text]:
    yield from _set(f"  {fact.mark}", _STYLES[fact.mark], fact.text, width, _COLUMN)
    if fact.place:
        yield from _set(f"{'':{_COLUMN}}at: ", "cyan", fact.place, width)
    if fact.hint:
        yield from _set(f"{'':{_COLUMN}}hint: ", "bold green", fact.hint, width)


def _set(head: str, style: str, text: str, width: int, column: int = 1) -> Iterator[Text]:
    """A text behind a head, its own lines kept, each as wide as the view."""
    first, *others = [line.rstrip() for line in text.splitlines()] or [""]
    start = Text.assemble((f"{head:{column}}", style))
    yield from wrapped(start, _words(first), width)
    for line in others:
        yield from wrapped(Text(" " * start.cell_len), _words(line), width)


def _words(line: str) -> list[Text]:
    """The words of a line; its indentation stays with the first."""
    bare = line.lstrip()
    first, *others = bare.split(" ")
    return [Text(line[: len(line) - len(bare)] + first), *map(Text, others)]
