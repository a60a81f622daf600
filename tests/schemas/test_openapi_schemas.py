"""The schemas of OpenAPI documents are those of JSON Schema 2020-12."""

from __future__ import annotations

import datetime as dt
import enum

import pytest
from openapi_documents import V30, V31, json_body, named, schema_of

from apiproof.schemas.components import PREFIX, Components
from apiproof.schemas.openapi.reading import read


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
