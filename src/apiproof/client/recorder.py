"""Records Exchanges at the App's ASGI or WSGI edge, whatever client sent them."""

from __future__ import annotations

import contextlib
import functools
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from apiproof.gate.hooks import on_import
from apiproof.model.exchange import BODY_LIMIT, Exchange

if TYPE_CHECKING:
    from collections.abc import (
        Awaitable,
        Callable,
        Iterable,
        Iterator,
        Mapping,
        MutableMapping,
    )
    from types import ModuleType

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

TAKEN = "apiproof.exchanges"
"""The key of a scope or an environ under which a sender leaves a list for its Exchange.

The list is the sender's, since an app may be handed a copy of what holds it.
"""

_RECORDED = "apiproof.recorded"
_ERROR = "apiproof.error"

_KEPT = 200
"""Exchanges kept a test: a test that sends thousands is not told of by all of them."""


class Recorder:
    """Keeps the Exchanges of the test that is running."""

    def __init__(self) -> None:
        self.test = ""
        self.exchanges: deque[Exchange] = deque(maxlen=_KEPT)

    def install(self) -> None:
        """Record every App of the process, made already or yet to be made."""
        on_import("starlette.applications", lambda module: self._wrap_asgi(module.Starlette))
        # Its apps answer by themselves or through the `wsgi_app` of a Flask, which is no edge.
        on_import(
            "connexion.middleware.main", lambda module: self._wrap_asgi(module.ConnexionMiddleware)
        )
        on_import("connexion.middleware.exceptions", _listen_connexion)
        on_import("flask.app", self._wrap_flask)

    def begin(self, test: str) -> None:
        """Start on another test.

        Args:
            test: Its node id.
        """
        self.test = test
        self.exchanges.clear()

    def keep(self, exchange: Exchange, holder: Mapping[str, Any]) -> None:
        """Keep an Exchange, and hand it to its sender where that asked for it.

        Args:
            exchange: The Exchange.
            holder: The request's scope or environ.
        """
        self.exchanges.append(exchange)
        taken = holder.get(TAKEN)
        if taken is not None:
            taken.append(exchange)

    def _wrap_asgi(self, kind: Any) -> None:
        original = kind.__call__
        recorder = self

        @functools.wraps(original)
        async def __call__(app: Any, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: N807 - stands for the method
            if scope["type"] != "http" or _RECORDED in scope:
                await original(app, scope, receive, send)
                return
            scope[_RECORDED] = True
            await recorder.asgi(functools.partial(original, app), scope, receive, send)

        kind.__call__ = __call__

    def _wrap_flask(self, module: ModuleType) -> None:
        original = module.Flask.__call__
        recorder = self

        @functools.wraps(original)
        def __call__(app: Any, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: N807 - stands for the method
            if _RECORDED in environ:
                return original(app, environ, start_response)  # type: ignore[no-any-return]
            environ[_RECORDED] = True
            return recorder.wsgi(functools.partial(original, app), environ, start_response)

        module.Flask.__call__ = __call__
        on_import("flask.signals", _listen_flask)

    async def asgi(
        self,
        app: Callable[[Scope, Receive, Send], Awaitable[None]],
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        """Run an ASGI app on one request and record it.

        Args:
            app: The app.
            scope: The request's scope.
            receive: As in ASGI.
            send: As in ASGI.
        """
        sent = bytearray()
        answered = bytearray()
        start: Message = {}

        async def record_receive() -> Message:
            message = await receive()
            if message["type"] == "http.request" and len(sent) < BODY_LIMIT:
                sent.extend(message.get("body", b""))
            return message

        async def record_send(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body" and len(answered) < BODY_LIMIT:
                answered.extend(message.get("body", b""))
            await send(message)

        began = time.perf_counter()
        error: BaseException | None = None
        try:
            await app(scope, record_receive, record_send)
        except BaseException as raised:
            error = raised
            raise
        finally:
            exchange = Exchange(
                scope["method"],
                scope["path"],
                scope.get("query_string", b""),
                tuple(scope["headers"]),
                bytes(sent[:BODY_LIMIT]),
                start.get("status", 500),
                tuple(start.get("headers", ())),
                bytes(answered[:BODY_LIMIT]),
                time.perf_counter() - began,
                self.test,
                error or scope.get(_ERROR),
            )
            self.keep(exchange, scope)

    def wsgi(
        self,
        app: Callable[[dict[str, Any], Any], Iterable[bytes]],
        environ: dict[str, Any],
        start_response: Any,
    ) -> Iterable[bytes]:
        """Run a WSGI app on one request and record it once its answer has been read.

        Args:
            app: The app.
            environ: The request's environment.
            start_response: As in WSGI.

        Returns:
            The answer, to be closed by the caller.
        """
        pending = _Pending(self, environ)

        def record_start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            pending.status, pending.headers = status, headers
            return start_response(status, headers, *rest)

        try:
            body = app(environ, record_start)
        except BaseException as error:
            pending.finish(error)
            raise
        return _Body(body, pending)


class _Pending:
    """A request at the WSGI edge whose answer isn't complete."""

    def __init__(self, recorder: Recorder, environ: dict[str, Any]) -> None:
        self.status = "500"
        self.headers: list[tuple[str, str]] = []
        self.answered = bytearray()
        self.error: BaseException | None = None
        self._recorder = recorder
        self._environ = environ
        self._began = time.perf_counter()
        self._sent = _peek(environ)

    def finish(self, error: BaseException | None = None) -> None:
        environ = self._environ
        exchange = Exchange(
            environ["REQUEST_METHOD"],
            _decoded(environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")),
            environ.get("QUERY_STRING", "").encode("latin-1"),
            tuple(_headers(environ)),
            self._sent,
            int(self.status[:3]),
            tuple(
                (key.lower().encode("latin-1"), value.encode("latin-1"))
                for key, value in self.headers
            ),
            bytes(self.answered[:BODY_LIMIT]),
            time.perf_counter() - self._began,
            self._recorder.test,
            error or environ.get(_ERROR),
        )
        self._recorder.keep(exchange, environ)


class _Body:
    """An answer's body that is recorded as it is read."""

    def __init__(self, body: Iterable[bytes], pending: _Pending) -> None:
        self._body = body
        self._pending: _Pending | None = pending
        self._answered = pending.answered

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._body:
            if len(self._answered) < BODY_LIMIT:
                self._answered.extend(chunk)
            yield chunk

    def close(self) -> None:
        close = getattr(self._body, "close", None)
        if close is not None:
            close()
        if self._pending is not None:
            self._pending.finish()
            self._pending = None


def _listen_flask(signals: ModuleType) -> None:
    with contextlib.suppress(RuntimeError):  # a Flask without signals is refused by its version
        signals.got_request_exception.connect(_note_exception)


def _note_exception(_: object, exception: BaseException, **__: object) -> None:
    from flask import request

    request.environ[_ERROR] = exception


def _listen_connexion(exceptions: ModuleType) -> None:
    """It answers by itself what nobody handled, and raises nothing."""
    kind = exceptions.ExceptionMiddleware
    original = kind.common_error_handler

    @functools.wraps(original)
    def common_error_handler(request: Any, exc: Exception) -> Any:
        request.scope[_ERROR] = exc
        return original(request, exc)

    kind.common_error_handler = staticmethod(common_error_handler)


def _peek(environ: dict[str, Any]) -> bytes:
    """The request's body, where it lies in memory and need not be read to be seen."""
    getvalue = getattr(environ.get("wsgi.input"), "getvalue", None)
    return b"" if getvalue is None else bytes(getvalue()[:BODY_LIMIT])


def _decoded(path: str) -> str:
    """Undo WSGI's passing of UTF-8 bytes as Latin-1 text (PEP 3333)."""
    return path.encode("latin-1").decode("utf-8", "replace")


def _headers(environ: dict[str, Any]) -> Iterator[tuple[bytes, bytes]]:
    for key, value in environ.items():
        if key.startswith("HTTP_") or key in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            name = key.removeprefix("HTTP_").replace("_", "-").lower()
            yield name.encode("latin-1"), str(value).encode("latin-1")
