"""What the routes of one app have in common while they are described."""

from __future__ import annotations

from typing import Any

from apiproof.frameworks.schemes import Schemes
from apiproof.reading.reader import Reader
from apiproof.schemas.components import Components


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
    """

    def __init__(self, target: Any) -> None:
        self.target = target
        self.components = Components()
        self.schemes = Schemes()
        self.notes: list[str] = []
        self.reader = Reader("starlette")
