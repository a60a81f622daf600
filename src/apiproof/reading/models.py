"""Models of pydantic, and what else it validates."""

from __future__ import annotations

from types import GenericAlias
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin

from apiproof.reading import live
from apiproof.reading.loading import hand_over, parts_of
from apiproof.reading.values import (
    UNKNOWN,
    Arguments,
    Instance,
    Live,
    Piece,
    Value,
    pieces_of,
)

if TYPE_CHECKING:
    from apiproof.reading.site import Site

_VALIDATING: Final = frozenset({"model_validate", "parse_obj", "validate"})
_PARSING: Final = frozenset({"model_validate_json", "parse_raw"})


def made(kind: type, arguments: Arguments, site: Site) -> Value:
    """Read `Model(**data)`.

    Args:
        kind: The model.
        arguments: What it is made with.
        site: Where it is made.

    Returns:
        The object.
    """
    for spread in arguments.spreads:
        for piece in pieces_of(spread):
            _validate(piece, kind, site)
    return Instance(kind, Arguments(), dict(arguments.keywords))


def method(receiver: Instance | Live, name: str, arguments: Arguments, site: Site) -> Value | None:
    """Read `Model.model_validate(data)` and its like.

    Args:
        receiver: The model.
        name: The method.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        The object, or None for another method.
    """
    if not isinstance(receiver, Live) or not live.is_a(receiver.target, type):
        return None
    given = arguments.get(0, "obj") or arguments.get(-1, "json_data")
    if name in _VALIDATING:
        for piece in parts_of(given):
            _validate(piece, receiver.target, site)
    elif name in _PARSING:
        _parse(given, receiver.target, site)
    else:
        return None
    return Instance(receiver.target, Arguments())


def adapted(receiver: Instance | Live, name: str, arguments: Arguments, site: Site) -> Value | None:
    """Read `TypeAdapter(...).validate_python(data)`.

    Args:
        receiver: The adapter.
        name: The method.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        Nothing that is known, or None for another method.
    """
    annotation = _annotation(receiver)
    if annotation is live.MISSING:
        return None
    given = arguments.positional[0] if arguments.positional else None
    if name == "validate_python":
        for piece in parts_of(given):
            _validate(piece, annotation, site)
    elif name == "validate_json":
        _parse(given, annotation, site)
    return UNKNOWN


def _annotation(adapter: Instance | Live) -> Any:
    if isinstance(adapter, Live):
        return live.own_names(adapter.target).get("_type", live.MISSING)
    given = adapter.arguments.get(0, "type")
    return given.target if isinstance(given, Live) else live.MISSING


def _validate(piece: Piece, annotation: Any, site: Site) -> None:
    many = get_origin(annotation) is list
    by = get_args(annotation)[0] if many and get_args(annotation) else annotation
    if piece.source == "raw":
        return
    if isinstance(by, type | GenericAlias) or get_origin(by) is not None:
        hand_over(piece, by, "pydantic", site, many=many)


def _parse(given: Value | None, annotation: Any, site: Site) -> None:
    """`Model.model_validate_json(request.data)`: the bytes are JSON."""
    for piece in parts_of(given):
        if piece.source == "raw":
            site.note("named", piece)
            site.note("touch", Piece("json"))
            _validate(Piece("json"), annotation, site)
