"""Comprehensions and loops: what they go through."""

from __future__ import annotations

import ast
from contextlib import contextmanager
from typing import TYPE_CHECKING

from apiproof.reading import plain, verdicts
from apiproof.reading.assignments import bind
from apiproof.reading.live import MISSING
from apiproof.reading.site import Site
from apiproof.reading.values import (
    EACH,
    UNKNOWN,
    Instance,
    Key,
    Keys,
    Mapping,
    Pairs,
    Piece,
    Sequence,
    Start,
    Value,
    Verdict,
    Words,
    options_of,
    united,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from apiproof.reading.frames import Frame
    from apiproof.reading.machine import Machine

Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp


def gone_through(value: Value, site: Site) -> tuple[list[Value], bool]:
    """What a loop over a value goes through.

    Args:
        value: Anything.
        site: Where the loop stands.

    Returns:
        The elements, and whether they are these and no others; else what each of them is.
    """
    if (found := plain.elements(value)) is not None:
        return found, True
    return [united([_element(each, site) for each in options_of(value)])], False


def _element(value: Value, site: Site) -> Value:
    """What each of the things is that a loop over a value goes through."""
    match value:
        case Piece() | Keys() | Pairs():
            return _of_part(value, site)
        case Key(piece):
            return Key(piece.child(EACH))
        case Words(piece):
            return united([Start(piece), piece])
        case Sequence(items, _):
            return united(items)
        case Instance():
            return site.call(site.attribute(value, "__iter__"))
    return UNKNOWN


def _of_part(value: Piece | Keys | Pairs, site: Site) -> Value:
    """One of the keys of a part, whichever, with its value or without."""
    piece = value if isinstance(value, Piece) else value.piece
    site.note("iterated", piece)
    return Sequence((Key(piece), UNKNOWN)) if isinstance(value, Pairs) else Key(piece)


def of_list(machine: Machine, node: Comprehension, frame: Frame) -> Value:
    """Read a list, set or generator.

    Returns:
        Its elements; where a condition leaves those whose names lack, a verdict.
    """
    found: list[Value] = []
    lacking: list[Verdict] = []
    with _names_kept(frame):
        whole = _each(
            machine,
            node.generators,
            frame,
            lambda: found.append(machine.evaluate(node.elt, frame)),
            lacking,
        )
    if lacking and all(each.true for each in lacking):
        return Verdict(true=frozenset.union(*(each.true for each in lacking)))
    return Sequence(tuple(found), whole and not lacking)


def of_dict(machine: Machine, node: ast.DictComp, frame: Frame) -> Value:
    """Read a dict comprehension; one that copies a part of the request is that part."""
    entries: list[tuple[Value, Value]] = []
    start = len(frame.effects)
    with _names_kept(frame):
        whole = _each(
            machine,
            node.generators,
            frame,
            lambda: entries.append(
                (machine.evaluate(node.key, frame), machine.evaluate(node.value, frame))
            ),
            [],
        )
    if (copied := _copied(entries, frame, start)) is not None:
        return copied
    known = [(plain.plain(key), value) for key, value in entries]
    return Mapping(
        tuple((key, value) for key, value in known if key is not MISSING),
        whole=whole and all(key is not MISSING for key, _ in known),
    )


def _copied(entries: list[tuple[Value, Value]], frame: Frame, start: int) -> Piece | None:
    """The part whose keys and values a dict takes over without choosing among the keys."""
    if len(entries) != 1 or not isinstance(key := entries[0][0], Key):
        return None
    effects = frame.effects[start:]
    if any(effect.kind == "named" for effect in effects):
        return None
    frame.effects[start:] = [effect for effect in effects if effect.kind != "iterated"]
    return key.piece


def _each(
    machine: Machine,
    generators: list[ast.comprehension],
    frame: Frame,
    element: Callable[[], None],
    lacking: list[Verdict],
) -> bool:
    """Go through the generators of a comprehension.

    Args:
        machine: What reads.
        generators: The generators that are left.
        frame: Where it stands.
        element: What is done for each element.
        lacking: Where the verdict of each condition is put.

    Returns:
        Whether each element was gone through by itself.
    """
    if not generators:
        element()
        return True
    generator, *others = generators
    site = Site(machine, frame, generator.iter)
    elements, whole = gone_through(machine.evaluate(generator.iter, frame), site)
    certain, frame.certain = frame.certain, frame.certain and whole
    for each in elements:
        bind(generator.target, each, site)
        conditions = [machine.test(condition, frame) for condition in generator.ifs]
        if any(truth is False for truth, _ in conditions):
            continue
        unsure = [verdict for truth, verdict in conditions if truth is None]
        lacking.extend([verdicts.conjunction(unsure)] if unsure else ())
        frame.certain = certain and whole and not unsure
        whole = _each(machine, others, frame, element, lacking) and whole
    frame.certain = certain
    return whole


@contextmanager
def _names_kept(frame: Frame) -> Iterator[None]:
    """Keep what a comprehension binds from the names of its function."""
    names = dict(frame.names)
    yield
    frame.names = names
