"""One request to an ASGI app in this process, without a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence

    from apiproof.model.exchange import Exchange

    Message = MutableMapping[str, Any]
    ASGIApp = Callable[..., Awaitable[None]]

ASGI = {"version": "3.0", "spec_version": "2.3"}
"""What servers of today announce (uvicorn 0.3x)."""

CLIENT = ("127.0.0.1", 50000)
"""The address that the app sees; a number, since apps parse it."""


class Call(NamedTuple):
    """A request, taken apart as ASGI wants it."""

    method: str
    scheme: str
    host: str
    port: int | None
    raw_path: bytes
    path: str
    query: bytes
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes


class Answer(NamedTuple):
    """An app's answer, complete, and the Exchange that was recorded of it."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    exchange: Exchange | None


async def send(app: ASGIApp, call: Call, state: Mapping[str, Any], taken: str) -> Answer:
    """Send one request to an app and read its answer to the end.

    An app that raises has answered 500, as it has under a server: with its own handler's response
    where it has one, with a plain text otherwise. The exception is in the Exchange.

    Args:
        app: The ASGI app.
        call: The request.
        state: What the lifespan yielded.
        taken: The key of the scope under which the recorder looks for a list.

    Returns:
        The answer.
    """
    exchanges: list[Exchange] = []
    scope = {
        "type": "http",
        "asgi": ASGI,
        "http_version": "1.1",
        "method": call.method,
        "scheme": call.scheme,
        "path": call.path,
        "raw_path": call.raw_path,
        "query_string": call.query,
        "headers": call.headers,
        "server": (call.host, call.port),
        "client": CLIENT,
        "root_path": "",
        "state": dict(state),
        taken: exchanges,
    }
    stream = _Stream(call)
    try:
        await app(scope, stream.receive, stream.send)
    except Exception:
        if not exchanges:
            raise  # not recorded: it was not the app that raised
    return stream.answer(exchanges[0] if exchanges else None)


class _Stream:
    """Both ends of one request."""

    def __init__(self, call: Call) -> None:
        self._body: bytes | None = call.body
        self._head = call.method == "HEAD"
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._chunks: list[bytes] = []
        self._complete = False
        self._waiting: Any = None

    async def receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        if not self._complete:
            await self._until_complete()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = [
                (bytes(name), bytes(value)) for name, value in message.get("headers", ())
            ]
        elif message["type"] == "http.response.body":
            if not self._head:
                self._chunks.append(message.get("body", b""))
            if not message.get("more_body", False):
                self._complete = True
                if self._waiting is not None:
                    self._waiting.set()

    def answer(self, exchange: Exchange | None) -> Answer:
        if not self._status:
            text = b"Internal Server Error"
            return Answer(500, [(b"content-type", b"text/plain; charset=utf-8")], text, exchange)
        return Answer(self._status, self._headers, b"".join(self._chunks), exchange)

    async def _until_complete(self) -> None:
        # anyio comes with Starlette and serves both asyncio and trio.
        from anyio import Event

        self._waiting = Event()
        await self._waiting.wait()
