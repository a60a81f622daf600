"""Ways out of a function: what they answer, and which of them refuse a request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.anonymous.values import UNKNOWN, Exit, Items, Made, Reply, Value
from apiproof.frameworks.wsgi.guards.credentials import is_credential
from apiproof.reading.live import class_attribute, plain_value

if TYPE_CHECKING:
    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Arguments

UNAUTHORIZED, FORBIDDEN = 401, 403
_DENIED = frozenset({UNAUTHORIZED, FORBIDDEN})
_REDIRECTS = range(300, 309)
_CLIENT_ERRORS = range(400, 500)

_LOGIN = re.compile(r"log[-_ ]?in|log[-_ ]?on|sign[-_ ]?in|auth|sso|session", re.IGNORECASE)
"""What the target of a redirect has that asks people to log in."""

_STATUS_NAMES = ("code", "status_code", "status", "http_status", "http_code")


def refuses(run: Run, out: Exit) -> bool:
    """Whether a way out that a lack of credentials leads to refuses the request for that.

    Args:
        run: What goes through the function; in a view more is answered than who asks.
        out: The way out.
    """
    if out.status in _DENIED:
        return True
    if out.status in _REDIRECTS:
        return run.role != "view" or bool(_LOGIN.search(out.leads_to))
    if run.role == "view":
        sources = {each.source for each in out.credentials}
        return "authorization" in sources and out.certain and out.status in _CLIENT_ERRORS
    if not any(map(_is_sure, out.credentials)):
        return False
    return out.status is None or (out.certain and out.status in _CLIENT_ERRORS)


def _is_sure(credential: Any) -> bool:
    if credential.source in {"authorization", "identity"}:
        return True
    return is_credential(credential.name)


def returned(run: Run, value: Value) -> None:
    """Take in what the function itself returns.

    Args:
        run: What goes through it.
        value: What is returned.
    """
    status = status_of(value)
    credentials = run.control | value.credentials
    out = Exit(status, credentials, leads_to(value), certain=run.certain)
    is_error = status is not None and status in _CLIENT_ERRORS
    match run.role:
        case "view":
            if is_error or (credentials and refuses(run, out)):
                run.exits.append(out)
            else:
                run.passed = True
        case "before":
            if value.what in (None, UNKNOWN):
                run.passed = True
            else:
                run.exits.append(out)
        case "preparing":
            run.passed = True
        case "wrapper":
            if run.came_through is False:
                run.exits.append(out)
        case _:
            return


def way_out(value: Value) -> Exit:
    """See what a function returns as a way out, which answers the request where its caller does."""
    status = status_of(value)
    credentials = value.credentials if status is not None else frozenset()
    return Exit(status, credentials, leads_to(value))


def raised(run: Run, value: Value) -> Exit:
    """Say what an exception is answered with.

    Args:
        run: What goes through the function.
        value: The exception, or its class.

    Returns:
        The way out; its status is None where nobody answers it.
    """
    kind, given = _exception(value)
    if kind is None:
        return Exit(None, run.control | value.credentials)
    status = run.knowledge.status_of(kind, given, run.situation)
    target = source(value.what.arguments) if isinstance(value.what, Made) else ""
    return Exit(status, run.control | value.credentials, target, kind)


def aborted(run: Run, arguments: Arguments) -> Exit:
    """Say what `abort` answers with.

    Args:
        run: What goes through the function.
        arguments: Its arguments.
    """
    from werkzeug.exceptions import HTTPException, default_exceptions

    given = arguments.get(0, "code", "status", "status_code", "http_status_code")
    status = None if given is None else status_of(given)
    kind = default_exceptions.get(status or 0, HTTPException)
    credentials = run.control if given is None else run.control | given.credentials
    return Exit(status, credentials, kind=kind)


def status_of(value: Value) -> int | None:
    """Say with which status a returned value is answered.

    Args:
        value: What a view returns, or a status by itself.

    Returns:
        The status, or None where it isn't known; a body alone is unknown too, for error handlers
        return such.
    """
    what = value.what
    match what:
        case Reply():
            return what.status
        case bool() | None:
            return None
        case str():
            return int(what[:3]) if re.match(r"\d{3}(\D|$)", what) else None
        case Items():
            members = [member.what for member in what.values]
        case tuple():
            members = list(what)
        case _:
            plain = plain_value(what)
            return plain if isinstance(plain, int) else None
    if len(members) > 1:
        plain = plain_value(members[1])
        if isinstance(plain, int | str) and (found := status_of(Value(plain))) is not None:
            return found
    return status_of(Value(members[0])) if members and isinstance(members[0], Reply) else None


def leads_to(value: Value) -> str:
    """Say where a redirect leads, as far as the code says."""
    what = value.what
    if isinstance(what, Reply):
        return what.leads_to
    if isinstance(what, Items) and what.values:
        return leads_to(what.values[0])
    return ""


def redirect(arguments: Arguments) -> Reply:
    """Make the response of `redirect(location, code=302)`."""
    code = arguments.get(1, "code")
    return Reply(302 if code is None else status_of(code), source(arguments))


def response(arguments: Arguments) -> Reply:
    """Make the response of `Response(body, status)` and `make_response(body, status)`."""
    status = arguments.get(1, "status", "status_code")
    if status is not None:
        return Reply(status_of(status))
    first = arguments.get(0, "response")
    if first is not None and (known := status_of(first)) is not None:
        return Reply(known, leads_to(first))
    return Reply(None)


def _exception(value: Value) -> tuple[type | None, int | None]:
    """The class of an exception, and what it says of a status itself."""
    what = value.what
    kind = what.kind if isinstance(what, Made) else what if isinstance(what, type) else None
    if kind is None:
        return (type(what), None) if isinstance(what, BaseException) else (None, None)
    return kind, _given(what) if isinstance(what, Made) else _own(kind)


def _given(made: Made) -> int | None:
    """A status among the arguments of an exception, or what its class says."""
    found = [made.arguments.keywords.get(name) for name in _STATUS_NAMES]
    for value in (*found, *made.arguments.positional):
        status = None if value is None else plain_value(value.what)
        if isinstance(status, int) and status in range(300, 600):
            return status
    return _own(made.kind)


def _own(kind: type) -> int | None:
    for name in _STATUS_NAMES:
        status = plain_value(class_attribute(kind, name))
        if isinstance(status, int) and not isinstance(status, bool):
            return status
    return None


def source(arguments: Arguments) -> str:
    """Collect the texts among arguments, those of `url_for` in them included."""
    found = []
    for value in arguments.all():
        if isinstance(value.what, str):
            found.append(value.what)
        elif isinstance(value.what, Reply):
            found.append(value.what.leads_to)
    return " ".join(found)
