"""What refuses a request to a Flask view for who sends it, found in the app's own code."""

from __future__ import annotations

import textwrap

import pytest
from flask_apps import api_of, operation_of, security_of

DECORATED = """
{guard}

@app.get("/x")
@guarded
def view():
    return "x"
"""

GUARDS = {
    "bearer header": (
        """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                header = request.headers.get("Authorization")
                if not header or not header.startswith("Bearer "):
                    abort(401)
                return view(*args, **kwargs)
            return inner
        """,
        "bearer",
    ),
    "a word of the app's own before the token": (
        """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                parts = request.headers.get("Authorization", "").split()
                if len(parts) != 2 or parts[0] != "Token":
                    return {"error": "no"}, 401
                return view(*args, **kwargs)
            return inner
        """,
        "token",
    ),
    "basic, by what werkzeug parsed": (
        """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                auth = request.authorization
                if not auth or auth.username != "ada" or auth.password != "secret":
                    return Response("no", 401, {"WWW-Authenticate": 'Basic realm="x"'})
                return view(*args, **kwargs)
            return inner
        """,
        "basic",
    ),
    "a key in a header": (
        """
        app.config["KEY"] = "k"
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if request.headers.get("X-API-Key") == current_app.config["KEY"]:
                    return view(*args, **kwargs)
                raise Forbidden
            return inner
        """,
        "header:X-API-Key",
    ),
    "a key in a header or in the query": (
        """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                key = request.headers.get("X-Key") or request.args.get("api_key")
                if key is None:
                    abort(403)
                return view(*args, **kwargs)
            return inner
        """,
        "header:X-Key | query:api_key",
    ),
    "a cookie that is decoded": (
        """
        def decode(token):
            raise ValueError
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                try:
                    g.claims = decode(request.cookies.get("token"))
                except ValueError:
                    return jsonify(error="no"), 401
                return view(*args, **kwargs)
            return inner
        """,
        "cookie:token",
    ),
    "a header whose lack raises": (
        """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                try:
                    token = request.headers["X-Token"]
                except KeyError:
                    raise Unauthorized from None
                return view(*args, **kwargs)
            return inner
        """,
        "header:X-Token",
    ),
    "a session": (
        """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if "user_id" not in session:
                    return redirect("/login")
                return view(*args, **kwargs)
            return inner
        """,
        "session",
    ),
    "a session whose entry is missed": (
        """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                try:
                    g.user = session["user"]
                except KeyError:
                    return redirect(url_for("login"))
                return view(*args, **kwargs)
            return inner
        """,
        "session",
    ),
    "without functools.wraps": (
        """
        def guarded(view):
            def inner(*args, **kwargs):
                if not session.get("user"):
                    abort(401)
                return view(*args, **kwargs)
            inner.__name__ = view.__name__
            return inner
        """,
        "session",
    ),
    "an object that decorates": (
        """
        class Guard:
            def __init__(self, view):
                self.view = view
                self.__name__ = view.__name__
                self.__wrapped__ = view
            def __call__(self, *args, **kwargs):
                if "X-Token" not in request.headers:
                    abort(401)
                return self.view(*args, **kwargs)
        guarded = Guard
        """,
        "header:X-Token",
    ),
    "roles that are passed to it": (
        """
        def roles_required(*roles):
            def decorator(view):
                @wraps(view)
                def inner(*args, **kwargs):
                    if session.get("role") not in roles:
                        abort(403)
                    return view(*args, **kwargs)
                return inner
            return decorator
        guarded = roles_required("editor", "admin")
        """,
        "session[editor,admin]",
    ),
    "a helper that raises what an error handler answers": (
        """
        class AuthError(Exception):
            def __init__(self, error, status_code):
                self.error = error
                self.status_code = status_code
        @app.errorhandler(AuthError)
        def answer(error):
            response = jsonify(error.error)
            response.status_code = error.status_code
            return response
        def token():
            header = request.headers.get("Authorization", None)
            if not header:
                raise AuthError({"code": "missing"}, 401)
            parts = header.split()
            if parts[0].lower() != "bearer":
                raise AuthError({"code": "invalid"}, 401)
            return parts[1]
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                g.payload = token()
                return view(*args, **kwargs)
            return inner
        """,
        "bearer",
    ),
    "one over another": (
        """
        def login_required(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if session.get("user_id") is None:
                    abort(401)
                g.user = session["user_id"]
                return view(*args, **kwargs)
            return inner
        def guarded(view):
            @wraps(view)
            @login_required
            def inner(*args, **kwargs):
                if g.user != 1:
                    abort(403)
                return view(*args, **kwargs)
            return inner
        """,
        "session",
    ),
    "two that must both hold": (
        """
        def keyed(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if request.headers.get("X-Key") != "k":
                    abort(403)
                return view(*args, **kwargs)
            return inner
        def logged_in(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if not session.get("user"):
                    abort(401)
                return view(*args, **kwargs)
            return inner
        def guarded(view):
            return keyed(logged_in(view))
        """,
        "header:X-Key & session",
    ),
    "one that lets anybody through, in a way that only the request tells": (
        """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if request.remote_addr == "127.0.0.1":
                    return view(*args, **kwargs)
                if not session.get("user"):
                    abort(401)
                return view(*args, **kwargs)
            return inner
        """,
        "session | -",
    ),
    "one that the settings turn on": (
        """
        app.config["LOGIN"] = True
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if current_app.config.get("LOGIN") and not session.get("user"):
                    abort(401)
                return view(*args, **kwargs)
            return inner
        """,
        "session",
    ),
    "one that the settings turn off": (
        """
        app.config["LOGIN"] = False
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if current_app.config.get("LOGIN") and not session.get("user"):
                    abort(401)
                return view(*args, **kwargs)
            return inner
        """,
        "",
    ),
    "an asynchronous one": (
        """
        def guarded(view):
            @wraps(view)
            async def inner(*args, **kwargs):
                if not request.headers.get("X-Key"):
                    abort(401)
                return await current_app.ensure_sync(view)(*args, **kwargs)
            return inner
        """,
        "header:X-Key",
    ),
}

