"""The base URL under which an App of Starlette's make answers at all."""

from __future__ import annotations

from typing import Any

DEFAULT = "http://test"


def base_url(target: Any) -> str:
    """Choose a base URL that the App's own middleware lets through.

    Args:
        target: A Starlette or FastAPI app.

    Returns:
        `"http://test"`, or an allowed host of TrustedHostMiddleware, and https where
        HTTPSRedirectMiddleware asks for it.
    """
    scheme, host = "http", "test"
    for middleware in getattr(target, "user_middleware", ()):
        name = getattr(getattr(middleware, "cls", None), "__name__", "")
        if name == "HTTPSRedirectMiddleware":
            scheme = "https"
        elif name == "TrustedHostMiddleware":
            host = _allowed(getattr(middleware, "kwargs", {}).get("allowed_hosts") or ["*"])
    return f"{scheme}://{host}"


def _allowed(hosts: list[str]) -> str:
    if "*" in hosts or "test" in hosts:
        return "test"
    return hosts[0].replace("*", "test", 1)
