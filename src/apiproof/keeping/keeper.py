"""Keeps every database of a run: learns what it was like, puts it back before each test."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from apiproof.errors import IsolationError
from apiproof.keeping.imports import after_import
from apiproof.keeping.stragglers import Stragglers, in_transaction, roll_back
from apiproof.storage.memory import Memories
from apiproof.storage.merging import subtract
from apiproof.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

    from apiproof.gate.databases import Database
    from apiproof.gate.gate import Gate
    from apiproof.isolation.isolation import Isolation
    from apiproof.storage.snapshot import Snapshot

_TRIES = 3
"""How often a lock is waited for before the database moves to another file."""


@dataclass(eq=False)
class Kept:
    """A database under the keeper's care.

    Attributes:
        store: The database.
        snapshots: What it was like, and who made it so: the start of the run, then fixtures wider
            than a test, the innermost last.
        before_startup: What it was like before the app's start-up ran, if it ran.
    """

    store: Store
    snapshots: list[tuple[Hashable, Snapshot]] = field(default_factory=list)
    before_startup: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        """What the next test shall find."""
        return self.snapshots[-1][1]


class Keeper:
    """Puts every database back before each test.

    Args:
        gate: The gate, which knows the databases.
        isolation: What is used where a test does not say otherwise.
    """

    def __init__(self, gate: Gate, isolation: Isolation) -> None:
        self._gate = gate
        self._isolation = isolation
        self._kept: dict[Database, Kept] = {}
        self._memories = Memories(gate)
        self._untouched = False  # only wider fixtures have written since the last putting back
        self._outlived = False  # rows of one that has ended since are still there
        self.stragglers = Stragglers(gate, self._databases)
        gate.databases.on_birth = self._note_birth

    @property
    def folder(self) -> Path:
        """Where copies are kept."""
        return self._gate.databases.folder

    def learn(self) -> None:
        """Take every database as it is now for what each test shall find."""
        for engine in self._gate.engines.engines:
            self._gate.engines.database_of(engine)
        self.stragglers.hold()
        for database in self._databases():
            kept = self._keep(database)
            if not kept.snapshots:
                kept.snapshots.append((None, self._snapshot(kept)))

    def relearn(self) -> None:
        """Forget what was learnt at the start and take it anew, the app's start-up having run."""
        for kept in self._kept.values():
            kept.snapshots.clear()
        self.learn()

    def before_test(self, test: str, isolation: Isolation | None = None) -> None:
        """Put every database back.

        Args:
            test: The node id of the test that follows.
            isolation: What that test asks for; None for the usual.

        Raises:
            IsolationError: A database of the suite's own is locked by somebody else.
        """
        chosen = isolation or self._isolation
        for database in self._databases():
            kept = self._kept.get(database)
            if kept is None or not kept.snapshots:
                kept = self._adopt(database)
            if kept is not None and chosen.resets and kept.store.changed():
                self._put_back(kept, chosen)
        self._gate.databases.current_test = test
        self._untouched, self._outlived = chosen.resets, False

    def begin_test(self) -> None:
        """Note that the test itself may write from here on: a fixture of its own comes next."""
        self._untouched = False

    def after_test(self) -> list[str]:
        """Close what the test left open.

        Returns:
            What that was, in words.
        """
        return self.stragglers.close()

    def put_back_now(self) -> None:
        """Put every database back in the middle of a test."""
        for kept in self._kept.values():
            if kept.snapshots and kept.store.changed():
                self._put_back(kept, self._isolation)

    def changed(self) -> bool:
        """Whether any database differs from what the test found."""
        known = all(database in self._kept for database in self._databases())
        return not known or any(kept.store.changed() for kept in self._kept.values())

    def begin_scope(self) -> bool:
        """Note that a fixture wider than a test is about to be set up.

        Returns:
            What `end_scope` wants back: whether its rows can be told from the test's.
        """
        if self._outlived:
            self._outlived = False
            self.put_back_now()
        clean = not self.changed()
        self._untouched = False
        return clean

    def end_scope(self, owner: Hashable, *, clean: bool) -> None:
        """Keep what a fixture wider than a test wrote, for as long as it lives.

        Args:
            owner: The fixture.
            clean: What `begin_scope` returned.
        """
        self._untouched = clean
        self.stragglers.hold()
        for database in self._databases():
            kept = self._keep(database)
            if not kept.snapshots:
                database.born_in = ""
                kept.snapshots.append((None, kept.store.empty()))
                kept.snapshots.append((owner, self._snapshot(kept)))
            elif clean and kept.store.changed():
                kept.snapshots.append((owner, self._snapshot(kept)))

    def drop_scope(self, owner: Hashable) -> None:
        """Stop keeping what a fixture wrote, after its teardown.

        Args:
            owner: The fixture.
        """
        for kept in self._kept.values():
            while self._drop_one(kept, owner):
                kept.store.unsettle()
                # Its rows are still there, and a test is about to begin: the fixture ended to be
                # made anew with another parameter.
                self._outlived = self._untouched

    def remember_before_startup(self) -> None:
        """Learn what every database is like before the app's start-up."""
        for engine in self._gate.engines.engines:
            self._gate.engines.database_of(engine)
        for database in self._databases():
            kept = self._keep(database)
            if kept.snapshots and not kept.store.changed():
                kept.before_startup = kept.snapshot
                continue
            kept.before_startup = kept.store.snapshot(marks=False)
            kept.store.unsettle()  # what a test wrote before its app started is to go all the same

    def load_before_startup(self) -> None:
        """Make every database as it was before the app's start-up."""
        for kept in self._kept.values():
            before = kept.before_startup
            if before is not None or kept.store.database.private:
                kept.store.load(before or kept.store.empty())
                kept.store.unsettle()

    def row_counts(self) -> dict[Database, dict[str, int]]:
        """The number of rows in each table of each database."""
        return {database: kept.store.row_counts() for database, kept in self._kept.items()}

    def close(self) -> None:
        """Close apiproof's own connections."""
        for kept in self._kept.values():
            kept.store.close()

    def _databases(self) -> list[Database]:
        return [*self._gate.databases, *self._memories]

    def _keep(self, database: Database) -> Kept:
        kept = self._kept.get(database)
        if kept is None:
            store = self._memories.store(database) or Store(database, self.folder)
            kept = self._kept[database] = Kept(store)
        return kept

    def _snapshot(self, kept: Kept) -> Snapshot:
        return kept.store.snapshot(marks=self._isolation.marks)

    def _drop_one(self, kept: Kept, owner: Hashable) -> bool:
        """Drop an owner's snapshot, and take its rows out of those that were taken later."""
        place = next((at for at, entry in enumerate(kept.snapshots) if entry[0] is owner), None)
        if not place:
            return False
        _, gone = kept.snapshots.pop(place)
        base = kept.snapshots[place - 1][1]
        kept.snapshots[place:] = [
            (other, subtract(whole, gone, base, self.folder, marks=self._isolation.marks))
            for other, whole in kept.snapshots[place:]
        ]
        return True

    def _note_birth(self, database: Database) -> None:
        """Wait for the import that a database was made by, in the middle of a test."""
        if database.private and database.born_in:
            after_import(sys._getframe(1), lambda: self._learn_import(database))  # noqa: SLF001 - documented

    def _learn_import(self, database: Database) -> None:
        """Let each test find what an import made: no later test repeats it."""
        kept = self._keep(database)
        with contextlib.suppress(sqlite3.OperationalError):  # it left a transaction open
            if not kept.snapshots:
                kept.snapshots.append((None, self._snapshot(kept)))

    def _adopt(self, database: Database) -> Kept | None:
        """Take a database over that appeared during a test: it was empty before."""
        if self._memories.store(database) is not None:
            self._memories.leave_alone(database)
            return None
        if not database.private:
            self._gate.databases.forget(database)
            return None
        kept = self._keep(database)
        kept.snapshots.append((None, kept.store.empty()))
        return kept

    def _put_back(self, kept: Kept, isolation: Isolation) -> None:
        database = kept.store.database
        for attempt in range(_TRIES):
            try:
                isolation.put_back(kept.store, kept.snapshot)
                break
            except sqlite3.OperationalError as error:
                # Marks have been taken and the cause may be anything: from here on, all pages.
                kept.store.unsettle()
                if attempt == _TRIES - 1:
                    self._move(kept, error)
                else:
                    roll_back(in_transaction(database))
        kept.store.settle()

    def _move(self, kept: Kept, error: sqlite3.OperationalError) -> None:
        """Leave a file to whoever won't let go of it, and go on with another."""
        database = kept.store.database
        if not database.private:
            raise IsolationError(
                f"the database {database.label} cannot be put back: {error}",
                hint="close the connection that holds it, at the latest when its test ends",
                place=self._gate.databases.current_test or None,
            ) from error
        engines = [
            engine
            for engine in self._gate.engines.engines
            if self._gate.engines.database_of(engine) is database
        ]
        kept.store.close()
        self._gate.databases.move(database)
        kept.store.load(kept.snapshot)
        for engine in engines:
            engine.dispose(close=False)
