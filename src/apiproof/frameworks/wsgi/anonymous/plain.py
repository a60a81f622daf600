"""Calls whose results are computed: of Python's own functions, with values that are known."""

from __future__ import annotations

import re
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Final

from apiproof.frameworks.wsgi.anonymous import attributes, parts
from apiproof.frameworks.wsgi.anonymous.statements import members_of
from apiproof.frameworks.wsgi.anonymous.values import (
    NOTHING_KNOWN,
    UNKNOWN,
    Exit,
    Part,
    Place,
    UnwindError,
    Value,
    truth_of,
)
from apiproof.reading.live import MISSING, own_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Arguments, Frame

_HARMLESS: Final[dict[type, frozenset[str]]] = {
    dict: frozenset({"copy", "get", "items", "keys", "values"}),
    frozenset: frozenset({"intersection", "isdisjoint", "issubset", "issuperset", "union"}),
    list: frozenset({"copy", "count", "index"}),
    set: frozenset({"intersection", "isdisjoint", "issubset", "issuperset", "union"}),
    tuple: frozenset({"count", "index"}),
}
"""Methods that change nothing; texts, bytes and numbers have no others."""

_LIKE_GET = frozenset({"pop", "setdefault"})
"""Methods that give what `get` does, and change what is looked at only once."""

_FUNCTIONS = (bool, bytes, frozenset, int, len, list, set, sorted, str, tuple)
_PATTERNS = {"re.match": re.match, "re.fullmatch": re.fullmatch, "re.search": re.search}


def method(run: Run, receiver: Value, name: str, arguments: Arguments) -> Value:
    """Call a method of a value that is known."""
    what, values = receiver.what, arguments.all()
    if isinstance(what, Place):
        return _of_path(what, name, arguments)
    kind = dict if isinstance(what, dict) else type(what)
    if kind is dict and name in _LIKE_GET:
        name = "get"
    found = getattr(kind, name, None)
    allowed = _HARMLESS.get(kind)
    if found is None or (allowed is not None and name not in allowed):
        return NOTHING_KNOWN.because_of(receiver, *values)
    return _computed(run, found, receiver, arguments).because_of(receiver, *values)


def function(run: Run, what: Any, arguments: Arguments, frame: Frame) -> Value | None:
    """Call a function of Python's own; None where it is none of those that are known."""
    if what in (any, all):
        return _of_several(arguments, every=what is all)
    if what in (getattr, hasattr):
        return _attribute(run, arguments, frame, tells=what is hasattr)
    if what is callable or what is isinstance:
        return NOTHING_KNOWN.because_of(*arguments.all())
    if what in _FUNCTIONS:
        first = arguments.get(0)
        if first is not None and first.lacks and what in {len, int}:
            return _of_nothing(run, what, first)
        return _computed(run, what, None, arguments).because_of(*arguments.all())
    return None


def search(name: str, run: Run, arguments: Arguments) -> Value | None:
    """Call a function of `re`; None for any other."""
    if name not in _PATTERNS:
        return None
    last = arguments.get(1)
    if last is not None and last.lacks:
        return Value(None).because_of(last)
    found = _computed(run, _PATTERNS[name], None, arguments)
    truth = None if found.what is UNKNOWN else found.what is not None
    known = NOTHING_KNOWN if truth is None else Value(truth)
    return known.because_of(*arguments.all())


def _computed(
    run: Run, called: Callable[..., Any], receiver: Value | None, arguments: Arguments
) -> Value:
    values = (*([] if receiver is None else [receiver]), *arguments.all())
    plain = all(value.is_plain or isinstance(value.what, dict) for value in values)
    if not plain or arguments.rest:
        return NOTHING_KNOWN
    positional = [value.what for value in values[: len(values) - len(arguments.keywords)]]
    keywords = {name: value.what for name, value in arguments.keywords.items()}
    try:
        result = called(*positional, **keywords)
    except Exception as error:  # noqa: BLE001 - what the code itself would get
        causes = frozenset[Any]().union(*(value.credentials for value in values))
        run.leave(Exit(None, run.control | causes, kind=type(error)))
        raise UnwindError from None
    is_view = type(result) in (type({}.keys()), type({}.values()), type({}.items()))
    return Value(list(result) if is_view else result)


def _of_nothing(run: Run, what: Any, value: Value) -> Value:
    """`len()` of a text that lacks is 0; `int()` of it raises."""
    if what is len:
        return Value(0).because_of(value)
    run.leave(Exit(None, run.control | value.credentials, kind=TypeError))
    raise UnwindError


def _of_path(place: Place, name: str, arguments: Arguments) -> Value:
    """Whether a path begins with something, as far as it is known."""
    beginnings = arguments.get(0)
    if name != "startswith" or beginnings is None:
        return NOTHING_KNOWN
    members = [beginnings] if isinstance(beginnings.what, str) else members_of(beginnings)
    texts = [str(each.what) for each in members or ()]
    if any(place.head.startswith(text) for text in texts):
        return Value(True)  # noqa: FBT003 - the value itself
    if members is not None and not any(text.startswith(place.head) for text in texts):
        return Value(False)  # noqa: FBT003 - as above
    return NOTHING_KNOWN


def _of_several(arguments: Arguments, *, every: bool) -> Value:
    """`all()` and `any()`."""
    given = arguments.get(0)
    members = None if given is None else members_of(given)
    if given is None or members is None:
        return NOTHING_KNOWN.because_of(*arguments.all())
    truths = [truth_of(member) for member in members]
    if (not every) in truths:
        return Value(not every).because_of(given, *members)
    known = NOTHING_KNOWN if None in truths else Value(every)
    return known.because_of(given, *members)


def _attribute(run: Run, arguments: Arguments, frame: Frame, *, tells: bool) -> Value:
    """`getattr()` and `hasattr()`: of the request's parts, of functions, of what lacks."""
    target, name = arguments.get(0), arguments.get(1)
    if target is None or name is None or not isinstance(name.what, str):
        return NOTHING_KNOWN.because_of(*arguments.all())
    if isinstance(target.what, Part):
        looked_up = parts.contains if tells else parts.item_or_none
        return looked_up(run, target.what, name)
    if isinstance(target.what, FunctionType | MethodType | BuiltinFunctionType):
        found = own_names(target.what).get(name.what, MISSING)
        if tells:
            return Value(found is not MISSING)
        default = arguments.get(2)
        return run.live(found) if found is not MISSING else default or NOTHING_KNOWN
    if tells:
        return NOTHING_KNOWN.because_of(target)
    return attributes.attribute(run, target, name.what, frame)
