"""spectree, on Flask."""

from __future__ import annotations

import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.documents.document import Document, Extension
from apiproof.frameworks.documents.views import captured, module_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class SpecTree(Extension):
    """Knows spectree, which an app knows only by the pages that it serves."""

    name = "spectree"
    package = "spectree"

    def documents(self, app: Any) -> Iterable[Document]:
        """See `Extension.documents`."""
        pages = [view for view in app.view_functions.values() if _is_page(view)]
        trees = {id(tree): tree for page in pages if (tree := _tree(page)) is not None}
        return [
            Document(partial(_document, each), reads_urlencoded=True) for each in trees.values()
        ]


def _is_page(view: Any) -> bool:
    return module_of(view).startswith("spectree.")


def _tree(page: Any) -> Any:
    return getattr(captured(page, "self"), "spectree", None)


def _document(tree: Any) -> Mapping[str, Any]:
    """Have it written and forgotten: it is kept, and takes the models apart that it is made of.

    A copy could not be asked: before 2, views know the very object that decorated them.
    """
    is_kept, models = "_spec" in vars(tree), tree.models
    tree.models = copy.deepcopy(models)
    try:
        document: Mapping[str, Any] = tree.spec
    finally:
        tree.models = models
        if not is_kept:
            vars(tree).pop("_spec", None)
    return document
