"""Sessions and transactions that a test left open."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import weakref
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Iterator

    from apiproof.gate.databases import Database
    from apiproof.gate.gate import Gate


class Stragglers:
    """Finds and closes what a test left open, except what a wider fixture holds on purpose.

    Args:
        gate: The gate, which sees every session.
        databases: Lists the databases, which know their connections.
    """

    def __init__(self, gate: Gate, databases: Callable[[], Iterable[Database]]) -> None:
        self._gate = gate
        self._databases = databases
        self._held: weakref.WeakSet[Any] = weakref.WeakSet()
        self._wide: weakref.WeakSet[Any] = weakref.WeakSet()

    def hold(self) -> None:
        """Let what is open now stay open: it is the app's, or a fixture's wider than a test."""
        for session in self._open_sessions():
            self._held.add(session)
        # Closed ones too: a test may open them again, without having to close what isn't its own.
        for session in list(self._gate.engines.sessions):
            self._wide.add(session)
        for database in self._databases():
            for connection in in_transaction(database):
                self._held.add(connection)

    def close(self) -> list[str]:
        """Close what is open and not held.

        Returns:
            What was closed, in words.
        """
        left_sessions = 0
        for session in self._open_sessions():
            if session in self._held:
                continue
            if session in self._wide:
                _end(session, "rollback")
                continue
            left_sessions += 1
            _end(session, "close")
            self._wide.add(session)
        transactions = 0
        for database in self._databases():
            open_now = in_transaction(database)
            for connection in set(database.connections) - set(open_now):
                self._held.discard(connection)
            left = [each for each in open_now if each not in self._held]
            transactions += len(left)
            roll_back(left)
        self._gate.engines.sessions.clear()
        left_open = [_count(left_sessions, "session")] if left_sessions else []
        return left_open + ([_count(transactions, "transaction")] if transactions else [])

    def _open_sessions(self) -> Iterator[Any]:
        for session in list(self._gate.engines.sessions):
            with contextlib.suppress(Exception):  # a session in another thread may be changing
                if session.in_transaction():
                    yield session


def in_transaction(database: Database) -> list[sqlite3.Connection]:
    """The connections of this process that have a transaction open.

    Args:
        database: The database.
    """
    found = []
    for connection in list(database.connections):
        with contextlib.suppress(sqlite3.ProgrammingError):  # closed
            if connection.in_transaction:
                found.append(connection)
    return found


def roll_back(connections: Iterable[sqlite3.Connection]) -> None:
    """Roll transactions back, as far as their connections may be touched from here.

    Args:
        connections: Connections, perhaps of other threads.
    """
    for connection in connections:
        with contextlib.suppress(sqlite3.Error):
            connection.interrupt()
            connection.rollback()


def run_apart(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on a loop of its own, leaving this thread the loop that the suite had set.

    Args:
        coroutine: What to run.
    """
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(coroutine)


def _end(session: Any, how: Literal["close", "rollback"]) -> None:
    """End a session's transaction; rolled back, it keeps the objects of a wider fixture."""
    from sqlalchemy.ext.asyncio import async_session

    with contextlib.suppress(Exception):  # what can't be ended politely is rolled back below
        asynchronous = async_session(session)
        if asynchronous is None:
            getattr(session, how)()
            return
        run_apart(getattr(asynchronous, how)())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
