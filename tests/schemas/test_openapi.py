"""OpenAPI documents of three versions say the same things in different words."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from openapi_documents import V2, V30, V31, json_body, named, one

from apiproof.model.operation import Parameter, Response
from apiproof.schemas.components import PREFIX, Components
from apiproof.schemas.openapi.reading import read


def test_parameters_of_the_path_are_the_operations_too():
    path = [
        {"name": "id", "in": "path", "schema": {"type": "integer"}},
        {"name": "q", "in": "query", "schema": {"type": "string"}},
    ]
    described, _, _ = one(
        V31,
        {"parameters": [{"$ref": "#/components/parameters/Q"}, {"$ref": "#/nowhere"}, "junk"]},
        item={"parameters": path},
        components={
            "parameters": {
                "Q": {"name": "q", "in": "query", "required": True, "schema": {"type": "number"}}
            }
        },
    )
    assert described.parameters == (
        Parameter("id", "path", {"type": "integer"}, required=True),
        Parameter("q", "query", {"type": "number"}, required=True),
    )


def test_parameters_of_swagger_hold_their_own_schema():
    described, _, _ = one(
        V2,
        {
            "parameters": [
                {
                    "name": "ids",
                    "in": "query",
                    "description": "which",
                    "type": "array",
                    "items": {"type": "integer"},
                    "collectionFormat": "multi",
                    "required": True,
                },
                {"name": "X-Trace", "in": "header", "type": "string", "x-nullable": True},
            ]
        },
    )
    assert described.parameters == (
        Parameter(
            "ids",
            "query",
            {"description": "which", "type": "array", "items": {"type": "integer"}},
            required=True,
        ),
        Parameter("X-Trace", "header", {"type": ["string", "null"]}, required=False),
    )


def test_a_parameter_may_hold_json():
    content = {"application/json": {"schema": {"type": "object"}}}
    described, _, _ = one(
        V30,
        {
            "parameters": [
                {"name": "filter", "in": "query", "content": content},
                {"name": "Content-Type", "in": "header", "schema": {}},
            ]
        },
    )
    [found] = described.parameters
    assert found.schema == {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"type": "object"},
    }


ITEM = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "owner": {"$ref": "#/components/schemas/Owner"},
    },
    "required": ["id", "name"],
    "additionalProperties": False,
}


def test_a_body_has_a_part_for_each_media_type():
    described, _, _ = one(
        V30,
        {
            "requestBody": {
                "required": True,
                "content": {
                    "application/json; charset=utf-8": {"schema": ITEM},
                    "multipart/form-data": {
                        "schema": {"properties": {"file": {"type": "string", "format": "binary"}}}
                    },
                    "text/plain": {},
                },
            }
        },
        **named(Owner={"readOnly": True}),
    )
    json, form, text = described.bodies
    assert (json.media_type, json.required, json.closed) == ("application/json", True, True)
    assert [(each.name, each.required) for each in json.fields] == [("name", True)]
    assert [each.name for each in form.fields] == ["file"]
    assert (text.schema, text.fields) == ({}, ())


def test_a_body_is_optional_unless_it_is_said():
    assert not one(V30, json_body({}))[0].bodies[0].required
    body = {"name": "b", "in": "body", "schema": {}}
    assert not one(V2, {"parameters": [body]})[0].bodies[0].required


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_method_without_a_body_has_none(method):
    assert not one(V30, json_body(ITEM), method=method)[0].bodies
    body = {"name": "b", "in": "body", "schema": {}}
    assert not one(V2, {"parameters": [body]}, method=method)[0].bodies


@pytest.mark.parametrize(
    ("document", "operation", "types"),
    [
        ({}, {}, ["application/json"]),
        ({"consumes": ["application/xml"]}, {}, ["application/xml"]),
        ({"consumes": ["application/xml"]}, {"consumes": []}, ["application/json"]),
        (
            {"consumes": ["application/json", "multipart/form-data"]},
            {},
            ["application/json"],
        ),
        ({}, {"consumes": ["application/json", "text/yaml"]}, ["application/json", "text/yaml"]),
    ],
)
def test_a_body_of_swagger_is_in_what_is_consumed(document, operation, types):
    body = {"name": "b", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Item"}}
    described, components, _ = one(
        V2,
        {**operation, "parameters": [body]},
        definitions={"Item": ITEM, "Owner": {}},
        **document,
    )
    assert [each.media_type for each in described.bodies] == types
    assert all(each.required for each in described.bodies)
    assert described.bodies[0].schema == {"$ref": f"{PREFIX}Item"}
    assert described.parameters == ()
    assert "Item" in components.schemas


@pytest.mark.parametrize(
    ("consumes", "kind", "types"),
    [
        (["application/json"], "string", ["application/x-www-form-urlencoded"]),
        (["application/json"], "file", ["multipart/form-data"]),
        (
            ["multipart/form-data", "application/x-www-form-urlencoded"],
            "string",
            ["multipart/form-data", "application/x-www-form-urlencoded"],
        ),
        (
            ["multipart/form-data", "application/x-www-form-urlencoded"],
            "file",
            ["multipart/form-data"],
        ),
    ],
)
def test_fields_of_a_form_are_a_body(consumes, kind, types):
    described, _, _ = one(
        V2,
        {
            "parameters": [
                {"name": "a", "in": "formData", "type": kind, "required": True},
                {"name": "b", "in": "formData", "type": "integer", "minimum": 1},
            ]
        },
        consumes=consumes,
    )
    assert [each.media_type for each in described.bodies] == types
    fields = described.bodies[0].fields
    assert [(each.name, each.required) for each in fields] == [("a", True), ("b", False)]
    assert fields[1].schema == {"type": "integer", "minimum": 1}


def test_responses_of_swagger_are_in_what_is_produced():
    described, _, _ = one(
        V2,
        {
            "produces": ["application/json", "text/csv"],
            "responses": {
                200: {"schema": {"type": "array"}},
                204: {"description": "gone"},
                "404": {"$ref": "#/responses/Missing"},
                "default": {},
                "x-more": {},
            },
        },
        responses={"Missing": {"schema": {"type": "object"}}},
    )
    assert described.responses == (
        Response("200", "application/json", {"type": "array"}),
        Response("200", "text/csv", {"type": "array"}),
        Response("204"),
        Response("404", "application/json", {"type": "object"}),
        Response("404", "text/csv", {"type": "object"}),
        Response("default"),
    )


def test_responses_have_a_schema_for_each_media_type():
    described, _, _ = one(
        V31,
        {
            "responses": {
                HTTPStatus.CREATED: {"content": {"application/json": {"schema": {}}}},
                "4xx": {"content": {"text/html": {}}},
                "500": {"description": "?"},
            }
        },
    )
    assert described.responses == (
        Response("201", "application/json", {}),
        Response("4XX", "text/html"),
        Response("500"),
    )


def test_the_rest_of_an_operation():
    described, _, _ = one(
        V30, {"operationId": "add", "deprecated": True, "tags": ["a", 1]}, method="patch"
    )
    assert (described.name, described.deprecated, described.tags) == ("add", True, ("a",))


def test_a_path_may_be_a_reference_and_keys_that_are_no_methods_are_not_read():
    reading = read(
        {
            **V31,
            "paths": {
                "/x": {"$ref": "#/components/pathItems/X"},
                "x-internal": {"get": {}},
            },
            "components": {
                "pathItems": {"X": {"summary": "x", "servers": [], "get": {}, "put": 1}}
            },
        },
        Components(),
    )
    assert list(reading.operations) == [("/x", "GET")]


@pytest.mark.parametrize("spec", [None, 1, [], {}, {"error": "Unable to render schema"}])
def test_what_is_no_document_is_noted(spec):
    reading = read(spec, Components())
    assert not reading.operations
    assert reading.notes == ("the document is none of OpenAPI",)
