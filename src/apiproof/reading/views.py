"""Class-based views: which method of them answers."""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any

from apiproof.reading import live
from apiproof.reading.values import (
    NO_ARGUMENTS,
    UNKNOWN,
    Arguments,
    Bound,
    Instance,
    Live,
    Value,
    united,
)

if TYPE_CHECKING:
    from apiproof.reading.machine import Machine
    from apiproof.reading.site import Site

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
"""The methods of HTTP as classes spell them."""


def class_of_view(function: Any) -> type | None:
    """The class behind what `View.as_view()` returned, or None."""
    if not live.is_a(function, FunctionType) or not _is_made(function):
        return None
    outermost = live.cells_of(function).get("view", function)  # decorators stand before the class
    kind = live.own_names(outermost).get("view_class")
    return kind if live.is_a(kind, type) else None


def _is_made(function: FunctionType) -> bool:
    return function.__code__.co_qualname.endswith("as_view.<locals>.view")


def dispatched(kind: type, site: Site) -> Value:
    """Read what a class-based view does with the request.

    Args:
        kind: The class.
        site: Where it is called.

    Returns:
        What it answers.
    """
    instance = Instance(kind, NO_ARGUMENTS)
    dispatch = live.class_attribute(kind, "dispatch_request")
    if live.is_a(dispatch, FunctionType) and site.machine.follows(dispatch):
        site.machine.layers.add(dispatch)
        return site.call(Bound(Live(dispatch), instance), Arguments(rest=True))
    return by_method(instance, site)


def by_method(instance: Instance, site: Site) -> Value:
    """Read the method of a class-based view that answers, under its decorators.

    Args:
        instance: The view.
        site: Where it is called.

    Returns:
        What it answers.
    """
    found = []
    for function in _handlers(instance.kind, site.machine):
        layers = layers_of(function)
        site.machine.layers.update(layers)
        site.machine.inmost.update(layers[-1:])
        method: Value = Bound(Live(function), instance)
        found.append(site.call(_decorated(method, instance.kind, site), Arguments(rest=True)))
        found += [
            site.call(Bound(Live(layer), instance), Arguments(rest=True))
            for layer in layers
            if layer not in site.machine.entered
        ]
    return united(found)


def _handlers(kind: type, machine: Machine) -> list[Any]:
    """The functions of a class that answer the method that is read for."""
    method = machine.asked_method()
    names = [method.lower()] if method else list(METHODS)
    if names == ["head"]:
        names.append("get")
    found = [live.class_attribute(kind, name) for name in names]
    return [each for each in found if live.is_a(each, FunctionType)][: 1 if machine.method else 8]


def _decorated(method: Value, kind: type, site: Site) -> Value:
    """Apply what Flask-RESTful applies to the methods of a resource."""
    decorators = live.class_attribute(kind, "method_decorators")
    if live.is_a(decorators, dict):
        name = (site.machine.asked_method() or "").lower()
        decorators = decorators.get(name, [])
    for decorator in decorators if live.is_a(decorators, list, tuple) else ():
        result = site.call(Live(decorator), Arguments((method,)))
        method = method if result is UNKNOWN else result
    return method


def layers_of(function: Any) -> tuple[Any, ...]:
    """A function and those that it wraps, the outermost first, by `__wrapped__` alone."""
    found: list[Any] = []
    while live.is_a(function, FunctionType) and function not in found:
        found.append(function)
        function = live.own_names(function).get("__wrapped__")
    return tuple(found)
