"""The base URL under which an App of Starlette's make answers at all."""

from __future__ import annotations

from typing import Any

_USUAL = ("localhost", "test", "testserver")
"""The hosts that are tried, in this order: what an app guards by itself, it guards from strangers,
and lets `localhost` through."""

DEFAULT = f"http://{_USUAL[0]}"


def base_url(target: Any) -> str:
    """Choose a base URL that the App's own middleware lets through.

    Args:
        target: A Starlette or FastAPI app.

    Returns:
        `"http://localhost"`, or an allowed host of TrustedHostMiddleware, and https where
        HTTPSRedirectMiddleware asks for it.
    """
    scheme, host = "http", _USUAL[0]
    for middleware in getattr(target, "user_middleware", ()):
        name = getattr(getattr(middleware, "cls", None), "__name__", "")
        if name == "HTTPSRedirectMiddleware":
            scheme = "https"
        elif name == "TrustedHostMiddleware":
            host = _allowed(getattr(middleware, "kwargs", {}).get("allowed_hosts") or ["*"])
    return f"{scheme}://{host}"


def _allowed(hosts: list[str]) -> str:
    if "*" in hosts:
        return _USUAL[0]
    known = (host for host in _USUAL if host in hosts)
    return next(known, hosts[0].replace("*", "test", 1))
