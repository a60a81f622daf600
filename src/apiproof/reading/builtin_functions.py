"""Functions of Python's own that are known here, and not read in their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import casts, plain
from apiproof.reading.comprehensions import gone_through
from apiproof.reading.values import (
    UNKNOWN,
    Arguments,
    Const,
    Instance,
    Keys,
    Known,
    Live,
    Mapping,
    Piece,
    Sequence,
    Super,
    Surplus,
    Value,
    Verdict,
    options_of,
    pieces_of,
    united,
)
from apiproof.reading.verdicts import conjunction, disjunction, items_of, verdict_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.reading.site import Site

    Apply = Callable[[Arguments, Site], Value]


def _same(arguments: Arguments, _: Site) -> Value:
    return arguments.positional[0] if arguments.positional else UNKNOWN


def _last(arguments: Arguments, _: Site) -> Value:
    return arguments.positional[-1] if arguments.positional else UNKNOWN


def _wraps(_: Arguments, __: Site) -> Value:
    return Known(_same)


def _all(arguments: Arguments, site: Site) -> Value:
    return _judged(arguments, site, conjunction)


def _any(arguments: Arguments, site: Site) -> Value:
    return _judged(arguments, site, disjunction)


def _judged(arguments: Arguments, _: Site, judge: Callable[[list[Verdict]], Verdict]) -> Value:
    value = _same(arguments, _)
    found = items_of(value)
    if found is None and isinstance(value, Sequence):
        found = [each for each in map(verdict_of, value.items) if _is_of_names(each)]
    return judge(found) if found else UNKNOWN


def _is_of_names(verdict: Verdict) -> bool:
    """Whether a verdict on one name of a part, whichever, is one on all of them."""
    return any(isinstance(fact, Surplus) for fact in verdict.true | verdict.false)


def _telling(arguments: Arguments, site: Site) -> Value:
    """`bool(x)`, `len(x)`: what the truth of `x` tells."""
    value = _same(arguments, site)
    verdict = verdict_of(value)
    if isinstance(value, Sequence) and value.whole:
        return Const(len(value.items)) if value.items else UNKNOWN
    return verdict if verdict.true or verdict.false else UNKNOWN


def _is_instance(arguments: Arguments, site: Site) -> Value:
    value = _same(arguments, site)
    kind = arguments.get(1, "")
    if kind is not None:
        site.schema(value, casts.schema_of_check(kind))
    return Verdict(false=verdict_of(value).false)


def _get_attribute(arguments: Arguments, site: Site) -> Value:
    value, names = _same(arguments, site), arguments.get(1, "")
    found = [site.attribute(value, name) for name in plain.texts(names or UNKNOWN)]
    return united([*found, *arguments.positional[2:3]])


def _has_attribute(arguments: Arguments, site: Site) -> Value:
    _get_attribute(Arguments(arguments.positional[:2]), site)
    return UNKNOWN


def _collected(arguments: Arguments, site: Site) -> Value:
    """`list(x)`, `set(x)`, `sorted(x)`: the elements of `x`."""
    value = _same(arguments, site)
    found = [
        Keys(each) if isinstance(each, Piece) and not each.keys else each
        for each in options_of(value)
    ]
    return united(found)


def _dict(arguments: Arguments, site: Site) -> Value:
    """`dict(x)`, `dict(a=x)`, `dict(**x)`."""
    if arguments.positional and not (arguments.keywords or arguments.spreads):
        value = _same(arguments, site)
        return Mapping(whole=False) if value is UNKNOWN else value
    rest = (*pieces_of(_same(arguments, site)), *arguments.spreads)
    if len(rest) == 1 and not arguments.keywords:
        return rest[0]
    return Mapping(tuple(arguments.keywords), rest, not arguments.rest)


def _enumerated(arguments: Arguments, site: Site) -> Value:
    elements, whole = gone_through(_same(arguments, site), site)
    return Sequence(tuple(Sequence((UNKNOWN, each)) for each in elements), whole)


def _zipped(arguments: Arguments, site: Site) -> Value:
    found = [gone_through(each, site) for each in arguments.positional]
    whole = all(exact for _, exact in found)
    if not whole:
        return Sequence((Sequence(tuple(united(each) for each, _ in found)),), whole=False)
    return Sequence(tuple(Sequence(row) for row in zip(*(each for each, _ in found), strict=False)))


def _mapped(arguments: Arguments, site: Site) -> Value:
    """`map(f, x)`: `f` of each element."""
    if len(arguments.positional) < 2:  # noqa: PLR2004 - a function and what it is applied to
        return UNKNOWN
    function, *values = arguments.positional
    elements, whole = gone_through(values[0], site)
    return Sequence(tuple(site.call(function, Arguments((each,))) for each in elements), whole)


def _filtered(arguments: Arguments, site: Site) -> Value:
    """`filter(f, x)`: elements of `x`, on which `f` is called."""
    _mapped(arguments, site)
    elements, _ = gone_through(_last(arguments, site), site)
    return Sequence(tuple(elements), whole=False)


def _super(arguments: Arguments, site: Site) -> Value:
    frame: Any = site.frame
    while frame is not None and frame.owner is None:
        frame = frame.outer
    owner = frame.owner if frame is not None else None
    receiver = frame.receiver if frame is not None else None
    if arguments.positional and isinstance(kind := arguments.positional[0], Live):
        owner = kind.target
        receiver = arguments.get(1, "") or receiver
    return Super(owner, receiver) if isinstance(owner, type) and receiver else UNKNOWN


def _type(arguments: Arguments, site: Site) -> Value:
    value = _same(arguments, site)
    return Live(value.kind) if isinstance(value, Instance) else UNKNOWN


def _set_attribute(arguments: Arguments, _: Site) -> Value:
    if len(arguments.positional) == 3:  # noqa: PLR2004 - an object, a name and a value
        receiver, name, value = arguments.positional
        for each in options_of(receiver):
            if isinstance(each, Instance):
                each.attributes.update(dict.fromkeys(plain.texts(name), value))
    return Const(None)


def _del_attribute(arguments: Arguments, _: Site) -> Value:
    for each in options_of(arguments.positional[0]) if arguments.positional else ():
        if isinstance(each, Instance):
            names = plain.texts(arguments.get(1, "") or UNKNOWN)
            each.notes["deleted"] = (*each.notes.get("deleted", ()), *names)
    return Const(None)


def _names_of(arguments: Arguments, site: Site) -> Value:
    value = _same(arguments, site)
    return united(
        Mapping(tuple(each.attributes.items()), whole=False)
        for each in options_of(value)
        if isinstance(each, Instance)
    )


FUNCTIONS: Final[dict[str, Apply]] = {
    "builtins.all": _all,
    "builtins.any": _any,
    "builtins.bool": _telling,
    "builtins.delattr": _del_attribute,
    "builtins.dict": _dict,
    "builtins.enumerate": _enumerated,
    "builtins.filter": _filtered,
    "builtins.frozenset": _collected,
    "builtins.getattr": _get_attribute,
    "builtins.hasattr": _has_attribute,
    "builtins.isinstance": _is_instance,
    "builtins.iter": _collected,
    "builtins.len": _telling,
    "builtins.list": _collected,
    "builtins.map": _mapped,
    "builtins.reversed": _collected,
    "builtins.set": _collected,
    "builtins.setattr": _set_attribute,
    "builtins.sorted": _collected,
    "builtins.super": _super,
    "builtins.tuple": _collected,
    "builtins.type": _type,
    "builtins.vars": _names_of,
    "builtins.zip": _zipped,
    "copy.copy": _same,
    "copy.deepcopy": _same,
    "functools.update_wrapper": _same,
    "functools.wraps": _wraps,
    "typing.cast": _last,
}
"""By the names under which their modules define them."""
