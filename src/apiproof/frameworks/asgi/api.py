"""The operations of a Starlette or FastAPI app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.asgi import mounts
from apiproof.frameworks.asgi.routes import Describing, methods_of
from apiproof.frameworks.asgi.walking import walk
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
    describing = Describing(target)
    operations: dict[tuple[str, str, str], Operation] = {}
    for found in walk(target):
        for operation in _listed(found, describing):
            key = (operation.host, operation.method, operation.path)
            first = operations.setdefault(key, operation)
            if first is not operation and not operation.internal:
                describing.notes.append(_shadowed(operation, first))
    return Api(
        tuple(operations.values()),
        describing.components.schemas,
        describing.schemes.schemes,
        tuple(dict.fromkeys(describing.notes)),
    )


def _listed(found: Found, describing: Describing) -> Iterator[Operation]:
    if not hasattr(found.route, "endpoint"):
        yield from mounts.listed(found, describing)
        return
    for method in methods_of(found, describing.notes):
        yield describing.operation(found, method)


def _shadowed(operation: Operation, first: Operation) -> str:
    return (
        f"{operation.key} of {operation.handler.name} is never reached: {first.handler.name} "
        "answers it"
    )
