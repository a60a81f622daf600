"""Assignments: what names, attributes and keys stand for from there on."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from apiproof.reading import plain
from apiproof.reading.live import MISSING
from apiproof.reading.pieces import mark_of
from apiproof.reading.values import (
    REQUEST,
    UNKNOWN,
    Answer,
    Const,
    Instance,
    Key,
    Mapping,
    Piece,
    Sequence,
    Start,
    Value,
    Verdict,
    Words,
    options_of,
    pieces_of,
    united,
)

if TYPE_CHECKING:
    from apiproof.reading.frames import Frame
    from apiproof.reading.site import Site


def bind(target: ast.expr, value: Value, site: Site) -> None:
    """Bind a target to a value.

    Args:
        target: A name, a tuple of targets, an attribute or a subscript.
        value: The value.
        site: Where it is bound.
    """
    match target:
        case ast.Name(name):
            site.frame.names[name] = value
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for each, item in zip(targets, _unpacked(value, targets), strict=True):
                bind(each, item, site)
        case ast.Starred(value=inner):
            bind(inner, value, site)
        case ast.Attribute():
            _bind_attribute(target, value, site)
        case ast.Subscript():
            _bind_item(target, value, site)


def _unpacked(value: Value, targets: list[ast.expr]) -> list[Value]:
    """What each of several targets gets."""
    count = len(targets)
    options = options_of(value)
    found = [_parts(each, count) for each in options]
    if any(isinstance(each, ast.Starred) for each in targets):
        return [Sequence((), whole=False)] * count
    return [united([parts[index] for parts in found]) for index in range(count)]


def _parts(value: Value, count: int) -> list[Value]:
    match value:
        case Words(piece):
            return [Start(piece), *[piece] * (count - 1)]
        case Key():
            return [UNKNOWN] * count
    found = plain.elements(value)
    return found if found is not None and len(found) == count else [UNKNOWN] * count


def _bind_attribute(target: ast.Attribute, value: Value, site: Site) -> None:
    receiver = site.machine.evaluate(target.value, site.frame)
    for each in options_of(receiver):
        if isinstance(each, Instance):
            known = each.attributes.get(target.attr)
            each.attributes[target.attr] = united([known, value]) if known else value
        elif isinstance(each, Answer) and target.attr in {"status_code", "status"}:
            _set_status(target.value, each, value, site.frame)
        elif isinstance(each, Piece) and each.source == "context":
            site.frame.names[mark_of(each.child(target.attr))] = value
        elif each is REQUEST:
            site.frame.names[f"=request.{target.attr}"] = value
        else:
            _kept(value, site)


def _set_status(node: ast.expr, answer: Answer, value: Value, frame: Frame) -> None:
    """`response.status_code = 201`."""
    status = plain.whole(value)
    if isinstance(node, ast.Name) and status is not None:
        frame.names[node.id] = replace(answer, status=status)


def _bind_item(target: ast.Subscript, value: Value, site: Site) -> None:
    receiver = site.machine.evaluate(target.value, site.frame)
    key = site.machine.evaluate(target.slice, site.frame)
    names = plain.texts(key)
    if not isinstance(receiver, Mapping):
        _kept(value, site)
    for piece in pieces_of(receiver):
        for name in names:
            site.frame.names[mark_of(piece.child(name))] = _own(value)
    if isinstance(target.value, ast.Name):
        made = [_with_entry(each, key, value) for each in options_of(receiver)]
        if isinstance(key, Key) and made != list(options_of(receiver)):
            site.note("named", key.piece)
        if any(isinstance(each, Mapping) for each in made):
            site.frame.names[target.value.id] = united(made)


def _with_entry(receiver: Value, key: Value, value: Value) -> Value:
    """A dict that the code makes, with one more entry; perhaps one of each name of a part."""
    if not isinstance(receiver, Mapping):
        return receiver
    if isinstance(key, Key):
        rest = (*(each for each in receiver.rest if each != key.piece), key.piece)
        return replace(receiver, rest=rest)
    known = plain.plain(key)
    if known is MISSING:
        return replace(receiver, whole=False)
    return replace(receiver, entries=(*receiver.entries, (known, value)))


def _kept(value: Value, site: Site) -> None:
    """A part that is stored whole, where it is not known who looks into it."""
    for piece in pieces_of(value):
        if not piece.keys:
            site.note("open", piece)


def _own(value: Value) -> Value:
    """What the code puts into a part: a value that was read from it stays what it was."""
    return value if not isinstance(value, Verdict) else UNKNOWN


def bind_deleted(target: ast.expr, site: Site) -> None:
    """Read `del target`: a field that is deleted from a form is none.

    Args:
        target: What is deleted.
        site: Where it stands.
    """
    if isinstance(target, ast.Name):
        site.frame.names[target.id] = Const(None)
    elif isinstance(target, ast.Attribute | ast.Subscript):
        receiver = site.machine.evaluate(target.value, site.frame)
        name = (
            target.attr
            if isinstance(target, ast.Attribute)
            else plain.text(site.machine.evaluate(target.slice, site.frame))
        )
        for each in options_of(receiver):
            if isinstance(each, Instance) and name:
                each.notes["deleted"] = (*each.notes.get("deleted", ()), name)