NO_GUARDS = {
    "a token against forged requests": """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if request.headers.get("X-CSRF-Token") != session.get("csrf_token"):
                    abort(403)
                return view(*args, **kwargs)
            return inner
        """,
    "an address": """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if request.remote_addr not in ("127.0.0.1",):
                    abort(403)
                return view(*args, **kwargs)
            return inner
        """,
    "a media type": """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if "application/json" not in request.headers.get("Accept", ""):
                    abort(406)
                return view(*args, **kwargs)
            return inner
        """,
    "a version": """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if request.headers.get("X-Version") is None:
                    return {"error": "which version?"}, 400
                return view(*args, **kwargs)
            return inner
        """,
    "a body": """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if not request.json.get("token"):
                    abort(401)
                return view(*args, **kwargs)
            return inner
        """,
    "nobody at all": """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                g.user = session.get("user")
                return view(*args, **kwargs)
            return inner
        """,
    "people who are logged in": """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if session.get("user"):
                    return redirect("/login/done")
                return view(*args, **kwargs)
            return inner
        """,
    "everybody in times of maintenance": """
        def guarded(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if current_app.config.get("MAINTENANCE"):
                    abort(503)
                return view(*args, **kwargs)
            return inner
        """,
}


@pytest.mark.parametrize(("guard", "security"), GUARDS.values(), ids=GUARDS)
def test_a_decorator_is_security(tmp_path, guard, security):
    api = api_of(tmp_path, _with(guard))
    assert security_of(api, "GET /x") == security


@pytest.mark.parametrize("guard", NO_GUARDS.values(), ids=NO_GUARDS)
def test_a_decorator_that_asks_for_something_else_is_none(tmp_path, guard):
    api = api_of(tmp_path, _with(guard))
    assert operation_of(api, "GET /x").security == ()


def test_a_name_alone_is_a_guess(tmp_path):
    api = api_of(
        tmp_path,
        """
        namespace = {"wraps": wraps}
        exec('''def login_required(view):
            @wraps(view)
            def inner(*args, **kwargs):
                return view(*args, **kwargs)
            return inner
        ''', namespace)

        @app.get("/x")
        @namespace["login_required"]
        def view():
            return "x"
        """,
    )
    assert security_of(api, "GET /x") == "guard?"


BODIES = {
    "a helper that refuses": (
        """
        def current_user():
            if request.authorization is None:
                abort(401)
            return request.authorization.token

        @app.route("/x", methods=["POST"])
        def view():
            user = current_user()
            return {"user": user}
        """,
        "bearer",
    ),
    "a redirect to the login": (
        """
        @app.post("/x")
        def view():
            if "user_id" not in session:
                return redirect(url_for("auth.login"))
            return "x"
        """,
        "session",
    ),
    "one method only": (
        """
        @app.route("/x", methods=["GET", "POST"])
        def view():
            if request.method == "POST":
                if not session.get("user"):
                    abort(401)
                return "done"
            return "form"
        """,
        "session",
    ),
    "some of the things it shows": (
        """
        @app.post("/x")
        def view():
            post = find()
            if post.private and not session.get("user"):
                abort(403)
            return "x"
        def find():
            return eval("post")
        """,
        "session | -",
    ),
    "a login": (
        """
        @app.post("/x")
        def view():
            if session.get("user"):
                return redirect("/")
            sent = request.form
            user = find(sent["name"])
            if user is None or not user.check(sent["password"]):
                abort(401)
            session["user"] = user.id
            return redirect(url_for("login_done"))
        def find(name):
            return eval(name)
        """,
        "",
    ),
    "a login whose errors are returned": (
        """
        @app.post("/x")
        def view():
            data = request.get_json()
            if data.get("password") != "secret":
                return jsonify(error="wrong password"), 401
            session["user_id"] = 1
            return jsonify(ok=True)
        """,
        "",
    ),
    "a cart": (
        """
        @app.post("/x")
        def view():
            if "cart" not in session:
                session["cart"] = []
            return redirect("/cart")
        """,
        "",
    ),
    "a redirect to elsewhere": (
        """
        @app.post("/x")
        def view():
            if session.get("step") is None:
                return redirect("/start")
            return "x"
        """,
        "",
    ),
}


