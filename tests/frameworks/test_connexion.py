"""The operations of connexion 3 apps, as their specifications, resolvers and routes have them."""

from __future__ import annotations

import copy
import sys
import textwrap
import types
from pathlib import Path

import connexion
import pytest
from battery import differences
from connexion.options import SwaggerUIOptions
from connexion.resolver import MethodResolver, RelativeResolver, RestyResolver
from test_battery import load

from apiproof.frameworks.connexion import Connexion
from apiproof.model.operation import Requirement

HANDLERS = """
import connexion
from connexion.exceptions import Forbidden


def search():
    return []


def other():
    return ["other"]


def get(thing):
    if not thing:
        return {"detail": "nothing"}, 410
    return thing


class ThingsView:
    def __init__(self):
        made.append(self)

    def search(self):
        return []

    def get(self, thing):
        return thing


made = []
"""


@pytest.fixture
def handlers(monkeypatch, tmp_path):
    """A package `shop_api` with a module `things`."""
    (tmp_path / "shop_api").mkdir()
    (tmp_path / "shop_api" / "__init__.py").write_text("")
    (tmp_path / "shop_api" / "things.py").write_text(HANDLERS)
    monkeypatch.syspath_prepend(tmp_path)
    yield "shop_api"
    for name in [name for name in sys.modules if name.partition(".")[0] == "shop_api"]:
        del sys.modules[name]


def specification(**operations):
    """One path `/things/{thing}` and one without, with these operations."""
    operation = {"responses": {"200": {"description": "fine"}}}
    parameter = {"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/things": {"get": {**operation, **operations.get("search", {})}},
            "/things/{thing}": {
                "parameters": [parameter],
                "get": {**operation, **operations.get("get", {})},
            },
        },
    }


def described(app):
    api = Connexion().operations(app)
    return api, {each.key: each for each in api.operations if not each.internal}


def test_a_resolver_finds_the_handlers(handlers):
    app = connexion.AsyncApp(__name__)
    app.add_api(specification(), resolver=RestyResolver("shop_api"))
    api, operations = described(app)
    names = {key: each.handler.name for key, each in operations.items()}
    assert names == {
        "GET /things": "shop_api.things.search",
        "GET /things/{thing}": "shop_api.things.get",
    }
    handler = operations["GET /things/{thing}"].handler
    assert handler.path.endswith("shop_api/things.py")
    assert HANDLERS.splitlines()[handler.line - 1].startswith("def get")
    assert api.notes == ()


def test_a_controller_finds_the_handlers(handlers):
    said = {"operationId": "get", "x-openapi-router-controller": "shop_api.things"}
    app = connexion.App(__name__)
    app.add_api(specification(get=said, search={"operationId": "shop_api.things.search"}))
    api, operations = described(app)
    assert operations["GET /things/{thing}"].handler.name == "shop_api.things.get"
    assert operations["GET /things"].handler.name == "shop_api.things.search"
    assert api.notes == ()


def test_a_class_has_the_handlers_and_the_app_makes_its_own(handlers):
    resolver = MethodResolver("shop_api")
    app = connexion.App(__name__)
    app.add_api(
        specification(
            search={"operationId": "shop_api.things.ThingsView.search"},
            get={"operationId": "shop_api.things.ThingsView.get"},
        ),
        resolver=resolver,
    )
    _, operations = described(app)
    handler = operations["GET /things/{thing}"].handler
    assert handler.name == "shop_api.things.ThingsView.get"
    assert resolver.initialized_views == []


def test_a_handler_that_cannot_be_found_is_a_note(handlers):
    app = connexion.AsyncApp(__name__)
    app.add_api(specification(get={"operationId": "shop_api.nowhere.get"}))
    api, operations = described(app)
    assert operations["GET /things/{thing}"].handler.name == "shop_api.nowhere.get"
    assert any(
        note.startswith("the handler of GET /things/{thing} cannot be found: ResolverError")
        for note in api.notes
    )


@pytest.mark.parametrize(
    ("base_path", "servers", "prefix"),
    [
        (None, [], ""),
        (None, [{"url": "https://shop.example/v2/"}], "/v2"),
        (None, [{"url": "/{v}", "variables": {"v": {"default": "v3"}}}], "/v3"),
        ("/v1", [{"url": "/v2"}], "/v1"),
        ("/", [{"url": "/v2"}], ""),
    ],
)
def test_operations_lie_under_the_base_path(handlers, base_path, servers, prefix):
    app = connexion.AsyncApp(__name__)
    spec = {**specification(), "servers": servers}
    app.add_api(spec, base_path=base_path, resolver=RestyResolver("shop_api"))
    assert f"GET {prefix}/things" in described(app)[1]


def test_several_specifications_are_one_api_and_the_one_that_answers_is_listed(handlers):
    app = connexion.AsyncApp(__name__)
    for base, name in (("/", "search"), ("/v2", "search"), ("/v2", "other")):
        said = {"operationId": f"shop_api.things.{name}", "tags": [name]}
        get = {"operationId": "shop_api.things.get"}
        app.add_api(specification(search=said, get=get), base_path=base, name=f"{base} {name}")
    before, operations = described(app)
    (tag,) = operations["GET /v2/things"].tags
    with app.test_client() as client:
        assert client.get("/v2/things").json() == {"search": [], "other": ["other"]}[tag]
    assert described(app)[0] == before


