"""The named schemas of an API, each under a name of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.model.operation import Schema

PREFIX = "#/components/schemas/"
"""What stands before a name in a reference."""


class Components:
    """Collects named schemas; one name never stands for two different ones.

    Attributes:
        schemas: What has been collected, for `Api.schemas`.
        known: Schemas that were made already, by whatever tells what they were made of.
    """

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}
        self.known: dict[Any, Schema] = {}
        self._renamed: list[tuple[Mapping[str, Schema], dict[str, str]]] = []

    def add(self, definitions: Mapping[str, Schema]) -> dict[str, str]:
        """Collect schemas that may refer to one another by `PREFIX` and their names.

        Args:
            definitions: The schemas by the names that they have where they come from.

        Returns:
            The new name for each of those that had to be renamed, because its name is taken by
            another schema.
        """
        for before, given in self._renamed:
            if before == definitions:
                return given
        renamed: dict[str, str] = {}
        settled = False
        while not settled:  # one name's change may change what refers to it
            settled = True
            for name, schema in definitions.items():
                free = self._free(name, schema, renamed, definitions)
                if free != renamed.get(name, name):
                    renamed[name] = free
                    settled = False
        for name, schema in definitions.items():
            self.schemas[renamed.get(name, name)] = redirected(schema, renamed)
        if renamed:
            self._renamed.append((definitions, renamed))
        return renamed

    def resolve(self, schema: Schema) -> Schema:
        """Follow the references that a schema consists of.

        Args:
            schema: A schema, perhaps nothing but a reference.

        Returns:
            What it refers to in the end, or the schema itself; an empty one for a reference that
            leads nowhere or in a circle.
        """
        seen: set[str] = set()
        while isinstance(reference := schema.get("$ref"), str):
            if reference in seen:
                return {}
            seen.add(reference)
            schema = self.schemas.get(reference.removeprefix(PREFIX), {})
        return schema

    def _free(
        self,
        name: str,
        schema: Schema,
        renamed: Mapping[str, str],
        definitions: Mapping[str, Schema],
    ) -> str:
        """The first name, from the present one on, that is free or stands for the same schema."""
        others = {renamed.get(each, each) for each in definitions if each != name}
        found, number = renamed.get(name, name), 2
        while found in others or not self._fits(
            found, redirected(schema, {**renamed, name: found})
        ):
            found, number = f"{name}{number}", number + 1
        return found

    def _fits(self, name: str, schema: Schema) -> bool:
        return self.schemas.get(name, schema) == schema


def redirected(schema: Any, renamed: Mapping[str, str]) -> Any:
    """Follow renamed schemas in the references of a schema.

    Args:
        schema: A schema, or any part of one.
        renamed: The new names by the old ones.

    Returns:
        The same with its references changed; the very object where nothing is renamed.
    """
    if not renamed:
        return schema
    if isinstance(schema, list):
        return [redirected(part, renamed) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _redirected_reference(value, renamed)
        if isinstance(value, str) and value.startswith(PREFIX)  # a discriminator's mapping too
        else redirected(value, renamed)
        for key, value in schema.items()
    }


def _redirected_reference(reference: str, renamed: Mapping[str, str]) -> str:
    name = reference.removeprefix(PREFIX)
    return f"{PREFIX}{renamed[name]}" if name in renamed else reference
