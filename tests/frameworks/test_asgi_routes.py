"""Which routes of FastAPI and Starlette are found, through all that they may lie in."""

from __future__ import annotations

import enum
import functools
import pathlib
from typing import Annotated

import pytest
from asgi_apps import endpoint, only, operations, with_route
from fastapi import (
    APIRouter,
    Depends,
    FastAPI,
    Path,
    Request,
    WebSocket,
)
from fastapi.security import (
    HTTPBearer,
)
from flask import Flask
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Host, Mount, Route, Router, WebSocketRoute
from starlette.staticfiles import StaticFiles

from apiproof.frameworks.recognition import recognise


def test_websockets_are_listed():
    app = FastAPI()
    router = APIRouter(prefix="/rooms/{room}")

    @router.websocket("/ws")
    async def chat(socket: WebSocket, room: int, q: str = ""):
        await socket.accept()

    app.include_router(router)
    app.router.routes.append(WebSocketRoute("/plain", chat))
    _, found = operations(app)
    assert set(found) == {"WEBSOCKET /rooms/{room}/ws", "WEBSOCKET /plain"}
    socket = found["WEBSOCKET /rooms/{room}/ws"]
    assert [(each.name, each.location) for each in socket.parameters] == [
        ("room", "path"),
        ("q", "query"),
    ]
    assert not socket.responses
    assert not socket.hidden


def test_what_a_raw_body_is_read_for():
    app = FastAPI()

    @app.post("/json")
    async def as_json(request: Request):
        data = await request.json()
        return data["name"]

    @app.put("/raw")
    async def as_bytes(request: Request):
        return len(await request.body())

    _, found = operations(app)
    (body,) = found["POST /json"].bodies
    assert (body.media_type, [each.name for each in body.fields]) == ("application/json", ["name"])
    assert body.confidence == "inferred"
    assert found["PUT /raw"].bodies[0].media_type == "*/*"


def test_deprecation_tags_and_names():
    class Tag(enum.Enum):
        old = "old things"

    app = FastAPI()
    router = APIRouter(deprecated=True, tags=["outer"])
    router.add_api_route("/", endpoint(), methods=["GET"], tags=[Tag.old], operation_id="list")
    app.include_router(router)
    _, operation = only(app)
    assert operation.deprecated
    assert (operation.tags, operation.name) == (("outer", "old things"), "list")


def test_one_router_included_twice_is_two_sets_of_operations():
    router = APIRouter()
    router.add_api_route("/x", endpoint(), methods=["GET"])
    app = FastAPI()
    app.include_router(router, prefix="/v1")
    app.include_router(router, prefix="/v2", dependencies=[Depends(HTTPBearer())], deprecated=True)
    _, found = operations(app)
    assert set(found) == {"GET /v1/x", "GET /v2/x"}
    assert not found["GET /v1/x"].security
    assert found["GET /v2/x"].security
    assert found["GET /v2/x"].deprecated


def test_routes_added_after_an_inclusion_are_there():
    router = APIRouter()
    app = FastAPI()
    app.include_router(router, prefix="/v1")
    before = set(operations(app)[1])
    app.add_api_route("/later", endpoint(), methods=["GET"])
    assert set(operations(app)[1]) - before == {"GET /later"}


def test_mounts_hosts_and_middleware_are_looked_through():
    def page(request):
        pass

    inner = Starlette(routes=[Route("/deep", page, methods=["GET", "POST"])])
    api = FastAPI()
    api.add_api_route("/sub", endpoint(), methods=["GET"])
    app = Starlette(
        routes=[
            Mount("/a/{tenant}", app=GZipMiddleware(inner)),
            Mount("/b", routes=[Mount("/c", app=Router([Route("/d", page)]))]),
            Host("{sub}.example.org", app=Router([Route("/hosted", page)])),
            Mount("/api", app=api),
        ]
    )
    _, found = operations(app)
    assert set(found) == {
        "GET /a/{tenant}/deep",
        "POST /a/{tenant}/deep",
        "GET /b/c/d",
        "GET /hosted",
        "GET /api/sub",
    }
    assert [each.name for each in found["GET /a/{tenant}/deep"].parameters] == ["tenant"]
    assert found["GET /hosted"].host == "{sub}.example.org"


