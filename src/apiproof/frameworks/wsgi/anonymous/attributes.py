"""Attributes and items of values."""

from __future__ import annotations

from types import FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.anonymous import parts
from apiproof.frameworks.wsgi.anonymous.values import (
    NOTHING_KNOWN,
    UNKNOWN,
    Arguments,
    Bound,
    Exit,
    Items,
    Made,
    Method,
    Part,
    UnwindError,
    Value,
)
from apiproof.reading.live import (
    MISSING,
    class_attribute,
    computed_by,
    is_a,
    method_function,
    own_names,
    plain_value,
)
from apiproof.reading.live import (
    attribute as live_attribute,
)

if TYPE_CHECKING:
    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Frame


def attribute(run: Run, value: Value, name: str, frame: Frame) -> Value:
    """Look an attribute up.

    Args:
        run: What goes through the code.
        value: What it is an attribute of.
        name: Its name.
        frame: Where it stands.
    """
    what = value.what
    if isinstance(what, Part):
        return parts.attribute(run, what, name)
    if value.lacks:
        return Value(True if name == "is_anonymous" else None, value.credentials, value.sent)
    if what is UNKNOWN or value.is_plain or isinstance(what, dict):
        return Value(Method(value, name)).because_of(value)
    if isinstance(what, Made):
        return _of_class(run, what.kind, name, value, frame)
    if type(what).__module__ == Value.__module__:
        return Value(Method(value, name)).because_of(value)
    return _of_live(run, what, name, value, frame)


def item(run: Run, value: Value, key: Value) -> Value:
    """Look up what stands under a key.

    Args:
        run: What goes through the code.
        value: A collection.
        key: The key.
    """
    if value.lacks:
        return value
    index = plain_value(key.what)
    if isinstance(value.what, Items) and isinstance(index, int) and index < len(value.what.values):
        return value.what.values[index].because_of(value)
    if not (value.is_plain or isinstance(value.what, dict)) or index is MISSING:
        return NOTHING_KNOWN.because_of(value, key)
    base = _base(value.what)
    if base is None:
        return NOTHING_KNOWN.because_of(value, key)
    try:
        found = base.__getitem__(value.what, index)
    except (LookupError, TypeError, AttributeError) as error:
        run.leave(Exit(None, run.control | value.credentials, kind=type(error)))
        raise UnwindError from None
    return run.live(found).because_of(value, key)


def _base(collection: Any) -> Any:
    """The class whose own way of looking up runs no code of the app's."""
    kinds = (dict, list, tuple, str, bytes)
    return next((kind for kind in kinds if isinstance(collection, kind)), None)


def _of_live(run: Run, what: Any, name: str, value: Value, frame: Frame) -> Value:
    if isinstance(what, FunctionType | MethodType):
        found = own_names(method_function(what)).get(name, MISSING)
        return NOTHING_KNOWN if found is MISSING else run.live(found)
    if isinstance(what, ModuleType | type):
        found = live_attribute(what, name)
        if is_a(found, classmethod):
            return Value(Bound(method_function(found), value))
        return _known(run, method_function(found), value, name)
    own = own_names(what).get(name, MISSING)
    if own is not MISSING:
        return run.live(own).because_of(value)
    return _of_class(run, type(what), name, value, frame)


def _of_class(run: Run, kind: type, name: str, value: Value, frame: Frame) -> Value:
    found = class_attribute(kind, name)
    if is_a(found, FunctionType):
        return Value(Bound(found, value)).because_of(value)
    if is_a(found, classmethod):
        return Value(Bound(method_function(found), Value(kind)))
    if function := computed_by(found):
        return run.call(Value(Bound(function, value)), Arguments(), frame).because_of(value)
    return _known(run, method_function(found), value, name)


def _known(run: Run, found: Any, value: Value, name: str) -> Value:
    if found is MISSING or not is_a(found, *_SURE):
        return Value(Method(value, name)).because_of(value)
    return run.live(found).because_of(value)


_SURE = (object,)
