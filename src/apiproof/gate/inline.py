"""Statements of aiosqlite run on the event loop's own thread, as long as nobody has to wait.

A private database lies in memory: a statement takes microseconds, the two thread hops around it a
tenth of a millisecond. So each runs where it was asked for, and its result arrives one turn of the
loop later, which keeps the order in which concurrent requests take turns. Only one that meets a
lock goes to aiosqlite's thread, where it may wait while the loop serves whoever holds the lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from queue import SimpleQueue
    from types import ModuleType

    Item = tuple[asyncio.Future[Any] | None, Callable[[], Any]]

_PATIENCE = 5.0
"""Seconds that `sqlite3.connect` waits for a lock unless told otherwise."""

_REPEATABLE = {
    "_execute_fetchall",
    "_execute_insert",
    "commit",
    "cursor",
    "execute",
    "fetchall",
    "fetchmany",
    "fetchone",
    "rollback",
}
"""What may be tried again after it met a lock: it has done nothing then."""

_PARTS = {"_tx", "_thread", "_connector", "_connection"}
"""What an aiosqlite of the supported build has (0.22); any other is left as it is."""


def install(aiosqlite: ModuleType) -> None:
    """Make aiosqlite's connections run inline.

    Args:
        aiosqlite: The module `aiosqlite.core`.
    """
    original = aiosqlite.connect

    @functools.wraps(original)
    def connect(*args: Any, **kwargs: Any) -> Any:
        # The thread that puts a database back must be able to touch the connection.
        kwargs.setdefault("check_same_thread", False)
        connection = original(*args, **{**kwargs, "timeout": 0})
        if not vars(connection).keys() >= _PARTS or kwargs["check_same_thread"]:
            return original(*args, **kwargs)
        patience = kwargs.get("timeout", _PATIENCE)
        connection._tx = _Queue(connection, patience)  # noqa: SLF001 - probed above
        connection._thread = _Thread(connection._thread)  # noqa: SLF001 - as above
        return connection

    aiosqlite.connect = connect  # type: ignore[attr-defined]


class _Thread:
    """Stands for aiosqlite's thread, which is started only when something has to wait."""

    def __init__(self, thread: threading.Thread) -> None:
        thread.daemon = True  # a connection that nobody closes doesn't keep the process alive
        self.__dict__["thread"] = thread
        self.__dict__["started"] = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.thread, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self.thread, name, value)

    def start(self) -> None:
        """Do nothing yet."""

    def start_now(self) -> None:
        if not self.started:
            self.__dict__["started"] = True
            self.thread.start()


class _Queue:
    """Stands for the queue to aiosqlite's thread: runs what is put, or passes it on."""

    def __init__(self, connection: Any, patience: float) -> None:
        self._connection = connection
        self._patience = patience
        self._passed: SimpleQueue[Item] = connection._tx  # noqa: SLF001 - probed in `install`
        self._waiting = 0
        self._lock = threading.Lock()

    def put_nowait(self, item: Item) -> None:
        future, function = item
        if self._waiting or not self._runs_here(function):
            self._pass_on(future, function)
            return
        try:
            result = function()
        except sqlite3.OperationalError as error:
            if _met_lock(error) and _name(function) in _REPEATABLE:
                self._pass_on(future, function)
            else:
                _settle(future, error=error)
        except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the one who awaits
            _settle(future, error=error)
        else:
            self._heed_busy_timeout(function)
            _settle(future, result)

    def get(self) -> Item:
        return self._passed.get()

    def _runs_here(self, function: Callable[[], Any]) -> bool:
        name = _name(function)
        if name == "close_and_stop":
            # A thread that runs must be told to end.
            return not self._connection._thread.started  # noqa: SLF001 - as above
        # Several statements at once can't be tried again from the middle.
        return name not in {"executemany", "executescript", "backup", "dumper"}

    def _pass_on(self, future: asyncio.Future[Any] | None, function: Callable[[], Any]) -> None:
        with self._lock:
            self._waiting += 1
        self._passed.put_nowait((future, functools.partial(self._patiently, function)))
        self._connection._thread.start_now()  # noqa: SLF001 - as above

    def _patiently(self, function: Callable[[], Any]) -> Any:
        try:
            self._wait_for_locks(self._patience)
            return function()
        finally:
            self._wait_for_locks(0)
            with self._lock:
                self._waiting -= 1

    def _wait_for_locks(self, seconds: float) -> None:
        connection = self._connection._connection  # noqa: SLF001 - as above
        if connection is not None:
            with contextlib.suppress(sqlite3.ProgrammingError):  # closed by what has just run
                connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def _heed_busy_timeout(self, function: Callable[[], Any]) -> None:
        """Take over the patience that the app sets, for when there is a lock."""
        sql = next((each for each in getattr(function, "args", ()) if isinstance(each, str)), "")
        if "busy_timeout" not in sql or sql.lstrip()[:6].lower() != "pragma":
            return
        connection = self._connection._connection  # noqa: SLF001 - as above
        self._patience = connection.execute("PRAGMA busy_timeout").fetchone()[0] / 1000
        self._wait_for_locks(0)


def _name(function: Callable[[], Any]) -> str:
    inner = getattr(function, "func", function)
    return str(getattr(inner, "__name__", ""))


def _met_lock(error: sqlite3.OperationalError) -> bool:
    # The primary code is the low byte of an extended one (sqlite.org/rescode.html).
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _settle(
    future: asyncio.Future[Any] | None, result: Any = None, error: BaseException | None = None
) -> None:
    if future is None:
        return
    loop = future.get_loop()
    if loop.is_closed():
        return
    schedule = loop.call_soon if _runs_here(loop) else loop.call_soon_threadsafe
    schedule(_finish, future, result, error)


def _runs_here(loop: asyncio.AbstractEventLoop) -> bool:
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False


def _finish(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
