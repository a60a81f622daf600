"""Flask-JWT-Extended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.guards.library import Guard, Library, http, key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.frameworks.wsgi.guards.library import Site, Use
    from apiproof.model.operation import Scheme

_DECORATOR = "flask_jwt_extended.view_decorators.jwt_required"
_CHECK = "flask_jwt_extended.view_decorators.verify_jwt_in_request"
_IDENTITIES = frozenset(
    f"flask_jwt_extended.utils.{name}"
    for name in ("current_user", "get_current_user", "get_jwt", "get_jwt_identity")
)


class JwtExtended(Library):
    """Knows `jwt_required` and `verify_jwt_in_request`, and the app's settings of both."""

    package = "flask_jwt_extended"

    def guard(self, use: Use, site: Site) -> Guard | None:
        """See `Library.guard`."""
        return _guard(site.app, use.values) if use.outermost == _DECORATOR else None

    def call(self, use: Use, site: Site) -> Guard | None:
        """See `Library.call`."""
        return _guard(site.app, use.values) if use.name == _CHECK else None

    def identity(self, use: Use, site: Site) -> Guard | None:
        """See `Library.identity`."""
        return _guard(site.app, {}) if use.name in _IDENTITIES else None


def _guard(app: Any, options: Mapping[str, Any]) -> Guard | None:
    config = app.config
    locations = options.get("locations") or config.get("JWT_TOKEN_LOCATION") or ("headers",)
    names = (locations,) if isinstance(locations, str) else tuple(locations)
    ways = [_way(name, config, refresh=bool(options.get("refresh"))) for name in names]
    known = tuple(way for way in ways if way is not None)
    if not known:
        return None  # a token in the JSON body is a field like others
    return Guard(known, optional=bool(options.get("optional")))


def _way(location: str, config: Mapping[str, Any], *, refresh: bool) -> Scheme | None:
    match location:
        case "headers":
            return _in_header(config)
        case "cookies":
            kind = "REFRESH" if refresh else "ACCESS"
            default = f"{kind.lower()}_token_cookie"
            return key("cookie", config.get(f"JWT_{kind}_COOKIE_NAME", default))
        case "query_string":
            return key("query", config.get("JWT_QUERY_STRING_NAME", "jwt"))
        case _:
            return None


def _in_header(config: Mapping[str, Any]) -> Scheme:
    name = config.get("JWT_HEADER_NAME", "Authorization")
    word = config.get("JWT_HEADER_TYPE", "Bearer")
    return http(word) if name == "Authorization" and word else key("header", name)
