"""OpenAPI documents of three versions say the same things in different words."""

from __future__ import annotations

import datetime as dt
import enum
from http import HTTPStatus

import pytest

from apiproof.model.operation import Parameter, Requirement, Response, Scheme
from apiproof.schemas.components import PREFIX, Components
from apiproof.schemas.openapi.reading import read

V2, V30, V31 = {"swagger": "2.0"}, {"openapi": "3.0.3"}, {"openapi": "3.1.0"}


def one(version, operation, *, method="post", item=None, **document):
    """What a document with one operation says of it."""
    components = Components()
    spec = {**version, **document, "paths": {"/x": {**(item or {}), method: operation}}}
    reading = read(spec, components)
    return reading.operations["/x", method.upper()], components, reading


def named(**schemas):
    return {"components": {"schemas": schemas}}


def json_body(schema, **more):
    return {"requestBody": {"content": {"application/json": {"schema": schema}}, **more}}


def schema_of(schema, version=V30, **document):
    described, components, _ = one(version, json_body(schema), **document)
    return described.bodies[0].schema, components.schemas


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "x-nullable": True}, {"type": ["string", "null"]}),
        ({"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"nullable": True}, {}),
        (
            {"anyOf": [{"type": "integer"}, {"type": "string"}], "nullable": True},
            {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]},
        ),
        (
            {"allOf": [{"minimum": 1}], "nullable": True, "readOnly": True},
            {"readOnly": True, "anyOf": [{"allOf": [{"minimum": 1}]}, {"type": "null"}]},
        ),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"maximum": 9, "exclusiveMaximum": True}, {"exclusiveMaximum": 9}),
        ({"exclusiveMaximum": True}, {}),
        ({"exclusiveMaximum": 9}, {"exclusiveMaximum": 9}),
        ({"type": "file"}, {"type": "string", "format": "binary"}),
        ({"type": "any"}, {}),
        ({"type": None, "minimum": None, "minLength": True, "pattern": 3}, {}),
        ({"type": "object", "required": True}, {"type": "object"}),
        ({"example": 3, "xml": {}, "externalDocs": {}, "x-order": 1}, {"examples": [3]}),
        ({"items": [{"type": "integer"}]}, {"prefixItems": [{"type": "integer"}]}),
        (
            {"items": {"nullable": True, "type": "integer"}},
            {"items": {"type": ["integer", "null"]}},
        ),
        ({"additionalProperties": False}, {"additionalProperties": False}),
        (
            {"additionalProperties": {"type": "string", "nullable": True}},
            {"additionalProperties": {"type": ["string", "null"]}},
        ),
        ({"discriminator": "kind"}, {}),
        ({"properties": {"a": False, "b": True}}, {"properties": {"a": {"not": {}}, "b": {}}}),
        (None, {}),
        ("string", {}),
    ],
)
@pytest.mark.parametrize("version", [V30, V31])
def test_keywords_are_those_of_json_schema(version, written, meant):
    assert schema_of(written, version)[0] == meant


