"""The operations of an App for people: grouped, in columns, what they take below each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from apiproof.reports.grouping import grouped
from apiproof.reports.layout import GAP, rendered, row, widest, wrapped
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
_INDENT = "  "


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
    entries = {id(each): _entry(each, listing.api, listing.base) for each in shown}
    groups = [(name, [entries[id(each)] for each in group]) for name, group in grouped(shown)]
    lines = list(_lines(groups, view.width))
    legend = _legend(lines)
    return rendered([*lines, *([Text(), legend] if legend else [])], view)


def _lines(groups: Sequence[tuple[str, list[_Entry]]], width: int) -> Iterator[Text]:
    entries = [entry for _, group in groups for entry in group]
    count = _columns_that_fit(entries, width - len(_INDENT))
    widths = _widths(entries)
    yield _indented(row([Text(head, "dim") for head in _HEADS[:count]], widths))
    for name, group in groups:
        yield Text()
        if name:
            yield Text(name, "bold")
        for entry in group:
            yield from map(_indented, _set(entry, count, widths, width - len(_INDENT)))


def _indented(line: Text) -> Text:
    return Text(_INDENT) + line


def _set(entry: _Entry, count: int, widths: Sequence[int], width: int) -> Iterator[Text]:
    yield row(entry.cells[:count], widths)
    details = list(entry.details)
    if count < len(_HEADS) and entry.cells[-1]:
        details.append((Text("at", "dim"), [entry.cells[-1]]))
    labels = max(widest(label for label, _ in details), 5)
    for label, words in details:
        head = row([Text(""), label, Text("")], [widths[0], labels])
        yield from wrapped(head, words, width)


def _widths(entries: Sequence[_Entry]) -> list[int]:
    columns = zip(*(entry.cells for entry in entries), strict=True)
    return [max(widest(column), len(head)) for column, head in zip(columns, _HEADS, strict=True)]


def _columns_that_fit(entries: Sequence[_Entry], width: int) -> int:
    """All columns, or all but the source, which then stands below each operation."""
    widths = _widths(entries)
    whole = sum(widths) + GAP * (len(widths) - 1)
    return len(_HEADS) if whole <= width else len(_HEADS) - 1


def _entry(operation: Operation, api: Api, base: Path) -> _Entry:
    cells = [
        Text(operation.method, f"bold {_METHODS.get(operation.method, '')}"),
        _path(operation),
        _auth(operation, api),
        _answers(operation),
        Text(_source(operation.handler, base), "dim"),
    ]
    return _Entry(cells, list(_details(operation, api.schemas)))


def _path(operation: Operation) -> Text:
    text = Text(operation.path)
    text.highlight_regex(r"\{[^}]*\}", "cyan")
    for flag in ("hidden", "internal", "deprecated"):
        if getattr(operation, flag):
            text.append(f" ({flag})", "dim")
    return text


def _source(handler: Handler, base: Path) -> str:
    return f"{shortened(handler.path, base)}:{handler.line}" if handler.path else ""


def _auth(operation: Operation, api: Api) -> Text:
    alternatives = [
        "+".join(_requirement(each, api) for each in alternative)
        for alternative in operation.security
        if alternative
    ]
    text = "|".join(dict.fromkeys(alternatives))
    optional = bool(text) and not operation.requires_identity
    return Text(f"({text})" if optional else text, "magenta")


def _requirement(requirement: Requirement, api: Api) -> str:
    scopes = f"[{' '.join(requirement.scopes)}]" if requirement.scopes else ""
    return f"{_MARKS[requirement.confidence]}{_scheme(requirement.scheme, api)}{scopes}"


def _scheme(name: str, api: Api) -> str:
    """A scheme by its kind, or by its name where several are of one kind."""
    scheme = api.schemes.get(name)
    if scheme is None:
        return name
    kinds = [each.scheme or each.type for each in api.schemes.values()]
    kind = scheme.scheme or scheme.type
    return kind if kinds.count(kind) == 1 else name


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
