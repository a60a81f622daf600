"""A function of a route, and what its code reads and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.asgi.requiring import required
from apiproof.reading.reads import Reads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from apiproof.frameworks.asgi.context import Context
    from apiproof.frameworks.asgi.dependants import Use
    from apiproof.frameworks.asgi.requiring import Required
    from apiproof.frameworks.asgi.walking import Found
    from apiproof.reading.reads import Raised, Source

_STATUS_NAMES = ("status", "status_code")
"""How a class calls the status that its exceptions are answered with, in any case."""

_ERRORS = range(400, 600)


@dataclass(frozen=True, slots=True)
class Seen:
    """A function of a route, and what its code says.

    Attributes:
        use: The function.
        reads: What it reads from the request by itself, and what it answers.
        statuses: What it answers, with what the app's exception handlers make of what it raises.
        required: What `@requires` asks for before it runs.
    """

    use: Use
    reads: Reads
    statuses: frozenset[int]
    required: Required | None = None

    @property
    def refuses(self) -> bool:
        """Whether it turns a request away for who sends it."""
        return not self.statuses.isdisjoint({401, 403})


def seen(uses: Iterable[Use], method: str | None, found: Found, context: Context) -> list[Seen]:
    """Read the functions of a route.

    Args:
        uses: The functions; security schemes are left out.
        method: The method of the request; None for a WebSocket.
        found: The route.
        context: The reader.
    """
    handlers = _exception_handlers(found, context)
    return [_seen(use, method, handlers, context) for use in uses if not use.scheme]


def _seen(use: Use, method: str | None, handlers: Mapping[Any, Any], context: Context) -> Seen:
    if _says_nothing(use):
        return Seen(use, Reads(), frozenset())
    reads = context.reader.read(use.call, method=method, arguments=_arguments(use))
    asked = required(use.call)
    statuses = {
        each.code for each in reads.statuses if asked is None or not asked.is_other_way(each)
    }
    for raised in (*reads.raised, *(asked.raised() if asked else ())):
        statuses |= _answered(raised, handlers, context)
    return Seen(use, reads, frozenset(statuses), asked)


def _says_nothing(use: Use) -> bool:
    """Whether a function can neither read a request nor refuse one: it names nothing but its own.

    Told by its code object, for most handlers of a large API are such, and reading them takes long.
    """
    code = getattr(use.call, "__code__", None)
    if code is None or use.dependant is None or use.takes_request:
        return False
    wraps = "__wrapped__" in getattr(use.call, "__dict__", {})
    inner = any(hasattr(each, "co_code") for each in code.co_consts)
    return not (wraps or inner or code.co_names or code.co_freevars)


def _arguments(use: Use) -> dict[str, tuple[Source, str]]:
    """What the parameters of a function stand for, as FastAPI fills them."""
    parts: tuple[tuple[Source, str], ...] = (
        ("query", "query_params"),
        ("headers", "header_params"),
        ("cookies", "cookie_params"),
    )
    return {
        field.name: (source, field.alias)
        for source, attribute in parts
        for field in getattr(use.dependant, attribute, ())
    }


def _answered(raised: Raised, handlers: Mapping[Any, Any], context: Context) -> set[int]:
    """The statuses that an exception of the app's ends as."""
    from starlette.exceptions import HTTPException

    for kind in raised.kind.__mro__:
        if kind in handlers and kind is not Exception:
            codes = {each.code for each in context.reader.read(handlers[kind]).statuses}
            own = raised.status or _status_of(raised.kind)
            return codes or ({own} if own else set())
    if issubclass(raised.kind, HTTPException) and raised.status:
        return {raised.status}
    return set()


def _status_of(kind: type[BaseException]) -> int | None:
    """The status that a class of exceptions has beside it for a handler to answer with."""
    for base in kind.__mro__:
        for name, value in vars(base).items():
            if name.lower().endswith(_STATUS_NAMES) and _is_error(value):
                return int(value)
    return None


def _is_error(value: object) -> bool:
    return isinstance(value, int) and value in _ERRORS


def _exception_handlers(found: Found, context: Context) -> dict[Any, Any]:
    handlers = dict(getattr(context.target, "exception_handlers", {}))
    return {**handlers, **getattr(found.place.app, "exception_handlers", {})}
