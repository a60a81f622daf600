"""The function behind an operation, as the app's own resolver finds it."""

from __future__ import annotations

import copy
from typing import Any


class Handlers:
    """Finds the handlers of one specification, and leaves it and its resolver as they are.

    Args:
        api: What `add_api` made of the specification.
    """

    def __init__(self, api: Any) -> None:
        self._specification = copy.copy(api.specification)
        # An operation adds its path's parameters to its own, in the specification.
        self._specification._spec = copy.deepcopy(dict(api.specification))  # noqa: SLF001 - of a copy
        self._resolver = _copied(api.kwargs.get("resolver"))

    def find(self, path: str, method: str) -> Any:
        """Find the function that answers.

        Args:
            path: The path as it stands in the specification.
            method: The method.

        Returns:
            The function; of a class-based view the method of the class.

        Raises:
            Exception: There is none, or what is imported to find it raises.
        """
        operation = self._specification.operation_cls.from_spec(
            self._specification, path=path, method=method.lower(), resolver=self._resolver
        )
        function = operation.function
        kind = getattr(function, "view_class", None)
        return getattr(kind, method.lower(), function)


def _copied(resolver: Any) -> Any:
    from connexion.resolver import Resolver

    double = Resolver() if resolver is None else copy.copy(resolver)
    if hasattr(double, "initialized_views"):
        double.initialized_views = list(double.initialized_views)
    return double
