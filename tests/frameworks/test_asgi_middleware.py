"""The security that middleware and Starlette's `@requires` give the routes below them."""

from __future__ import annotations

import functools
import inspect

import pytest
from asgi_apps import operations
from fastapi import Depends, FastAPI, HTTPException, Request, WebSocket
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.applications import Starlette
from starlette.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
    SimpleUser,
    requires,
)
from starlette.endpoints import HTTPEndpoint
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.routing import Mount, Route

from apiproof.model.operation import Requirement


class Lenient(AuthenticationBackend):
    async def authenticate(self, conn):
        if "Authorization" not in conn.headers:
            return None
        word, _token = conn.headers["Authorization"].split()
        if word.lower() != "bearer":
            raise AuthenticationError("no bearer")
        return AuthCredentials(["authenticated"]), SimpleUser("ada")


class Strict(AuthenticationBackend):
    def __init__(self, cookie):
        self.cookie = cookie

    async def authenticate(self, conn):
        if not conn.cookies.get(self.cookie):
            raise AuthenticationError("no cookie")
        return AuthCredentials(["authenticated"]), SimpleUser("ada")


async def view(request):
    return PlainTextResponse("x")


def refused(conn, error):
    return JSONResponse({}, status_code=401)


def statuses(operation):
    return {each.status for each in operation.responses}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({}, "403"),
        ({"status_code": 404}, "404"),
        ({"redirect": "login"}, "303"),
    ],
)
def test_requires_refuses_in_the_way_that_it_is_told_to(arguments, status):
    guarded = requires(["authenticated", "admin"], **arguments)(view)
    api, found = operations(Starlette(routes=[Route("/", guarded)]))
    operation = found["GET /"]
    (way,) = operation.security
    assert way == (Requirement("identity", ("authenticated", "admin"), "inferred"),)
    assert api.schemes["identity"].type == "guard"
    assert statuses(operation) == {"200", status}


def test_requires_is_seen_in_a_class_and_through_a_decorator_that_does_not_say_what_it_wraps():
    def logged(function):
        async def inner(request):
            return await function(request)

        return inner

    class Page(HTTPEndpoint):
        @requires("reader")
        async def get(self, request):
            return PlainTextResponse("x")

        async def post(self, request):
            return PlainTextResponse("x")

    routes = [Route("/page", Page), Route("/log", logged(requires("editor")(view)))]
    _, found = operations(Starlette(routes=routes))
    scopes = {key: [way[0].scopes for way in each.security] for key, each in found.items()}
    assert scopes == {"GET /page": [("reader",)], "POST /page": [], "GET /log": [("editor",)]}


def test_requires_asks_for_what_the_backend_reads():
    app = Starlette(
        routes=[Route("/open", view), Route("/closed", requires("authenticated")(view))],
        middleware=[Middleware(AuthenticationMiddleware, backend=Lenient())],
    )
    api, found = operations(app)
    assert not found["GET /open"].security
    ((requirement,),) = found["GET /closed"].security
    assert (api.schemes[requirement.scheme].scheme, requirement.scopes) == (
        "bearer",
        ("authenticated",),
    )
    assert "400" in statuses(found["GET /open"])  # a header that is there is read, and refused


def test_a_backend_that_raises_without_its_credential_closes_all_routes():
    inner = FastAPI()
    inner.get("/item")(lambda: 1)
    app = FastAPI()
    app.get("/open")(lambda: 1)
    app.mount("/api", AuthenticationMiddleware(inner, backend=Strict("sid"), on_error=refused))
    api, found = operations(app)
    assert not found["GET /open"].requires_identity
    assert found["GET /api/item"].security == ((Requirement("sid", (), "inferred"),),)
    assert api.schemes["sid"].location == "cookie"
    assert "401" in statuses(found["GET /api/item"])


