"""An event loop in a thread, for synchronous tests of asynchronous apps."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

Result = TypeVar("Result")


class Portal:
    """An event loop that runs in a thread of its own until it is closed.

    It goes on between calls, as it does under a server: background work of the app proceeds while
    a synchronous test does something else.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="apiproof portal", daemon=True)
        self._thread.start()

    def run(self, function: Callable[..., Coroutine[Any, Any, Result]], *args: Any) -> Result:
        """Run a coroutine function on the loop and wait for it.

        Args:
            function: The coroutine function.
            args: Its arguments.

        Returns:
            What it returns; what it raises is raised.
        """
        return asyncio.run_coroutine_threadsafe(function(*args), self._loop).result()

    def close(self) -> None:
        """End the loop: cancel what still runs there and wait for it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()
