"""Parameters, bodies and responses of Flask's operations: the code, and documents beside it."""

from __future__ import annotations

import pytest
from flask_apps import api_of, operation_of

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def _fields(body):
    return {f"{each.name}{'*' if each.required else ''}": each.schema for each in body.fields}


def test_what_a_view_reads_is_inferred(tmp_path):
    api = api_of(
        tmp_path,
        """
        @app.post("/x/<int:item_id>")
        def view(item_id):
            page = request.args.get("page", type=int)
            which = request.args["which"]
            trace = request.headers.get("X-Trace")
            name = request.json["name"]
            return {"name": name}, 201
        """,
    )
    operation = operation_of(api, "POST /x/{item_id}")
    parameters = {(each.location, each.name): each.required for each in operation.parameters}
    assert parameters == {
        ("path", "item_id"): True,
        ("query", "page"): False,
        ("query", "which"): True,
        ("header", "X-Trace"): False,
    }
    (body,) = operation.bodies
    assert (body.media_type, list(_fields(body)), body.confidence) == (JSON, ["name*"], "inferred")
    assert [each.status for each in operation.responses] == ["201"]
    assert {each.confidence for each in operation.parameters} == {"declared", "inferred"}


def test_two_forms_of_one_body_are_alternatives(tmp_path):
    api = api_of(
        tmp_path,
        """
        @app.post("/x")
        def view():
            sent = request.get_json() if request.is_json else request.form
            return sent["name"]
        """,
    )
    bodies = operation_of(api, "POST /x").bodies
    assert {each.media_type for each in bodies} == {JSON, FORM}
    assert not any(each.required for each in bodies)


def test_methods_without_a_body_have_none(tmp_path):
    api = api_of(
        tmp_path,
        """
        @app.route("/x", methods=["GET", "POST", "DELETE"])
        def view():
            return request.get_json(silent=True) or {"name": request.form.get("name")}
        """,
    )
    assert operation_of(api, "GET /x").bodies == ()
    assert operation_of(api, "POST /x").bodies
    assert operation_of(api, "DELETE /x").bodies


def test_a_view_that_answers_nothing_good_in_sight_answers_200(tmp_path):
    api = api_of(
        tmp_path,
        """
        @app.get("/x")
        def view():
            if request.args.get("missing"):
                abort(404)
            return eval("answer")
        """,
    )
    assert {each.status for each in operation_of(api, "GET /x").responses} == {"200", "404"}


def test_statuses_come_in_order(tmp_path):
    api = api_of(
        tmp_path,
        """
        @app.get("/x")
        def view():
            if request.args.get("a"):
                abort(409)
            if request.args.get("b"):
                abort(404)
            return "", 202
        """,
    )
    statuses = [each.status for each in operation_of(api, "GET /x").responses]
    assert statuses == ["202", "404", "409"]


HANDLERS = """
class Missing(Exception):
    status = 410

@app.errorhandler(404)
def not_found(error):
    return jsonify(error="not found"), 404

@app.errorhandler(Missing)
def missing(error):
    return render_template("missing.html"), 410

pages = Blueprint("pages", __name__, url_prefix="/pages")

@pages.errorhandler(404)
def page_not_found(error):
    return render_template("404.html"), 404

def view():
    if request.args.get("gone"):
        raise Missing
    abort(404)

app.add_url_rule("/x", view_func=view)
pages.add_url_rule("/x", view_func=view)
app.register_blueprint(pages)
"""


@pytest.mark.parametrize(("key", "media_type"), [("GET /x", JSON), ("GET /pages/x", "text/html")])
def test_error_handlers_say_what_is_answered(tmp_path, key, media_type):
    operation = operation_of(api_of(tmp_path, HANDLERS), key)
    responses = {each.status: each.media_type for each in operation.responses}
    assert responses["404"] == media_type
    assert responses["410"] == "text/html"