def test_what_the_framework_serves_is_internal(tmp_path):
    app = FastAPI()
    app.mount("/static", StaticFiles(directory=tmp_path))
    api = recognise(app).operations(app)
    assert all(each.internal and each.hidden for each in api.operations)
    assert "GET /static/{path}" in {each.key for each in api.operations}
    assert "GET /docs" in {each.key for each in api.operations}


@pytest.mark.filterwarnings("ignore:.*wsgi")
def test_a_flask_app_inside_is_listed_by_its_own_adapter():
    from starlette.middleware.wsgi import WSGIMiddleware

    old = Flask("old")
    old.add_url_rule("/users/<int:user_id>", "user", lambda user_id: "x")
    app = FastAPI()
    app.mount("/old", WSGIMiddleware(old))
    _, found = operations(app)
    assert found["GET /old/users/{user_id}"].parameters[0].schema["type"] == "integer"


def test_what_cannot_be_listed_is_noted():
    async def opaque(scope, receive, send):
        pass

    app = Starlette(routes=[Mount("/opaque", app=opaque), Route("/any", opaque_class())])
    api, found = operations(app)
    assert any("what /opaque serves is not listed" in note for note in api.notes)
    assert any("/any takes any method" in note for note in api.notes)
    assert set(found) == {"GET /any"}


def opaque_class():
    class Whatever:
        def __init__(self, scope, receive, send):
            pass

    return Whatever


def test_an_app_mounted_into_itself_ends():
    app = Starlette(routes=[Route("/x", lambda request: None)])
    app.mount("/again", app)
    _, found = operations(app)
    assert set(found) == {"GET /x"}


def test_a_route_that_another_answers_is_noted():
    app = FastAPI()
    app.add_api_route("/x", endpoint(), methods=["GET"], name="first")
    app.add_api_route("/x", endpoint(), methods=["GET"], name="second")
    api, found = operations(app)
    assert found["GET /x"].name.startswith("first")
    assert "GET /x" in api.notes[0]
    assert "never reached" in api.notes[0]


def test_a_starlette_route_in_fastapi_is_hidden():
    app = FastAPI()
    app.add_route("/plain", lambda request: None, methods=["GET"])
    _, operation = only(app)
    assert operation.hidden


def test_the_head_of_starlette_is_left_out_and_an_own_one_is_kept():
    app = FastAPI()
    app.add_api_route("/own", endpoint(), methods=["HEAD", "GET"])
    app.add_route("/added", lambda request: None, methods=["GET"])
    assert set(operations(app)[1]) == {"GET /own", "HEAD /own", "GET /added"}


def test_the_handler_is_where_the_user_wrote_it():
    def decorated(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs)

        return wrapper

    app = FastAPI()

    @app.get("/")
    @decorated
    def mine():
        pass

    _, operation = only(app)
    assert operation.handler.name.endswith("mine")
    assert operation.handler.path == __file__
    lines = pathlib.Path(__file__).read_text().splitlines()
    assert lines[operation.handler.line - 1].strip() == '@app.get("/")'


def test_listing_changes_nothing():
    app = FastAPI()
    app.add_api_route("/", endpoint(body=dict), methods=["POST"])
    before = (app.openapi_schema, list(app.routes), app.middleware_stack)
    operations(app)
    assert (app.openapi_schema, list(app.routes), app.middleware_stack) == before


def test_a_path_constraint_of_the_annotation_wins():
    _, operation = with_route("/{n}", "GET", n=Annotated[int, Path(gt=3)])
    assert operation.parameters[0].schema == {"type": "integer", "exclusiveMinimum": 3}


def test_a_request_whose_class_only_type_checkers_import_is_one():
    async def view(request: OnlyForTypeCheckers.Request):  # noqa: F821
        return PlainTextResponse((await request.json())["name"])

    _, found = operations(Starlette(routes=[Route("/", view, methods=["POST"])]))
    (body,) = found["POST /"].bodies
    assert [each.name for each in body.fields] == ["name"]
