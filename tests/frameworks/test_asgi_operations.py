"""What is found of FastAPI's and Starlette's routes, beyond the sample API of the battery."""

from __future__ import annotations

import enum
import functools
import inspect
import pathlib
import uuid
from typing import Annotated, Literal

import pytest
from fastapi import (
    APIRouter,
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    HTTPException,
    Path,
    Query,
    Request,
    Security,
    UploadFile,
    WebSocket,
)
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPBasic,
    HTTPBearer,
    OAuth2PasswordBearer,
    OpenIdConnect,
)
from flask import Flask
from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Host, Mount, Route, Router, WebSocketRoute
from starlette.staticfiles import StaticFiles

from apiproof.frameworks.recognition import recognise
from apiproof.model.operation import Requirement


def operations(app):
    api = recognise(app).operations(app)
    return api, {each.key: each for each in api.operations if not each.internal}


def only(app):
    """The one operation of an app, and its API."""
    api, found = operations(app)
    (operation,) = found.values()
    return api, operation


def endpoint(**annotations):
    """A handler with the given parameters."""

    def handler(**values):
        return values

    handler.__signature__ = inspect.Signature(
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
            for name, annotation in annotations.items()
        ]
    )
    return handler


def with_route(path="/", method="POST", **annotations):
    app = FastAPI()
    app.add_api_route(path, endpoint(**annotations), methods=[method])
    return only(app)


def parameters(operation, location):
    return {
        each.name: (each.schema, each.required)
        for each in operation.parameters
        if each.location == location
    }


class Colour(enum.Enum):
    red = "red"
    blue = "blue"


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


class Node(BaseModel):
    model_config = ConfigDict(extra="forbid")
    value: int
    children: list[Node] = []


class Filter(BaseModel):
    limit: int = 10
    order_by: str = Field(alias="orderBy")


class Headers(BaseModel):
    x_trace: str
    if_match: str | None = None


@pytest.mark.parametrize(
    ("annotation", "name", "schema", "required"),
    [
        (Annotated[int, Query()], "value", {"type": "integer"}, True),
        (
            Annotated[int, Query(ge=1, le=9)],
            "value",
            {"type": "integer", "minimum": 1, "maximum": 9},
            True,
        ),
        (Annotated[str, Query(alias="other")], "other", {"type": "string"}, True),
        (
            Annotated[list[str], Query()],
            "value",
            {"type": "array", "items": {"type": "string"}},
            True,
        ),
        (Annotated[uuid.UUID, Query()], "value", {"type": "string", "format": "uuid"}, True),
        (
            Annotated[str, Query(min_length=2, pattern="^a")],
            "value",
            {"type": "string", "minLength": 2, "pattern": "^a"},
            True,
        ),
        (
            Annotated[Literal["a", "b"], Query()],
            "value",
            {"type": "string", "enum": ["a", "b"]},
            True,
        ),
        (Annotated[int, Query(include_in_schema=False)], "value", {"type": "integer"}, True),
    ],
)
def test_query_parameters(annotation, name, schema, required):
    _, operation = with_route(method="GET", value=annotation)
    assert parameters(operation, "query") == {name: (schema, required)}


def test_defaults_are_part_of_the_schema():
    app = FastAPI()

    @app.get("/")
    def handler(limit: int = 5, q: str | None = None):
        pass

    _, operation = only(app)
    found = parameters(operation, "query")
    assert found["limit"] == ({"type": "integer", "default": 5}, False)
    assert found["q"] == ({"anyOf": [{"type": "string"}, {"type": "null"}]}, False)


def test_headers_have_the_spelling_of_the_request():
    app = FastAPI()

    @app.get("/")
    def handler(
        x_token: Annotated[str, Header()],
        as_is: Annotated[str, Header(convert_underscores=False)],
        named: Annotated[str, Header(alias="X_Named")],
        tracking: Annotated[str, Cookie()],
    ):
        pass

    _, operation = only(app)
    assert list(parameters(operation, "header")) == ["x-token", "as_is", "X_Named"]
    assert list(parameters(operation, "cookie")) == ["tracking"]


