"""The base URL under which an App of Starlette's make answers at all."""

from __future__ import annotations

from typing import Any

_USUAL = ("test", "localhost", "testserver")
"""The hosts that are tried where an app names those it allows: suites expect the first."""

DEFAULT = f"http://{_USUAL[0]}"


def base_url(target: Any) -> str:
    """Choose a base URL that the App's own middleware lets through.

    Args:
        target: A Starlette or FastAPI app.

    Returns:
        `"http://test"`, or an allowed host of TrustedHostMiddleware, and https where
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
