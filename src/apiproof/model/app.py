"""The App under test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class App:
    """The framework object under test, and where it was found.

    Attributes:
        target: The framework's object: a FastAPI, Starlette or Flask instance.
        framework: The name of the adapter that recognised it, such as `"fastapi"`.
        interface: The protocol that it speaks at its edge.
        spec: How it is named in the settings: `"package.module:attribute"`.
        found_by: What led to it, for people: `"[tool.apiproof] app"`, `"FLASK_APP"`.
        notes: What was assumed on the way, one sentence each.
    """

    target: Any
    framework: str
    interface: Literal["asgi", "wsgi"]
    spec: str
    found_by: str
    notes: tuple[str, ...] = ()
