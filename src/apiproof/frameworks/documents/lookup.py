"""What the documents of a Flask app say of one of its operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.model.operation import Scheme
    from apiproof.schemas.components import Components
    from apiproof.schemas.openapi.described import Described


class Documents:
    """The documents of an app.

    Attributes:
        schemes: The security schemes that what is described refers to, by name.
        notes: What could not be read, one sentence each.
    """

    def __init__(self, schemes: Mapping[str, Scheme], notes: tuple[str, ...]) -> None:
        self.schemes = schemes
        self.notes = notes

    def find(self, path: str, method: str, endpoint: str) -> Described | None:
        """Look up an operation.

        Args:
            path: Its template as a client sees it: `"/items/{item_id}"`.
            method: In capitals.
            endpoint: Flask's name of its view.

        Returns:
            What is said of it; hidden where a document leaves it out although the extension knows
            of its view; None where no extension does.
        """
        raise NotImplementedError


def documents(app: Any, components: Components) -> Documents:
    """Ask every extension for the documents of an app.

    Args:
        app: A Flask app.
        components: Where the documents' schemas are collected.

    Returns:
        The documents; a document that cannot be built or read is a note.
    """
    raise NotImplementedError
