"""A database as it was at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Table:
    """A table, as far as it takes to put its rows back.

    Attributes:
        name: Its name.
        columns: What to copy: its columns without the generated ones, and the row id where that
            is no column.
        has_triggers: Whether the app hangs triggers on it.
    """

    name: str
    columns: tuple[str, ...]
    has_triggers: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A database as it was at one moment.

    Attributes:
        path: A copy of the whole file.
        tables: The tables, by name.
        seeded: Names of the tables that had rows.
        sequences: What AUTOINCREMENT had given out, by table.
        opaque: Whether it has virtual tables, whose content only a copy of all pages puts back.
        marked: Whether the seeded tables tell when they are written.
    """

    path: Path
    tables: Mapping[str, Table]
    seeded: frozenset[str]
    sequences: Mapping[str, int]
    opaque: bool
    marked: bool
