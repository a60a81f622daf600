"""APIFlask."""

from __future__ import annotations

import copy
import inspect
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.adapter import is_instance
from apiproof.frameworks.documents.document import Document, Extension

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class APIFlask(Extension):
    """Knows APIFlask, whose document is of every view that isn't hidden from it."""

    name = "APIFlask"
    package = "apiflask"

    def documents(self, app: Any) -> Iterable[Document]:
        """See `Extension.documents`."""
        if is_instance(app, self.package, "APIFlask"):
            yield Document(partial(_document, app))


def _document(app: Any) -> Mapping[str, Any]:
    """Ask a copy: making the document notes defaults on the views, and may write it to a file."""
    double = copy.copy(app)
    double.config = copy.copy(app.config)
    double.config["SYNC_LOCAL_SPEC"] = False
    double.config["SPEC_FORMAT"] = "json"
    double.info = copy.copy(app.info)
    double.view_functions = {name: _double(view) for name, view in app.view_functions.items()}
    document: Mapping[str, Any] = double.spec
    return document


def _double(view: Any) -> Any:
    if inspect.ismethod(view):
        return view

    @wraps(view)
    def double() -> None:
        """Never called: it carries what is noted on the view."""

    noted = vars(double)
    for name in {"_spec", "_method_spec"} & noted.keys():
        noted[name] = _copied(noted[name])
    return double


def _copied(noted: dict[str, Any]) -> dict[str, Any]:
    return {key: dict(value) if isinstance(value, dict) else value for key, value in noted.items()}
