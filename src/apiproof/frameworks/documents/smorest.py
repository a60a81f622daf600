"""flask-smorest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.documents.document import Document, Extension

if TYPE_CHECKING:
    from collections.abc import Iterable


class Smorest(Extension):
    """Knows flask-smorest; an app may have several Apis, each under a prefix of the settings."""

    name = "flask-smorest"
    package = "flask_smorest"

    def documents(self, app: Any) -> Iterable[Document]:
        """See `Extension.documents`."""
        # What is registered is described at once, and nothing can be left out.
        registered = app.extensions.get("flask-smorest", {})
        return [
            Document(each["ext_obj"].spec.to_dict) for each in registered.get("apis", {}).values()
        ]