@pytest.mark.parametrize(("source", "security"), BODIES.values(), ids=BODIES)
def test_a_view_may_refuse_itself(tmp_path, source, security):
    assert security_of(api_of(tmp_path, source), "POST /x") == security


def test_the_other_method_of_a_view_is_public(tmp_path):
    api = api_of(tmp_path, BODIES["one method only"][0])
    assert operation_of(api, "GET /x").security == ()


TUTORIAL = """
auth = Blueprint("auth", __name__, url_prefix="/auth")
blog = Blueprint("blog", __name__)

@auth.before_app_request
def load_logged_in_user():
    user_id = session.get("user_id")
    if user_id is None:
        g.user = None
    else:
        g.user = find(user_id)

def find(user_id):
    return eval("user")

def login_required(view):
    @wraps(view)
    def wrapped_view(**kwargs):
        if g.user is None:
            return redirect(url_for("auth.login"))
        return view(**kwargs)
    return wrapped_view

@auth.route("/login", methods=("GET", "POST"))
def login():
    if request.method == "POST":
        error = None
        user = find(request.form["username"])
        if user is None:
            error = "Incorrect username."
        if error is None:
            session.clear()
            session["user_id"] = user["id"]
            return redirect(url_for("index"))
        flash(error)
    return render_template("auth/login.html")

@blog.route("/create", methods=("GET", "POST"))
@login_required
def create():
    return "x"

@blog.route("/<int:id>/update", methods=("POST",))
@login_required
def update(id):
    post = find(id)
    if post["author_id"] != g.user["id"]:
        abort(403)
    return redirect(url_for("blog.index"))

@blog.route("/")
def index():
    return "posts"

app.register_blueprint(auth)
app.register_blueprint(blog)
"""


def test_who_asks_is_known_from_before_the_view(tmp_path):
    api = api_of(tmp_path, TUTORIAL)
    found = {each.key: security_of(api, each.key) for each in api.operations if not each.internal}
    assert found == {
        "GET /auth/login": "",
        "POST /auth/login": "",
        "GET /create": "session",
        "POST /create": "session",
        "POST /{id}/update": "session",
        "GET /": "",
    }


EXEMPT = """
PUBLIC = ["/health", "/public/"]

def public(view):
    view.is_public = True
    return view

@app.before_request
def check():
    if {exemption}:
        return None
    if request.headers.get("X-Key") != "k":
        abort(401)

@app.get("/health")
@public
def health():
    return "up"

@app.get("/public/<name>")
@public
def shown(name):
    return name

@app.get("/secret/<name>")
def secret(name):
    return name
"""


@pytest.mark.parametrize(
    "exemption",
    [
        'request.endpoint in ("health", "shown")',
        'request.endpoint == "health" or request.path.startswith("/public")',
        "any(request.path.startswith(each) for each in PUBLIC)",
        'request.path.startswith(("/health", "/public/"))',
        "getattr(current_app.view_functions[request.endpoint], 'is_public', False)",
        "hasattr(app.view_functions.get(request.endpoint), 'is_public')",
        'request.url_rule.endpoint != "secret"',
        'not request.endpoint.startswith("se")',
        'request.view_args.get("name") is None or "public" in request.url_rule.rule',
    ],
)
def test_what_is_exempt_from_a_guard_before_all_views_is_public(tmp_path, exemption):
    api = api_of(tmp_path, EXEMPT.format(exemption=exemption))
    assert security_of(api, "GET /secret/{name}") == "header:X-Key"
    assert operation_of(api, "GET /public/{name}").security == ()


