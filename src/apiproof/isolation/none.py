"""Isolation `none`: what a test writes stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.isolation.isolation import Isolation

if TYPE_CHECKING:
    from apiproof.storage.snapshot import Snapshot
    from apiproof.storage.store import Store


class Without(Isolation):
    """What a test writes stays; the database is private all the same."""

    name = "none"
    resets = False

    def put_back(self, store: Store, snapshot: Snapshot) -> None:
        """Leave the database as it is."""
