"""The schemas of a document, its named ones collected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from apiproof.schemas.components import PREFIX, redirected
from apiproof.schemas.openapi.dialect import translated
from apiproof.schemas.openapi.plain import mapping

if TYPE_CHECKING:
    from apiproof.model.operation import Schema
    from apiproof.schemas.components import Components
    from apiproof.schemas.openapi.source import Source

_NAMED = re.compile(r"#/(?:components/schemas|definitions)/([^/]+)$")


class Schemas:
    """Translates the schemas of one document.

    Args:
        source: The document.
        components: Where the schemas that are referred to are collected.
    """

    def __init__(self, source: Source, components: Components) -> None:
        self.components = components
        self._source = source
        self._final: dict[str, str] = {}
        self._batch: dict[str, str] = {}
        self._taken: set[str] = set()
        self._waiting: list[str] = []

    def schema(self, part: Any) -> Schema:
        """Translate a schema, and collect what it refers to.

        Args:
            part: The schema as it stands in the document.

        Returns:
            The same in JSON Schema 2020-12, with references to the components.
        """
        schema = self._convert(part)
        renamed = self._collect()
        changed: Schema = redirected(schema, renamed)
        return changed

    def _convert(self, part: Any) -> Schema:
        if part is False:
            return {"not": {}}
        schema = dict(mapping(part))
        discriminator = self._discriminator(schema.pop("discriminator", None))
        reference = schema.pop("$ref", None)
        if isinstance(reference, str):
            # What stands beside a reference is ignored in 3.0, and meant by those who wrote it.
            return translated(schema, self._convert, {"$ref": self._reference(reference)})
        return translated(schema, self._convert, discriminator)

    def _discriminator(self, part: Any) -> dict[str, Any]:
        """In 2.0 it is the property's name alone, which says nothing of the values."""
        name = mapping(part).get("propertyName")
        if not isinstance(name, str):
            return {}
        written = mapping(mapping(part).get("mapping"))
        targets = {
            key: self._reference(value if "#" in value else f"#/components/schemas/{value}")
            for key, value in written.items()
            if isinstance(value, str)
        }
        return {
            "discriminator": {"propertyName": name, **({"mapping": targets} if targets else {})}
        }

    def _reference(self, written: str) -> str:
        """The reference by its final name where that is known, else by the one in this batch."""
        if written not in self._final and written not in self._batch:
            self._batch[written] = self._name(written)
            self._waiting.append(written)
        return f"{PREFIX}{self._final.get(written) or self._batch[written]}"

    def _name(self, written: str) -> str:
        """The name in the document; of another part than a named schema, one that is free."""
        match = _NAMED.match(written)
        base = _bare(match[1] if match else written.rpartition("#")[2].strip("/")) or "schema"
        foreign = {} if match else self.components.schemas
        name, number = base, 2
        while name in self._taken or name in foreign:
            name, number = f"{base}{number}", number + 1
        self._taken.add(name)
        return name

    def _collect(self) -> dict[str, str]:
        """Translate what waits and all that it leads to; hand over the names that changed."""
        definitions: dict[str, Schema] = {}
        while self._waiting:
            written = self._waiting.pop()
            definitions[self._batch[written]] = self._convert(self._source.target(written))
        if not definitions:
            return {}
        renamed = self.components.add(definitions)
        final = {written: renamed.get(name, name) for written, name in self._batch.items()}
        self._final |= final
        self._taken |= set(final.values())
        self._batch.clear()
        return renamed


def _bare(name: str) -> str:
    return unquote(name).replace("~1", "_").replace("~0", "~").replace("/", "_")