def test_a_model_of_parameters_is_its_fields():
    app = FastAPI()

    @app.get("/")
    def handler(query: Annotated[Filter, Query()], headers: Annotated[Headers, Header()]):
        pass

    _, operation = only(app)
    assert parameters(operation, "query") == {
        "limit": ({"type": "integer", "default": 10}, False),
        "orderBy": ({"type": "string"}, True),
    }
    assert {name: needed for name, (_, needed) in parameters(operation, "header").items()} == {
        "x-trace": True,
        "if-match": False,
    }


def test_dependencies_at_any_depth_bring_their_parameters():
    def deepest(tenant: Annotated[str, Header()]):
        return tenant

    class Middle:
        def __init__(self, page: int = 1, tenant: str = Depends(deepest)):
            pass

    app = FastAPI(dependencies=[Depends(deepest)])
    router = APIRouter(prefix="/a/{org}", dependencies=[Depends(Middle)])
    router.add_api_route("/b", functools.partial(endpoint(page=int)), methods=["GET"])
    app.include_router(router)
    _, operation = only(app)
    assert operation.path == "/a/{org}/b"
    assert [(each.location, each.name, each.required) for each in operation.parameters] == [
        ("query", "page", True),
        ("header", "tenant", True),
        ("path", "org", True),
    ]


def test_a_path_parameter_is_what_its_converter_lets_through():
    app = FastAPI()
    app.add_api_route(
        "/{number:int}/{text}/{rest:path}", lambda number, text, rest: 1, methods=["GET"]
    )
    _, operation = only(app)
    assert operation.path == "/{number}/{text}/{rest}"
    assert operation.rule == "/{number:int}/{text}/{rest:path}"
    assert operation.parameters[0].schema == {"type": "integer", "minimum": 0}
    assert [each.required for each in operation.parameters] == [True, True, True]


@pytest.mark.parametrize(
    ("annotations", "media_type", "fields"),
    [
        ({"body": Dog}, "application/json", {"kind": True, "name": True}),
        ({"one": Dog, "two": Cat}, "application/json", {"one": True, "two": True}),
        ({"body": Annotated[Dog, Body(embed=True)]}, "application/json", {"body": True}),
        ({"number": Annotated[int, Body()]}, "application/json", {}),
        ({"body": list[Dog]}, "application/json", {}),
        ({"body": Cat | Dog}, "application/json", {"kind": True, "lives": False, "name": False}),
        (
            {"body": Annotated[Cat | Dog, Body(discriminator="kind")]},
            "application/json",
            {"kind": True, "lives": False, "name": False},
        ),
        (
            {"body": Annotated[Dog, Body(media_type="application/vnd.dog+json")]},
            "application/vnd.dog+json",
            {"kind": True, "name": True},
        ),
        (
            {"body": Annotated[Dog, Form()]},
            "application/x-www-form-urlencoded",
            {"kind": True, "name": True},
        ),
        ({"name": Annotated[str, Form()]}, "application/x-www-form-urlencoded", {"name": True}),
        (
            {"name": Annotated[str, Form()], "file": UploadFile},
            "multipart/form-data",
            {"name": True, "file": True},
        ),
        ({"files": Annotated[list[bytes], File()]}, "multipart/form-data", {"files": True}),
    ],
)
def test_bodies(annotations, media_type, fields):
    _, operation = with_route(**annotations)
    (body,) = operation.bodies
    assert body.media_type == media_type
    assert {each.name: each.required for each in body.fields} == fields
    assert body.required


def test_an_optional_body_is_not_required():
    app = FastAPI()

    @app.post("/")
    def handler(dog: Dog | None = None):
        pass

    _, operation = only(app)
    assert not operation.bodies[0].required
    assert [each.name for each in operation.bodies[0].fields] == ["kind", "name"]


def test_a_discriminator_is_kept():
    api, operation = with_route(body=Annotated[Cat | Dog, Body(discriminator="kind")])
    schema = operation.bodies[0].schema
    assert schema["discriminator"]["propertyName"] == "kind"
    assert {each["$ref"].rpartition("/")[2] for each in schema["oneOf"]} <= set(api.schemas)


def test_a_model_that_refers_to_itself():
    api, operation = with_route(body=Node)
    assert [each.name for each in operation.bodies[0].fields] == ["value", "children"]
    assert operation.bodies[0].closed
    assert "Node" in api.schemas


