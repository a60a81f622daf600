"""What refuses a request to a Flask view for who sends it, found in the app's own code."""

from __future__ import annotations

import pytest
from flask_apps import api_of, operation_of, security_of

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
