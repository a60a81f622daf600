"""Keeps an import from what would hang the run: servers, questions, threads that never end."""

from __future__ import annotations

import builtins
import contextlib
import functools
import getpass
import inspect
import sys
import threading
from typing import TYPE_CHECKING, Any

from apiproof.errors import AppImportError
from apiproof.gate.hooks import on_import, rebind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

_SERVERS: dict[str, tuple[str, ...]] = {
    "aiohttp.web": ("run_app",),
    "bjoern": ("run",),
    "cheroot.server": ("HTTPServer.serve", "HTTPServer.start"),
    "daphne.server": ("Server.run",),
    "eventlet.wsgi": ("server",),
    "flask.app": ("Flask.run",),
    "flask_socketio": ("SocketIO.run",),
    "gevent.baseserver": ("BaseServer.serve_forever",),
    "granian.server.common": ("AbstractServer.serve",),
    "gunicorn.app.base": ("BaseApplication.run",),
    "hypercorn.asyncio": ("serve",),
    "hypercorn.run": ("run",),
    "hypercorn.trio": ("serve",),
    "socketserver": ("BaseServer.serve_forever",),
    "uvicorn.main": ("run",),
    "uvicorn.server": ("Server.run", "Server.serve"),
    "waitress": ("serve",),
    "werkzeug.serving": ("run_simple",),
}
"""What serves and does not return: a module, and names in it."""

_BELOW_MAIN = 'below if __name__ == "__main__"'


class _Guard:
    """What was refused while an import ran.

    Args:
        action: What runs: `"the import of shop.main"`.
    """

    def __init__(self, action: str) -> None:
        self.action = action
        self.thread = threading.current_thread()
        self.refused: AppImportError | None = None

    def refuse(self, what: str, hint: str) -> None:
        """Stop what would never return; in a thread, let it return and say so after the import.

        Args:
            what: What it does.
            hint: The way out.

        Raises:
            AppImportError: It is the import itself that does it.
        """
        if threading.current_thread() is self.thread:
            raise AppImportError(what, hint=hint)
        self.refused = AppImportError(f"{self.action} failed: {what}, in a thread", hint=hint)


@contextlib.contextmanager
def guarded(action: str, name: str) -> Iterator[None]:
    """Let an import run without arguments of pytest's, and refuse what would hang.

    Args:
        action: What runs, for messages.
        name: What stands in `sys.argv`, as the name of a script would.

    Yields:
        Nothing.

    Raises:
        AppImportError: A thread that the import started tried to serve.
    """
    _stand_before_servers()
    guard = _Guard(action)
    kept = (sys.argv, builtins.input, getpass.getpass, threading.Thread.start)
    sys.argv = [name]
    builtins.input = getpass.getpass = functools.partial(_ask, guard)
    threading.Thread.start = _started_as_daemon(kept[3])  # type: ignore[method-assign]  # for this time
    _active.append(guard)
    try:
        yield
    finally:
        _active.remove(guard)
        sys.argv, builtins.input, getpass.getpass = kept[:3]
        threading.Thread.start = kept[3]  # type: ignore[method-assign]  # as it was
    if guard.refused is not None:
        raise guard.refused


_active: list[_Guard] = []
_hooked: list[str] = []


def _ask(guard: _Guard, *_: object, **__: object) -> str:
    guard.refuse("it asks for input, and nobody answers", f"ask {_BELOW_MAIN}")
    return ""


def _started_as_daemon(original: Callable[[threading.Thread], None]) -> Callable[..., None]:
    """A thread that an import leaves running must not keep the process from its end."""

    @functools.wraps(original)
    def start(self: threading.Thread) -> None:
        with contextlib.suppress(RuntimeError):  # started already: the caller's error
            self.daemon = True
        original(self)

    return start


def _stand_before_servers() -> None:
    for module, names in _SERVERS.items():
        if module not in _hooked:
            _hooked.append(module)
            on_import(module, functools.partial(_replace, names))


def _replace(names: tuple[str, ...], module: ModuleType) -> None:
    for name in names:
        holder, _, last = name.rpartition(".")
        owner: Any = getattr(module, holder, None) if holder else module
        original = getattr(owner, last, None)
        if original is None:
            continue
        replacement = _refusing(original, f"{module.__name__.partition('.')[0]}'s {name}")
        setattr(owner, last, replacement)
        if not holder:
            rebind(original, replacement)


def _refusing(original: Callable[..., Any], label: str) -> Callable[..., Any]:
    """The same function, which an import may not call."""

    def is_refused() -> bool:
        for guard in _active:
            guard.refuse(
                f"it starts a server by {label}, and would never end",
                f"start the server {_BELOW_MAIN}",
            )
        return bool(_active)

    if inspect.iscoroutinefunction(original):

        @functools.wraps(original)
        async def serve(*args: Any, **kwargs: Any) -> Any:
            return None if is_refused() else await original(*args, **kwargs)

        return serve

    @functools.wraps(original)
    def run(*args: Any, **kwargs: Any) -> Any:
        return None if is_refused() else original(*args, **kwargs)

    return run
