"""Schemas of marshmallow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import live, plain
from apiproof.reading.loading import hand_over, is_true, names_in, parts_of
from apiproof.reading.values import (
    NO_ARGUMENTS,
    UNKNOWN,
    Arguments,
    Instance,
    Live,
    Piece,
    Value,
    Verdict,
)

if TYPE_CHECKING:
    from apiproof.reading.site import Site

_LOADING: Final = {"load": "data", "validate": "data", "loads": "json_data"}


def method(receiver: Instance | Live, name: str, arguments: Arguments, site: Site) -> Value | None:
    """Read `schema.load(data)` and its like.

    Args:
        receiver: The schema, or its class.
        name: The method.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        Nothing that is known, or None for another method.
    """
    if name not in _LOADING:
        return None
    by: Any = receiver.kind if isinstance(receiver, Instance) else receiver.target
    made_with = receiver.arguments if isinstance(receiver, Instance) else NO_ARGUMENTS
    for piece in parts_of(arguments.get(0, _LOADING[name])):
        if name == "loads":
            site.note("named", piece)
            site.note("touch", Piece("json"))
        part = Piece("json") if piece.source == "raw" else piece
        hand_over(part, by, "marshmallow", site, **_changes(made_with, arguments))
    return Verdict() if name == "validate" else UNKNOWN


def _changes(made_with: Arguments, called_with: Arguments) -> dict[str, Any]:
    """How a schema differs from what its class says, by how it is made and called."""
    return {
        "many": is_true(made_with.get(-1, "many")) or is_true(called_with.get(-1, "many")),
        "partial": _partial(called_with.get(-1, "partial") or made_with.get(-1, "partial")),
        "only": names_in(made_with.get(-1, "only")),
        "exclude": names_in(made_with.get(-1, "exclude")) or (),
        "unknown": _unknown(called_with.get(-1, "unknown") or made_with.get(-1, "unknown")),
    }


def _partial(value: Value | None) -> bool | tuple[str, ...]:
    return names_in(value) or is_true(value)


def _unknown(value: Value | None) -> str:
    found = plain.text(value)
    return found.lower() if found else ""


def fields_of(by: Value) -> dict[str, Arguments] | None:
    """The fields that a dict of the code names, each with what it is made with.

    Args:
        by: A dict of names to fields.

    Returns:
        The fields, or None where it is no such dict.
    """
    entries = plain.pairs(by)
    if entries is None or isinstance(by, Live):
        return None
    return {
        str(plain.plain(name)): field.arguments
        for name, field in entries
        if isinstance(field, Instance)
        and live.is_subclass(field.kind, "marshmallow.fields", "Field")
    }
