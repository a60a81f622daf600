"""Isolation `recreate`: the whole file is written anew, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.isolation.isolation import Isolation

if TYPE_CHECKING:
    from apiproof.storage.snapshot import Snapshot
    from apiproof.storage.store import Store


class Recreate(Isolation):
    """Writes the whole database anew: dearer with each table, whatever was done to it."""

    name = "recreate"

    def put_back(self, store: Store, snapshot: Snapshot) -> None:
        """Write every page as it was."""
        store.load(snapshot)