def test_references_lead_to_the_components():
    node = {"properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    schema, schemas = schema_of({"$ref": "#/components/schemas/Node"}, **named(Node=node, Other={}))
    assert schema == {"$ref": f"{PREFIX}Node"}
    assert schemas == {"Node": {"properties": {"next": {"$ref": f"{PREFIX}Node"}}}}


def test_what_stands_beside_a_reference_counts():
    reference = {"$ref": "#/components/schemas/A", "nullable": True, "description": "or none"}
    schema, _ = schema_of(reference, **named(A={"type": "string"}))
    assert schema == {
        "description": "or none",
        "anyOf": [{"$ref": f"{PREFIX}A"}, {"type": "null"}],
    }


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("#/components/schemas/A/properties/b", {"type": "integer"}),
        ("#/components/schemas/a~1b%20c", {"type": "boolean"}),
        ("#/components/parameters/P/schema", {"type": "string"}),
        ("#/paths/~1y/get/responses/200/content/application~1json/schema", {"type": "array"}),
        ("#/components/schemas/L/anyOf/0", {"type": "number"}),
        ("#/components/schemas/Nobody", {}),
        ("other.yaml#/A", {}),
    ],
)
def test_references_lead_anywhere_in_the_document(reference, target):
    components = Components()
    answer = {"content": {"application/json": {"schema": {"type": "array"}}}}
    reading = read(
        {
            **V30,
            "paths": {
                "/x": {"post": json_body({"$ref": reference})},
                "/y": {"get": {"responses": {200: answer}}},
            },
            "components": {
                "schemas": {
                    "A": {"properties": {"b": {"type": "integer"}}},
                    "a/b c": {"type": "boolean"},
                    "L": {"anyOf": [{"type": "number"}]},
                },
                "parameters": {"P": {"schema": {"type": "string"}}},
            },
        },
        components,
    )
    schema = reading.operations["/x", "POST"].bodies[0].schema
    assert components.resolve(schema) == target
    assert bool(reading.notes) is (target == {})


def test_two_schemas_of_one_name_stay_apart():
    components = Components()
    first, second = (
        read(
            {
                **V30,
                "paths": {"/x": {"post": json_body({"$ref": "#/components/schemas/B"})}},
                **named(
                    A={"type": kind}, B={"properties": {"a": {"$ref": "#/components/schemas/A"}}}
                ),
            },
            components,
        )
        for kind in ("string", "integer")
    )
    for reading, kind in ((first, "string"), (second, "integer")):
        body = reading.operations["/x", "POST"].bodies[0]
        assert components.resolve(body.fields[0].schema) == {"type": kind}
        assert components.resolve(components.resolve(body.schema)["properties"]["a"]) == {
            "type": kind
        }


def test_a_name_that_another_schema_had_to_take_is_not_taken_twice():
    components = Components()
    components.add({"A": {"title": "another"}})
    mine = {"A": {"type": "string"}, "A2": {"type": "integer"}}
    paths = {
        f"/{name}": {"post": json_body({"$ref": f"#/components/schemas/{name}"})} for name in mine
    }
    reading = read({**V30, "paths": paths, **named(**mine)}, components)
    for name, schema in mine.items():
        body = reading.operations[f"/{name}", "POST"].bodies[0]
        assert components.resolve(body.schema) == schema


def test_a_discriminator_names_schemas_by_the_components_names():
    pet = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": "#/components/schemas/Cat", "c": "Cat"},
        },
    }
    schema, schemas = schema_of(pet, **named(Cat={"type": "object"}))
    assert schema["discriminator"] == {
        "propertyName": "kind",
        "mapping": {"cat": f"{PREFIX}Cat", "c": f"{PREFIX}Cat"},
    }
    assert set(schemas) == {"Cat"}


def test_a_discriminator_follows_a_schema_that_is_renamed():
    components = Components()
    components.add({"Cat": {"title": "another"}})
    pet = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}},
    }
    spec = {**V30, "paths": {"/x": {"post": json_body({"$ref": "#/components/schemas/Pet"})}}}
    read({**spec, **named(Pet=pet, Cat={"type": "object"})}, components)
    assert components.schemas["Pet"]["oneOf"] == [{"$ref": f"{PREFIX}Cat2"}]
    assert components.schemas["Pet"]["discriminator"]["mapping"] == {"cat": f"{PREFIX}Cat2"}


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