def test_a_blueprint_is_guarded_with_those_inside_of_it(tmp_path):
    api = api_of(
        tmp_path,
        """
        outer = Blueprint("outer", __name__, url_prefix="/outer")
        inner = Blueprint("inner", __name__, url_prefix="/inner")

        @outer.before_request
        def check():
            if not session.get("user"):
                abort(401)

        @inner.get("/x")
        def x():
            return "x"

        @app.get("/y")
        def y():
            return "y"

        outer.register_blueprint(inner)
        app.register_blueprint(outer)
        """,
    )
    assert security_of(api, "GET /outer/inner/x") == "session"
    assert operation_of(api, "GET /y").security == ()


def test_what_prepares_the_arguments_of_a_view_may_refuse_too(tmp_path):
    api = api_of(
        tmp_path,
        """
        @app.url_value_preprocessor
        def pull(endpoint, values):
            if not values:
                values = {}
            project = values.pop("project", None)
            if project and project not in session.get("projects", {}):
                raise Unauthorized

        @app.get("/<project>/bills")
        def bills():
            return "bills"

        @app.get("/about")
        def about():
            return "about"
        """,
    )
    assert security_of(api, "GET /{project}/bills") == "session"
    assert operation_of(api, "GET /about").security == ()


def test_decorators_of_classes_and_of_their_methods_are_seen(tmp_path):
    api = api_of(
        tmp_path,
        """
        def keyed(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if not request.headers.get("X-Key"):
                    abort(401)
                return view(*args, **kwargs)
            return inner

        class All(MethodView):
            decorators = (keyed,)
            def get(self):
                return "x"

        class One(MethodView):
            def get(self):
                return "x"
            @keyed
            def post(self):
                return "x"

        class Dispatched(MethodView):
            def dispatch_request(self, **kwargs):
                if not session.get("user"):
                    abort(401)
                return super().dispatch_request(**kwargs)

        class Inherited(Dispatched):
            def get(self):
                return "x"

        for kind in (All, One, Inherited):
            app.add_url_rule(f"/{kind.__name__}", view_func=kind.as_view(kind.__name__))
        """,
    )
    assert security_of(api, "GET /All") == "header:X-Key"
    assert operation_of(api, "GET /One").security == ()
    assert security_of(api, "POST /One") == "header:X-Key"
    assert security_of(api, "GET /Inherited") == "session"


def test_decorators_that_are_applied_with_each_request_are_seen(tmp_path):
    api = api_of(
        tmp_path,
        """
        from flask_restx import Api, Resource

        def keyed(view):
            @wraps(view)
            def inner(*args, **kwargs):
                if not request.headers.get("X-Key"):
                    abort(401)
                return view(*args, **kwargs)
            return inner

        api = Api(app)

        @api.route("/all")
        class All(Resource):
            method_decorators = [keyed]
            def get(self):
                return {}

        @api.route("/some")
        class Some(Resource):
            method_decorators = {"post": [keyed]}
            def get(self):
                return {}
            def post(self):
                return {}
        """,
    )
    assert security_of(api, "GET /all") == "header:X-Key"
    assert operation_of(api, "GET /some").security == ()
    assert security_of(api, "POST /some") == "header:X-Key"


def test_the_statuses_of_refusals_are_responses(tmp_path):
    api = api_of(tmp_path, _with(GUARDS["a session"][0]))
    assert {each.status for each in operation_of(api, "GET /x").responses} == {"200", "302"}


def test_a_key_is_security_and_no_parameter(tmp_path):
    api = api_of(tmp_path, _with(GUARDS["a key in a header or in the query"][0]))
    assert operation_of(api, "GET /x").parameters == ()


def _with(guard):
    return DECORATED.format(guard=textwrap.dedent(guard))


def test_guards_of_one_text_are_not_one_guard(tmp_path):
    api = api_of(
        tmp_path,
        """
        class Keyed:
            def __init__(self, name):
                self.name = name
            def check(self):
                if self.name not in request.headers:
                    abort(401)

        for name in ("X-One", "X-Two"):
            blueprint = Blueprint(name, __name__, url_prefix=f"/{name}")
            blueprint.before_request(Keyed(name).check)
            blueprint.add_url_rule("/", "view", lambda: "")
            app.register_blueprint(blueprint)
        """,
    )
    assert security_of(api, "GET /X-One/") == "header:X-One"
    assert security_of(api, "GET /X-Two/") == "header:X-Two"


def test_code_that_raises_in_odd_ways_takes_nothing_from_the_rest(tmp_path):
    api = api_of(
        tmp_path,
        """
        class Odd:
            def __eq__(self, other):
                raise RuntimeError
            def __bool__(self):
                raise RuntimeError
            __hash__ = None

        ODD = Odd()

        @app.before_request
        def check():
            if ODD == request.headers.get("X-Key") or ODD in (1, 2) or not ODD:
                abort(401)
            [] + [][0]
            {}["missing"]

        @app.get("/x")
        def view():
            return ""
        """,
    )
    assert operation_of(api, "GET /x").handler.name.endswith(".view")
