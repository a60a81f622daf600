"""Parts of a request that are handed whole to pydantic, marshmallow, webargs or a reqparse parser."""

from __future__ import annotations

import pytest
from readings import names, schema, strict

MODEL = """
    from pydantic import BaseModel, TypeAdapter

    class Item(BaseModel):
        name: str

    ITEMS = TypeAdapter(list[Item])
"""

PYDANTIC = {
    "unpacked": ("Item(**request.json)", ("json", "Item", False)),
    "unpacked query": ("Item(**request.args)", ("query", "Item", False)),
    "validated": ("Item.model_validate(request.get_json())", ("json", "Item", False)),
    "parsed": ("Item.parse_obj(request.json or {})", ("json", "Item", False)),
    "bytes": ("Item.model_validate_json(request.data)", ("json", "Item", False)),
    "dict of a form": ("Item.model_validate(request.form.to_dict())", ("form", "Item", False)),
    "merged": ("Item(**{**request.json, 'id': 1})", ("json", "Item", False)),
    "adapter": ("ITEMS.validate_python(request.json)", ("json", "Item", True)),
    "adapter made here": (
        "TypeAdapter(Item).validate_python(request.json)",
        ("json", "Item", False),
    ),
    "each": ("[Item.model_validate(each) for each in request.json]", ("json", "Item", True)),
}


@pytest.mark.parametrize("case", PYDANTIC)
def test_pydantic(flask_view, case):
    use, expected = PYDANTIC[case]
    reads = flask_view(f"{MODEL}\n    def view():\n        x = {use}\n        return 'x'\n")
    (loaded,) = reads.loaded
    assert loaded.kind == "pydantic"
    assert (loaded.source, loaded.by.__name__, loaded.many) == expected
    assert not reads.raw
    assert not reads.json.open


def test_a_model_that_is_made_of_single_names_is_no_description(flask_view):
    source = f"{MODEL}\n    def view():\n        Item(name=request.json['a'])\n        return ''\n"
    reads = flask_view(source)
    assert not reads.loaded
    assert names(reads.json) == ["a*"]


SCHEMAS = """
    from marshmallow import EXCLUDE, Schema, fields

    class Item(Schema):
        name = fields.String(required=True)
        note = fields.String()

    item = Item()
"""

MARSHMALLOW = {
    "made": ("Item().load(request.json)", {}),
    "live": ("item.load(request.get_json())", {}),
    "many": ("Item(many=True).load(request.json)", {"many": True}),
    "many on loading": ("item.load(request.json, many=True)", {"many": True}),
    "partial": ("Item(partial=True).load(request.json)", {"partial": True}),
    "partly": ("item.load(request.json, partial=('name',))", {"partial": ("name",)}),
    "only": ("Item(only=('name',)).load(request.json)", {"only": ("name",)}),
    "exclude": ("Item(exclude=['note']).load(request.json)", {"exclude": ("note",)}),
    "unknown": ("item.load(request.json, unknown=EXCLUDE)", {"unknown": "exclude"}),
    "bytes": ("item.loads(request.data)", {}),
    "validated": ("item.validate(request.json)", {}),
    "form": ("item.load(request.form)", {"source": "form"}),
    "query": ("item.load(request.args)", {"source": "query"}),
    "class attribute": ("Holder.schema.load(request.json)", {}),
}


@pytest.mark.parametrize("case", MARSHMALLOW)
def test_marshmallow(flask_view, case):
    pytest.importorskip("marshmallow")
    use, changes = MARSHMALLOW[case]
    source = f"{SCHEMAS}\n    class Holder:\n        schema = item\n    def view():\n        {use}\n        return ''\n"
    (loaded,) = flask_view(source).loaded
    kind = loaded.by if isinstance(loaded.by, type) else type(loaded.by)
    assert (loaded.kind, kind.__name__) == ("marshmallow", "Item")
    usual = {
        "source": "json",
        "many": False,
        "partial": False,
        "only": None,
        "exclude": (),
        "unknown": "",
        "required": True,
    }
    assert {name: getattr(loaded, name) for name in usual} == {**usual, **changes}


