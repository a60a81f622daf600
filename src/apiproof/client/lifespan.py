"""An App's lifespan, once for each event loop that a test runs on."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

from apiproof.client.asgi import ASGI
from apiproof.errors import LifespanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, MutableMapping

    Message = MutableMapping[str, Any]
    ASGIApp = Callable[..., Awaitable[None]]


class Watcher(Protocol):
    """Told of start-ups, so that the database can be made ready for them."""

    def begin(self) -> None:
        """A start-up follows."""

    def end(self, error: BaseException | None) -> bool:
        """A start-up has run; True asks for another one, from the beginning."""


class Lifespan:
    """One run of an App's lifespan, in a task of its own.

    The task is its own because a test's fixtures are set up and torn down in different tasks, and
    a task group inside the lifespan must be left in the task that entered it.

    Args:
        app: The ASGI app.
        spec: How the App is named, for Errors.
    """

    def __init__(self, app: ASGIApp, spec: str) -> None:
        self.state: dict[str, Any] = {}
        self.error: BaseException | None = None
        self._app = app
        self._spec = spec
        self._started: Any = None
        self._stopping: Any = None
        self._stopped: Any = None
        self._failed = ""
        self._received = False

    async def start(self) -> None:
        """Run the start-up.

        Raises:
            LifespanError: It failed; the app's exception is the cause.
        """
        from anyio import Event

        self._started, self._stopping, self._stopped = Event(), Event(), Event()
        _spawn(self._run)
        await self._started.wait()
        if self.error is not None or self._failed:
            raise LifespanError(
                f"the start-up of {self._spec} failed: {_reason(self.error, self._failed)}",
                hint="start the app by hand to see it fail; what it needs from the environment "
                "goes into `env = {...}` in [tool.apiproof]",
                place=_place(self.error),
            ) from self.error

    async def stop(self) -> None:
        """Run the shut-down and wait for its end."""
        self._stopping.set()
        await self._stopped.wait()

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": ASGI, "state": self.state}
        try:
            await self._app(scope, self._receive, self._send)
        except Exception as error:  # noqa: BLE001 - whatever the app raises is its start-up's failure
            # A plain ASGI app may refuse the scope; that is how it says it has no lifespan.
            if self._started.is_set() or self._received:
                self.error = error
        finally:
            self._started.set()
            self._stopped.set()

    async def _receive(self) -> Message:
        if not self._received:
            self._received = True
            return {"type": "lifespan.startup"}
        try:
            await self._stopping.wait()
        except asyncio.CancelledError:
            # The loop is being closed: what runs it cancels every task first, and waits for it.
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
        return {"type": "lifespan.shutdown"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "lifespan.startup.complete":
            self._started.set()
        elif message["type"] in {"lifespan.startup.failed", "lifespan.shutdown.failed"}:
            self._failed = message.get("message", "") or "no message"


class Lifespans:
    """Starts an App's lifespan on each event loop at the first request there.

    Args:
        app: The ASGI app.
        spec: How the App is named, for Errors.
        watcher: Told of each start-up.
    """

    def __init__(self, app: ASGIApp, spec: str, watcher: Watcher) -> None:
        self._app = app
        self._spec = spec
        self._watcher = watcher
        self._running: WeakKeyDictionary[Any, Lifespan] = WeakKeyDictionary()
        self._starting: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    async def state(self) -> dict[str, Any]:
        """The state that the lifespan yielded on this loop; starts it where it hasn't been.

        Returns:
            The state, to be copied into each request's scope.
        """
        loop = _current_loop()
        lifespan = self._running.get(loop)
        if lifespan is None:
            lifespan = await self._start(loop)
        return lifespan.state

    def runs_on(self, loop: Any) -> bool:
        """Whether the App has been started on a loop, and not stopped.

        Args:
            loop: The loop.
        """
        return loop in self._running

    async def stop(self) -> None:
        """Run the shut-down of this loop's lifespan, if it was started."""
        lifespan = self._running.pop(_current_loop(), None)
        if lifespan is not None:
            await lifespan.stop()

    async def _start(self, loop: Any) -> Lifespan:
        from anyio import Lock

        # Requests sent at once wait for the same start-up.
        lock = self._starting.setdefault(loop, Lock())
        async with lock:
            lifespan = self._running.get(loop)
            if lifespan is None:
                lifespan = await self._start_watched()
                self._running[loop] = lifespan
            return lifespan

    async def _start_watched(self) -> Lifespan:
        self._watcher.begin()
        lifespan = Lifespan(self._app, self._spec)
        try:
            await lifespan.start()
        except LifespanError as error:
            if not self._watcher.end(error):
                raise
        else:
            if not self._watcher.end(None):
                return lifespan
            await lifespan.stop()
        self._watcher.begin()
        lifespan = Lifespan(self._app, self._spec)
        await lifespan.start()
        return lifespan


def _current_loop() -> Any:
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        return trio.lowlevel.current_trio_token()
    return asyncio.get_running_loop()


_tasks: set[asyncio.Task[None]] = set()


def _spawn(function: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a function in a task of its own, with no context variable of the test's."""
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        trio.lowlevel.spawn_system_task(function, context=contextvars.Context())
        return
    task: asyncio.Task[None] = asyncio.get_running_loop().create_task(
        function(),
        name="apiproof lifespan",
        context=contextvars.Context(),
    )
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


def _reason(error: BaseException | None, message: str) -> str:
    if error is not None:
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return message.strip().splitlines()[-1]


def _place(error: BaseException | None) -> str | None:
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    libraries = (
        "site-packages",
        str(Path(__file__).parents[1]),
        str(Path(asyncio.__file__).parents[1]),
    )
    mine = [frame for frame in frames if not any(each in frame.filename for each in libraries)]
    return f"{mine[-1].filename}:{mine[-1].lineno}" if mine else None