@pytest.mark.parametrize("as_class", [True, False])
def test_a_middleware_that_refuses_every_path_closes_all_http_routes(as_class):
    async def check(request: Request, call_next):
        if request.headers.get("X-Api-Key") != "secret":
            return JSONResponse({}, status_code=401)
        return await call_next(request)

    class Check(BaseHTTPMiddleware):
        async def dispatch(self, request, call_next):
            return await check(request, call_next)

    app = FastAPI()
    if as_class:
        app.add_middleware(Check)
    else:
        app.middleware("http")(check)
    app.get("/item")(lambda: 1)

    @app.websocket("/socket")
    async def socket(websocket: WebSocket):
        await websocket.accept()

    _, found = operations(app)
    assert found["GET /item"].security == ((Requirement("X-Api-Key", (), "inferred"),),)
    assert "401" in statuses(found["GET /item"])
    assert not found["WEBSOCKET /socket"].security


def test_a_middleware_that_lets_some_paths_through_says_nothing_of_any():
    async def check(request: Request, call_next):
        if request.url.path.startswith("/public"):
            return await call_next(request)
        if request.headers.get("X-Api-Key") != "secret":
            return JSONResponse({}, status_code=401)
        return await call_next(request)

    app = FastAPI()
    app.middleware("http")(check)
    app.get("/item")(lambda: 1)
    _, found = operations(app)
    assert not found["GET /item"].security


def test_a_dependency_refuses_by_what_middleware_has_put_beside_the_request():
    def signed_in(request: Request):
        if not request.user.is_authenticated:
            raise HTTPException(401)

    app = FastAPI(middleware=[Middleware(AuthenticationMiddleware, backend=Lenient())])
    app.get("/item", dependencies=[Depends(signed_in)])(lambda: 1)
    api, found = operations(app)
    ((requirement,),) = found["GET /item"].security
    assert api.schemes[requirement.scheme].scheme == "bearer"


def test_middleware_of_a_mount_counts_for_what_is_below_it():
    middleware = [Middleware(AuthenticationMiddleware, backend=Strict("sid"))]
    routes = [Route("/open", view), Mount("/in", routes=[Route("/x", view)], middleware=middleware)]
    _, found = operations(Starlette(routes=routes))
    assert {key: each.requires_identity for key, each in found.items()} == {
        "GET /open": False,
        "GET /in/x": True,
    }


@pytest.mark.parametrize("name", ["User-Agent", "Idempotency-Key", "X-CSRF-Token"])
def test_a_header_that_only_looks_like_a_credential_is_none(name):
    def check(request: Request):
        if request.headers.get(name) is None:
            raise HTTPException(403)

    app = FastAPI()
    app.get("/item", dependencies=[Depends(check)])(lambda: 1)
    _, found = operations(app)
    assert not found["GET /item"].security


def test_an_error_with_its_status_beside_it_is_answered_with_that():
    class Refused(Exception):  # noqa: N818 - as users name them
        HTTP_STATUS = 401

    async def answer(request, error):
        return JSONResponse({}, status_code=error.HTTP_STATUS)

    def check(request: Request):
        if request.headers.get("Authorization") is None:
            raise Refused

    app = FastAPI(exception_handlers={Refused: answer})
    app.get("/item", dependencies=[Depends(check)])(functools.partial(lambda: 1))
    _, found = operations(app)
    assert "401" in statuses(found["GET /item"])
    assert found["GET /item"].requires_identity


def test_what_middleware_asks_of_everybody_is_needed_besides_what_a_route_asks_for():
    async def check(request: Request, call_next):
        if request.headers.get("X-Api-Key") != "secret":
            return JSONResponse({}, status_code=401)
        return await call_next(request)

    app = FastAPI()
    app.middleware("http")(check)
    app.get("/own", dependencies=[Depends(APIKeyHeader(name="x-api-key"))])(lambda: 1)
    app.get("/item", dependencies=[Depends(HTTPBearer())])(lambda: 1)
    _, found = operations(app)
    ways = {
        key: [[need.scheme for need in way] for way in op.security] for key, op in found.items()
    }
    assert ways == {"GET /item": [["HTTPBearer", "X-Api-Key"]], "GET /own": [["APIKeyHeader"]]}


def test_the_refusal_of_requires_is_there_behind_a_plain_wrapper_that_waits():
    def answering(function):
        async def inner(request):
            found = function(request=request)
            return await found if inspect.isawaitable(found) else found

        return inner

    _, found = operations(Starlette(routes=[Route("/", answering(requires("editor")(view)))]))
    assert "403" in statuses(found["GET /"])
