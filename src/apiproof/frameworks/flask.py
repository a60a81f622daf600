"""Flask, and what is built on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.adapter import Adapter, is_instance

if TYPE_CHECKING:
    from apiproof.model.api import Api


class Flask(Adapter):
    """Knows Flask; APIFlask and flask-openapi3 subclass it, connexion 2 wraps it."""

    name = "flask"
    interface = "wsgi"
    package = "flask"
    distribution = "flask"
    minimum = "2.3"
    class_names = ("Flask", "APIFlask", "flask_openapi3.OpenAPI")

    def recognises(self, candidate: Any) -> bool:
        """See `Adapter.recognises`."""
        return is_instance(candidate, self.package, "Flask")

    def operations(self, target: Any) -> Api:
        """See `Adapter.operations`."""
        from apiproof.frameworks.wsgi.api import describe

        return describe(target)
