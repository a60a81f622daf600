"""Schemas of the arguments in werkzeug's rules, by what their converters accept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apiproof.model.operation import Schema

_LENGTH = re.compile(r"\[\^/\]\{(\d+)(?:(,)(\d*))?\}")
"""The pattern of werkzeug's converter of texts."""

_PYTHON_ONLY = re.compile(r"\(\?[PaiLmsux#<]|\\[AZz]|\(\?\(")
"""What JSON Schema's patterns, those of ECMA-262, don't know."""


def schema_of(rule: Any, name: str, converter: str | None, arguments: str | None) -> Schema:
    """Make the schema of one argument.

    Args:
        rule: The rule that it stands in.
        name: The argument's name.
        converter: The name of its converter, or None for the default one.
        arguments: What is passed to the converter, as it is written.

    Returns:
        What a client may write in its place.
    """
    from werkzeug.routing.rules import parse_converter_args

    positional, keywords = parse_converter_args(arguments or "")
    return _schema(rule.get_converter(name, converter or "default", positional, keywords))


def _schema(converter: Any) -> Schema:
    from werkzeug import routing

    match converter:
        case routing.IntegerConverter():
            return _number("integer", converter)
        case routing.FloatConverter():
            return _number("number", converter)
        case routing.UUIDConverter():
            return {"type": "string", "format": "uuid"}
        case routing.AnyConverter():
            return {"type": "string", "enum": sorted(converter.items)}
        case routing.UnicodeConverter() if length := _LENGTH.fullmatch(converter.regex):
            return _text(*length.groups())
        case _:
            return _custom(converter)


def _number(kind: str, converter: Any) -> Schema:
    if converter.fixed_digits:
        return {"type": "string", "pattern": f"^[0-9]{{{converter.fixed_digits}}}$"}
    schema: dict[str, Any] = {"type": kind}
    low = converter.min
    if not _takes_signs(converter):
        low = max(low or 0, 0)
    if low is not None:
        schema["minimum"] = low
    if converter.max is not None:
        schema["maximum"] = converter.max
    return schema


def _takes_signs(converter: Any) -> bool:
    return any(_matches(converter.regex, text) for text in ("-1", "-1.0"))


def _text(least: str, comma: str | None, most: str | None) -> Schema:
    schema: dict[str, Any] = {"type": "string"}
    if int(least) > 1:
        schema["minLength"] = int(least)
    if not comma:
        schema["maxLength"] = int(least)
    elif most:
        schema["maxLength"] = int(most)
    return schema


def _custom(converter: Any) -> Schema:
    """A text that fits the converter's own pattern, where that says more than "any text"."""
    from werkzeug import routing

    plain = {routing.BaseConverter.regex, routing.PathConverter.regex}
    pattern = str(converter.regex)
    if pattern in plain or _PYTHON_ONLY.search(pattern):
        return {"type": "string"}
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None