def test_what_a_schema_gives_is_no_part_of_the_request(flask_view):
    pytest.importorskip("marshmallow")
    source = f"{SCHEMAS}\n    def view():\n        return item.load(request.json)['b']\n"
    assert not flask_view(source).json.reads


WEBARGS = """
    from marshmallow import Schema, fields
    from webargs.flaskparser import parser, use_args, use_kwargs
    from flask import request

    class Item(Schema):
        name = fields.String(required=True)

    @use_args({"name": fields.String(required=True)}, location="query")
    def mapping(args): return "x"

    @use_args(Item)
    def schema(args): return "x"

    @use_kwargs(Item(), location="form")
    def keywords(**kwargs): return request.args["b"]

    @use_args(Item, location="json")
    @use_kwargs({"page": fields.Int()}, location="query")
    def both(args, page): return "x"

    ARGS = {"name": fields.String()}

    def parsed():
        return parser.parse(ARGS, request, location="headers")

    def parsed_here():
        parser.parse({"name": fields.String(required=True), "x": fields.Int()}, request)
        return ""
"""


@pytest.mark.parametrize(
    ("view", "sources"),
    [
        ("mapping", ["query"]),
        ("schema", ["json"]),
        ("keywords", ["form"]),
        ("both", ["json", "query"]),
        ("parsed", ["headers"]),
    ],
)
def test_webargs(module, view, sources):
    pytest.importorskip("webargs")
    loaded = module(WEBARGS)
    reads = strict("flask").read(getattr(loaded, view), method="POST")
    assert [each.source for each in reads.loaded] == sources
    assert {each.kind for each in reads.loaded} == {"marshmallow"}
    if view == "keywords":
        assert names(reads.query) == ["b*"]


def test_webargs_with_fields_that_the_view_makes(module):
    pytest.importorskip("webargs")
    reads = strict("flask").read(module(WEBARGS).parsed_here, method="POST")
    assert names(reads.json) == ["name*", "x"]


PARSERS = """
    from flask import Flask
    from flask_restful import Api, Resource, reqparse

    parser = reqparse.RequestParser()
    parser.add_argument("name", required=True)
    parser.add_argument("age", type=int, location="json")
    parser.add_argument("page", type=int, location="args")
    parser.add_argument("kind", choices=("a", "b"), location="form")
    parser.add_argument("tags", action="append", location="json")
    parser.add_argument("X-Key", location="headers")

    class Items(Resource):
        def post(self):
            return parser.parse_args(), 201

        def put(self):
            own = reqparse.RequestParser()
            own.add_argument("a", type=str, required=True, location="json")
            own.add_argument("b", type=float, location=["json", "form"])
            return own.parse_args()

        def patch(self):
            more = parser.copy()
            more.add_argument("extra", location="json")
            more.remove_argument("age")
            return more.parse_args()

        def get(self):
            return parser.parse_args()

    app = Flask("x")
    Api(app).add_resource(Items, "/items")
    view = app.view_functions["items"]
"""


def test_parsers_of_flask_restful(module):
    pytest.importorskip("flask_restful")
    view, reader = module(PARSERS).view, strict("flask")
    posted = reader.read(view, method="POST")
    assert names(posted.json) == ["age", "name*", "tags"]
    assert names(posted.query) == ["page"]
    assert names(posted.form) == ["kind"]
    assert names(posted.headers) == ["X-Key"]
    assert schema(posted.json, "age") == {"type": "integer"}
    assert schema(posted.json, "tags")["type"] == "array"
    assert schema(posted.form, "kind")["enum"] == ["a", "b"]
    assert [status.code for status in posted.statuses] == [201]
    put = reader.read(view, method="PUT")
    assert (names(put.json), names(put.form)) == (["a*", "b"], ["b"])
    assert names(reader.read(view, method="PATCH").json) == ["extra", "name*", "tags"]
    assert names(reader.read(view, method="GET").query) == ["name*", "page"]
