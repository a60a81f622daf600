"""What the extensions of Flask apps say of their operations, and that asking changes nothing."""

from __future__ import annotations

import importlib
import re
import warnings

import pytest
from battery import differences
from flask import Blueprint, Flask
from pydantic import BaseModel, Field
from test_battery import SAMPLES, load

from apiproof.frameworks.documents.document import Document
from apiproof.frameworks.documents.lookup import Documents, documents, is_page
from apiproof.frameworks.recognition import recognise
from apiproof.model.api import Api
from apiproof.model.operation import Handler, Operation
from apiproof.schemas.components import Components

DOCUMENTED = {
    "flask_apiflask": "/openapi.json",
    "flask_openapi3": "/openapi/openapi.json",
    "flask_restx": "/swagger.json",
    "flask_smorest": "/docs/openapi.json",
    "flask_spectree": "/apidoc/openapi.json",
}
BY_NAME = {path.stem: path for path in SAMPLES}


class Place(BaseModel):
    n: int
    name: str = Field(max_length=3)


def sample(name):
    return load(BY_NAME[name]).make()


def find(app, path, method="GET", endpoint="", components=None):
    return documents(app, components or Components()).find(path, method, endpoint)


def described(app):
    """The operations of an app as its documents alone have them."""
    components = Components()
    found = documents(app, components)
    assert found.notes == ()
    operations = []
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        internal = is_page(app.view_functions[rule.endpoint]) or rule.endpoint.endswith("static")
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            said = found.find(path, method, rule.endpoint)
            operations.append(
                Operation(
                    method,
                    path,
                    Handler("x", "x.py", 1),
                    parameters=said.parameters if said else (),
                    bodies=said.bodies if said else (),
                    responses=said.responses if said else (),
                    security=(said.security or ()) if said else (),
                    hidden=said is None or said.hidden,
                    internal=internal,
                )
            )
    return Api(tuple(operations), components.schemas, found.schemes)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_document_says_what_the_sample_api_is(name):
    found = differences(described(sample(name)))
    # The one thing that a view without a document can't be known by.
    assert [line for line in found if not line.startswith("GET /health: statuses")] == []


@pytest.mark.parametrize("name", DOCUMENTED)
def test_nothing_is_to_be_noted_of_an_app_that_uses_an_extension(name):
    # flask-restx has a page and a root under one rule: that is its own affair.
    app = Flask(__name__)
    if name == "flask_restx":
        restx(app)
    else:
        app = sample(name)
    assert recognise(app).operations(app).notes == ()


@pytest.mark.parametrize(("name", "url"), DOCUMENTED.items())
def test_the_app_serves_the_same_document_after_it_was_asked(name, url):
    untouched = sample(name).test_client().get(url).json
    asked = sample(name)
    first = documents(asked, Components())
    second = documents(asked, Components())
    assert first.find("/items", "GET", "") == second.find("/items", "GET", "")
    assert asked.test_client().get(url).json == untouched
    assert untouched["paths"]["/items"]


@pytest.mark.parametrize(("name", "url"), DOCUMENTED.items())
def test_a_document_that_was_served_is_read_all_the_same(name, url):
    app = sample(name)
    before = described(sample(name))
    app.test_client().get(url)
    assert described(app).schemas == before.schemas
    assert differences(described(app)) == differences(before)


def test_a_view_that_comes_after_the_question_is_in_the_document():
    from flask_openapi3 import OpenAPI

    app = OpenAPI(__name__)
    assert find(app, "/late").hidden

    @app.get("/late")
    def late():
        """Come late."""

    assert "/late" in app.test_client().get("/openapi/openapi.json").json["paths"]
    assert not find(app, "/late", endpoint="late").hidden


