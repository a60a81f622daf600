"""flask-openapi3."""

from __future__ import annotations

import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.adapter import is_instance
from apiproof.frameworks.documents.document import Document, Extension

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class OpenAPI3(Extension):
    """Knows flask-openapi3, whose document is of every view that it wraps."""

    name = "flask-openapi3"
    package = "flask_openapi3"

    def documents(self, app: Any) -> Iterable[Document]:
        """See `Extension.documents`."""
        if is_instance(app, self.package, "OpenAPI"):
            yield Document(partial(_document, app), reads_urlencoded=True)


def _document(app: Any) -> Mapping[str, Any]:
    """Ask a copy: the first document that an app makes is kept, and complete or not."""
    double = copy.copy(app)
    double.spec_json = {}
    double.components_schemas = dict(app.components_schemas)
    for name in {"components", "spec"} & vars(app).keys():  # 4.0 has the first alone
        setattr(double, name, getattr(app, name).model_copy())
    document: Mapping[str, Any] = double.api_doc
    return document
