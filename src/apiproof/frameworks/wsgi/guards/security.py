"""Flask-Security."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.guards.library import SESSION, Guard, Library, http, key, texts_of

if TYPE_CHECKING:
    from apiproof.frameworks.wsgi.guards.library import Site, Use
    from apiproof.model.operation import Scheme

_PREFIX = "flask_security.decorators."
_SCOPED = {
    "roles_required": "roles",
    "roles_accepted": "roles",
    "permissions_required": "fsperms",
    "permissions_accepted": "fsperms",
}


class Security(Library):
    """Knows its decorators; what asks for roles asks for a login of any kind."""

    package = "flask_security"

    def guard(self, use: Use, site: Site) -> Guard | None:
        """See `Library.guard`."""
        if not use.outermost.startswith(_PREFIX):
            return None
        name = use.outermost.removeprefix(_PREFIX)
        if name in _SCOPED:
            scopes = texts_of(use.values.get(_SCOPED[name]))
            return Guard(_ways(("session", "token"), site.app), scopes, statuses=(403,))
        methods = _methods(name, use)
        return Guard(_ways(methods, site.app), statuses=_statuses(methods)) if methods else None


def _methods(name: str, use: Use) -> tuple[str, ...]:
    match name:
        case "auth_required":
            return texts_of(use.values.get("auth_methods")) or ("session", "token")
        case "auth_token_required":
            return ("token",)
        case "http_auth_required":
            return ("basic",)
        case _:
            return ()


def _ways(methods: tuple[str, ...], app: Any) -> tuple[Scheme, ...]:
    found: list[Scheme] = []
    if "session" in methods:
        found.append(SESSION)
    if "token" in methods:
        header = app.config.get("SECURITY_TOKEN_AUTHENTICATION_HEADER", "Authentication-Token")
        query = app.config.get("SECURITY_TOKEN_AUTHENTICATION_KEY", "auth_token")
        found += [key("header", header), *([key("query", query)] if query else [])]
    if "basic" in methods:
        found.append(http("basic"))
    return tuple(found)


def _statuses(methods: tuple[str, ...]) -> tuple[int, ...]:
    """A page sends to the login; what asks for JSON, or comes with a token, gets 401."""
    return (401, 302) if "session" in methods and "basic" not in methods else (401,)
