"""apiproof's own isolations and gate, as `benchmarks.isolation` needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof import isolation as package
from apiproof._registry import members
from apiproof.gate.databases import Databases
from apiproof.gate.sqlite import SqliteGate
from apiproof.gate.target import Target
from apiproof.isolation.isolation import Isolation
from apiproof.storage.store import Store

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from apiproof.errors import Error
    from benchmarks._databases import Database


class Gated:
    """Opens connections through the gate, with all that it hangs on them."""

    def __init__(self, path: Path) -> None:
        databases = Databases(path.parent)
        self.database = databases.resolve(Target("file", str(path)))
        self._path = path
        self._gate = SqliteGate(databases, _refused, redirect=True)

    def __call__(self) -> sqlite3.Connection:
        """Open what stands in for the file."""
        return self._gate.connect(str(self._path), (), {"check_same_thread": False})


def _refused(error: Error) -> None:
    raise error


def put_back(name: str) -> Callable[[Database], Callable[[], None]]:
    """Do before each test what apiproof's keeper does."""
    found = members(package, Isolation)  # type: ignore[type-abstract]
    isolation = next(each for each in found if each.name == name)()

    def prepare(database: Database) -> Callable[[], None]:
        gated = database.connect
        if not isinstance(gated, Gated):
            message = "apiproof's isolations need connections that went through its gate"
            raise TypeError(message)
        store = Store(gated.database, database.path.parent)
        snapshot = store.snapshot(marks=isolation.marks)
        store.settle()

        def before() -> None:
            if isolation.resets and store.changed():
                isolation.put_back(store, snapshot)
                store.settle()

        return before

    return prepare
