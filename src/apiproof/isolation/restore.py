"""Isolation `restore`: put back the tables that the last test changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.isolation.isolation import Isolation

if TYPE_CHECKING:
    from apiproof.storage.snapshot import Snapshot
    from apiproof.storage.store import Store


class Restore(Isolation):
    """Puts back the tables that changed, as the database tells; everything after DDL."""

    name = "restore"
    marks = True

    def put_back(self, store: Store, snapshot: Snapshot) -> None:
        """Delete what is new, write seeds and sequences anew, or load all of it."""
        if store.catalogue_changed() or snapshot.opaque:
            store.load(snapshot)
            return
        marked = store.take_marks() & snapshot.seeded if snapshot.marked else snapshot.seeded
        written = store.tables_with_rows(snapshot) | marked
        if any(snapshot.tables[name].has_triggers for name in written):
            # The app's own triggers would fire on what is deleted here.
            store.load(snapshot)
            return
        store.rewrite(snapshot, written)
