"""The parameters, bodies and responses that are found of FastAPI's routes."""

from __future__ import annotations

import enum
import functools
import uuid
from typing import Annotated, Literal

import pytest
from asgi_apps import endpoint, only, operations, parameters, with_route
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
    Query,
    UploadFile,
)
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from installed import needs


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


@needs("fastapi", "0.115")
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
        pytest.param(
            {"body": Annotated[Dog, Form()]},
            "application/x-www-form-urlencoded",
            {"kind": True, "name": True},
            marks=needs("fastapi", "0.113"),
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


def test_a_get_has_the_body_that_it_declares():
    _, operation = with_route(method="GET", body=Dog)
    (body,) = operation.bodies
    assert ([each.name for each in body.fields], body.required) == (["kind", "name"], True)


class Size(enum.Enum):
    SMALL = "s"


@pytest.mark.parametrize(
    ("default", "written"), [(Size.SMALL, "s"), ([Size.SMALL], None), ([], [])]
)
def test_the_default_as_a_request_would_have_it(default, written):
    def handler(size: Annotated[Size | list[Size], Query()] = default):
        return size

    app = FastAPI()
    app.get("/")(handler)
    _, operation = only(app)
    assert operation.parameters[0].schema.get("default") == written


def test_what_a_route_writes_into_the_document_by_hand():
    written = {
        "parameters": [
            {"name": "tile", "in": "query", "required": True, "schema": {"type": "integer"}},
            {"name": "odd", "in": "query", "schema": {"$ref": "#/components/schemas/Nowhere"}},
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-yaml": {
                    "schema": {"type": "object", "properties": {"a": {}}, "required": ["a"]}
                }
            },
        },
        "responses": {404: {"description": "", "content": {"text/plain": {}}}},
    }
    app = FastAPI()
    app.add_api_route("/", endpoint(), methods=["POST"], openapi_extra=written)
    _, operation = only(app)
    assert parameters(operation, "query") == {
        "tile": ({"type": "integer"}, True),
        "odd": ({}, False),
    }
    (body,) = operation.bodies
    assert (body.media_type, body.required) == ("application/x-yaml", True)
    assert [(each.name, each.required) for each in body.fields] == [("a", True)]
    assert ("404", "text/plain") in [(each.status, each.media_type) for each in operation.responses]


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
