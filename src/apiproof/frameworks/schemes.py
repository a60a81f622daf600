"""The security schemes of an API, each under a name of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.model.operation import Requirement, Scheme


class Schemes:
    """Collects schemes; one name never stands for two different ones.

    Attributes:
        schemes: What has been collected, for `Api.schemes`.
    """

    def __init__(self) -> None:
        self.schemes: dict[str, Scheme] = {}

    def add(self, scheme: Scheme) -> str:
        """Collect a scheme.

        Args:
            scheme: The scheme under the name that it has where it comes from.

        Returns:
            Its name here: another one where the name is taken by another scheme.
        """
        name, number = scheme.name, 2
        while self.schemes.get(name, replace(scheme, name=name)) != replace(scheme, name=name):
            name, number = f"{scheme.name}{number}", number + 1
        self.schemes[name] = replace(scheme, name=name)
        return name


def renamed(
    security: tuple[tuple[Requirement, ...], ...], names: Mapping[str, str]
) -> tuple[tuple[Requirement, ...], ...]:
    """Follow schemes to the names under which they were collected.

    Args:
        security: Alternatives of requirements.
        names: The new names by the old ones.
    """
    return tuple(
        tuple(replace(each, scheme=names.get(each.scheme, each.scheme)) for each in alternative)
        for alternative in security
    )
