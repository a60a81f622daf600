"""What marshmallow loads, as a JSON Schema: tried on marshmallow itself."""

from __future__ import annotations

import datetime as dt
import enum

import pytest

marshmallow = pytest.importorskip("marshmallow")

from hypothesis import given  # noqa: E402 - the library is optional
from hypothesis import strategies as st  # noqa: E402 - as above
from marshmallow import Schema, fields, validate  # noqa: E402 - as above

from apiproof.schemas.components import Components  # noqa: E402 - as above
from apiproof.schemas.fields import fields_of, is_closed  # noqa: E402 - as above
from apiproof.schemas.marshmallow import Options, schema_of  # noqa: E402 - as above


class Color(enum.Enum):
    RED = "r"
    BLUE = "b"


FIELDS = {
    "string": (fields.String(), {"type": "string"}),
    "integer": (fields.Integer(), {"type": "integer"}),
    "float": (fields.Float(), {"type": "number"}),
    "decimal": (fields.Decimal(), {"type": "number"}),
    "boolean": (fields.Boolean(), {"type": "boolean"}),
    "uuid": (fields.UUID(), {"type": "string", "format": "uuid"}),
    "email": (fields.Email(), {"type": "string", "format": "email"}),
    "url": (fields.Url(), {"type": "string", "format": "uri"}),
    "date": (fields.Date(), {"type": "string", "format": "date"}),
    "date and time": (fields.DateTime(), {"type": "string", "format": "date-time"}),
    "other format": (fields.DateTime(format="%Y"), {"type": "string"}),
    "timestamp": (fields.DateTime(format="timestamp"), {"type": "number"}),
    "time": (fields.Time(), {"type": "string", "format": "time"}),
    "address": (fields.IPv4(), {"type": "string", "format": "ipv4"}),
    "list": (fields.List(fields.Integer()), {"type": "array", "items": {"type": "integer"}}),
    "dict": (fields.Dict(), {"type": "object"}),
    "dict of values": (
        fields.Dict(keys=fields.String(), values=fields.Float()),
        {"type": "object", "additionalProperties": {"type": "number"}},
    ),
    "tuple": (
        fields.Tuple((fields.String(), fields.Integer())),
        {
            "type": "array",
            "prefixItems": [{"type": "string"}, {"type": "integer"}],
            "minItems": 2,
            "maxItems": 2,
        },
    ),
    "enum": (fields.Enum(Color), {"type": "string", "enum": ["RED", "BLUE"]}),
    "enum by value": (fields.Enum(Color, by_value=True), {"enum": ["r", "b"]}),
    "constant": (fields.Constant(3), {"const": 3, "default": 3}),
    "raw": (fields.Raw(), {}),
    "none": (fields.String(allow_none=True), {"type": ["string", "null"]}),
    "default": (fields.Integer(load_default=3), {"type": "integer", "default": 3}),
    "default that is made": (
        fields.DateTime(load_default=dt.datetime.now),
        {"type": "string", "format": "date-time"},
    ),
    "length": (
        fields.String(validate=validate.Length(min=1, max=5)),
        {"type": "string", "minLength": 1, "maxLength": 5},
    ),
    "equal length": (
        fields.String(validate=validate.Length(equal=2)),
        {"type": "string", "minLength": 2, "maxLength": 2},
    ),
    "items": (
        fields.List(fields.String(), validate=validate.Length(max=3)),
        {"type": "array", "items": {"type": "string"}, "maxItems": 3},
    ),
    "range": (
        fields.Integer(validate=validate.Range(min=1, max=5, max_inclusive=False)),
        {"type": "integer", "minimum": 1, "exclusiveMaximum": 5},
    ),
    "one of": (
        fields.String(validate=[validate.OneOf(["a", "b"])]),
        {"type": "string", "enum": ["a", "b"]},
    ),
    "none of": (
        fields.String(validate=validate.NoneOf(["a"])),
        {"type": "string", "not": {"enum": ["a"]}},
    ),
    "pattern": (
        fields.String(validate=validate.Regexp(r"[a-z]+")),
        {"type": "string", "pattern": "^(?:[a-z]+)"},
    ),
    "several": (
        fields.String(validate=validate.And(validate.Length(min=2), validate.Email())),
        {"type": "string", "minLength": 2, "format": "email"},
    ),
    "equal": (fields.Integer(validate=validate.Equal(3)), {"type": "integer", "const": 3}),
    "own validator": (fields.String(validate=lambda _: True), {"type": "string"}),
    "one of or none": (
        fields.String(validate=validate.OneOf(["a"]), allow_none=True),
        {"type": ["string", "null"], "enum": ["a", None]},
    ),
}


@pytest.mark.parametrize("case", FIELDS)
def test_a_field(case):
    field, expected = FIELDS[case]
    found = schema_of({"it": field}, Components())
    assert found == {"type": "object", "properties": {"it": expected}}


