"""Calls that answer, that abort, or that hand on what they are given."""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.anonymous import answers, plain
from apiproof.frameworks.wsgi.anonymous.values import NOTHING_KNOWN, Reply, UnwindError, Value
from apiproof.reading.live import is_foreign, package_of

if TYPE_CHECKING:
    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Arguments, Frame

_ABORTS = frozenset({"abort", "abort_json", "http_abort"})
_HANDED_ON = frozenset({"async_to_sync", "copy_current_request_context", "ensure_sync"})


def call(run: Run, function: Any, name: str, arguments: Arguments, frame: Frame) -> Value | None:
    """Go through a call of a function of Python's, Flask's or one of its extensions.

    Args:
        run: What goes through the code.
        function: The function.
        name: Where it is defined.
        arguments: What it is called with.
        frame: Where the call stands.

    Returns:
        What it returns, or None for a function that isn't known.
    """
    known = plain.function(run, function, arguments, frame)
    if known is not None:
        return known
    last = name.rpartition(".")[2]
    if last in _ABORTS:
        is_library = isinstance(function, FunctionType) and is_foreign(function)
        return by_name(run, last, arguments) if is_library else None
    answered = _answered(function, last, arguments)
    if answered is not None:
        return Value(answered).because_of(*arguments.all())
    return by_name(run, last, arguments) or plain.search(name, run, arguments)


def by_name(run: Run, name: str, arguments: Arguments) -> Value | None:
    """Go through a call that is known by what is called alone: `api.abort(401)`."""
    if name in run.through:
        run.let_through()
        return NOTHING_KNOWN
    if name in _HANDED_ON and arguments.positional:
        return arguments.positional[0]
    if name in _ABORTS:
        run.leave(answers.aborted(run, arguments))
        raise UnwindError
    return None


def _answered(function: Any, name: str, arguments: Arguments) -> Reply | None:
    """The response that a function makes."""
    package = package_of(function) if isinstance(function, FunctionType) else ""
    match name:
        case "redirect" if package in {"flask", "werkzeug"}:
            return answers.redirect(arguments)
        case "make_response" if package in {"flask", "flask_restful", "flask_restx"}:
            return answers.response(arguments)
        case "jsonify" if package == "flask":
            return Reply(None)
        case "url_for":
            return Reply(None, answers.source(arguments))
        case _:
            return None
