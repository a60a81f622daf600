"""Starlette."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks import hosts
from apiproof.frameworks.adapter import Adapter, is_instance

if TYPE_CHECKING:
    from apiproof.model.api import Api


class Starlette(Adapter):
    """Knows Starlette without FastAPI."""

    name = "starlette"
    interface = "asgi"
    package = "starlette.applications"
    distribution = "starlette"
    minimum = "0.36.3"
    class_names = ("Starlette",)

    def recognises(self, candidate: Any) -> bool:
        """See `Adapter.recognises`."""
        return is_instance(candidate, self.package, "Starlette")

    def base_url(self, target: Any) -> str:
        """A host that the App's middleware lets through; see `hosts`."""
        return hosts.base_url(target)

    def operations(self, target: Any) -> Api:
        """See `Adapter.operations`."""
        from apiproof.frameworks.asgi.api import describe

        return describe(target)
