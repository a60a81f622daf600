"""The rules of a Flask app as operations."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_apps import api_of, keys_of, operation_of
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound

from apiproof.frameworks.recognition import recognise


def test_a_rule_is_an_operation_for_each_method_that_was_asked_for(tmp_path):
    api = api_of(
        tmp_path,
        """
        @app.route("/default")
        def default(): return ""
        @app.route("/both", methods=["GET", "POST"])
        def both(): return ""
        @app.route("/head", methods=["HEAD"])
        def head(): return ""
        @app.route("/options", methods=["OPTIONS"])
        def options(): return ""
        """,
    )
    assert keys_of(api) == [
        "GET /default",
        "GET /both",
        "POST /both",
        "HEAD /head",
        "OPTIONS /options",
    ]


def test_methods_that_a_class_defines_are_asked_for(tmp_path):
    api = api_of(
        tmp_path,
        """
        class Things(MethodView):
            def get(self): return ""
            def head(self): return ""
            def options(self): return ""

        class One(View):
            methods = ["PUT"]
            def dispatch_request(self): return ""

        app.add_url_rule("/things", view_func=Things.as_view("things"))
        app.add_url_rule("/one", view_func=One.as_view("one"))
        """,
    )
    assert keys_of(api) == ["GET /things", "HEAD /things", "OPTIONS /things", "PUT /one"]


def test_methods_that_an_extension_adds_are_not(tmp_path):
    api = api_of(
        tmp_path,
        """
        def view(): return ""
        view.required_methods = ["OPTIONS"]
        view.provide_automatic_options = False
        app.add_url_rule("/x", view_func=view)
        """,
    )
    assert keys_of(api) == ["GET /x"]


def test_without_automatic_options_nothing_is_added(tmp_path):
    api = api_of(
        tmp_path,
        """
        app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
        @app.get("/x")
        def view(): return ""
        """,
    )
    assert keys_of(api) == ["GET /x"]


def test_a_rule_is_told_as_it_is_written(tmp_path):
    api = api_of(
        tmp_path,
        """
        outer = Blueprint("outer", __name__, url_prefix="/v1")
        inner = Blueprint("inner", __name__, url_prefix="/users")
        @inner.get("/<int(min=1):user_id>/<path:rest>")
        def show(user_id, rest): return ""
        outer.register_blueprint(inner)
        app.register_blueprint(outer)
        app.config["APPLICATION_ROOT"] = "/root"
        """,
    )
    (operation,) = [each for each in api.operations if not each.internal]
    assert operation.path == "/v1/users/{user_id}/{rest}"
    assert operation.rule == "/v1/users/<int(min=1):user_id>/<path:rest>"
    assert operation.name == "outer.inner.show"
    assert [each.name for each in operation.parameters] == ["user_id", "rest"]
    assert all(each.required and each.location == "path" for each in operation.parameters)


CONVERTERS = {
    "<x>": {"type": "string"},
    "<string:x>": {"type": "string"},
    "<string(length=2):x>": {"type": "string", "minLength": 2, "maxLength": 2},
    "<string(minlength=2, maxlength=5):x>": {"type": "string", "minLength": 2, "maxLength": 5},
    "<string(minlength=3):x>": {"type": "string", "minLength": 3},
    "<int:x>": {"type": "integer", "minimum": 0},
    "<int(signed=True):x>": {"type": "integer"},
    "<int(min=3, max=9):x>": {"type": "integer", "minimum": 3, "maximum": 9},
    "<int(signed=True, max=4):x>": {"type": "integer", "maximum": 4},
    "<int(fixed_digits=4):x>": {"type": "string", "pattern": "^[0-9]{4}$"},
    "<float:x>": {"type": "number", "minimum": 0},
    "<float(signed=True, max=2.5):x>": {"type": "number", "maximum": 2.5},
    "<uuid:x>": {"type": "string", "format": "uuid"},
    "<path:x>": {"type": "string"},
    "<any(about, 'help me', \"x,y\"):x>": {"type": "string", "enum": ["about", "help me", "x,y"]},
    "<color:x>": {"type": "string", "pattern": "^(?:red|green)$"},
    "<even:x>": {"type": "integer", "minimum": 0},
    "<delta:x>": {"type": "integer"},
    "<model:x>": {"type": "string"},
    "<lazy:x>": {"type": "string"},
}


@pytest.mark.parametrize("converter", CONVERTERS)
def test_a_converter_says_what_an_argument_must_be(tmp_path, converter):
    api = api_of(
        tmp_path,
        f"""
        from werkzeug.routing import BaseConverter, IntegerConverter, UnicodeConverter

        class Color(BaseConverter):
            regex = "red|green"

        class Even(IntegerConverter):
            pass

        class Delta(IntegerConverter):
            regex = r"-?\\d+"

        class Model(UnicodeConverter):
            def to_python(self, value):
                return eval(value)

        class Lazy(BaseConverter):
            regex = r"(?P<first>[a-z])\\Z"

        app.url_map.converters.update(color=Color, even=Even, delta=Delta, model=Model, lazy=Lazy)

        @app.get({f"/{converter}"!r})
        def view(x): return ""
        """,
    )
    (parameter,) = operation_of(api, "GET /{x}").parameters
    assert parameter.schema == CONVERTERS[converter]


@st.composite
def _converters(draw):
    least = draw(st.integers(0, 50))
    most = draw(st.integers(least, 100))
    return draw(
        st.sampled_from(
            [
                "int",
                f"int(min={least}, max={most})",
                f"int(signed=True, max={most})",
                f"string(minlength={least + 1}, maxlength={most + 1})",
                f"string(length={least + 1})",
                "any(a, b, c)",
                "uuid",
            ]
        )
    )


@settings(max_examples=60, deadline=None)
@given(converter=_converters(), data=st.data())
def test_what_a_schema_allows_is_routed_and_nothing_else(converter, data):
    app = Flask(__name__, static_folder=None)
    app.add_url_rule(f"/<{converter}:x>", view_func=lambda x: "", endpoint="view")
    (operation,) = recognise(app).operations(app).operations
    schema = operation.parameters[0].schema
    value = data.draw(
        st.one_of(
            st.integers(-120, 120).map(str),
            st.text("abc", min_size=1, max_size=110),
            st.uuids().map(str),
        )
    )
    assert _is_routed(app, value) == _is_allowed(schema, value)


def _is_routed(app, value):
    try:
        app.url_map.bind("localhost").match(f"/{value}")
    except NotFound:
        return False
    return True


def _is_allowed(schema, value):
    """A schema of a path's parameter, asked of its text."""
    if schema["type"] == "integer":
        if not re.fullmatch(r"-?\d+", value):
            return False
        number = int(value)
        return schema.get("minimum", number) <= number <= schema.get("maximum", number)
    if schema.get("format") == "uuid":
        return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value))
    if "enum" in schema:
        return value in schema["enum"]
    return schema.get("minLength", 1) <= len(value) <= schema.get("maxLength", len(value))


