"""Parsers of requests: those of webargs, Flask-RESTful and Flask-RESTX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import casts, live, pieces, plain
from apiproof.reading.live import is_a, own_names
from apiproof.reading.loading import hand_over, is_true
from apiproof.reading.schemas import fields_of
from apiproof.reading.values import UNKNOWN, Arguments, Instance, Live, Piece, Value

if TYPE_CHECKING:
    from apiproof.model.operation import Schema
    from apiproof.reading.site import Site

_LOCATIONS: Final[dict[str, Any]] = {
    "args": "query",
    "cookies": "cookies",
    "files": "files",
    "form": "form",
    "get_json": "json",
    "headers": "headers",
    "json": "json",
    "json_or_form": "json",
    "query": "query",
    "querystring": "query",
    "values": "values",
}


@dataclass(frozen=True, slots=True)
class _Argument:
    """One argument of a parser, however it is known."""

    name: str
    locations: tuple[str, ...]
    required: bool
    schema: Schema


def parsed(receiver: Instance | Live, name: str, arguments: Arguments, site: Site) -> Value | None:
    """Read `parser.parse(argmap, request)` of webargs.

    Args:
        receiver: The parser.
        name: The method.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        Nothing that is known, or None for another method.
    """
    if name not in {"parse", "async_parse"}:
        return None
    by = arguments.get(0, "argmap")
    given = plain.text(arguments.get(-1, "location")) or _own_location(receiver)
    source = _LOCATIONS.get(given)
    if source is None or by is None:
        return UNKNOWN
    site.note("touch", Piece(source))
    if (fields := fields_of(by)) is not None:
        for key, made_with in fields.items():
            own = plain.text(made_with.get(-1, "data_key")) or key
            required = is_true(made_with.get(-1, "required"))
            pieces.read(Piece(source), own, site, required=required)
    else:
        described: Any = by.kind if isinstance(by, Instance) else getattr(by, "target", None)
        if described is not None:
            hand_over(Piece(source), described, "marshmallow", site)
    return UNKNOWN


def _own_location(parser: Instance | Live) -> str:
    target = parser.target if isinstance(parser, Live) else None
    own = own_names(target).get("location")
    kind = parser.kind if isinstance(parser, Instance) else type(target)
    default = live.class_attribute(kind, "DEFAULT_LOCATION")
    return next((each for each in (own, default) if isinstance(each, str)), "json")


def method(receiver: Instance | Live, name: str, arguments: Arguments, site: Site) -> Value | None:
    """Read a method of a `RequestParser`.

    Args:
        receiver: The parser.
        name: The method.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        What it returns, or None for another method.
    """
    match name:
        case "add_argument" if isinstance(receiver, Instance):
            receiver.notes["added"] = [*receiver.notes.get("added", ()), *_added(arguments)]
            return receiver
        case "copy":
            return _copied(receiver)
        case "remove_argument" if isinstance(receiver, Instance):
            gone = plain.text(arguments.get(0, "name"))
            known = receiver.notes.get("added", [])
            receiver.notes["added"] = [each for each in known if each.name != gone]
            return receiver
        case "parse_args":
            for argument in _arguments_of(receiver):
                _read(argument, site)
            return UNKNOWN
    return None


def _copied(parser: Instance | Live) -> Value:
    copy = Instance(_kind(parser), Arguments())
    copy.notes["added"] = _arguments_of(parser)
    return copy


def _kind(parser: Instance | Live) -> type:
    return parser.kind if isinstance(parser, Instance) else type(parser.target)


def _arguments_of(parser: Instance | Live) -> list[_Argument]:
    if isinstance(parser, Instance):
        return list(parser.notes.get("added", ()))
    known = own_names(parser.target).get("args")
    return [_of_live(each) for each in known] if isinstance(known, list) else []


def _added(arguments: Arguments) -> list[_Argument]:
    """The argument that `add_argument(name, type=int, ...)` adds."""
    first = arguments.get(0, "name")
    if (
        isinstance(first, Live)
        and live.class_attribute(type(first.target), "handle_validation_error") is not live.MISSING
    ):
        return [_of_live(first.target)]
    name = plain.text(first)
    if name is None:
        return []
    location = arguments.get(-1, "location")
    names = plain.constants(location) if location else None
    schema = _schema(
        arguments.get(-1, "type"),
        plain.constants(arguments.get(-1, "choices") or UNKNOWN),
        many=plain.text(arguments.get(-1, "action")) in {"append", "split"},
    )
    return [
        _Argument(
            name,
            tuple(map(str, names or [plain.text(location)])) if location else (),
            is_true(arguments.get(-1, "required")),
            schema,
        )
    ]


def _of_live(argument: Any) -> _Argument:
    own = own_names(argument)
    location = own.get("location", ())
    locations = (location,) if isinstance(location, str) else tuple(location)
    choices = own.get("choices")
    schema = _schema(
        Live(own.get("type")),
        list(choices) if choices and is_a(choices, list, tuple) else None,
        many=own.get("action") in {"append", "split"},
    )
    return _Argument(str(own.get("name")), locations, own.get("required") is True, schema)


def _schema(kind: Value | None, choices: list[Any] | None, *, many: bool) -> Schema:
    schema = casts.schema_of_cast(kind) if kind is not None else {}
    if choices:
        schema = {**schema, "enum": choices}
    return {"type": "array", "items": schema} if many else schema


def _read(argument: _Argument, site: Site) -> None:
    """Note an argument in the place where it is looked for first."""
    method_of_request = site.machine.asked_method()
    sources = [_LOCATIONS[each] for each in argument.locations if each in _LOCATIONS]
    if not argument.locations or set(sources) == {"json", "values"}:
        sources = ["query" if method_of_request in {"GET", "HEAD"} else "json"]
    for source in sources:
        site.note("touch", Piece(source))
        required = argument.required and len(sources) == 1
        found = pieces.read(Piece(source), argument.name, site, required=required)
        site.schema(found, argument.schema)
