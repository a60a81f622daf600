"""A document as it stands, and where its references lead."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from apiproof.schemas.openapi.plain import mapping, plain, text

_LONGEST = 20
"""References that follow one another; more are a circle."""


class Source:
    """A document, made plain.

    Args:
        spec: The document.

    Attributes:
        spec: The same, plain.
        version: Of OpenAPI, or an empty text where it is no document of OpenAPI.
        notes: What could not be followed or read, one sentence each.
    """

    def __init__(self, spec: Any) -> None:
        self.spec = mapping(plain(spec))
        self.version = text(self.spec.get("openapi")) or text(self.spec.get("swagger"))
        self.notes: dict[str, None] = {}

    @property
    def is_swagger(self) -> bool:
        """Whether it is of version 2.0."""
        return "swagger" in self.spec and "openapi" not in self.spec

    def follow(self, part: Any) -> dict[str, Any]:
        """Follow the reference that a part consists of.

        Args:
            part: A parameter, a body, a response, a path item, or a reference to one.

        Returns:
            What it refers to in the end, or the part itself; an empty one where that is nowhere.
        """
        found = mapping(part)
        for _ in range(_LONGEST):
            if not isinstance(found.get("$ref"), str):
                return found
            found = mapping(self.target(found["$ref"]))
        return {}

    def target(self, reference: str) -> Any:
        """Look up what a reference points at.

        Args:
            reference: A JSON pointer into this document, after a `#`.

        Returns:
            The part, or None where there is none; that is a note.
        """
        path, _, pointer = reference.partition("#")
        found: Any = None if path else self.spec
        for each in pointer.split("/")[1:]:
            found = _child(found, unquote(each).replace("~1", "/").replace("~0", "~"))
        if found is None:
            self.notes[f"the document refers to {reference}, which is not in it"] = None
        return found


def _child(part: Any, key: str) -> Any:
    if isinstance(part, list):
        return part[int(key)] if key.isdecimal() and int(key) < len(part) else None
    return mapping(part).get(key)
