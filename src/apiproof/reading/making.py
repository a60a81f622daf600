"""Objects that the code makes by calling a class."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import (
    answers,
    casts,
    following,
    libraries,
    live,
    pieces,
    plain,
)
from apiproof.reading.passing import passed
from apiproof.reading.values import (
    UNKNOWN,
    Arguments,
    Bound,
    Const,
    Instance,
    Live,
    Pairs,
    Partial,
    Value,
    pieces_of,
    united,
)

if TYPE_CHECKING:
    from apiproof.reading.site import Site

_RESPONSES: Final = (("werkzeug.wrappers", "Response"), ("starlette.responses", "Response"))
_UNTOLD: Final = frozenset({"builtins.str", "builtins.bool", "builtins.list", "builtins.dict"})
"""Types that take anything: a call of one says nothing of what it is given."""


def made(kind: type, arguments: Arguments, site: Site) -> Value:
    """Read the making of an object.

    Args:
        kind: Its class.
        arguments: What the class is called with.
        site: Where the call stands.

    Returns:
        The object, as far as it is of interest.
    """
    name = live.qualified(kind)
    if live.module_of(kind) in {"builtins", "datetime", "decimal", "uuid"} or live.enum_values(
        kind
    ):
        return _cast(kind, name, arguments, site)
    if _is_dict(kind):
        return united(_first(arguments))
    if name == "functools.partial":
        return Partial(arguments.positional[0], _after_first(arguments))
    if any(live.is_subclass(kind, *response) for response in _RESPONSES):
        return _response(kind, arguments, site)
    if (found := libraries.made(kind, arguments, site)) is not None:
        return found
    return _object(kind, arguments, site)


def _is_dict(kind: type) -> bool:
    """Whether objects of a class are dicts of some kind, which hold what they are made of."""
    return any(base in live.bases_of(kind) for base in (dict, Mapping))


def _first(arguments: Arguments) -> list[Value]:
    """What a dict is made of: its argument, or the parts of the request in a list of such."""
    if not arguments.positional:
        return [UNKNOWN]
    value = arguments.positional[0]
    if isinstance(value, Pairs):
        return [value.piece]
    items = plain.elements(value)
    return items if items and all(pieces_of(each) for each in items) else [value]


def _after_first(arguments: Arguments) -> Arguments:
    return dataclasses.replace(arguments, positional=arguments.positional[1:])


def _cast(kind: type, name: str, arguments: Arguments, site: Site) -> Value:
    """`int(x)`: what `x` must be, and still `x`."""
    if issubclass(kind, BaseException):
        return Instance(kind, arguments)
    if not arguments.positional:
        return UNKNOWN
    value = arguments.positional[0]
    schema = casts.schema_of_cast(Live(kind))
    if name not in _UNTOLD:
        site.schema(value, schema)
    found = plain.plain(value)
    if name in {"builtins.int", "builtins.str", "builtins.float"} and found is not live.MISSING:
        return _constant(kind, found)
    return united(pieces_of(value))


def _constant(kind: type, found: Any) -> Value:
    try:
        return Const(kind(found))
    except (TypeError, ValueError):
        return UNKNOWN


def _response(kind: type, arguments: Arguments, site: Site) -> Value:
    """A response of werkzeug's or Starlette's, by the arguments that both of them take."""
    name = "status" if live.is_subclass(kind, *_RESPONSES[0]) else "status_code"
    status = arguments.get(1, name)
    if status is None and name == "status_code" and "Redirect" in live.name_of(kind):
        status = Const(307)
    for key in ("media_type", "mimetype", "content_type"):
        if (text := plain.text(arguments.get(-1, key))) is not None:
            return answers.answer(site, status, text.partition(";")[0])
    for key in ("default_mimetype", "media_type"):
        own = live.class_attribute(kind, key)
        if isinstance(own, str):
            return answers.answer(site, status, own)
    return answers.answer(site, status, "")


def _object(kind: type, arguments: Arguments, site: Site) -> Value:
    """An object of the app's own; of another class it is of interest by its class alone."""
    instance = Instance(kind, arguments)
    function = _maker(kind)
    if following.is_followed(function, site.machine):
        site.call(Bound(Live(function), instance), arguments)
        return instance
    names = names_of(kind)
    if names is None:
        if not issubclass(kind, BaseException):
            passed(arguments, site)
        return instance
    _fill(instance, names, arguments, site)
    return instance


def _maker(kind: type) -> Any:
    """The function that makes an object; of a mapped class the one behind SQLAlchemy's."""
    manager = live.class_attribute(kind, "_sa_class_manager")
    own = live.own_names(manager).get("original_init")
    return own or live.class_attribute(kind, "__init__")


def names_of(kind: type) -> dict[str, bool] | None:
    """The names that a class is made with, and whether each is required.

    Args:
        kind: A dataclass, a named tuple, a mapped class of SQLAlchemy or a TypedDict.

    Returns:
        The names, or None for another class.
    """
    fields = live.class_attribute(kind, "__dataclass_fields__")
    if live.is_a(fields, dict):
        return {name: _is_required(field) for name, field in fields.items() if field.init}
    names = live.class_attribute(kind, "_fields")
    if issubclass(kind, tuple) and live.is_a(names, tuple):
        defaults: Any = live.class_attribute(kind, "_field_defaults")
        return {str(name): name not in defaults for name in names}
    mapper = live.class_attribute(kind, "__mapper__")
    if live.is_instance(mapper, "sqlalchemy.orm", "Mapper"):
        return dict.fromkeys(map(str, mapper.columns.keys()), False)
    return None


def _is_required(field: Any) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def _fill(instance: Instance, names: dict[str, bool], arguments: Arguments, site: Site) -> None:
    """What a class that stores its arguments is made with becomes its attributes."""
    for name, value in zip(names, arguments.positional, strict=False):
        instance.attributes[name] = value
    instance.attributes.update({name: value for name, value in arguments.keywords if name in names})
    for name, required in names.items():
        if name not in instance.attributes:
            found = [
                pieces.read(piece, name, site, required=required)
                for spread in arguments.spreads
                for piece in pieces_of(spread)
            ]
            instance.attributes.update({name: united(found)} if found else {})
