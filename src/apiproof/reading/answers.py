"""What the code answers: what it returns, raises and aborts with."""

from __future__ import annotations

from dataclasses import replace
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import live, plain
from apiproof.reading.reads import Raised, Status
from apiproof.reading.values import (
    NO_ARGUMENTS,
    UNKNOWN,
    Answer,
    Arguments,
    Const,
    Instance,
    Live,
    Mapping,
    Sequence,
    Value,
    options_of,
    united,
)

if TYPE_CHECKING:
    from apiproof.reading.site import Site

JSON: Final = "application/json"
HTML: Final = "text/html"

_STATUSES: Final = ("status_code", "code", "status", "http_status", "http_code")
"""How classes name the status that they answer with."""

_REFUSING: Final = 300
_LEAST, _GREATEST = 100, 599


def status_of(value: Value | None) -> int | None:
    """The status that a value says: a number, or a text such as `"404 NOT FOUND"`."""
    if value is None:
        return None
    found = plain.whole(value)
    if found is None and (text := plain.text(value)) and text[:3].isdigit():
        found = int(text[:3])
    return found if found is not None and _LEAST <= found <= _GREATEST else None


def statuses_of(value: Value | None) -> list[int]:
    """The statuses that a value may say."""
    found = [status_of(each) for each in options_of(value)] if value is not None else []
    return [each for each in found if each is not None]


def answer(site: Site, status: Value | None, media_type: str) -> Value:
    """Make a response.

    Args:
        site: Where the code makes it.
        status: Its status, where the code gives one.
        media_type: Of its body.

    Returns:
        The response, or several where the status is one of several; one whose status isn't known
        is nothing.
    """
    made = _made(site, None, media_type)
    if status is None or plain.is_none(status):
        return made
    return united([replace(made, status=each) for each in statuses_of(status)])


def _made(site: Site, status: int | None, media_type: str) -> Answer:
    helper = not site.frame.layer
    return Answer(status, media_type, site.frame.path, site.line, helper)


def refuses(value: Value) -> bool:
    """Whether what is returned sends the request back, or elsewhere."""
    return all(_refuses(each) for each in options_of(value))


def _refuses(value: Value) -> bool:
    if isinstance(value, Answer):
        return value.status is not None and value.status >= _REFUSING
    found = _in_tuple(value)
    return bool(found) and all(each >= _REFUSING for each in found)


def _in_tuple(value: Value) -> list[int]:
    """The statuses in `body, status` and `body, status, headers`."""
    if not isinstance(value, Sequence) or len(value.items) not in {2, 3}:
        return []
    return statuses_of(value.items[1])


def given(value: Value, site: Site) -> Value:
    """Note what a view returns.

    Args:
        value: What is returned.
        site: Where it is.

    Returns:
        What is left for what wraps the view to look at.
    """
    return united([_given(each, site) for each in options_of(value)])


def _given(value: Value, site: Site) -> Value:
    if isinstance(value, Answer):
        _note_answer(value, site)
        return UNKNOWN
    if not site.machine.dialect.answers_plainly:
        return value
    if (found := _in_tuple(value)) and isinstance(value, Sequence):
        for code in found:
            _note_plain(value.items[0], code, site)
        return UNKNOWN
    if isinstance(value, Sequence) and not value.is_list and _has_headers_only(value):
        _note_plain(value.items[0], 200, site)
        return UNKNOWN
    if _media_type(value):
        _note_plain(value, 200, site)
        return UNKNOWN
    return value


def _has_headers_only(value: Sequence) -> bool:
    """Whether a tuple is `body, headers`."""
    return len(value.items) == 2 and isinstance(value.items[1], Mapping)  # noqa: PLR2004


def _note_answer(value: Answer, site: Site) -> None:
    status = value.status or 200
    detail = Status(status, value.path, value.line, value.media_type, helper=value.helper)
    site.note("status", None, detail)


def _note_plain(body: Value, code: int, site: Site) -> None:
    bodies = [each.media_type for each in options_of(body) if isinstance(each, Answer)]
    media_type = bodies[0] if bodies else _media_type(body)
    site.note("status", None, Status(code, site.frame.path, site.line, media_type))


