"""Authlib's protector of resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.frameworks.wsgi.guards.library import Guard, Library, http, texts_of
from apiproof.reading.live import own_names

if TYPE_CHECKING:
    from apiproof.frameworks.wsgi.guards.library import Site, Use
    from apiproof.model.operation import Scheme

_CLASS = "authlib.integrations.flask_oauth2.resource_protector.ResourceProtector"


class Authlib(Library):
    """Knows `require_oauth`, as a decorator, and what acquires a token in a view."""

    package = "authlib.integrations.flask_oauth2"

    def guard(self, use: Use, site: Site) -> Guard | None:  # noqa: ARG002 - its objects say all
        """See `Library.guard`."""
        if use.outermost != f"{_CLASS}.__call__":
            return None
        claims = use.values.get("claims") or {}
        return _guard(use.values.get("self"), claims.get("scopes"), use.values.get("optional"))

    def call(self, use: Use, site: Site) -> Guard | None:  # noqa: ARG002 - as above
        """See `Library.call`."""
        if use.name not in {f"{_CLASS}.acquire", f"{_CLASS}.acquire_token"}:
            return None
        return _guard(use.receiver, use.values.get("scopes"), None)


def _guard(protector: object, scopes: object, optional: object) -> Guard:
    kinds = own_names(protector).get("_token_validators") or {"bearer": None}
    ways: tuple[Scheme, ...] = tuple(http(str(kind)) for kind in kinds)
    return Guard(ways, texts_of(scopes), bool(optional), (401, 403) if scopes else (401,))
