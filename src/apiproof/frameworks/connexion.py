"""connexion 3, whose apps speak ASGI whatever they wrap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.adapter import Adapter, is_instance

if TYPE_CHECKING:
    from apiproof.model.api import Api


class Connexion(Adapter):
    """Knows connexion from 3 on: routing, security and validation are its middleware's.

    An app of connexion 2 wraps a Flask app that does all this itself, and is taken for that.
    """

    name = "connexion"
    interface = "asgi"
    package = "connexion"
    distribution = "connexion"
    minimum = "2.15"  # the first on a Flask that is supported
    class_names = ("connexion.App", "connexion.FlaskApp", "connexion.AsyncApp")
    priority = 5

    def recognises(self, candidate: Any) -> bool:
        """See `Adapter.recognises`."""
        is_app = is_instance(candidate, "connexion.apps.abstract", "AbstractApp")
        return is_app and hasattr(candidate, "middleware")

    def operations(self, target: Any) -> Api:
        """See `Adapter.operations`."""
        from apiproof.frameworks.connexion3.api import describe

        return describe(target)