def test_asking_writes_no_file(tmp_path):
    from apiflask import APIFlask

    app = APIFlask(__name__)
    target = tmp_path / "openapi.json"
    app.config |= {"SYNC_LOCAL_SPEC": True, "LOCAL_SPEC_PATH": str(target), "SPEC_FORMAT": "yaml"}

    @app.get("/x")
    def x():
        """Answer."""

    assert find(app, "/x").responses
    assert not target.exists()
    assert not hasattr(x, "_spec")
    assert app.config["SYNC_LOCAL_SPEC"]


def test_an_app_without_extensions_has_no_documents():
    found = documents(Flask(__name__), Components())
    assert not found
    assert (found.schemes, found.notes) == ({}, ())
    assert found.find("/", "GET", "index") is None


def test_flask_smorest_may_have_several_apis():
    from flask_smorest import Api
    from flask_smorest import Blueprint as SmorestBlueprint

    app = Flask(__name__)
    for prefix in ("V1_", "V2_"):
        for key, value in {
            "API_TITLE": "x",
            "API_VERSION": "1",
            "OPENAPI_VERSION": "3.1.0",
        }.items():
            app.config[f"{prefix}{key}"] = value
        blueprint = SmorestBlueprint(f"b{prefix}", __name__, url_prefix=f"/{prefix.lower()}")
        inner = SmorestBlueprint("inner", __name__, url_prefix="/inner")

        @inner.route("/<uuid:key>")
        @inner.response(200)
        def view(key):
            """Answer."""

        blueprint.register_blueprint(inner)
        Api(app, config_prefix=prefix).register_blueprint(blueprint)
    for prefix in ("v1_", "v2_"):
        said = find(app, f"/{prefix}/inner/{{key}}")
        assert [each.schema["format"] for each in said.parameters] == ["uuid"]


def restx(app, **options):
    from flask_restx import Api, Resource

    api = Api(app, **options)

    @api.route("/things/<int:thing>", endpoint="thing")
    class Thing(Resource):
        def get(self, thing):
            """Answer."""

        @api.doc(False)  # noqa: FBT003 - as flask-restx has it
        def delete(self, thing):
            """Go."""

    @api.hide
    @api.route("/hidden")
    class Hidden(Resource):
        def get(self):
            """Answer."""

    return api


@pytest.mark.parametrize("options", [{}, {"prefix": "/v1"}, {"doc": False}, {"add_specs": False}])
def test_flask_restx_lies_under_its_prefix(options):
    app = Flask(__name__)
    app.config["SERVER_NAME"] = "shop.example"
    add_specs = options.pop("add_specs", True)
    api = restx(None, **options)
    api.init_app(app, add_specs=add_specs)
    prefix = options.get("prefix", "")
    assert not find(app, f"{prefix}/things/{{thing}}", endpoint="thing").hidden
    assert find(app, f"{prefix}/things/{{thing}}", "DELETE", "thing").hidden
    assert find(app, f"{prefix}/hidden", endpoint="hidden").hidden
    assert find(app, "/elsewhere", endpoint="elsewhere").hidden


def test_flask_restx_lies_under_its_blueprints():
    app = Flask(__name__)
    first = Blueprint("first", __name__, url_prefix="/first")
    second = Blueprint("second", __name__)
    nested = Blueprint("nested", __name__, url_prefix="/nested")
    outer = Blueprint("outer", __name__, url_prefix="/outer")
    restx(first)
    restx(second, prefix="/api")
    restx(nested, doc="/docs")
    outer.register_blueprint(nested)
    app.register_blueprint(first)
    app.register_blueprint(second, url_prefix="/a", name="renamed")
    app.register_blueprint(outer)
    for path, endpoint in {
        "/first": "first",
        "/a/api": "second",
        "/outer/nested": "nested",
    }.items():
        said = find(app, f"{path}/things/{{thing}}", endpoint=f"{endpoint}.thing")
        assert [each.name for each in said.parameters] == ["thing"]
        assert find(app, f"{path}/hidden", endpoint=f"{endpoint}.hidden").hidden