def test_the_app_is_as_it_was(handlers):
    app = connexion.App(__name__)
    app.add_api(specification(), resolver=RestyResolver("shop_api"))
    kept = app.middleware.apis[0].specification
    raw, spec = copy.deepcopy(kept.raw), copy.deepcopy(kept.spec)
    first, _ = described(app)
    second, _ = described(app)
    assert first == second
    assert (kept.raw, kept.spec) == (raw, spec)
    assert app.middleware.middleware_stack is None


def test_operations_are_the_same_after_the_first_request(handlers):
    app = connexion.App(__name__)
    app.add_api(specification(), resolver=RestyResolver("shop_api"), base_path="/v1")
    app.add_url_rule("/plain", view_func=lambda: "x", endpoint="plain")
    before, _ = described(app)
    with app.test_client() as client:
        assert client.get("/v1/things").json() == []
        assert client.get("/plain").text == "x"
    assert described(app)[0].operations == before.operations


@pytest.mark.parametrize("kind", [connexion.App, connexion.AsyncApp])
def test_a_route_past_the_specification_is_hidden(handlers, kind):
    app = kind(__name__)
    app.add_api(specification(), resolver=RestyResolver("shop_api"))

    def plain(request=None):
        """Answer."""

    app.add_url_rule("/plain", "plain", plain)
    _, operations = described(app)
    assert operations["GET /plain"].hidden
    assert not operations["GET /things"].hidden


def test_routes_are_listed_where_fastapi_is_not_installed(handlers, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "fastapi"]:
        monkeypatch.setitem(sys.modules, name, None)
    app = connexion.AsyncApp(__name__)
    app.add_url_rule("/plain", "plain", lambda request: None)
    assert list(described(app)[1]) == ["GET /plain"]


def test_the_sample_api_is_found_in_an_async_app():
    sample = load(Path(__file__).parent / "samples" / "connexion.py")
    app = connexion.AsyncApp(__name__)
    app.add_api(sample.SPECIFICATION, resolver=RelativeResolver(sample.__name__))
    app.add_url_rule("/health", "health", sample.health)
    assert differences(Connexion().operations(app)) == []


def test_what_connexion_serves_itself_is_internal(handlers, tmp_path):
    (tmp_path / "index.j2").write_text("")
    options = SwaggerUIOptions(swagger_ui_path="/docs", swagger_ui_template_dir=str(tmp_path))
    app = connexion.AsyncApp(__name__, resolver=RestyResolver("shop_api"))
    app.add_api(specification(), base_path="/v1", swagger_ui_options=options)
    off = SwaggerUIOptions(swagger_ui=False, serve_spec=False)
    app.add_api(specification(), base_path="/v2", swagger_ui_options=off)
    api, _ = described(app)
    pages = {each.path for each in api.operations if each.internal}
    assert pages == {"/v1/openapi.json", "/v1/openapi.yaml", "/v1/docs/"}
    with app.test_client() as client:
        assert {client.get(page).status_code for page in pages} == {200}


def test_what_its_checks_and_its_code_answer_is_inferred(handlers):
    spec = specification(
        get={"security": [{"key": []}]},
        search={"parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}]},
    )
    spec["components"] = {
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key", "x-apikeyInfoFunc": "x.y"}
        }
    }
    app = connexion.AsyncApp(__name__, resolver=RestyResolver("shop_api"))
    app.add_api(spec)
    _, operations = described(app)
    thing, things = operations["GET /things/{thing}"], operations["GET /things"]
    assert thing.security == ((Requirement("key"),),)
    found = {each.status: each.confidence for each in thing.responses}
    assert found == {"200": "declared", "401": "inferred", "410": "inferred"}
    assert {each.status for each in things.responses} == {"200", "400"}


def test_references_to_other_files_are_followed(handlers, tmp_path):
    (tmp_path / "schemas.yaml").write_text("Thing: {type: object, properties: {a: {type: string}}}")
    (tmp_path / "openapi.yaml").write_text(
        textwrap.dedent(
            """
            openapi: 3.0.3
            info: {title: Shop, version: "1"}
            paths:
              /things:
                post:
                  operationId: shop_api.things.search
                  requestBody:
                    content:
                      application/json: {schema: {$ref: "schemas.yaml#/Thing"}}
                  responses: {"200": {description: fine}}
            """
        )
    )
    app = connexion.AsyncApp(__name__, specification_dir=str(tmp_path))
    app.add_api("openapi.yaml")
    api, operations = described(app)
    assert [field.name for field in operations["POST /things"].bodies[0].fields] == ["a"]
    assert api.notes == ()


def test_an_app_without_a_specification_has_its_routes(handlers):
    app = connexion.AsyncApp(__name__)
    assert described(app)[1] == {}


def test_an_object_that_looks_like_it_is_none():
    assert not Connexion().recognises(types.SimpleNamespace(middleware=None))
