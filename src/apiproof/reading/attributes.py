"""Attributes: of live objects, of what the code makes, and of the request."""

from __future__ import annotations

import enum
from types import (
    ClassMethodDescriptorType,
    FunctionType,
    MethodDescriptorType,
    MethodType,
    WrapperDescriptorType,
)
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import forms, live, pieces
from apiproof.reading.live import COLLECTIONS, MISSING, PLAIN, is_a, own_names
from apiproof.reading.values import (
    UNKNOWN,
    Arguments,
    Bound,
    Const,
    Instance,
    Live,
    Method,
    Piece,
    Request,
    Super,
    Value,
    options_of,
    united,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.reading.site import Site

_COMPILED = (ClassMethodDescriptorType, MethodDescriptorType, WrapperDescriptorType)


def attribute(value: Value, name: str, site: Site) -> Value:
    """Read an attribute.

    Args:
        value: What it is an attribute of.
        name: Its name.
        site: Where it is read.

    Returns:
        What it stands for; where that isn't known, something that remembers its name, for it may
        be called.
    """
    return united([_attribute(each, name, site) for each in options_of(value)])


def _attribute(value: Value, name: str, site: Site) -> Value:
    ask = _BY_KIND.get(type(value))
    return Method(value, name) if ask is None else ask(value, name, site)


def _of_super(value: Super, name: str, site: Site) -> Value:
    found = live.class_attribute(class_of(value.receiver), name, after=value.owner)
    return _in_class(found, value.receiver, name, site)


def _of_method(value: Method, name: str, site: Site) -> Value:
    """An attribute of an attribute: of a form's field perhaps its data."""
    form = value.receiver
    if name == "data" and isinstance(form, Instance) and forms.is_form(form.kind):
        return forms.data_of(form, value.name, site)
    return Method(value, name)


def _of_request(_: Request, name: str, site: Site) -> Value:
    """An attribute of the request, perhaps one that the code has put there."""
    own = site.frame.local(f"=request.{name}")
    if own is not None:
        return own
    return site.machine.dialect.of_request(name, site)


def _of_live(value: Live, name: str, site: Site) -> Value:
    target = value.target
    if live.is_instance(target, "werkzeug.local", "LocalProxy"):
        return site.attribute(_behind(target, site), name)
    if type(target) in (*PLAIN, *COLLECTIONS):
        return Method(Live(target), name)
    if is_a(target, enum.Enum) and name in {"value", "name"}:
        return Const(own_names(target).get(f"_{name}_"))
    found = live.attribute(target, name)
    if is_a(target, type):
        return _of_class(found, target, name, site)
    if name in own_names(target):
        return site.machine.live(found)
    return _in_class(found, Live(target), name, site)


def _of_instance(value: Instance, name: str, site: Site) -> Value:
    if forms.is_form(value.kind):
        forms.looked_at(value, name, site)
        if forms.field_of(value, name) is not None:
            return Method(value, name)
    if name in value.attributes:
        return value.attributes[name]
    return _in_class(live.class_attribute(value.kind, name), value, name, site)


def _in_class(found: Any, receiver: Value, name: str, site: Site) -> Value:
    """What an attribute of a class is to one of its objects."""
    if found is MISSING or is_a(found, *_COMPILED):
        return Method(receiver, name)
    if is_a(found, FunctionType, MethodType):
        return Bound(Live(live.method_function(found)), receiver)
    if is_a(found, classmethod):
        return Bound(Live(live.method_function(found)), Live(class_of(receiver)))
    if is_a(found, staticmethod):
        return site.machine.live(live.method_function(found))
    if function := live.computed_by(found):
        return site.call(Live(function), Arguments((receiver,)))
    return site.machine.live(found)


def _of_class(found: Any, kind: type, name: str, site: Site) -> Value:
    if found is MISSING or is_a(found, *_COMPILED):
        return Method(Live(kind), name)
    if is_a(found, classmethod):
        return Bound(Live(live.method_function(found)), Live(kind))
    if is_a(found, staticmethod):
        return site.machine.live(live.method_function(found))
    return UNKNOWN if live.computed_by(found) else site.machine.live(found)


def class_of(value: Value) -> type:
    """The class of an object, or a class itself where it is one."""
    if isinstance(value, Instance):
        return value.kind
    if isinstance(value, Live):
        return value.target if is_a(value.target, type) else type(value.target)
    return object


def _behind(proxy: Any, site: Site) -> Value:
    """What a proxy of werkzeug's stands for, where a function of the app says it."""
    function = live.proxied(proxy)
    return site.call(Live(function)) if is_a(function, FunctionType) else UNKNOWN


_BY_KIND: Final[dict[type, Callable[[Any, str, Site], Value]]] = {
    Instance: _of_instance,
    Live: _of_live,
    Method: _of_method,
    Piece: pieces.attribute,
    Request: _of_request,
    Super: _of_super,
}
