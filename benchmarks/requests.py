"""What one request costs, by client, over a raw ASGI call and over httpx2 with ASGITransport.

`python -m benchmarks.requests` sends GET requests to an app that does nothing, so what is left is
the client, the framework and, for ours, the recording of the exchange. Ours are made as the
fixtures make them, over apps of their own: recording is switched on for a class of apps, and the
peers must not pay for it.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import sys
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient
from flask import Flask

from apiproof.client.flask_client import make_client
from apiproof.client.httpx_clients import Edge, async_client_class, sync_client_class
from apiproof.client.lifespan import Lifespans
from apiproof.client.portal import Portal
from apiproof.client.recorder import Recorder
from benchmarks._measure import interleaved, ratio, spent_here, table

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Sequence
    from contextlib import AbstractContextManager

    Send = Callable[[int], object]

RAW = "raw ASGI"
HTTPX2 = "httpx2 + ASGITransport"
RAW_WSGI = "raw WSGI"
OK = 200

recorder = Recorder()


class RecordedFastAPI(FastAPI):
    """An app that is recorded as the plugin does it."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Record HTTP, pass the rest on."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        await recorder.asgi(super().__call__, scope, receive, send)


class RecordedFlask(Flask):
    """An app that is recorded as the plugin does it."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Record the request."""
        return recorder.wsgi(super().__call__, environ, start_response)


class Unwatched:
    """Stands for the fixture that makes the database ready for a start-up: there is none."""

    def begin(self) -> None:
        """Do nothing."""

    def end(self, _error: BaseException | None) -> bool:
        """Ask for no second start-up."""
        return False


async def ping() -> dict[str, str]:
    return {"answer": "pong"}


def flask_ping() -> dict[str, str]:
    return {"answer": "pong"}


api, recorded_api = FastAPI(), RecordedFastAPI()
site, recorded_site = Flask("site"), RecordedFlask("recorded")
for each_api in (api, recorded_api):
    each_api.get("/ping")(ping)
for each_site in (site, recorded_site):
    each_site.config["TESTING"] = True
    each_site.get("/ping")(flask_ping)


@contextmanager
def on_a_loop(many: Callable[[int], Coroutine[Any, Any, None]]) -> Iterator[Send]:
    """Await the requests of a contestant, all on one loop."""
    with asyncio.Runner() as runner:
        yield lambda count: runner.run(many(count))


@contextmanager
def raw_asgi() -> Iterator[Send]:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/ping",
        "raw_path": b"/ping",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"test")],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def many(count: int) -> None:
        for _ in range(count):
            sent: list[Any] = []

            async def send(message: Any, sent: list[Any] = sent) -> None:
                sent.append(message)

            await api(dict(scope), receive, send)
            _expect(sent[0]["status"])

    with on_a_loop(many) as sender:
        yield sender


@contextmanager
def transport(library: Any) -> Iterator[Send]:
    async def many(count: int) -> None:
        for _ in range(count):
            _expect((await client.get("/ping")).status_code)

    client = library.AsyncClient(transport=library.ASGITransport(app=api), base_url="http://test")
    with on_a_loop(many) as sender:
        yield sender


@contextmanager
def starlette_client() -> Iterator[Send]:
    with TestClient(api) as client:
        yield partial(_one_by_one, lambda: client.get("/ping").status_code)


def _edge() -> Edge:
    lifespans = Lifespans(recorded_api, "benchmark", Unwatched())
    return Edge(recorded_api, lifespans, "http://test")


@contextmanager
def our_client() -> Iterator[Send]:
    async def many(count: int) -> None:
        for _ in range(count):
            _expect((await client.get("/ping")).status_code)

    client = async_client_class()(_edge())
    with on_a_loop(many) as sender:
        yield sender


@contextmanager
def our_sync_client() -> Iterator[Send]:
    portal = Portal()
    client = sync_client_class()(_edge(), portal)
    yield partial(_one_by_one, lambda: client.get("/ping").status_code)
    portal.close()


@contextmanager
def raw_wsgi() -> Iterator[Send]:
    def get() -> int:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/ping",
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "test",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "test",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        started: list[str] = []

        def start_response(status: str, _headers: Any, _error: Any = None) -> Any:
            started.append(status)

        for _ in site.wsgi_app(environ, start_response):
            pass
        return int(started[0][:3])

    yield partial(_one_by_one, get)


@contextmanager
def flask_client() -> Iterator[Send]:
    client = site.test_client()
    yield partial(_one_by_one, lambda: client.get("/ping").status_code)


@contextmanager
def our_flask_client() -> Iterator[Send]:
    client = make_client(recorded_site)
    yield partial(_one_by_one, lambda: client.get("/ping").status_code)


def _one_by_one(get: Callable[[], int], count: int) -> None:
    for _ in range(count):
        _expect(get())


def _expect(status: int) -> None:
    if status != OK:
        message = f"the app answered {status}"
        raise RuntimeError(message)


ASGI: dict[str, Callable[[], AbstractContextManager[Send]]] = {
    RAW: raw_asgi,
    HTTPX2: partial(transport, httpx2),
    "httpx + ASGITransport": partial(transport, httpx),
    "TestClient inside with": starlette_client,
    "ours: client": our_client,
    "ours: sync_client": our_sync_client,
}
WSGI: dict[str, Callable[[], AbstractContextManager[Send]]] = {
    RAW_WSGI: raw_wsgi,
    "Flask test_client": flask_client,
    "ours: Flask client": our_flask_client,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.requests")
    parser.add_argument("--requests", type=int, default=200, help="requests in a round")
    parser.add_argument("--rounds", type=int, default=11)
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        senders = {
            name: stack.enter_context(contestant()) for name, contestant in {**ASGI, **WSGI}.items()
        }
        for send in senders.values():
            send(options.requests)
        spent = interleaved(
            {n: partial(spent_here, partial(s, options.requests)) for n, s in senders.items()},
            options.rounds,
        )
    each = {name: value.cpu / options.requests * 1e6 for name, value in spent.items()}
    print(_report(each, list(ASGI), (RAW, HTTPX2)), end="\n\n")
    print(_report(each, list(WSGI), (RAW_WSGI, "Flask test_client")))
    return 0


def _report(each: dict[str, float], names: Sequence[str], bases: tuple[str, str]) -> str:
    rows = [
        (name, f"{each[name]:.0f}", *(ratio(each[name], each[base]) for base in bases))
        for name in names
    ]
    return table(("client", "us", *(f"over {base}" for base in bases)), rows)


if __name__ == "__main__":
    sys.exit(main())
