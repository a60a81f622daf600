"""The operations of an App for people: grouped, in columns, what they take below each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from apiproof.reports.grouping import grouped
from apiproof.reports.layout import GAP, columns, rendered, widest, wrapped
from apiproof.reports.places import shortened
from apiproof.reports.types import described

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from apiproof.model.api import Api
    from apiproof.model.listing import Listing
    from apiproof.model.operation import (
        Body,
        Confidence,
        Field,
        Handler,
        Operation,
        Parameter,
        Requirement,
        Schema,
    )
    from apiproof.reports.report import View

_METHODS = {
    "GET": "cyan",
    "POST": "green",
    "PUT": "yellow",
    "PATCH": "yellow",
    "DELETE": "red",
    "WEBSOCKET": "magenta",
}
_STATUSES = {"2": "green", "3": "cyan", "4": "yellow", "5": "red"}
_MARKS: dict[Confidence, str] = {"declared": "", "inferred": "~", "guessed": "?"}
_MEDIA = {
    "application/json": "json",
    "application/x-www-form-urlencoded": "form",
    "multipart/form-data": "multipart",
    "*/*": "raw",
}
_LEGEND = {"*": "* required", "~": "~ read out of the code", "?": "? guessed from a name"}
_HEADS = ("METHOD", "PATH", "AUTH", "ANSWERS", "SOURCE")
_PATH, _AUTH, _ANSWERS, _SOURCE = 1, 2, 3, 4
_INDENT = "  "
_LABEL = 5
_NARROW = {_ANSWERS: 20, _AUTH: 16, _PATH: 20}
"""What columns may be narrowed to where there is no room, the first before the others: answers go
on below, and what else is wider has a line to itself."""


class _Entry(NamedTuple):
    """One operation, set."""

    cells: list[Text]
    details: list[tuple[Text, list[Text]]]


def render(listing: Listing, view: View) -> str:
    """Write a listing for people.

    Args:
        listing: The operations.
        view: What it is shown on.

    Returns:
        The text; empty where there is nothing to list.
    """
    shown = listing.api.operations
    if not shown:
        return ""
    entries = {id(each): _entry(each, listing) for each in shown}
    groups = [(name, [entries[id(each)] for each in group]) for name, group in grouped(shown)]
    lines = list(_lines(groups, view.width))
    legend = _legend(lines)
    return rendered([*lines, *([Text(), legend] if legend else [])], view)


def _lines(groups: Sequence[tuple[str, list[_Entry]]], width: int) -> Iterator[Text]:
    room = width - len(_INDENT)
    widths = _widths([entry.cells for _, group in groups for entry in group], room)
    heads = [Text(head if width else "", "dim") for head, width in zip(_HEADS, widths, strict=True)]
    yield from map(_indented, columns(heads, widths, room))
    for name, group in groups:
        yield Text()
        if name:
            yield Text(name, "bold")
        for entry in group:
            yield from map(_indented, _set(entry, widths, room))


def _indented(line: Text) -> Text:
    return Text(_INDENT) + line


def _set(entry: _Entry, widths: Sequence[int], room: int) -> Iterator[Text]:
    cells, details = list(entry.cells), list(entry.details)
    if not widths[_SOURCE] and cells[_SOURCE]:
        details.append((Text("at", "dim"), [cells[_SOURCE]]))
        cells[_SOURCE] = Text()
    yield from columns(cells, widths, room)
    labels = max(widest(label for label, _ in details), _LABEL)
    for label, words in details:
        head = Text(" " * (widths[0] + GAP)) + label
        head.append(" " * (labels - label.cell_len + GAP))
        yield from wrapped(head, words, room)


def _widths(rows: Sequence[list[Text]], room: int) -> list[int]:
    """The columns' widths, 0 for one that is not shown; a few long paths don't set the width."""
    widths = [
        max(widest(column), len(head)) if any(column) else 0
        for head, column in zip(_HEADS, zip(*rows, strict=True), strict=True)
    ]
    paths = sorted(cells[_PATH].cell_len for cells in rows)
    usual = max(paths[-1 - len(paths) // 10], len(_HEADS[_PATH]))
    for path, source in ((widths[_PATH], True), (usual, True), (usual, False)):
        chosen = [*widths]
        chosen[_PATH], chosen[_SOURCE] = path, widths[_SOURCE] if source else 0
        excess = sum(chosen) + GAP * (len(chosen) - chosen.count(0) - 1) - room
        if excess <= 0:
            return chosen
    for column, narrow in _NARROW.items():
        narrowed = max(min(narrow, chosen[column]), chosen[column] - max(excess, 0))
        excess -= chosen[column] - narrowed
        chosen[column] = narrowed
    return chosen


def _entry(operation: Operation, listing: Listing) -> _Entry:
    cells = [
        Text(operation.method, f"bold {_METHODS.get(operation.method, '')}"),
        _path(operation, documented=listing.documented),
        _auth(operation, listing.api),
        _answers(operation),
        Text(_source(operation.handler, listing.base), "dim"),
    ]
    return _Entry(cells, list(_details(operation, listing.api.schemas)))


def _path(operation: Operation, *, documented: bool) -> Text:
    text = Text(operation.path)
    text.highlight_regex(r"\{[^}]*\}", "cyan")
    for flag in ("hidden", "internal", "deprecated"):
        if getattr(operation, flag) and (documented or flag != "hidden"):
            text.append(f" ({flag})", "dim")
    return text


def _source(handler: Handler, base: Path) -> str:
    return f"{shortened(handler.path, base)}:{handler.line}" if handler.path else ""


def _auth(operation: Operation, api: Api) -> Text:
    """The kinds of its schemes, in parentheses where it lets anybody through as well."""
    alternatives = [
        "+".join(dict.fromkeys(_kind(each, api) for each in alternative))
        for alternative in operation.security
        if alternative
    ]
    text = "|".join(dict.fromkeys(alternatives))
    optional = bool(text) and not operation.requires_identity
    return Text(f"({text})" if optional else text, "magenta")


def _kind(requirement: Requirement, api: Api) -> str:
    scheme = api.schemes.get(requirement.scheme)
    kind = (scheme.scheme or scheme.type) if scheme else requirement.scheme
    return _MARKS[requirement.confidence] + kind


def _scopes(operation: Operation) -> list[Text]:
    """The scopes of each alternative, those that are the same once."""
    alternatives = [
        " ".join(dict.fromkeys(scope for each in alternative for scope in each.scopes))
        for alternative in operation.security
    ]
    said = " or ".join(dict.fromkeys(filter(None, alternatives)))
    return [Text(word) for word in said.split()]


def _answers(operation: Operation) -> Text:
    """The statuses, each once, as surely as it is known."""
    best: dict[str, str] = {}
    for response in operation.responses:
        mark = _MARKS[response.confidence]
        best[response.status] = min(best.get(response.status, mark), mark, key=_rank)
    words = [
        Text(f"{mark}{status}", _STATUSES.get(status[:1], ""))
        for status, mark in sorted(best.items())
    ]
    return Text(" ").join(words)


def _rank(mark: str) -> int:
    return list(_MARKS.values()).index(mark)


def _details(
    operation: Operation, schemas: Mapping[str, Schema]
) -> Iterator[tuple[Text, list[Text]]]:
    if operation.host:
        yield Text("host", "dim"), [Text(operation.host)]
    if scopes := _scopes(operation):
        yield Text("scopes", "dim"), scopes
    for location in ("path", "query", "header", "cookie"):
        found = [
            each
            for each in operation.parameters
            if each.location == location and (location != "path" or _is_telling(each, schemas))
        ]
        if found:
            yield Text(location, "dim"), _listed(found, schemas, "declared")
    for body in operation.bodies:
        yield _body(body, schemas)


def _is_telling(parameter: Parameter, schemas: Mapping[str, Schema]) -> bool:
    """Whether a path parameter has more to say than its name, which is in the path."""
    return described(parameter.schema, schemas) not in {"", "string"}


def _body(body: Body, schemas: Mapping[str, Schema]) -> tuple[Text, list[Text]]:
    media = _MEDIA.get(body.media_type, body.media_type)
    label = Text(f"{_MARKS[body.confidence]}{media}", "dim")
    words = [] if body.required else [Text("(optional)", "dim")]
    if body.fields:
        return label, words + _listed(body.fields, schemas, body.confidence)
    kind = described(body.schema, schemas)
    return label, [*words, Text(kind or "anything", "" if kind else "dim")]


def _listed(
    parts: Sequence[Field | Parameter], schemas: Mapping[str, Schema], around: Confidence
) -> list[Text]:
    """Names with their types; one that is known less surely than what it stands in is marked."""
    words = []
    for number, part in enumerate(parts, 1):
        mark, outer = _MARKS[part.confidence], _MARKS[around]
        word = Text(mark if _rank(mark) > _rank(outer) else "")
        word.append(part.name)
        if part.required and getattr(part, "location", "") != "path":
            word.append("*", "bold red")
        kind = described(part.schema, schemas)
        if kind:
            word.append(f": {kind}", "dim")
        word.append("," if number < len(parts) else "")
        words.append(word)
    return words


def _legend(lines: Sequence[Text]) -> Text | None:
    """What the marks mean that were used; none of them stands in a path or a name."""
    used = "".join(line.plain for line in lines)
    said = [text for mark, text in _LEGEND.items() if mark in used]
    return Text("   ".join(said), "dim") if said else None
