"""Objects of libraries that describe what a request holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apiproof.reading import forms, live, models, parsers, schemas
from apiproof.reading.attributes import class_of
from apiproof.reading.values import UNKNOWN, Arguments, Instance, Live, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from apiproof.reading.site import Site

    Method = Callable[[Instance | Live, str, Arguments, Site], Value | None]
    Making = Callable[[type, Arguments, Site], Value | None]


def _form(receiver: Instance | Live, name: str, arguments: Arguments, site: Site) -> Value | None:
    if isinstance(receiver, Instance):
        return forms.method(receiver, name, arguments, site)
    return forms.class_method(receiver, name, arguments)


def _exception(receiver: Instance | Live, name: str, arguments: Arguments, _: Site) -> Value | None:
    """Starlette's exception keeps the status that a subclass makes it with."""
    status = arguments.get(0, "status_code")
    if name != "__init__" or status is None or not isinstance(receiver, Instance):
        return None
    receiver.attributes["status_code"] = status
    return UNKNOWN


_METHODS: Final[tuple[tuple[str, str, Method], ...]] = (
    ("wtforms.form", "BaseForm", _form),
    ("marshmallow", "Schema", schemas.method),
    ("pydantic", "BaseModel", models.method),
    ("pydantic", "TypeAdapter", models.adapted),
    ("webargs.core", "Parser", parsers.parsed),
    ("flask_restful.reqparse", "RequestParser", parsers.method),
    ("flask_restx.reqparse", "RequestParser", parsers.method),
    ("starlette.exceptions", "HTTPException", _exception),
)

_MAKINGS: Final[tuple[tuple[str, str, Making], ...]] = (
    ("wtforms.form", "BaseForm", forms.made),
    ("pydantic", "BaseModel", models.made),
)


def method(receiver: Value, name: str, arguments: Arguments, site: Site) -> Value | None:
    """Read a method of an object of a library, or of a class derived from one.

    Args:
        receiver: Whose method it is: an object or a class.
        name: The method.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        What it returns, or None where it is read as it is written.
    """
    if not isinstance(receiver, Instance | Live):
        return None
    kind = class_of(receiver)
    cached = site.machine.libraries.get(kind)
    if cached is None:
        found = [apply for module, base, apply in _METHODS if live.is_subclass(kind, module, base)]
        cached = site.machine.libraries[kind] = tuple(found)
    results: Iterator[Value | None] = (apply(receiver, name, arguments, site) for apply in cached)
    return next((each for each in results if each is not None), None)


def made(kind: type, arguments: Arguments, site: Site) -> Value | None:
    """Read the making of an object of a library.

    Args:
        kind: Its class.
        arguments: What the class is called with.
        site: Where the call stands.

    Returns:
        The object, or None where it is of no library that is known here.
    """
    for module, base, apply in _MAKINGS:
        if live.is_subclass(kind, module, base):
            return apply(kind, arguments, site)
    return None
