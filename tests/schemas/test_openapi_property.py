"""Whatever stands in a document, reading it never raises and gives schemas that are schemas."""

from __future__ import annotations

from dataclasses import asdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from apiproof.schemas.components import PREFIX, Components
from apiproof.schemas.openapi.reading import read

WORDS = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "application/json",
    "content",
    "default",
    "description",
    "discriminator",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "example",
    "format",
    "in",
    "items",
    "mapping",
    "maximum",
    "minimum",
    "minLength",
    "name",
    "not",
    "nullable",
    "oneOf",
    "parameters",
    "properties",
    "propertyName",
    "readOnly",
    "requestBody",
    "required",
    "responses",
    "schema",
    "security",
    "type",
    "x-nullable",
    "200",
    "404",
    "a",
    "b",
    "get",
    "post",
]
REFERENCES = [
    "#/components/schemas/A",
    "#/components/schemas/B",
    "#/components/schemas/A/properties/a",
    "#/components/parameters/P",
    "#/components/responses/R/content/application~1json/schema",
    "#/definitions/A",
    "#/paths/~1x/post",
    "#",
    "elsewhere.json#/x",
]
KINDS = ["string", "integer", "object", "array", "number", "boolean", "null", "file", "any"]

VALUES = {"const", "default", "enum", "examples"}
"""Keywords whose values are no schemas, though they may look like some."""

scalars = (
    st.none()
    | st.booleans()
    | st.integers(1, 9)
    | st.sampled_from([*KINDS, *REFERENCES, "query", "path", "body", "formData", "x"])
)


def objects(children):
    words = st.dictionaries(st.sampled_from(WORDS), children, max_size=5)
    schemas = st.fixed_dictionaries(
        {},
        optional={
            "$ref": st.sampled_from(REFERENCES),
            "type": st.sampled_from(KINDS) | st.lists(st.sampled_from(KINDS), max_size=2),
            "nullable": st.booleans(),
            "properties": st.dictionaries(st.sampled_from("abc"), children, max_size=3),
            "required": st.lists(st.sampled_from("abc"), max_size=3),
            "anyOf": st.lists(children, max_size=2),
            "items": children,
        },
    )
    return words | schemas | st.lists(children, max_size=3)


parts = st.recursive(scalars, objects, max_leaves=12)
bodies = st.builds(
    lambda schema: {"content": {"application/json": {"schema": schema}}},
    parts | st.sampled_from([{"$ref": each} for each in REFERENCES]),
)
arguments = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from("ab"), "in": st.sampled_from(["query", "body", "formData"])},
        optional={"schema": parts, "type": parts, "content": parts, "required": st.booleans()},
    ),
    max_size=3,
)
operations = st.fixed_dictionaries(
    {"requestBody": bodies | parts, "parameters": arguments | parts},
    optional={
        "responses": st.dictionaries(
            st.sampled_from(["200", "4XX", "default"]), bodies | parts, max_size=2
        ),
        "security": parts,
        "tags": parts,
    },
)
paths = st.builds(
    lambda post, more: {"/x": {"post": post, **more}},
    operations,
    st.dictionaries(st.sampled_from(["get", "$ref", "parameters"]), parts),
)
sections = st.dictionaries(st.sampled_from("ABPR"), parts, max_size=3)
documents = st.builds(
    dict,
    openapi=st.sampled_from(["3.0.3", "3.1.0"]),
    paths=paths,
    security=parts,
    components=st.builds(
        dict, schemas=sections, parameters=sections, responses=sections, securitySchemes=sections
    ),
)
swaggers = st.builds(
    dict,
    swagger=st.just("2.0"),
    paths=paths,
    consumes=parts,
    definitions=sections,
    responses=sections,
    securityDefinitions=sections,
)


def references(part):
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for key, value in part.items():
            if key not in VALUES:
                yield from references(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from references(value)


def schemas_of(described):
    yield from (each.schema for each in described.parameters)
    for body in described.bodies:
        yield body.schema
        yield from (each.schema for each in body.fields)
    yield from (each.schema for each in described.responses if each.schema is not None)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents | swaggers | parts)
def test_any_document_is_read(spec):
    components = Components()
    reading = read(spec, components)
    schemas = [each for one in reading.operations.values() for each in schemas_of(one)]
    for schema in (*schemas, *components.schemas.values()):
        Draft202012Validator.check_schema(schema)
    for reference in references([asdict(one) for one in reading.operations.values()]):
        assert reference.removeprefix(PREFIX) in components.schemas
    for schema in components.schemas.values():
        assert all(each.removeprefix(PREFIX) in components.schemas for each in references(schema))
    for one in reading.operations.values():
        asked = {each.scheme for alternative in one.security or () for each in alternative}
        assert asked <= reading.schemes.keys()
