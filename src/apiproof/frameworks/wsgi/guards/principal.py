"""Flask-Principal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.guards.library import SESSION, Guard, Library
from apiproof.frameworks.wsgi.guards.login import login
from apiproof.reading.live import own_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apiproof.frameworks.wsgi.guards.library import Site, Use
    from apiproof.model.operation import Scheme

_CONTEXT = "flask_principal.IdentityContext"
_PERMISSION = "flask_principal.Permission"
_FORBIDDEN = 403


class Principal(Library):
    """Knows `permission.require()`, as a decorator and in a `with`, and `permission.test()`."""

    package = "flask_principal"

    def guard(self, use: Use, site: Site) -> Guard | None:
        """See `Library.guard`."""
        if use.outermost != f"{_CONTEXT}.__call__":
            return None
        context = own_names(use.values.get("self") or use.receiver)
        return _guard(context.get("permission"), context.get("http_exception"), site)

    def call(self, use: Use, site: Site) -> Guard | None:
        """See `Library.call`."""
        if use.name not in {f"{_PERMISSION}.test", f"{_PERMISSION}.require"}:
            return None
        return _guard(use.receiver, use.values.get("http_exception"), site)


def _guard(permission: Any, status: Any, site: Site) -> Guard:
    """Who has an identity is told by what stands beside it; by itself it asks the session."""
    ways: tuple[Scheme, ...] = (SESSION,)
    if "flask_login" in sys.modules and "login_manager" in own_names(site.app):
        ways = login(site).ways
    scopes = tuple(sorted(_scopes(own_names(permission).get("needs", ()))))
    return Guard(ways, scopes, statuses=(status if isinstance(status, int) else _FORBIDDEN,))


def _scopes(needs: Iterable[Any]) -> Iterable[str]:
    """The values of needs, which are tuples of a kind and a value."""
    for need in needs:
        if isinstance(need, tuple) and isinstance(need[-1], str):
            yield need[-1]