@pytest.mark.parametrize(
    ("document", "operation", "found"),
    [
        ({}, {}, None),
        ({"security": []}, {}, None),
        ({"security": [{"key": []}]}, {}, ((Requirement("key"),),)),
        ({"security": [{"key": []}]}, {"security": []}, ()),
        ({}, {"security": []}, ()),
        ({}, {"security": [{}]}, ((),)),
        ({}, {"security": [{}, {"key": []}]}, ((), (Requirement("key"),))),
        (
            {},
            {"security": [{"key": [], "o": ["read", "write"]}, {"b": []}]},
            ((Requirement("key"), Requirement("o", ("read", "write"))), (Requirement("b"),)),
        ),
        ({"security": [{"key": []}]}, {"security": "junk"}, ((Requirement("key"),),)),
    ],
)
@pytest.mark.parametrize("version", [V2, V30])
def test_security_is_unsaid_public_or_one_of_its_alternatives(version, document, operation, found):
    described, _, reading = one(version, operation, **document)
    assert described.security == found
    asked = {each.scheme for alternative in found or () for each in alternative}
    assert reading.schemes.keys() == asked
    assert all(each.type == "guard" for each in reading.schemes.values())
    assert len(reading.notes) == len(asked)


@pytest.mark.parametrize(
    ("version", "written", "scheme"),
    [
        (V2, {"type": "basic"}, Scheme("s", "http", "basic")),
        (V30, {"type": "http", "scheme": "Bearer"}, Scheme("s", "http", "bearer")),
        (V30, {"type": "http", "scheme": "digest"}, Scheme("s", "http", "digest")),
        (
            V2,
            {"type": "apiKey", "in": "header", "name": "X-Key"},
            Scheme("s", "apiKey", location="header", parameter="X-Key"),
        ),
        (
            V31,
            {"type": "apiKey", "in": "cookie", "name": "sid"},
            Scheme("s", "apiKey", location="cookie", parameter="sid"),
        ),
        (
            V2,
            {"type": "apiKey", "in": "header", "name": "Authorization"},
            Scheme("s", "apiKey", location="header", parameter="Authorization"),
        ),
        (
            V2,
            {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": "**Bearer** then the token",
            },
            Scheme("s", "http", "bearer", confidence="guessed"),
        ),
        (
            V2,
            {"type": "oauth2", "flow": "password", "tokenUrl": "/token", "scopes": {"a": "A"}},
            Scheme("s", "oauth2", token_url="/token", scopes=("a",)),
        ),
        (
            V30,
            {
                "type": "oauth2",
                "flows": {
                    "authorizationCode": {"tokenUrl": "/code", "scopes": {"a": "", "b": ""}},
                    "password": {"tokenUrl": "token", "scopes": {"a": ""}},
                },
            },
            Scheme("s", "oauth2", token_url="token", scopes=("a", "b")),
        ),
        (
            V30,
            {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {}}}},
            Scheme("s", "oauth2"),
        ),
        (V30, {"type": "openIdConnect", "openIdConnectUrl": "/o"}, Scheme("s", "openIdConnect")),
        (V31, {"type": "mutualTLS"}, Scheme("s", "mutualTLS")),
        (V31, {"type": "magic"}, Scheme("s", "guard", confidence="guessed")),
    ],
)
def test_a_scheme_is_read(version, written, scheme):
    place = (
        {"securityDefinitions": {"s": written}}
        if version is V2
        else {"components": {"securitySchemes": {"s": written}}}
    )
    assert one(version, {}, **place)[2].schemes == {"s": scheme}


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


class Kind(enum.Enum):
    A = "a"


def test_a_live_documents_objects_are_what_json_has_for_them():
    schema, _ = schema_of(
        {
            "enum": (Kind.A, "b"),
            "default": dt.date(2024, 2, 1),
            "examples": [object(), {"n": float("nan")}, {1: b"x"}],
        }
    )
    assert schema == {"enum": ["a", "b"], "default": "2024-02-01", "examples": [{}, {}]}


def test_a_document_that_holds_itself_ends():
    schema: dict = {"type": "object", "properties": {}}
    schema["properties"]["self"] = schema
    schema["properties"]["again"] = schema
    assert schema_of(schema)[0] == {"type": "object", "properties": {}}


@pytest.mark.parametrize("spec", [None, 1, [], {}, {"error": "Unable to render schema"}])
def test_what_is_no_document_is_noted(spec):
    reading = read(spec, Components())
    assert not reading.operations
    assert reading.notes == ("the document is none of OpenAPI",)