def test_a_document_says_what_a_converter_of_the_apps_own_takes():
    from flask_openapi3 import OpenAPI
    from werkzeug.routing import BaseConverter

    class Even(BaseConverter):
        regex = "[0-9]*[02468]"

    app = OpenAPI(__name__)
    app.url_map.converters["even"] = Even

    @app.get("/x/<even:n>/<name>")
    def x(path: Place):
        """Answer."""

    operations = recognise(app).operations(app).operations
    (found,) = (each for each in operations if each.key == "GET /x/{n}/{name}")
    schemas = {each.name: dict(each.schema) for each in found.parameters}
    assert schemas == {
        "n": {"title": "N", "type": "integer"},
        "name": {"title": "Name", "type": "string", "maxLength": 3},
    }


def test_of_two_documents_with_one_path_the_one_of_the_view_counts():
    app = Flask(__name__, subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.example"
    for name in ("a", "b"):
        blueprint = Blueprint(name, __name__, subdomain=name)
        restx(blueprint, default_id=lambda resource, method, name=name: f"{name} {method}")
        app.register_blueprint(blueprint)
    found = documents(app, Components())
    for name in ("a", "b"):
        assert found.find("/things/{thing}", "GET", f"{name}.thing").name == f"{name} get"


def test_flask_restx_is_as_it_was():
    from flask_restx import Namespace

    app = Flask(__name__)
    api = restx(app, authorizations={"a": {"type": "basic"}}, tags=[{"name": "n"}])
    key = {"type": "apiKey", "in": "query", "name": "k"}
    api.add_namespace(Namespace("n", description="things", authorizations={"b": key}))
    found = documents(app, Components())
    assert set(found.schemes) == {"a", "b"}
    assert api.authorizations == {"a": {"type": "basic"}}
    assert api.tags == [{"name": "n"}]
    assert api._schema is None


@pytest.mark.parametrize("mode", ["normal", "greedy", "strict"])
def test_spectree_leaves_out_what_its_mode_says(mode):
    from spectree import SpecTree

    app = Flask(__name__)
    tree, other = SpecTree("flask", mode=mode), SpecTree("flask", path="doc", mode="strict")

    @app.get("/mine")
    @tree.validate()
    def mine():
        """Answer."""

    @app.get("/plain")
    def plain():
        """Answer."""

    @app.get("/others")
    @other.validate()
    def others():
        """Answer."""

    tree.register(app)
    assert not find(app, "/mine", endpoint="mine").hidden
    assert find(app, "/plain", endpoint="plain").hidden is (mode == "strict")
    assert find(app, "/others", endpoint="others").hidden is (mode != "greedy")
    other.register(app)
    assert not find(app, "/others", endpoint="others").hidden


def test_spectree_lies_under_its_blueprint():
    from spectree import SpecTree

    class Inner(BaseModel):
        n: int

    class Outer(BaseModel):
        inner: Inner

    app = Flask(__name__)
    blueprint = Blueprint("b", __name__)
    tree = SpecTree("flask")

    @blueprint.post("/x")
    @tree.validate(json=Outer)
    def x():
        """Answer."""

    tree.register(blueprint)
    app.register_blueprint(blueprint, url_prefix="/b")
    app.add_url_rule("/outside", view_func=lambda: "x", endpoint="outside")
    components = Components()
    said = find(app, "/b/x", "POST", "b.x", components)
    inner = components.resolve(said.bodies[0].fields[0].schema)
    assert inner["properties"]["n"]["type"] == "integer"
    assert find(app, "/outside", endpoint="outside").hidden
    served = app.test_client().get("/b/apidoc/openapi.json").json
    assert any("Inner" in name for name in served["components"]["schemas"])


def test_a_document_that_cannot_be_built_is_a_note():
    from flask_restx import Resource

    app = Flask(__name__)
    api = restx(app)

    @api.route("/broken")
    class Broken(Resource):
        @api.expect(object())
        def post(self):
            """Answer."""

        @api.response(200, "fine", "a model that nobody registered")
        def get(self):
            """Answer."""

    found = documents(app, Components())
    assert found.find("/broken", "POST", "broken") is None
    [note] = found.notes
    assert note.startswith("the document of flask-restx cannot be built: ValueError: Model")


def test_warnings_of_a_document_are_its_own():
    from flask_smorest import Api
    from flask_smorest import Blueprint as SmorestBlueprint

    app = Flask(__name__)
    app.config |= {"API_TITLE": "x", "API_VERSION": "1", "OPENAPI_VERSION": "3.0.2"}
    api = Api(app)
    api.spec.to_dict = lambda: warnings.warn("old", DeprecationWarning, stacklevel=1) or {}
    api.register_blueprint(SmorestBlueprint("b", __name__))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = documents(app, Components())
    assert found.notes == ("flask-smorest: the document is none of OpenAPI",)


def handmade(monkeypatch, *specs, **options):
    """The documents of an app whose one extension gives these."""
    importlib.import_module("flask_smorest")  # imported, so it is asked
    from apiproof.frameworks.documents.smorest import Smorest

    monkeypatch.setattr(
        Smorest,
        "documents",
        lambda self, app: [Document(lambda spec=spec: spec, **options) for spec in specs],
    )
    return documents(Flask(__name__), Components())


def spec_of(*paths, scheme="http", **more):
    operation = {"security": [{"key": []}], "parameters": [], **more}
    return {
        "openapi": "3.0.0",
        "paths": {path: {"get": operation} for path in paths},
        "components": {"securitySchemes": {"key": {"type": scheme, "scheme": "bearer"}}},
    }


def test_parameters_may_have_another_name_in_the_document(monkeypatch):
    ids = [{"name": each, "in": "path", "schema": {}} for each in ("item-id", "page")]
    found = handmade(monkeypatch, spec_of("/items/{item-id}/{page}", parameters=ids))
    said = found.find("/items/{item_id}/{number}", "GET", "")
    assert [each.name for each in said.parameters] == ["item_id", "number"]


@pytest.mark.parametrize(
    ("written", "path"),
    [("/items", "/items/"), ("/items/", "/items"), ("/", ""), ("/{a}/x/", "/{b}/x")],
)
def test_a_slash_at_the_end_is_no_difference(monkeypatch, written, path):
    assert handmade(monkeypatch, spec_of(written)).find(path, "GET", "")


def test_a_path_by_its_own_names_comes_first(monkeypatch):
    found = handmade(
        monkeypatch, spec_of("/{a}", operationId="a"), spec_of("/{b}", operationId="b")
    )
    assert found.find("/{b}", "GET", "").name == "a"
    found = handmade(monkeypatch, {**spec_of(), "paths": spec_of("/{a}", "/{b}")["paths"]})
    assert found.find("/{b}", "GET", "") is not None


def test_schemes_of_one_name_stay_apart(monkeypatch):
    found = handmade(monkeypatch, spec_of("/a"), spec_of("/b", scheme="apiKey"), spec_of("/c"))
    names = [found.find(path, "GET", "").security[0][0].scheme for path in ("/a", "/b", "/c")]
    assert names == ["key", "key2", "key"]
    assert [found.schemes[each].type for each in ("key", "key2")] == ["http", "apiKey"]
    assert all(name == scheme.name for name, scheme in found.schemes.items())


def test_what_an_extension_raises_is_a_note(monkeypatch):
    importlib.import_module("flask_smorest")
    from apiproof.frameworks.documents.smorest import Smorest

    def refuse(self, app):
        raise KeyError("apis")

    monkeypatch.setattr(Smorest, "documents", refuse)
    found = documents(Flask(__name__), Components())
    assert isinstance(found, Documents)
    assert found.notes == ("flask-smorest cannot be asked for its documents: KeyError: 'apis'",)
