"""The live code behind a view of Flask's."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from apiproof.frameworks.documents.lookup import is_page
from apiproof.reading.live import MISSING, class_attribute, is_subclass, own_names
from apiproof.reading.reader import layers

_BASES = ("flask.views", "flask_restful", "flask_restx.resource", "flask_restplus.resource")
"""Modules whose classes dispatch a request to the method named after it, and do nothing else."""

_EXTRAS = ("flask", "flask_swagger_ui", "flask_debugtoolbar")
"""Packages whose views are pages and files that belong to no API."""


@dataclass(frozen=True, slots=True)
class View:
    """What answers a rule.

    Attributes:
        function: What Flask calls, or None where it has nothing to call.
        endpoint: Flask's name of it.
    """

    function: Any
    endpoint: str

    @property
    def kind(self) -> type | None:
        """The class of a class-based view."""
        found = own_names(self.function).get("view_class")
        return found if isinstance(found, type) else None

    @property
    def is_internal(self) -> bool:
        """Whether the framework or an extension serves it: static files, pages of a document."""
        if self.function is None:
            return False
        source = self.kind or layers(self.function)[-1]
        module = str(getattr(source, "__module__", None) or "")
        return module.partition(".")[0] in _EXTRAS or is_page(self.function)

    def answering(self, method: str) -> Any:
        """The function that answers a method, decorators of its own included.

        Args:
            method: In capitals.

        Returns:
            Of a class-based view a method of the class, else the view itself.
        """
        if self.kind is None:
            return self.function
        found = method_of(self.kind, method)
        return dispatch_of(self.kind) if found is MISSING else found

    def around(self, method: str) -> list[tuple[Any, Any]]:
        """List what a request passes before the code that answers it, the outermost first.

        Args:
            method: In capitals.

        Returns:
            The wrappers around the view and those around its method, each with what it wraps; and
            decorators that are applied with each request, with None.
        """
        if self.kind is None:
            return _pairs(self.function)
        decorators = [(each, None) for each in reversed(_method_decorators(self.kind, method))]
        return [*_pairs(self.function), *decorators, *_pairs(self.answering(method))]

    def own_dispatch(self, method: str) -> Any:
        """The app's own `dispatch_request` that stands before the methods of a class, or None."""
        if self.kind is None or method_of(self.kind, method) is MISSING:
            return None
        found = dispatch_of(self.kind)
        return None if str(getattr(found, "__module__", "")) in _BASES else found


def _pairs(function: Any) -> list[tuple[Any, Any]]:
    """The wrappers around a function, each with what it wraps."""
    return list(pairwise(layers(function)))


def method_of(kind: type, method: str) -> Any:
    """Look up the function of a class that answers a method, or `MISSING`."""
    if not is_subclass(kind, "flask.views", "MethodView"):
        return MISSING
    found = class_attribute(kind, method.lower())
    return class_attribute(kind, "get") if found is MISSING and method == "HEAD" else found


def dispatch_of(kind: type) -> Any:
    """Look up what a class-based view does with any request."""
    return class_attribute(kind, "dispatch_request")


def _method_decorators(kind: type, method: str) -> list[Any]:
    """The decorators that flask-restful and flask-restx apply with each request."""
    found = class_attribute(kind, "method_decorators")
    if isinstance(found, dict):
        found = found.get(method.lower(), ())
    return list(found) if isinstance(found, list | tuple) else []
