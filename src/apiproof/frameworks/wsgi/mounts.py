"""Apps that werkzeug's dispatcher puts beside a Flask app, under paths of their own."""

from __future__ import annotations

from contextvars import ContextVar
from types import MethodType
from typing import TYPE_CHECKING, Any, Final

from apiproof.frameworks.mounting import graft
from apiproof.reading.live import is_instance, own_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.frameworks.wsgi.describing import Describing
    from apiproof.model.operation import Operation

_DEEPEST = 10
"""Middleware around an app that is looked through."""

_INNER = ("app", "wsgi_app", "application", "_app", "wsgi_application")
"""What middleware calls the app inside of it."""


_above: Final[ContextVar[tuple[Any, ...]]] = ContextVar("apps above a mounted one", default=())


def listed(app: Any, describing: Describing) -> Iterator[Operation]:
    """List the operations of mounted apps.

    Args:
        app: A Flask app.
        describing: What is collected on the way; an app that can't be listed is noted.

    Yields:
        The operations under their whole path.
    """
    for prefix, mounted in mounts_of(app):
        api = _api(mounted, app)
        if api is None:
            kind = f"{type(mounted).__module__}.{type(mounted).__qualname__}"
            describing.notes.append(f"what {prefix} serves is not listed: a mounted {kind}")
            continue
        describing.notes.extend(api.notes)
        yield from graft(api, prefix, describing.components, describing.schemes)


def mounts_of(app: Any) -> Iterator[tuple[str, Any]]:
    """List what is mounted, whatever it is.

    Args:
        app: A Flask app.

    Yields:
        The path, which none of the app's own rules below it gets to see, and the mounted object.
    """
    middleware = own_names(app).get("wsgi_app")
    for _ in range(_DEEPEST):
        if middleware is None or middleware is app:
            return
        if is_instance(middleware, "werkzeug.middleware.dispatcher", "DispatcherMiddleware"):
            yield from middleware.mounts.items()
        middleware = _inside(middleware)


def _inside(middleware: Any) -> Any:
    if isinstance(middleware, MethodType):
        return middleware.__self__
    names = own_names(middleware)
    return next((names[name] for name in _INNER if name in names), None)


def _api(mounted: Any, app: Any) -> Any:
    """The API of a mounted app, whatever its framework; None for what isn't known."""
    from apiproof.frameworks.recognition import recognise

    above = (*_above.get(), app)
    for _ in range(_DEEPEST):
        if mounted is None or any(mounted is each for each in above):
            return None  # an app that is mounted into itself
        adapter = recognise(mounted)
        if adapter is not None:
            token = _above.set(above)
            try:
                return adapter.operations(mounted)
            finally:
                _above.reset(token)
        mounted = _inside(mounted)
    return None
