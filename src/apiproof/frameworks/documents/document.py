"""The contract of an extension: where a Flask app's own documents are had."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """An OpenAPI document that an extension writes for an app.

    Attributes:
        build: Makes the document in an app context: no request is sent, and the app is as before.
            It may raise.
        prefix: What stands before the document's paths in the app's own URLs.
        covers: The endpoints that it is about; of two documents that have one path, that one
            counts which is about the endpoint.
        reads_urlencoded: Whether a form that the document has as `multipart/form-data` alone is
            read urlencoded too, where no file is in it.
    """

    build: Callable[[], Mapping[str, Any]]
    prefix: str = ""
    covers: frozenset[str] = frozenset()
    reads_urlencoded: bool = False


class Extension(ABC):
    """Knows one extension of Flask that writes OpenAPI documents.

    An extension lives in a file of its own in this package and is found there without another
    edit. Its module imports the extension's package nowhere at top level.

    Attributes:
        name: How the extension is named in output.
        package: The import name of its package; it is asked only where that is imported.
    """

    name: ClassVar[str]
    package: ClassVar[str]

    @abstractmethod
    def documents(self, app: Any) -> Iterable[Document]:
        """Find the documents of an app.

        Args:
            app: A Flask app.

        Returns:
            A document for each that the extension writes; nothing where the app doesn't use it.
        """
