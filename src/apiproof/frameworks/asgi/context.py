"""What the routes of one app have in common while they are described."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.schemes import Schemes
from apiproof.reading.reader import Reader
from apiproof.schemas.components import Components

if TYPE_CHECKING:
    from apiproof.frameworks.asgi.middleware import Gate


class Context:
    """What is collected and remembered while the routes of one app are described.

    Args:
        target: The outermost app.

    Attributes:
        target: The outermost app.
        components: The schemas met so far.
        schemes: The security schemes met so far.
        notes: What could not be listed or read.
        reader: Reads the code of routes and dependencies.
        gates: The middleware that looks at who asks, for each way through middleware.
    """

    def __init__(self, target: Any) -> None:
        self.target = target
        self.components = Components()
        self.schemes = Schemes()
        self.notes: list[str] = []
        self.reader = Reader("starlette")
        self.gates: dict[tuple[int, ...], tuple[Gate, ...]] = {}