def test_two_models_of_one_name_stay_apart():
    def model(kind):
        return type(
            "Item", (BaseModel,), {"__annotations__": {"value": kind}, "__module__": kind.__name__}
        )

    app = FastAPI()
    app.add_api_route("/a", endpoint(body=model(int)), methods=["POST"])
    app.add_api_route("/b", endpoint(body=model(str)), methods=["POST"])
    api, found = operations(app)
    types = {
        key: api.schemas[each.bodies[0].schema["$ref"].rpartition("/")[2]]["properties"]["value"][
            "type"
        ]
        for key, each in found.items()
    }
    assert types == {"POST /a": "integer", "POST /b": "string"}


def test_a_type_without_a_schema_is_a_note_and_no_crash():
    class Odd:
        @classmethod
        def __get_pydantic_core_schema__(cls, source, handler):
            from pydantic_core import core_schema

            return core_schema.is_instance_schema(cls)

    api, operation = with_route(body=Annotated[Odd, Body()])
    assert operation.bodies[0].schema == {}
    assert "has no JSON schema" in api.notes[0]


def test_a_get_has_no_body():
    _, operation = with_route(method="GET", body=Dog)
    assert operation.bodies == ()


def test_declared_responses():
    app = FastAPI()

    @app.post(
        "/",
        status_code=202,
        responses={
            404: {"model": Dog},
            "4XX": {"description": "x"},
            200: {"content": {"image/png": {}}},
        },
    )
    def handler() -> Cat:
        pass

    _, operation = only(app)
    found = {each.status: (each.media_type, each.schema) for each in operation.responses}
    assert found["202"][0] == "application/json"
    assert found["202"][1]["$ref"].endswith("Cat")
    assert found["404"][1]["$ref"].endswith("Dog")
    assert found["4XX"] == ("", None)
    assert found["200"] == ("image/png", None)


@pytest.mark.parametrize(
    ("response_class", "media_type"),
    [(HTMLResponse, "text/html"), (PlainTextResponse, "text/plain"), (StreamingResponse, "")],
)
def test_the_media_type_of_a_response_class(response_class, media_type):
    app = FastAPI(default_response_class=response_class)
    app.add_api_route("/", lambda: "x", methods=["GET"])
    _, operation = only(app)
    assert operation.responses[0].media_type == media_type


def test_only_what_is_validated_may_be_422():
    app = FastAPI()
    app.add_api_route("/a", lambda: 1, methods=["GET"])
    app.add_api_route("/b", endpoint(value=int), methods=["GET"])
    _, found = operations(app)
    assert [each.status for each in found["GET /a"].responses] == ["200"]
    assert [each.status for each in found["GET /b"].responses] == ["200", "422"]


def test_what_code_raises_is_inferred():
    class MissingError(Exception):
        pass

    class Teapot(HTTPException):
        def __init__(self):
            super().__init__(418)

    app = FastAPI()

    @app.exception_handler(MissingError)
    async def answer(request, error):
        return PlainTextResponse("missing", status_code=410)

    def dependency():
        raise HTTPException(status_code=402)

    @app.get("/", dependencies=[Depends(dependency)])
    def handler(kind: str):
        if kind == "a":
            raise HTTPException(409)
        if kind == "b":
            raise MissingError
        raise Teapot

    _, operation = only(app)
    found = {each.status: each.confidence for each in operation.responses}
    assert found == {
        "200": "declared",
        "422": "declared",
        "402": "inferred",
        "409": "inferred",
        "410": "inferred",
        "418": "inferred",
    }


SCHEMES = [
    (HTTPBearer(), ("http", "bearer", "", "")),
    (HTTPBasic(), ("http", "basic", "", "")),
    (APIKeyHeader(name="X-Key"), ("apiKey", "", "header", "X-Key")),
    (APIKeyQuery(name="key"), ("apiKey", "", "query", "key")),
    (APIKeyCookie(name="sid"), ("apiKey", "", "cookie", "sid")),
    (OAuth2PasswordBearer("token", scopes={"a": "x"}), ("oauth2", "", "", "")),
    (OpenIdConnect(openIdConnectUrl="x"), ("openIdConnect", "", "", "")),
]


@pytest.mark.parametrize(("scheme", "expected"), SCHEMES)
def test_security_of_every_kind(scheme, expected):
    app = FastAPI()
    app.add_api_route("/", endpoint(), methods=["GET"], dependencies=[Depends(scheme)])
    api, operation = only(app)
    ((requirement,),) = operation.security
    found = api.schemes[requirement.scheme]
    assert (found.type, found.scheme, found.location, found.parameter) == expected
    assert operation.requires_identity
    assert {"401", "403"} & {each.status for each in operation.responses}


