"""The operations of a Starlette or FastAPI app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.asgi import mounts
from apiproof.frameworks.asgi.context import Context
from apiproof.frameworks.asgi.routes import methods_of, operation, outline
from apiproof.frameworks.asgi.walking import walk
from apiproof.frameworks.reaching import reached
from apiproof.model.api import Api

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.frameworks.asgi.walking import Found
    from apiproof.model.operation import Operation


def describe(target: Any) -> Api:
    """List the operations of an app.

    Args:
        target: A Starlette or FastAPI app.

    Returns:
        Those that its routing reaches. Of two routes with one method and path the first is
        listed, and a note says which is never reached.
    """
    context = Context(target)
    listed = (each for found in walk(target) for each in _listed(found, context))
    return Api(
        reached(listed, "path", context.notes),
        context.components.schemas,
        context.schemes.schemes,
        tuple(dict.fromkeys(context.notes)),
    )


def _listed(found: Found, context: Context) -> Iterator[Operation]:
    if not hasattr(found.route, "endpoint"):
        yield from mounts.listed(found, context)
        return
    for method in methods_of(found, context.notes):
        yield _described(found, method, context)


def _described(found: Found, method: str, context: Context) -> Operation:
    """A route as far as it can be told: what the app's own objects raise is noted."""
    try:
        return operation(found, method, context)
    except Exception as error:  # noqa: BLE001 - a class of the user's may raise anything
        known = outline(found, method, context)
        context.notes.append(f"{known.key} is not known in full: {type(error).__name__}: {error}")
        return known
