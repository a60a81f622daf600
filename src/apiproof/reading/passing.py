"""What becomes of the arguments of a call of something that isn't known."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING, Final

from apiproof.reading import answers, pieces, plain
from apiproof.reading.values import (
    UNKNOWN,
    Arguments,
    Closure,
    Mapping,
    Piece,
    Sequence,
    Value,
    options_of,
)

if TYPE_CHECKING:
    from apiproof.reading.site import Site

_HARMLESS: Final = frozenset(
    [
        "bool",
        "critical",
        "debug",
        "dumps",
        "echo",
        "error",
        "exception",
        "fatal",
        "flash",
        "format",
        "getLogger",
        "hash",
        "id",
        "info",
        "len",
        "log",
        "print",
        "pprint",
        "render",
        "render_template",
        "render_template_string",
        "repr",
        "str",
        "type",
        "warn",
        "warning",
        "write",
    ]
)
"""Names of functions that take no part of a request apart, wherever they come from."""

_ADAPTING: Final = frozenset({"async_to_sync", "ensure_sync", "sync_to_async"})
"""Names of functions that make a function callable in another way."""

_NOT_FOUND: Final = frozenset(
    ["first_or_404", "get_or_404", "one_or_404", "get_one_or_404", "get_object_or_404"]
)
"""Names of functions that answer 404 where there is nothing."""

_THREADS: Final = frozenset({"run_in_threadpool", "run_sync", "to_thread"})
"""Names of functions that call the function that they are given."""


def passed(arguments: Arguments, site: Site) -> Value:
    """Read a call of something that isn't known: what becomes of its arguments isn't either.

    Args:
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        Nothing that is known.
    """
    name = called_name(site)
    if name in _HARMLESS:
        return UNKNOWN
    if name in _ADAPTING and arguments.positional:
        return arguments.positional[0]
    _looked_up(name, arguments, site)
    for value in arguments.values():
        _passed(value, site)
    _called_back(name, arguments, site)
    return UNKNOWN


def _looked_up(name: str, arguments: Arguments, site: Site) -> None:
    """What Flask-SQLAlchemy looks up: pages by what it isn't told of them, from the query."""
    if name in _NOT_FOUND:
        answers.not_found(site)
    if name == "paginate" and "flask_sqlalchemy" in sys.modules and not arguments.rest:
        for key in ("page", "per_page"):
            if arguments.get(-1, key) is None:
                site.schema(pieces.read(Piece("query"), key, site), {"type": "integer"})
        if plain.plain(arguments.get(-1, "error_out") or UNKNOWN) is not False:
            answers.not_found(site)


def _passed(value: Value, site: Site) -> None:
    for each in options_of(value):
        match each:
            case Piece(keys=()):
                site.note("open", each)
            case Mapping(entries, rest):
                for inner in (*rest, *(found for _, found in entries)):
                    _passed_inner(inner, site)
            case Sequence(items):
                for inner in items:
                    _passed_inner(inner, site)


def _passed_inner(value: Value, site: Site) -> None:
    for each in options_of(value):
        if isinstance(each, Piece) and not each.keys:
            site.note("open", each)


def _called_back(name: str, arguments: Arguments, site: Site) -> None:
    """Functions that are made for the call are taken to be called by it."""
    for index, value in enumerate(arguments.positional):
        if isinstance(value, Closure) and isinstance(value.node, ast.Lambda):
            site.call(value, Arguments(rest=True))
        elif name in _THREADS and index == 0:
            site.call(value, Arguments(arguments.positional[1:], arguments.keywords))
    site.frame.dead = False


def called_name(site: Site) -> str:
    """The last name of what is called."""
    function = site.node.func if isinstance(site.node, ast.Call) else site.node
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
