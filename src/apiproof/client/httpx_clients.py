"""The clients of ASGI apps: httpx2's or httpx's own, over the App in this process."""

from __future__ import annotations

import functools
import importlib
import importlib.util
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from apiproof.client.asgi import Answer, Call, send
from apiproof.client.recorder import TAKEN
from apiproof.errors import UnsupportedError
from apiproof.frameworks.recognition import require

if TYPE_CHECKING:
    from types import ModuleType

    from apiproof.client.lifespan import Lifespans
    from apiproof.client.portal import Portal
    from apiproof.model.exchange import Exchange


OLDEST = {"httpx2": "2.0", "httpx": "0.27"}
"""The oldest supported version of each library, the preferred one first."""


def library_name() -> str | None:
    """The name of the client library that is used: httpx2 where it is installed, else httpx.

    Returns:
        Its import name, or None where neither is installed.
    """
    return next((name for name in OLDEST if importlib.util.find_spec(name)), None)


@functools.cache
def library() -> ModuleType:
    """Import the client library.

    Returns:
        httpx2, or httpx where that is what is installed.

    Raises:
        UnsupportedError: Neither is installed, or it is too old.
    """
    name = library_name()
    if name is None:
        raise UnsupportedError(
            "the fixtures `client` and `sync_client` of an ASGI app need httpx2 or httpx",
            hint="pip install httpx2",
        )
    require(name, OLDEST[name])
    return importlib.import_module(name)


_URLS = 2048
"""Joined URLs that are remembered."""


class Edge:
    """An ASGI App as its clients see it.

    Args:
        app: The ASGI app.
        lifespans: Its lifespans.
        base_url: What relative URLs are joined to.
    """

    def __init__(self, app: Any, lifespans: Lifespans, base_url: str) -> None:
        self.app = app
        self.lifespans = lifespans
        self.base_url = base_url
        self._urls: dict[str, Any] = {}

    def url(self, client: Any, text: str, build: Any) -> Any:
        """Join a relative URL to the base, once for all clients: parsing is a third of a request.

        Args:
            client: The client that asks.
            text: The URL as the test wrote it.
            build: The library's own `build_request`, which knows how.

        Returns:
            The library's URL, absolute.
        """
        if client.base_url is not client.first_base_url:
            return text  # the test chose another base
        joined = self._urls.get(text)
        if joined is None:
            if len(self._urls) >= _URLS:
                self._urls.clear()
            joined = self._urls[text] = build("GET", text).url
        return joined

    async def answer(self, request: Any, body: bytes) -> Answer:
        """Send a prepared request to the App.

        Args:
            request: The library's Request.
            body: Its content.

        Returns:
            The App's answer.
        """
        state = await self.lifespans.state()
        return await send(self.app, _call(request, body), state, TAKEN)


def _call(request: Any, body: bytes) -> Call:
    url = request.url
    return Call(
        request.method,
        url.scheme,
        url.host,
        url.port,
        url.raw_path.partition(b"?")[0],
        url.path,
        url.query,
        [(name.lower(), value) for name, value in request.headers.raw],
        body,
    )


@functools.cache
def async_client_class() -> type[Any]:
    """The class of the fixture `client` for ASGI apps.

    Returns:
        A subclass of the library's AsyncClient, constructed with an `Edge`.
    """
    lib = library()

    class Transport(lib.AsyncBaseTransport):  # type: ignore[misc, name-defined]
        """The way through the library: followed redirects, auth flows, hooks, streams."""

        def __init__(self, client: Any) -> None:
            self.client = client

        async def handle_async_request(self, request: Any) -> Any:
            body = await request.aread()
            answer = await self.client.edge.answer(request, body)
            self.client.last = answer.exchange
            return lib.Response(
                answer.status, headers=answer.headers, stream=lib.ByteStream(answer.body)
            )

    class AsyncClient(lib.AsyncClient):  # type: ignore[misc, name-defined]
        """An AsyncClient over the App in this process, on whatever event loop it is used.

        Attributes:
            last: The last Exchange of this client.
        """

        last: Exchange | None = None

        def __init__(self, edge: Edge) -> None:
            super().__init__(transport=Transport(self), base_url=edge.base_url, trust_env=False)
            self.edge = edge
            self.first_base_url = self.base_url

        def build_request(self, method: str, url: Any, **options: Any) -> Any:
            """Build a request, as the library does."""
            if isinstance(url, str):
                url = self.edge.url(self, url, super().build_request)
            return super().build_request(method, url, **options)

        async def send(self, request: Any, **options: Any) -> Any:
            """Send a request; the short way where nothing but one answer is asked for."""
            if options.get("stream") or not _is_plain(self, request, options):
                return await super().send(request, **options)
            answer = await self.edge.answer(request, await request.aread())
            self.last = answer.exchange
            return _response(lib, self, request, answer)

    return AsyncClient


@functools.cache
def sync_client_class() -> type[Any]:
    """The class of the fixture `sync_client`.

    Returns:
        A subclass of the library's Client, constructed with an `Edge` and a `Portal`.
    """
    lib = library()

    class Transport(lib.BaseTransport):  # type: ignore[misc, name-defined]
        def __init__(self, client: Any) -> None:
            self.client = client

        def handle_request(self, request: Any) -> Any:
            body = request.read()
            answer = self.client.portal.run(self.client.edge.answer, request, body)
            self.client.last = answer.exchange
            return lib.Response(
                answer.status, headers=answer.headers, stream=lib.ByteStream(answer.body)
            )

    class Client(lib.Client):  # type: ignore[misc, name-defined]
        """A Client over the App in this process; the App runs on a loop in another thread.

        Attributes:
            last: The last Exchange of this client.
        """

        last: Exchange | None = None

        def __init__(self, edge: Edge, portal: Portal) -> None:
            super().__init__(transport=Transport(self), base_url=edge.base_url, trust_env=False)
            self.edge = edge
            self.portal = portal

    return Client


def _is_plain(client: Any, request: Any, options: dict[str, Any]) -> bool:
    """Whether sending means one request and one answer, read whole."""
    if client.is_closed or client.follow_redirects or request.url.userinfo:
        return False
    # The library's own default is an object of its own, neither true nor a tuple.
    if options.get("follow_redirects") is True or client.auth is not None:
        return False
    auth = options.get("auth")
    if auth is not None and type(auth).__name__ != "UseClientDefault":
        return False
    hooks = client.event_hooks
    return not (hooks["request"] or hooks["response"])


def _response(lib: ModuleType, client: Any, request: Any, answer: Answer) -> Any:
    response = lib.Response(
        answer.status, headers=answer.headers, stream=lib.ByteStream(answer.body), request=request
    )
    if "content-encoding" not in response.headers and _keeps_content(lib):
        response._content = answer.body  # noqa: SLF001 - probed; saves a fifth of the request
        response.is_closed = response.is_stream_consumed = True
    else:
        response.read()
    response.elapsed = timedelta(seconds=answer.exchange.seconds if answer.exchange else 0)
    client.cookies.extract_cookies(response)
    build = getattr(client, "_build_redirect_request", None)
    if response.has_redirect_location and build is not None:
        response.next_request = build(request, response)
    return response


@functools.cache
def _keeps_content(lib: ModuleType) -> bool:
    """Whether a Response that has been read is one with these attributes, in this version."""
    response = lib.Response(200, stream=lib.ByteStream(b"probe"))
    before = set(vars(response))
    response.read()
    return (
        vars(response).get("_content") == b"probe"
        and set(vars(response)) - before <= {"_content", "_num_bytes_downloaded", "_decoder"}
        and response.is_closed
        and response.is_stream_consumed
    )
