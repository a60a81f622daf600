"""Asks a FastAPI app for its operations in two other ways than apiproof does, and compares.

The documents that FastAPI writes of it, with everything made visible that was hidden, say which
operations there are. Its own matching of a request says which function answers each.

Run as `python asgi_truth.py MODULE`, whose `app` is the app; prints what differs as JSON.
"""

import asyncio
import importlib
import inspect
import json
import re
import sys

from fastapi import APIRouter, FastAPI, routing
from fastapi.openapi.utils import get_openapi
from starlette.routing import Mount, Route, WebSocketRoute

SAMPLES = {"integer": "1", "number": "1.5", "uuid": "7d444840-9dc0-11d1-b245-5ffdce74fad2"}


def visible(function):
    """The same function, and nothing that it makes is hidden."""
    accepts = "include_in_schema" in inspect.signature(function).parameters

    def wrapper(*args, **kwargs):
        if accepts and "include_in_schema" in kwargs:
            kwargs["include_in_schema"] = True
        return function(*args, **kwargs)

    return wrapper


for kind, name in (
    (routing.APIRoute, "__init__"),
    (APIRouter, "__init__"),
    (APIRouter, "include_router"),
):
    setattr(kind, name, visible(getattr(kind, name)))


def inner(app):
    while not hasattr(app, "routes") and hasattr(app, "app"):
        app = app.app
    return app


def documented(app, prefix=""):
    """The operations of an app's document and of the documents of what is mounted into it."""
    app = inner(app)
    found = set()
    if isinstance(app, FastAPI):
        document = get_openapi(title="x", version="1", routes=app.routes)
        found = {
            (method.upper(), prefix + path)
            for path, methods in document["paths"].items()
            for method in methods
        }
    for route in getattr(app, "routes", []):
        if isinstance(route, Mount):
            found |= documented(route.app, prefix + re.sub(r":\w+}", "}", route.path))
    return found


CHOSEN = []


async def record(route, scope, receive, send):
    CHOSEN.append(route.endpoint)
    if scope["type"] == "http":  # middleware waits for an answer
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def answers(app, method, path):
    """The endpoint that the app's own routing chooses, which then doesn't run."""
    CHOSEN.clear()
    kind = "websocket" if method == "WEBSOCKET" else "http"
    headers = [(b"host", b"localhost")]
    scope = {"type": kind, "method": method, "path": path, "query_string": b"", "headers": headers}
    scope |= {"root_path": "", "raw_path": path.encode(), "scheme": "http", "app": app, "state": {}}
    scope |= {"client": ("127.0.0.1", 1), "server": ("localhost", 80), "http_version": "1.1"}
    asyncio.run(app.router(scope, nothing, ignore))
    return CHOSEN[0] if CHOSEN else None


async def nothing():
    return {"type": "http.request", "body": b"", "more_body": False}


async def ignore(message):
    pass


def sample(operation):
    path = operation.path
    for parameter in operation.parameters:
        if parameter.location == "path":
            kind = parameter.schema.get("format") or parameter.schema.get("type")
            values = parameter.schema.get("enum") or [SAMPLES.get(kind, "x")]
            path = path.replace(f"{{{parameter.name}}}", str(values[0]))
    return path


def main():
    app = importlib.import_module(sys.argv[1]).app
    from apiproof.frameworks.handlers import handler_of
    from apiproof.frameworks.recognition import recognise

    api = recognise(app).operations(app)
    for kind in (routing.APIRoute, Route, WebSocketRoute):
        kind.handle = record
    mine = [each for each in api.operations if not each.internal]
    truth = documented(app)
    wrong = []
    for operation in mine:
        endpoint = answers(app, operation.method, sample(operation))
        if inspect.isclass(endpoint):
            endpoint = getattr(endpoint, operation.method.lower(), endpoint)
        if endpoint is None or handler_of(endpoint) != operation.handler:
            wrong.append([operation.key, operation.handler.name, repr(endpoint)])
    listed = {(each.method, each.path) for each in mine}
    print(
        json.dumps(
            {
                "missing": sorted(truth - listed),
                "beyond the documents": sorted(listed - truth),
                "answered by another": wrong,
                "operations": len(api.operations),
                "hidden": sum(each.hidden for each in mine),
                "notes": api.notes,
            }
        )
    )


main()