def test_rules_that_only_build_are_no_operations(tmp_path):
    api = api_of(
        tmp_path,
        """
        from werkzeug.routing import Rule
        app.url_map.add(Rule("/elsewhere", endpoint="elsewhere", build_only=True))
        """,
    )
    assert keys_of(api) == []


def test_rules_of_the_map_itself_are_listed(tmp_path):
    api = api_of(
        tmp_path,
        """
        from werkzeug.routing import Rule
        app.url_map.add(Rule("/socket", endpoint="socket", websocket=True))
        app.url_map.add(Rule("/old/<int:x>", redirect_to="new/<x>"))
        app.url_map.add(Rule("/any", endpoint="any"))
        @app.endpoint("socket")
        def socket(): ...
        @app.endpoint("any")
        def anything(): return ""
        """,
    )
    assert keys_of(api) == [
        "WEBSOCKET /socket",
        *(f"{method} /old/{{x}}" for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
        *(f"{method} /any" for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
    ]
    socket = operation_of(api, "WEBSOCKET /socket")
    assert socket.handler.name.endswith(".socket")
    assert (socket.bodies, socket.responses) == ((), ())
    assert [each.status for each in operation_of(api, "GET /old/{x}").responses] == ["308"]


def test_defaults_are_no_parameters(tmp_path):
    api = api_of(
        tmp_path,
        """
        @app.get("/pages/", defaults={"page": 1})
        @app.get("/pages/<int:page>")
        def pages(page): return ""
        """,
    )
    assert set(keys_of(api)) == {"GET /pages/", "GET /pages/{page}"}
    assert operation_of(api, "GET /pages/").parameters == ()


def test_one_template_may_stand_for_two_rules(tmp_path):
    api = api_of(
        tmp_path,
        """
        @app.get("/x/<int:id>")
        def by_number(id): return ""
        @app.get("/x/<uuid:id>")
        def by_uuid(id): return ""
        """,
    )
    assert keys_of(api) == ["GET /x/{id}"] * 2
    assert api.notes == ()


def test_a_rule_that_another_hides_is_a_note(tmp_path):
    api = api_of(
        tmp_path,
        """
        @app.get("/x")
        def first(): return ""
        @app.get("/x")
        def second(): return ""
        """,
    )
    assert keys_of(api) == ["GET /x"]
    (note,) = api.notes
    assert re.fullmatch(r"GET /x of \S+\.second is never reached: \S+\.first answers it", note)


HOSTED = """
app = Flask(__name__, static_folder=None, {options})
app.config["SERVER_NAME"] = {server!r}
@app.get("/x", {rule})
def view(**values): return ""
"""


@pytest.mark.parametrize(
    ("options", "server", "rule", "host"),
    [
        ("host_matching=True", None, 'host="api.example.com"', "api.example.com"),
        ("host_matching=True", None, 'host="<tenant>.example.com"', "{tenant}.example.com"),
        ("subdomain_matching=True", "example.com", 'subdomain="api"', "api.example.com"),
        ("subdomain_matching=True", "example.com", 'subdomain="<user>"', "{user}.example.com"),
        ("subdomain_matching=True", "example.com", "", ""),
        ("", "example.com", "", ""),
    ],
)
def test_hosts_and_subdomains_are_told(tmp_path, options, server, rule, host):
    api = api_of(tmp_path, HOSTED.format(options=options, server=server, rule=rule))
    (operation,) = api.operations
    assert operation.host == host
    assert operation.parameters == ()


def test_a_subdomain_that_the_app_does_not_match_is_a_note(tmp_path):
    api = api_of(tmp_path, HOSTED.format(options="", server="example.com", rule='subdomain="api"'))
    assert api.operations == ()
    assert api.notes == (
        "/x under the subdomain api is never reached: the app was made without subdomain_matching",
    )


def test_files_that_flask_serves_are_internal(tmp_path):
    (tmp_path / "static").mkdir()
    api = api_of(
        tmp_path,
        """
        files = Blueprint("files", __name__, static_folder="static", url_prefix="/files")
        app.register_blueprint(files)
        @app.get("/static-looking/static")
        def static_looking(): return ""
        """,
    )
    found = {each.key: each.internal for each in api.operations}
    assert found == {
        "GET /static/{filename}": True,
        "GET /files/static/{filename}": True,
        "GET /static-looking/static": False,
    }


def test_pages_of_a_document_are_internal(tmp_path):
    api = api_of(
        tmp_path,
        """
        from flask_restx import Api, Resource
        api = Api(app)
        @api.route("/things")
        class Things(Resource):
            def get(self): return {}
        """,
    )
    assert keys_of(api) == ["GET /things"]
    assert len(api.operations) > 1
