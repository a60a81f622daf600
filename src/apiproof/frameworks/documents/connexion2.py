"""connexion 2, on Flask."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.documents.document import Document, Extension
from apiproof.frameworks.documents.views import captured
from apiproof.frameworks.specifications import document_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Connexion2(Extension):
    """Knows connexion before 3, whose operations are views of a Flask app."""

    name = "connexion"
    package = "connexion"

    def documents(self, app: Any) -> Iterable[Document]:
        """See `Extension.documents`."""
        found = {id(each.specification): each for each in _described(app)}
        return [
            Document(partial(document_of, each.specification), each.base_path.rstrip("/"))
            for each in found.values()
        ]


def _described(app: Any) -> Iterator[Any]:
    """What views hold a specification: those that serve it, and those of its operations."""
    for view in app.view_functions.values():
        holder = getattr(view, "__self__", None) or captured(view, "self")
        holder = getattr(holder, "api", holder)
        if type(holder).__module__.startswith("connexion.") and hasattr(holder, "specification"):
            yield holder
