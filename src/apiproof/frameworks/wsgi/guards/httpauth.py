"""Flask-HTTPAuth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.guards.library import Guard, Library, http, key, texts_of
from apiproof.reading.live import is_instance, own_names

if TYPE_CHECKING:
    from apiproof.frameworks.wsgi.guards.library import Site, Use
    from apiproof.model.operation import Scheme

_CLASSES = ("flask_httpauth.HTTPAuth", "flask_httpauth.MultiAuth")
_DECORATORS = frozenset(f"{kind}.login_required" for kind in _CLASSES)
_IDENTITIES = frozenset({"current_user", "get_auth", "username"})
"""Methods that give who asks, or what they sent to prove it."""


class HttpAuth(Library):
    """Knows `login_required` of its basic, digest, token and multiple authentication."""

    package = "flask_httpauth"

    def guard(self, use: Use, site: Site) -> Guard | None:
        """See `Library.guard`."""
        if use.outermost not in _DECORATORS:
            return None
        auth = use.values.get("self") or use.receiver
        scopes = texts_of(use.values.get("role"))
        optional = bool(use.values.get("optional")) or _lets_anybody_in(auth, site)
        return _guard(auth, scopes, optional=optional)

    def identity(self, use: Use, site: Site) -> Guard | None:  # noqa: ARG002 - the object says all
        """See `Library.identity`."""
        home, _, name = use.name.rpartition(".")
        is_known = home.startswith("flask_httpauth.") and name in _IDENTITIES
        return _guard(use.receiver, (), optional=False) if is_known else None


def _guard(auth: Any, scopes: tuple[str, ...], *, optional: bool) -> Guard | None:
    ways = tuple(dict.fromkeys(_way(each) for each in _each(auth)))
    statuses = (401, 403) if scopes else (401,)
    return Guard(ways, scopes, optional, statuses) if ways else None


def _each(auth: Any) -> tuple[Any, ...]:
    names = own_names(auth)
    if is_instance(auth, "flask_httpauth", "MultiAuth"):
        return (names["main_auth"], *names.get("additional_auths", ()))
    return (auth,) if is_instance(auth, "flask_httpauth", "HTTPAuth") else ()


def _way(auth: Any) -> Scheme:
    names = own_names(auth)
    header = names.get("header")
    if header is not None and header.lower() != "authorization":
        return key("header", header)
    return http(str(names.get("scheme") or "basic"))


def _lets_anybody_in(auth: Any, site: Site) -> bool:
    """Whether a callback takes what stands for nothing: `if not username: return True`."""
    for each in _each(auth):
        names = own_names(each)
        for name, nothing in (
            ("verify_password_callback", ("", "")),
            ("verify_token_callback", ("",)),
        ):
            if names.get(name) is not None and site.accepts(names[name], *nothing):
                return True
    return False
