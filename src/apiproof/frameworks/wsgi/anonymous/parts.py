"""The request, the session and `flask.g`, as they are where nobody is logged in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from apiproof.frameworks.wsgi.anonymous.values import (
    NONE,
    NOTHING_KNOWN,
    Credential,
    Exit,
    Given,
    Method,
    Part,
    UnwindError,
    Value,
)
from apiproof.frameworks.wsgi.guards.credentials import is_credential, is_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Arguments

_BODY = frozenset({"data", "files", "form", "get_data", "get_json", "json", "stream"})
_PARTS = {
    "args": "query",
    "cookies": "cookies",
    "environ": "environ",
    "headers": "headers",
    "values": "query",
}
_READS = frozenset({"get", "getlist", "get_all", "pop", "setdefault"})

_WHOLE = frozenset({"copy", "items", "keys", "to_dict", "values"})

_HARMLESS = re.compile(
    r"accept|content-|cache|^host$|if-|origin|range|referer|user-agent|requested-with|forwarded",
    re.IGNORECASE,
)
"""Headers that prove nothing, though requests are refused by them."""

_IDENTITY = re.compile(
    r"user|identity|account|auth|principal|member|log(ged)?_?in|token|jwt|claims|customer|person",
    re.IGNORECASE,
)
"""What a name in `flask.g` has that says who asks."""


def whole(name: str) -> Value:
    """A part as a whole: the session is empty, for want of what anybody has put into it."""
    if name == "session":
        return Value(Part(name), frozenset({Credential("session", "")}))
    return Value(Part(name))


def attribute(run: Run, part: Part, name: str) -> Value:
    """Look up an attribute of the request or of a part of it."""
    if part.name == "request":
        return _of_request(run, name)
    if part.name == "g" and name not in _READS:
        return _of_g(run, name)
    return Value(Method(whole(part.name), name))


def call(run: Run, part: Part, name: str, arguments: Arguments) -> Value:
    """Call a method of a part: `session.get("user")`."""
    key = arguments.get(0, "key")
    if name in _WHOLE:
        return whole(part.name)
    if name not in _READS or key is None:
        return NOTHING_KNOWN
    default = arguments.get(1, "default")
    return lookup(run, part, key, NONE if default is None else default)


def item(run: Run, part: Part, key: Value) -> Value:
    """Look something up that isn't there: `session["user"]` raises."""
    value = lookup(run, part, key, NONE)
    if not value.credentials:
        return value
    kind, status = _missing(run, part)
    run.leave(Exit(status, run.control | value.credentials, kind=kind))
    raise UnwindError


def item_or_none(run: Run, part: Part, key: Value) -> Value:
    """Look something up as `getattr()` with a default does."""
    return lookup(run, part, key, NONE)


def contains(run: Run, part: Part, key: Value) -> Value:
    """Whether a name is there: `"user" in session`."""
    if part.name == "arguments":
        return Value(key.what in _arguments(run))
    if part.name == "g" and isinstance(key.what, str) and key.what in run.context:
        return Value(True)  # noqa: FBT003 - the value itself
    found = lookup(run, part, key, NONE)
    return Value(False).because_of(found) if found.credentials else NOTHING_KNOWN  # noqa: FBT003 - as above


def lookup(run: Run, part: Part, key: Value, default: Value) -> Value:
    """Look a name up, with what stands for it where it isn't there.

    Args:
        run: What goes through the code.
        part: Where it is looked up.
        key: The name.
        default: What stands for it.

    Returns:
        The default, and the credential whose lack it follows from; nothing known where the name
        proves nothing.
    """
    name = key.what if isinstance(key.what, str) else ""
    if part.name == "g" and name:
        return _of_g(run, name)
    if part.name == "arguments":
        return Value(Given()) if name in _arguments(run) else default
    credential = _credential(part.name, name)
    return NOTHING_KNOWN if credential is None else run.touch(credential, default)


def _credential(part: str, name: str) -> Credential | None:
    if is_none(name):
        return None
    find = _FINDERS.get(part)
    return find(name) if find else None


def _entry(name: str) -> Credential:
    return Credential("session", name)


def _cookie(name: str) -> Credential | None:
    return Credential("cookie", name) if name else None


def _query(name: str) -> Credential | None:
    return Credential("query", name) if is_credential(name) else None


def _header(name: str) -> Credential | None:
    if not name or _HARMLESS.search(name):
        return None
    return Credential("authorization" if name.lower() == "authorization" else "header", name)


def _variable(name: str) -> Credential | None:
    """A header as WSGI has it, or the user that a server in front has found out."""
    if name == "REMOTE_USER":
        return Credential("identity", name)
    if not name.startswith("HTTP_"):
        return None
    return _header(name.removeprefix("HTTP_").replace("_", "-").title())


_FINDERS: Final[dict[str, Callable[[str], Credential | None]]] = {
    "cookies": _cookie,
    "environ": _variable,
    "headers": _header,
    "query": _query,
    "session": _entry,
}


def _missing(run: Run, part: Part) -> tuple[type, int | None]:
    from werkzeug.exceptions import BadRequestKeyError

    if part.name == "session":
        return KeyError, run.knowledge.status_of(KeyError, None, run.situation)
    return BadRequestKeyError, 400


def _of_request(run: Run, name: str) -> Value:
    match name:
        case "authorization":
            return run.touch(Credential("authorization", "Authorization"), NONE)
        case "remote_user" | "user":
            return run.touch(Credential("identity", name), NONE)
        case "view_args":
            return arguments_of(run)
        case _ if name in _BODY:
            return Value(sent=True)
        case _:
            return whole(_PARTS[name]) if name in _PARTS else _of_situation(run, name)


def arguments_of(run: Run) -> Value:
    """The arguments of the view, as its rule has them."""
    return Value(Part("arguments") if _arguments(run) else {})


def is_identity(name: str) -> bool:
    """Whether what stands under a name in `flask.g` says who asks."""
    return bool(_IDENTITY.search(name))


def explained(run: Run, name: str, value: Value) -> Value:
    """What stands under a name in `flask.g`: who asks was found out by what was looked for."""
    if not is_identity(name) or any(each.is_sure for each in value.credentials):
        return value
    return value.because_of(Value(credentials=run.causes))


def given_to(run: Run) -> tuple[Value, ...]:
    """What Flask passes to a function that prepares the arguments of a view."""
    if run.role != "preparing" or run.situation is None:
        return ()
    return _of_situation(run, "endpoint"), arguments_of(run)


def _arguments(run: Run) -> frozenset[str]:
    if run.situation is None:
        return frozenset()
    run.asked["arguments"] = run.situation.facts["arguments"]
    return frozenset(run.situation.rule.arguments)


def _of_situation(run: Run, name: str) -> Value:
    known = run.situation.facts if run.situation else {}
    if name not in known:
        return NOTHING_KNOWN
    run.asked[name] = known[name]
    return Value(known[name])


def _of_g(run: Run, name: str) -> Value:
    if name in run.context:
        return explained(run, name, run.context[name])
    if is_identity(name):
        return run.touch(Credential("identity", name), NONE)
    return NOTHING_KNOWN
