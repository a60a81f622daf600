"""What the parameters of a function stand for when it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.reading import pieces, plain
from apiproof.reading.values import (
    UNKNOWN,
    Arguments,
    Closure,
    Head,
    Live,
    Mapping,
    Piece,
    Sequence,
    Value,
    pieces_of,
    united,
)

if TYPE_CHECKING:
    import ast
    from types import FunctionType

    from apiproof.reading.frames import Frame
    from apiproof.reading.site import Site


def bind_arguments(
    parameters: ast.arguments,
    function: Live | Closure,
    arguments: Arguments,
    frame: Frame,
    site: Site,
) -> None:
    """Bind the parameters of a function to the arguments of a call.

    Args:
        parameters: The parameters.
        function: The function.
        arguments: The arguments.
        frame: The function's frame, whose names are bound.
        site: Where the call stands: what `**` unpacks is read there.
    """
    by_position = [each.arg for each in (*parameters.posonlyargs, *parameters.args)]
    by_name = [each.arg for each in parameters.kwonlyargs]
    names = {**dict(zip(by_position, arguments.positional, strict=False))}
    others: list[tuple[Any, Value]] = []
    for name, value in arguments.keywords:
        if name in by_position or name in by_name:
            names[name] = value
        else:
            others.append((name, value))
    defaults = _defaults(parameters, function, site)
    for name in (*by_position, *by_name):
        if name not in names:
            names[name] = _absent(name, defaults.get(name), arguments, site)
    if parameters.vararg is not None:
        extra = arguments.positional[len(by_position) :]
        names[parameters.vararg.arg] = Head(extra) if arguments.rest else Sequence(extra)
    if parameters.kwarg is not None:
        whole = not arguments.rest
        names[parameters.kwarg.arg] = _others(others, arguments.spreads, whole=whole)
        for spread in arguments.spreads:
            site.open(spread)
    frame.names.update(names)


def _absent(name: str, default: Value | None, arguments: Arguments, site: Site) -> Value:
    """What a parameter stands for that no argument names: what `**` gives, or its default."""
    found = [
        pieces.read(piece, name, site, required=default is None)
        for spread in arguments.spreads
        for piece in pieces_of(spread)
    ]
    if found:
        return united(found)
    return UNKNOWN if arguments.rest or default is None else default


def _others(entries: list[tuple[Any, Value]], spreads: tuple[Value, ...], *, whole: bool) -> Value:
    if len(spreads) == 1 and not entries and whole and isinstance(spreads[0], Piece):
        return spreads[0]
    return Mapping(tuple(entries), spreads, whole)


def _defaults(parameters: ast.arguments, function: Live | Closure, site: Site) -> dict[str, Value]:
    """The defaults of parameters by their names."""
    by_position = [each.arg for each in (*parameters.posonlyargs, *parameters.args)]
    if isinstance(function, Closure):
        machine, frame = site.machine, function.frame
        values = [machine.evaluate(node, frame) for node in parameters.defaults]
        found = dict(zip(reversed(by_position), reversed(values), strict=False))
        for each, node in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True):
            if node is not None:
                found[each.arg] = machine.evaluate(node, frame)
        return found
    target: FunctionType = function.target
    given = [plain.of(each) for each in target.__defaults__ or ()]
    found = dict(zip(reversed(by_position), reversed(given), strict=False))
    return {
        **found,
        **{name: plain.of(each) for name, each in (target.__kwdefaults__ or {}).items()},
    }
