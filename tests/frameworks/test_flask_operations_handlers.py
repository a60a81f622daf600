"""The code behind the views of a Flask app, and apps beside it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from flask_apps import api_of, app_of, keys_of, operation_of, security_of

from apiproof.frameworks.recognition import recognise

DECORATOR = """
def decorated(view):
    @wraps(view)
    def inner(*args, **kwargs):
        return view(*args, **kwargs)
    return inner
"""

VIEWS = {
    "a function": (
        """
        # here
        @app.get("/x")
        def view(): return ""
        """,
        "view",
    ),
    "a decorated function": (
        """
        # here
        @app.get("/x")
        @decorated
        @decorated
        def view(): return ""
        """,
        "view",
    ),
    "a partial": (
        """
        # here
        def view(name): return name
        app.add_url_rule("/x", "view", partial(view, "ada"))
        """,
        "view",
    ),
    "a bound method": (
        """
        class Views:
            # here
            def view(self): return ""
        app.add_url_rule("/x", view_func=Views().view)
        """,
        "Views.view",
    ),
    "an object that is called": (
        """
        class Views:
            # here
            def __call__(self): return ""
        app.add_url_rule("/x", "view", Views())
        """,
        "Views.__call__",
    ),
    "a view's class": (
        """
        class Shown(View):
            # here
            def dispatch_request(self): return ""
        app.add_url_rule("/x", view_func=Shown.as_view("shown"))
        """,
        "Shown.dispatch_request",
    ),
    "a method of a class": (
        """
        class Shown(MethodView):
            decorators = [decorated]
            init_every_request = False
            def post(self): return ""
            # here
            @decorated
            def get(self): return ""
        app.add_url_rule("/x", view_func=Shown.as_view("shown"))
        """,
        "Shown.get",
    ),
    "an inherited method": (
        """
        class Base(MethodView):
            # here
            def get(self): return ""
        class Shown(Base):
            pass
        app.add_url_rule("/x", view_func=Shown.as_view("shown"))
        """,
        "Base.get",
    ),
    "a resource": (
        """
        from flask_restx import Api, Resource
        api = Api(app)
        @api.route("/x")
        class Shown(Resource):
            # here
            @decorated
            def get(self): return ""
        """,
        "Shown.get",
    ),
}


@pytest.mark.parametrize(("source", "name"), VIEWS.values(), ids=VIEWS)
def test_a_handler_is_the_function_that_somebody_wrote(tmp_path, source, name):
    handler = operation_of(api_of(tmp_path, DECORATOR + textwrap.dedent(source)), "GET /x").handler
    lines = Path(handler.path).read_text().splitlines()
    assert handler.name.partition(".")[2] == name
    assert lines[handler.line - 1] == _line_after(lines, "# here")


def test_a_view_that_is_missing_has_a_name_all_the_same(tmp_path):
    api = api_of(
        tmp_path,
        """
        app.add_url_rule("/x", "missing")
        """,
    )
    handler = operation_of(api, "GET /x").handler
    assert (handler.name, handler.path, handler.line) == ("missing", "", 0)


MOUNTED = """
from werkzeug.middleware.dispatcher import DispatcherMiddleware

@app.get("/x")
def x(): return ""

@app.get("/admin/y")
def hidden_by_the_mount(): return ""

other = Flask("other")

@other.get("/users/<int:user_id>")
def user(user_id):
    if not session.get("user"):
        abort(401)
    return ""
"""


@pytest.mark.parametrize(
    "mount",
    [
        'DispatcherMiddleware(app.wsgi_app, {"/admin": other})',
        'DispatcherMiddleware(app.wsgi_app, {"/admin": other.wsgi_app})',
        'Wrapper(DispatcherMiddleware(app.wsgi_app, {"/admin": Wrapper(other)}))',
    ],
)
def test_apps_beside_it_are_listed_under_their_paths(tmp_path, mount):
    api = api_of(
        tmp_path,
        MOUNTED
        + "class Wrapper:\n"
        + "    def __init__(self, app):\n"
        + "        self.app = app\n"
        + f"app.wsgi_app = {mount}\n",
    )
    assert keys_of(api) == ["GET /x", "GET /admin/users/{user_id}"]
    operation = operation_of(api, "GET /admin/users/{user_id}")
    assert operation.rule == "/admin/users/<int:user_id>"
    assert operation.handler.name.endswith(".user")
    assert security_of(api, operation.key) == "session"


def test_what_a_mount_hides_is_a_note(tmp_path):
    api = api_of(
        tmp_path, MOUNTED + 'app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/admin": other})\n'
    )
    assert [note for note in api.notes if "/admin/y" in note]


def test_a_mounted_app_that_nobody_knows_is_a_note(tmp_path):
    api = api_of(
        tmp_path,
        """
        from werkzeug.middleware.dispatcher import DispatcherMiddleware
        def opaque(environ, start_response): ...
        app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/opaque": opaque})
        """,
    )
    assert api.notes == ("what /opaque serves is not listed: a mounted builtins.function",)


def test_apps_that_are_mounted_into_one_another_end(tmp_path):
    api = api_of(
        tmp_path,
        MOUNTED
        + """
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/admin": other, "/again": app})
other.wsgi_app = DispatcherMiddleware(other.wsgi_app, {"/back": app})
""",
    )
    assert "GET /admin/users/{user_id}" in keys_of(api)
    assert len(api.notes) == len(set(api.notes))


def test_an_app_is_left_as_it_is(tmp_path):
    app = app_of(
        tmp_path,
        """
        things = Blueprint("things", __name__)
        @things.get("/<int:x>")
        def view(x):
            if not session.get("user"):
                abort(401)
            return ""
        app.register_blueprint(things)
        """,
    )
    before = _state(app)
    recognise(app).operations(app)
    assert _state(app) == before
    app.add_url_rule("/later", view_func=lambda: "later")
    assert app.test_client().get("/later").status_code == 200


def _state(app):
    return {
        name: repr(getattr(app, name))
        for name in (
            "before_request_funcs",
            "config",
            "error_handler_spec",
            "url_map",
            "url_value_preprocessors",
            "view_functions",
            "_got_first_request",
        )
    }


def _line_after(lines, mark):
    return lines[next(index for index, line in enumerate(lines) if line.strip() == mark) + 1]
