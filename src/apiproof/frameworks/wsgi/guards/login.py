"""Flask-Login."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.guards.library import SESSION, Guard, Library
from apiproof.reading.live import own_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.frameworks.wsgi.guards.library import Site, Use
    from apiproof.model.operation import Scheme
    from apiproof.reading.reader import Reader

_DECORATORS = ("flask_login.utils.login_required", "flask_login.utils.fresh_login_required")
_REFUSALS = (
    "flask_login.login_manager.LoginManager.unauthorized",
    "flask_login.login_manager.LoginManager.needs_refresh",
)
_FOUND = 302


class Login(Library):
    """Knows `login_required`, `current_user` and `login_manager.unauthorized()`."""

    package = "flask_login"

    def guard(self, use: Use, site: Site) -> Guard | None:
        """See `Library.guard`."""
        if use.outermost not in _DECORATORS or site.app.config.get("LOGIN_DISABLED"):
            return None
        return login(site)

    def call(self, use: Use, site: Site) -> Guard | None:
        """See `Library.call`."""
        return login(site) if use.name in _REFUSALS else None

    def identity(self, use: Use, site: Site) -> Guard | None:
        """See `Library.identity`."""
        return login(site) if use.name == "flask_login.utils.current_user" else None


def login(site: Site) -> Guard:
    """Say what Flask-Login takes for a login.

    Args:
        site: The app.
    """
    manager = own_names(own_names(site.app).get("login_manager"))
    return Guard(_ways(manager, site), statuses=_statuses(manager, site.reader))


def _ways(manager: Mapping[str, Any], site: Site) -> tuple[Scheme, ...]:
    """The session, and what the app's own `request_loader` looks for; both may be there."""
    loader = manager.get("_request_callback")
    found = () if loader is None else site.looks_for(loader)
    by_session = manager.get("_user_callback") is not None or not found
    return (SESSION, *found) if by_session else found


def _statuses(manager: Mapping[str, Any], reader: Reader) -> tuple[int, ...]:
    callback = manager.get("unauthorized_callback")
    if callback is not None:
        return tuple(dict.fromkeys(each.code for each in reader.read(callback).statuses))
    leads_to_login = manager.get("login_view") or any(
        (manager.get("blueprint_login_views") or {}).values()
    )
    return (_FOUND,) if leads_to_login else (401,)
