"""What is mounted into an ASGI app and has no routes of Starlette's to list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.asgi.walking import attribute, mounted_at
from apiproof.frameworks.handlers import handler_of
from apiproof.frameworks.mounting import graft
from apiproof.model.operation import Operation, Parameter, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.frameworks.asgi.context import Context
    from apiproof.frameworks.asgi.walking import Found

_WRAPPERS = 5


def listed(found: Found, context: Context) -> Iterator[Operation]:
    """List what a mount serves: static files, an app of another framework.

    Args:
        found: A route without an endpoint of its own.
        context: What is collected on the way; an app that can't be listed is noted.

    Yields:
        The operations below the mount.
    """
    from starlette.routing import Host, Mount
    from starlette.staticfiles import StaticFiles

    if isinstance(found.original, Mount):
        prefix = found.place.path + mounted_at(found.route)
    elif isinstance(found.original, Host):
        prefix = found.place.path
    else:
        context.notes.append(_unknown(found))
        return
    app = found.route.app
    if isinstance(app, StaticFiles):
        yield _static(app, prefix, found)
        return
    api = _foreign(app)
    if api is None:
        kind = f"{type(app).__module__}.{type(app).__qualname__}"
        context.notes.append(f"what {prefix or '/'} serves is not listed: a mounted {kind}")
        return
    context.notes.extend(api.notes)
    yield from graft(api, prefix, context.components, context.schemes)


def _unknown(found: Found) -> str:
    kind = type(found.original)
    return f"a route of type {kind.__module__}.{kind.__qualname__} is not listed"


def _static(app: Any, prefix: str, found: Found) -> Operation:
    return Operation(
        method="GET",
        path=f"{prefix}/{{path}}",
        handler=handler_of(app),
        name=found.route.name or "",
        rule=f"{prefix}/{{path:path}}",
        parameters=(Parameter("path", "path", {"type": "string"}, required=True),),
        responses=(Response("200"), Response("404")),
        host=found.place.host,
        hidden=True,
        internal=True,
    )


def _foreign(app: Any) -> Any:
    """The API of an app of another framework: Flask inside a WSGI middleware."""
    from apiproof.frameworks.recognition import recognise

    for _ in range(_WRAPPERS):
        adapter = recognise(app)
        if adapter is not None:
            return adapter.operations(app)
        inner = attribute(app, "app")
        app = attribute(app, "wsgi_application") if inner is None else inner
    return None
