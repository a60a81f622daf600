"""The API of an App: its operations, and what they refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from apiproof.model.operation import Operation, Schema, Scheme


@dataclass(frozen=True, slots=True)
class Api:
    """The operations of an App, as its adapter knows them.

    Attributes:
        operations: In the order of the framework's routing.
        schemas: What `"#/components/schemas/NAME"` in a schema refers to, by name.
        schemes: The security schemes that operations ask for, by name.
        notes: What could not be listed or read, one sentence each: an opaque mount, a schema that
            its library cannot express.
    """

    operations: tuple[Operation, ...]
    schemas: Mapping[str, Schema] = field(default_factory=dict)
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
