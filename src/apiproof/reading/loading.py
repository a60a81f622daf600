"""Parts of the request that are handed over whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.reading import plain
from apiproof.reading.reads import Loaded
from apiproof.reading.values import EACH, Key, Mapping, Piece, Value, options_of

if TYPE_CHECKING:
    from apiproof.reading.reads import Kind
    from apiproof.reading.site import Site


def parts_of(value: Value | None) -> list[Piece]:
    """The whole parts of the request in a value, those that a dict is made of too."""
    found: list[Piece] = []
    for each in options_of(value) if value is not None else ():
        inner = each.rest if isinstance(each, Mapping) else (each,)
        found.extend(piece for piece in map(as_piece, inner) if piece is not None)
    return [piece for piece in found if piece.keys in {(), (EACH,)}]


def as_piece(value: Value) -> Piece | None:
    """A part of the request; what a loop over a list in JSON goes through is one."""
    if isinstance(value, Key) and value.piece.source == "json":
        return value.piece.child(EACH)
    return value if isinstance(value, Piece) else None


def hand_over(piece: Piece, by: Any, kind: Kind, site: Site, **changes: Any) -> None:
    """Note that a part of the request is handed to what describes it.

    Args:
        piece: The part.
        by: What describes it.
        kind: Whose object that is.
        site: Where it is handed over.
        **changes: What `Loaded` says beside that.
    """
    many = changes.pop("many", False) or piece.keys == (EACH,)
    if piece.keys:
        site.note("named", Piece(piece.source))
    loaded = Loaded(
        source=piece.source,  # type: ignore[arg-type]  # "values" is told apart in the end
        by=by,
        kind=kind,
        path=site.frame.path,
        line=site.line,
        many=many,
        **changes,
    )
    site.note("loaded", piece, loaded)


def names_in(value: Value | None) -> tuple[str, ...] | None:
    """The names in a collection, or None where they aren't known."""
    found = plain.constants(value) if value is not None else None
    return tuple(map(str, found)) if found is not None else None


def is_true(value: Value | None) -> bool:
    """Whether a value is true for certain."""
    return value is not None and plain.plain(value) is True