def _media_type(body: Value) -> str:
    """What the framework makes of a plain body."""
    if isinstance(body, Mapping):
        return JSON
    if isinstance(body, Sequence):
        return JSON if body.is_list else ""
    return HTML if plain.text(body) else ""


def raised(value: Value, site: Site) -> None:
    """Note what is raised.

    Args:
        value: An exception or its class.
        site: Where it is raised.
    """
    for each in options_of(value):
        if isinstance(each, Live) and live.is_a(each.target, type):
            _raised(each.target, Instance(each.target, NO_ARGUMENTS), site)
        elif isinstance(each, Instance):
            _raised(each.kind, each, site)


def _raised(kind: type, instance: Instance, site: Site) -> None:
    if not issubclass(kind, BaseException):
        return
    status = _own_status(instance)
    if status is not None and _is_http(kind):
        site.note("status", None, _status(status, site), raised=kind)
    elif not _is_http(kind):
        detail = Raised(kind, status, site.frame.path, site.line, helper=not site.frame.layer)
        site.note("raised", None, detail, raised=kind)


def _status(code: int, site: Site) -> Status:
    return Status(code, site.frame.path, site.line, raised=True, helper=not site.frame.layer)


def _is_http(kind: type) -> bool:
    """Whether a framework answers an exception by itself."""
    return live.is_subclass(kind, "werkzeug.exceptions", "HTTPException") or live.is_subclass(
        kind, "starlette.exceptions", "HTTPException"
    )


def _own_status(instance: Instance) -> int | None:
    """The status of an exception: by its arguments, its attributes or its class."""
    arguments = instance.arguments
    first = arguments.get(0, "status_code") if _takes_status_first(instance.kind) else None
    candidates = [first, *(arguments.get(-1, name) for name in _STATUSES)]
    candidates += [instance.attributes.get(name) for name in _STATUSES]
    candidates += [_of_class(instance.kind, name) for name in _STATUSES]
    return next((code for each in candidates for code in statuses_of(each)), None)


def _takes_status_first(kind: type) -> bool:
    """Whether an exception is made as Starlette's own is, and FastAPI's."""
    owner = live.owner_of(kind, "__init__")
    return owner is not None and live.package_of_class(owner) in {"starlette", "fastapi"}


def _of_class(kind: type, name: str) -> Value | None:
    found: Any = live.class_attribute(kind, name)
    return None if found is live.MISSING or live.is_a(found, FunctionType) else Live(found)


def abort(arguments: Arguments, site: Site) -> Value:
    """Read `abort(...)`: with a status, a response or an exception.

    Args:
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        Nothing: the code does not go on.
    """
    code = arguments.get(-1, "status") or arguments.get(-1, "code")
    candidates = [code] if code else [*arguments.positional, arguments.get(-1, "http_status_code")]
    for candidate in candidates:
        if candidate is not None and _abort_with(candidate, site):
            break
    site.frame.dead = True
    return UNKNOWN


def _abort_with(value: Value, site: Site) -> bool:
    found = False
    for each in options_of(value):
        codes = [each.status or 200] if isinstance(each, Answer) else statuses_of(each)
        for code in codes:
            kind = site.machine.dialect.exception_of(code)
            site.note("status", None, _status(code, site), raised=kind)
            found = True
    return found


def not_found(site: Site) -> None:
    """Note a 404 of what a library looks up: `first_or_404()`."""
    kind = site.machine.dialect.exception_of(404)
    site.note("status", None, _status(404, site), raised=kind)


def remade(arguments: Arguments, site: Site) -> Value:
    """Read `make_response(body, status)`.

    Args:
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        The response.
    """
    body = arguments.positional[0] if arguments.positional else Const("")
    status = arguments.positional[1] if len(arguments.positional) > 1 else None
    if isinstance(body, Sequence) and status is None and (found := _in_tuple(body)):
        return _made(site, found[0], _body_type(body.items[0]))
    own = [each.status for each in options_of(body) if isinstance(each, Answer)]
    if status is None or not statuses_of(status):
        return _made(site, own[0] if own else None, _body_type(body))
    return answer(site, status, _body_type(body))


def _body_type(body: Value) -> str:
    found = [each.media_type for each in options_of(body) if isinstance(each, Answer)]
    return found[0] if found else _media_type(body)