class Author(Schema):
    name = fields.String(required=True)
    books = fields.List(fields.Nested("Book"))


class Book(Schema):
    class Meta:
        unknown = marshmallow.INCLUDE

    id = fields.Integer(dump_only=True)
    title = fields.String(required=True, data_key="bookTitle")
    pages = fields.Integer(validate=validate.Range(min=1))
    author = fields.Nested(Author, required=True, exclude=("books",))
    sequel = fields.Nested(lambda: Book())  # noqa: PLW0108 - it is not there yet
    other = fields.Nested("Book", many=True)
    publisher = fields.Pluck(Author, "name")


def listed(schema, components):
    return {field.name: field.required for field in fields_of(schema, components)}


def test_a_class_has_a_name_and_may_refer_to_itself():
    components = Components()
    found = schema_of(Book, components)
    assert found == {"$ref": "#/components/schemas/Book"}
    book = components.schemas["Book"]
    assert listed(found, components) == {
        "bookTitle": True,
        "pages": False,
        "author": True,
        "sequel": False,
        "other": False,
        "publisher": False,
    }
    assert book["properties"]["other"] == {"type": "array", "items": found}
    assert book["properties"]["sequel"] == {"type": "object"}
    assert book["properties"]["publisher"] == {"type": "string"}
    assert list(book["properties"]["author"]["properties"]) == ["name"]
    assert book["additionalProperties"] is True


def test_other_names_are_refused_unless_the_schema_lets_them_through():
    components = Components()
    assert is_closed(schema_of(Author, components), components)
    assert not is_closed(schema_of(Author, components, Options(unknown="exclude")), components)
    assert not is_closed(schema_of(Book, components), components)


@pytest.mark.parametrize(
    ("described", "options", "expected"),
    [
        (Author, Options(partial=True), {"name": False, "books": False}),
        (Author, Options(partial=("name",)), {"name": False, "books": False}),
        (Author, Options(only=("name",)), {"name": True}),
        (Author, Options(exclude=("books",)), {"name": True}),
        (Author(partial=True), Options(), {"name": False, "books": False}),
        (Author(only=("name",)), Options(), {"name": True}),
        (Author(exclude=("books",)), Options(), {"name": True}),
    ],
)
def test_how_a_schema_is_used(described, options, expected):
    components = Components()
    assert listed(schema_of(described, components, options), components) == expected


def test_a_part_of_a_nested_schema():
    components = Components()
    found = schema_of(Book, components, Options(only=("author.books", "pages")))
    assert listed(found, components) == {"pages": False, "author": True}


@pytest.mark.parametrize("described", [Author(many=True), (Author, Options(many=True))])
def test_many(described):
    arguments = described if isinstance(described, tuple) else (described, Options())
    assert schema_of(arguments[0], Components(), arguments[1])["type"] == "array"


def test_an_inherited_class_and_one_of_the_same_name():
    components = Components()

    class Novel(Book):
        genre = fields.String()

    assert "bookTitle" in listed(schema_of(Novel, components), components)
    first = schema_of(type("Same", (Schema,), {"a": fields.String()}), components)
    second = schema_of(type("Same", (Schema,), {"b": fields.String()}), components)
    assert first != second
    assert listed(first, components) == {"a": False}
    assert listed(second, components) == {"b": False}


def test_no_schema_is_made():
    made = []

    class Loud(Schema):
        name = fields.String()

        def __init__(self, *args, **kwargs):
            made.append(self)
            super().__init__(*args, **kwargs)

    class Outer(Schema):
        inner = fields.Nested(Loud)

    schema_of(Outer, Components())
    assert not made


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=4), st.just("ab"))


@given(
    st.dictionaries(st.sampled_from(["name", "age", "kind", "other"]), VALUES),
    st.booleans(),
    st.sampled_from(["", "exclude", "include"]),
)
def test_what_marshmallow_loads_fits_the_schema_and_what_lacks_does_not(data, partial, unknown):
    class Item(Schema):
        name = fields.String(required=True, validate=validate.Length(min=1))
        age = fields.Integer(allow_none=True, validate=validate.Range(min=0), strict=True)
        kind = fields.String(validate=validate.OneOf(["ab"]))

    components = Components()
    options = Options(partial=partial, unknown=unknown)
    schema = components.resolve(schema_of(Item, components, options))
    missing = [name for name in schema.get("required", ()) if name not in data]
    extra = schema.get("additionalProperties") is False and set(data) - set(schema["properties"])
    arguments = {"partial": partial, **({"unknown": unknown} if unknown else {})}
    refused = Item().validate(data, partial=partial) if not unknown else None
    try:
        Item().load(data, **arguments)
    except marshmallow.ValidationError as error:
        refused = error.messages
    else:
        refused = {}
    assert {name for name in refused if name in missing} == set(missing)
    assert bool(extra) == bool({"other"} & set(refused))