def test_scopes_gather_on_the_way_down():
    oauth = OAuth2PasswordBearer("token", scopes={"read": "", "write": ""})

    def user(token=Depends(oauth)):
        return token

    app = FastAPI()
    router = APIRouter(dependencies=[Security(user, scopes=["read"])])
    router.add_api_route(
        "/", endpoint(me=Annotated[str, Security(user, scopes=["write"])]), methods=["GET"]
    )
    app.include_router(router)
    api, operation = only(app)
    ((requirement,),) = operation.security
    assert set(requirement.scopes) == {"read", "write"}
    assert api.schemes[requirement.scheme].token_url == "token"
    assert api.schemes[requirement.scheme].scopes == ("read", "write")


def test_strict_schemes_are_needed_together():
    app = FastAPI(dependencies=[Depends(APIKeyHeader(name="X-Key"))])
    app.add_api_route("/", endpoint(), methods=["GET"], dependencies=[Depends(HTTPBearer())])
    _, operation = only(app)
    assert [[each.scheme for each in way] for way in operation.security] == [
        ["APIKeyHeader", "HTTPBearer"]
    ]


@pytest.mark.parametrize("refuses", [True, False])
def test_one_lenient_scheme_is_enough(refuses):
    bearer = HTTPBearer(auto_error=False)
    key = APIKeyQuery(name="key", auto_error=False)

    def strict(token=Depends(bearer), key=Depends(key)):
        if not (token or key):
            raise HTTPException(401)

    def lenient(token=Depends(bearer), key=Depends(key)):
        return token or key

    app = FastAPI()
    app.add_api_route(
        "/", endpoint(), methods=["GET"], dependencies=[Depends(strict if refuses else lenient)]
    )
    _, operation = only(app)
    ways = [[each.scheme for each in way] for way in operation.security]
    assert ways == [["HTTPBearer"], ["APIKeyQuery"], *([] if refuses else [[]])]
    assert operation.requires_identity is refuses


def test_a_scheme_by_hand_is_inferred():
    def check(x_api_key: Annotated[str | None, Header()] = None):
        if x_api_key != "secret":
            raise HTTPException(403)

    app = FastAPI()
    app.add_api_route("/", endpoint(), methods=["GET"], dependencies=[Depends(check)])
    api, operation = only(app)
    assert operation.security == ((Requirement("x-api-key", confidence="inferred"),),)
    assert api.schemes["x-api-key"].location == "header"


def test_a_cookie_read_by_hand_is_inferred():
    def check(request: Request):
        if "sid" not in request.cookies:
            raise HTTPException(401)

    app = FastAPI()
    app.add_api_route("/", endpoint(), methods=["GET"], dependencies=[Depends(check)])
    api, operation = only(app)
    assert operation.requires_identity
    assert (api.schemes["sid"].type, api.schemes["sid"].location) == ("apiKey", "cookie")


def test_a_login_asks_for_no_identity():
    app = FastAPI()

    @app.post("/login")
    def login(name: Annotated[str, Body()], password: Annotated[str, Body()]):
        if password != "x":
            raise HTTPException(401)

    _, operation = only(app)
    assert operation.security == ()


def test_schemes_of_one_name_stay_apart():
    app = FastAPI()
    for path, url in (("/a", "one"), ("/b", "two")):
        guard = Depends(OAuth2PasswordBearer(url))
        app.add_api_route(path, endpoint(), methods=["GET"], dependencies=[guard])
    api, found = operations(app)
    urls = {key: api.schemes[each.security[0][0].scheme].token_url for key, each in found.items()}
    assert urls == {"GET /a": "one", "GET /b": "two"}


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
    app.add_api_route("/", endpoint(body=Dog), methods=["POST"])
    before = (app.openapi_schema, list(app.routes), app.middleware_stack)
    operations(app)
    assert (app.openapi_schema, list(app.routes), app.middleware_stack) == before


def test_a_path_constraint_of_the_annotation_wins():
    _, operation = with_route("/{n}", "GET", n=Annotated[int, Path(gt=3)])
    assert operation.parameters[0].schema == {"type": "integer", "exclusiveMinimum": 3}