LOADED = """
from marshmallow import Schema, fields
from pydantic import BaseModel

class Page(Schema):
    page = fields.Integer(load_default=1)
    size = fields.Integer(required=True)

class Thing(BaseModel):
    name: str
    tags: list[str] = []
    model_config = {"extra": "forbid"}

@app.get("/things")
def listed():
    Page().load(request.args)
    return []

@app.post("/things")
def add():
    thing = Thing.model_validate(request.get_json())
    return thing.model_dump(), 201

@app.post("/more")
def more():
    thing = Thing(**request.json)
    return {"also": request.json.get("also")}
"""


def test_what_is_loaded_is_a_body_of_its_schema(tmp_path):
    api = api_of(tmp_path, LOADED)
    (body,) = operation_of(api, "POST /things").bodies
    assert body.closed
    assert body.schema == {"$ref": "#/components/schemas/Thing"}
    assert list(_fields(body)) == ["name*", "tags"]
    assert api.schemas["Thing"]["required"] == ["name"]


def test_what_is_loaded_from_the_query_are_parameters(tmp_path):
    operation = operation_of(api_of(tmp_path, LOADED), "GET /things")
    found = {each.name: (each.location, each.required) for each in operation.parameters}
    assert found == {"page": ("query", False), "size": ("query", True)}


def test_what_is_loaded_and_what_is_read_beside_it_are_one_body(tmp_path):
    (body,) = operation_of(api_of(tmp_path, LOADED), "POST /more").bodies
    assert list(_fields(body)) == ["name*", "tags", "also"]


def test_a_schema_that_cannot_be_told_is_a_note(tmp_path):
    api = api_of(
        tmp_path,
        """
        from pydantic import BaseModel

        class Thing(BaseModel):
            @classmethod
            def __get_pydantic_json_schema__(cls, *args):
                raise RuntimeError("not today")

        @app.post("/x")
        def view():
            Thing.model_validate(request.get_json())
            return ""
        """,
    )
    (body,) = operation_of(api, "POST /x").bodies
    assert (body.media_type, body.schema) == (JSON, {})
    assert api.notes == ("what Thing loads has no JSON Schema: RuntimeError: not today",)


DOCUMENTED = """
from flask_smorest import Api, Blueprint as Documented, abort as refuse
from marshmallow import Schema, fields

app.config.update(API_TITLE="x", API_VERSION="1", OPENAPI_VERSION="3.1.0")
api = Api(app)
things = Documented("things", __name__, url_prefix="/things")

class Query(Schema):
    page = fields.Integer()

class Thing(Schema):
    name = fields.String(required=True)

def keyed(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if request.headers.get("X-Key") != "k":
            refuse(401)
        return view(*args, **kwargs)
    return inner

@things.post("/<int:thing_id>")
@things.arguments(Query, location="query")
@things.arguments(Thing)
@things.response(201, Thing)
@things.doc(tags=["first"], deprecated=True, operationId="addThing")
@keyed
def add(query, thing, thing_id):
    if request.args.get("unknown"):
        refuse(409)
    return thing

@app.get("/plain")
def plain():
    return ""

api.register_blueprint(things)
"""


def test_a_document_goes_first_and_the_code_adds_to_it(tmp_path):
    operation = operation_of(api_of(tmp_path, DOCUMENTED), "POST /things/{thing_id}")
    parameters = {each.name: each.confidence for each in operation.parameters}
    assert parameters == {"thing_id": "declared", "page": "declared", "unknown": "inferred"}
    assert operation.parameters[0].schema == {"type": "integer", "minimum": 0}
    (body,) = operation.bodies
    assert body.confidence == "declared"
    responses = {each.status: each.confidence for each in operation.responses}
    assert responses["201"] == "declared"
    assert responses["409"] == responses["401"] == "inferred"
    assert (operation.name, operation.deprecated) == ("addThing", True)
    assert "first" in operation.tags


def test_what_a_document_forgets_the_code_still_asks_for(tmp_path):
    operation = operation_of(api_of(tmp_path, DOCUMENTED), "POST /things/{thing_id}")
    assert operation.requires_identity
    assert not operation.hidden
