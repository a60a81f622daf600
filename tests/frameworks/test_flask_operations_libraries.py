"""Security that extensions of Flask stand for: what they are told is known from live objects."""

from __future__ import annotations

import sys
import textwrap

import pytest
from flask_apps import api_of, operation_of, security_of

HTTPAUTH = """
from flask_httpauth import HTTPBasicAuth, HTTPDigestAuth, HTTPTokenAuth, MultiAuth
basic = HTTPBasicAuth()
token = HTTPTokenAuth("Bearer")
custom = HTTPTokenAuth("Token")
key = HTTPTokenAuth(header="X-API-Key")
digest = HTTPDigestAuth()
lenient = HTTPBasicAuth()

@basic.verify_password
def verify_password(username, password):
    return username if password == "secret" else None

@lenient.verify_password
def verify_nobody(username, password):
    if username == "":
        return True
    return password == "secret"

@token.verify_token
def verify_token(token):
    return {"t": "ada"}.get(token)
"""


@pytest.mark.parametrize(
    ("decorator", "security"),
    [
        ("basic.login_required", "basic"),
        ("token.login_required", "bearer"),
        ("token.login_required()", "bearer"),
        ("custom.login_required", "token"),
        ("key.login_required", "header:X-API-Key"),
        ("digest.login_required", "digest"),
        ("basic.login_required(role='admin')", "basic[admin]"),
        ("basic.login_required(role=['user', ['editor', 'admin']])", "basic[user,editor,admin]"),
        ("token.login_required(optional=True)", "bearer | -"),
        ("MultiAuth(basic, token, key).login_required", "basic | bearer | header:X-API-Key"),
        ("MultiAuth(basic, token).login_required(role='admin')", "basic[admin] | bearer[admin]"),
        ("lenient.login_required", "basic | -"),
    ],
)
def test_flask_httpauth(tmp_path, decorator, security):
    api = api_of(
        tmp_path,
        HTTPAUTH
        + f"""
@app.get("/x")
@{decorator}
def view():
    return ""
""",
    )
    assert security_of(api, "GET /x") == security


def test_what_flask_httpauth_lets_through_a_view_may_refuse(tmp_path):
    api = api_of(
        tmp_path,
        HTTPAUTH
        + """
@app.get("/x")
@token.login_required(optional=True)
def view():
    if token.current_user() is None:
        abort(403)
    return ""

@app.before_request
@token.login_required(optional=True)
def load():
    g.user = token.current_user()

@app.get("/y")
def other():
    if not g.user:
        abort(403)
    return ""

@app.get("/z")
def public():
    return ""
""",
    )
    assert security_of(api, "GET /x") == "bearer"
    assert security_of(api, "GET /y") == "bearer"
    assert security_of(api, "GET /z") == "bearer | -"


LOGIN = """
from flask_login import *
manager = LoginManager(app)

class User(UserMixin):
    id = "ada"
"""
BY_SESSION = """
@manager.user_loader
def load(user_id):
    return User()
"""
BY_HEADER = """
@manager.request_loader
def load_from(sent):
    key = sent.headers.get("Authorization", "")
    if key.startswith("Basic "):
        return User()
    return User() if sent.args.get("api_key") == "k" else None
"""


@pytest.mark.parametrize(
    ("loaders", "security"),
    [
        (BY_SESSION, "session"),
        (BY_HEADER, "basic | query:api_key"),
        (BY_SESSION + BY_HEADER, "session | basic | query:api_key"),
    ],
)
@pytest.mark.parametrize(
    "view",
    [
        "@login_required\ndef view():\n    return ''",
        "@fresh_login_required\ndef view():\n    return ''",
        "def view():\n    if not current_user.is_authenticated:\n        abort(401)\n    return ''",
        "def view():\n    if current_user.is_anonymous:\n        abort(401)\n    return ''",
        "def view():\n    return '' if current_user.is_active else manager.unauthorized()",
        "def view():\n    if current_user.role != 'admin':\n        abort(403)\n    return ''",
    ],
)
def test_flask_login(tmp_path, loaders, security, view):
    pytest.importorskip("flask_login")
    api = api_of(tmp_path, f'{LOGIN}{loaders}\n@app.get("/x")\n{view}\n')
    assert security_of(api, "GET /x") == security


@pytest.mark.parametrize(
    ("setting", "status"),
    [
        ("", "401"),
        ("manager.login_view = 'login'", "302"),
        ("@manager.unauthorized_handler\ndef no():\n    return {'error': 'no'}, 403", "403"),
    ],
)
def test_flask_login_answers_as_it_is_set(tmp_path, setting, status):
    pytest.importorskip("flask_login")
    api = api_of(
        tmp_path,
        f"{LOGIN}{BY_SESSION}\n{setting}\n"
        '@app.get("/x")\n@login_required\ndef view():\n    return ""\n',
    )
    assert status in {each.status for each in operation_of(api, "GET /x").responses}


def test_flask_login_that_is_turned_off_guards_nothing(tmp_path):
    pytest.importorskip("flask_login")
    api = api_of(
        tmp_path,
        f"{LOGIN}{BY_SESSION}\napp.config['LOGIN_DISABLED'] = True\n"
        '@app.get("/x")\n@login_required\ndef view():\n    return ""\n',
    )
    assert operation_of(api, "GET /x").security == ()


def test_a_login_with_flask_login_is_public(tmp_path):
    pytest.importorskip("flask_login")
    api = api_of(
        tmp_path,
        LOGIN
        + BY_SESSION
        + """
@app.route("/login", methods=["GET", "POST"])
def login():
    if current_user.is_authenticated:
        return redirect(url_for("login"))
    if request.method == "POST":
        if request.form["password"] != "secret":
            return "wrong", 401
        login_user(User())
        return redirect("/")
    return "form"

@app.post("/logout")
@login_required
def logout():
    logout_user()
    return redirect(url_for("login"))
""",
    )
    assert operation_of(api, "GET /login").security == ()
    assert operation_of(api, "POST /login").security == ()
    assert security_of(api, "POST /logout") == "session"


@pytest.mark.parametrize(
    ("settings", "decorator", "security"),
    [
        ({}, "jwt_required()", "bearer"),
        ({}, "jwt_required(optional=True)", "bearer | -"),
        ({}, "jwt_required(refresh=True)", "bearer"),
        ({}, "jwt_required(locations='cookies')", "cookie:access_token_cookie"),
        ({}, "jwt_required(refresh=True, locations=['cookies'])", "cookie:refresh_token_cookie"),
        ({"JWT_HEADER_TYPE": "JWT"}, "jwt_required()", "jwt"),
        ({"JWT_HEADER_TYPE": ""}, "jwt_required()", "header:Authorization"),
        ({"JWT_HEADER_NAME": "X-Token"}, "jwt_required()", "header:X-Token"),
        (
            {"JWT_TOKEN_LOCATION": ["headers", "query_string"]},
            "jwt_required()",
            "bearer | query:jwt",
        ),
        ({}, "admin_required", "bearer"),
    ],
)
def test_flask_jwt_extended(tmp_path, settings, decorator, security):
    pytest.importorskip("flask_jwt_extended")
    api = api_of(
        tmp_path,
        f"""
from flask_jwt_extended import *
app.config.update(JWT_SECRET_KEY="a secret", **{settings!r})
JWTManager(app)

def admin_required(view):
    @wraps(view)
    def inner(*args, **kwargs):
        verify_jwt_in_request()
        if not get_jwt().get("is_admin"):
            return jsonify(msg="Admins only!"), 403
        return view(*args, **kwargs)
    return inner

@app.get("/x")
@{decorator}
def view():
    return ""
""",
    )
    assert security_of(api, "GET /x") == security


@pytest.mark.parametrize(
    ("decorator", "security"),
    [
        ("auth_required()", "session | header:Authentication-Token | query:auth_token"),
        ("auth_required('session')", "session"),
        ("auth_required('basic')", "basic"),
        ("auth_token_required", "header:Authentication-Token | query:auth_token"),
        ("http_auth_required", "basic"),
        ("anonymous_user_required", ""),
    ],
)
def test_flask_security(tmp_path, decorator, security):
    pytest.importorskip("flask_security")
    api = api_of(
        tmp_path,
        f"""
from flask_security import *
@app.get("/x")
@{decorator}
def view():
    return ""
""",
    )
    assert security_of(api, "GET /x") == security


def test_roles_of_flask_security_are_scopes(tmp_path):
    pytest.importorskip("flask_security")
    api = api_of(
        tmp_path,
        """
from flask_security import *
@app.get("/x")
@auth_required("session")
@roles_required("editor", "admin")
def view():
    return ""
""",
    )
    assert security_of(api, "GET /x") == "session[editor,admin]"


@pytest.mark.parametrize(
    "view",
    [
        "@admin.require(403)\ndef view():\n    return ''",
        "def view():\n    with admin.require():\n        return ''",
        "def view():\n    admin.test()\n    return ''",
    ],
)
def test_flask_principal(tmp_path, view):
    pytest.importorskip("flask_principal")
    api = api_of(
        tmp_path,
        f"""
from flask_principal import *
Principal(app)
admin = Permission(RoleNeed("admin"))
@app.get("/x")
{view}
""",
    )
    assert security_of(api, "GET /x").startswith("session")


@pytest.mark.parametrize(
    ("decorator", "security"),
    [
        ("protector()", "bearer"),
        ("protector(['profile', 'mail'])", "bearer[profile,mail]"),
        ("protector('profile', optional=True)", "bearer[profile] | -"),
    ],
)
def test_authlib(tmp_path, decorator, security):
    pytest.importorskip("authlib")
    api = api_of(
        tmp_path,
        f"""
from authlib.integrations.flask_oauth2 import ResourceProtector
protector = ResourceProtector()
@app.get("/x")
@{decorator}
def view():
    return ""
""",
    )
    assert security_of(api, "GET /x") == security


def test_protection_against_forged_requests_is_no_security(tmp_path):
    pytest.importorskip("flask_wtf")
    api = api_of(
        tmp_path,
        """
from flask_wtf.csrf import CSRFProtect
CSRFProtect(app)
@app.post("/x")
def view():
    return ""
""",
    )
    assert operation_of(api, "POST /x").security == ()


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install a package of one file where packages of others are."""

    def install(name, source):
        folder = tmp_path / "site-packages" / name
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(textwrap.dedent(source))
        monkeypatch.syspath_prepend(folder.parent)
        monkeypatch.delitem(sys.modules, name, raising=False)

    return install


def test_an_extension_that_nobody_knows_is_gone_through(tmp_path, installed):
    installed(
        "some_auth",
        """
        from functools import wraps
        from flask import Response, current_app, request

        class SomeAuth:
            def __init__(self, app, everywhere=False):
                if everywhere:
                    app.before_request(self.check)

            def check(self):
                if not self.is_known():
                    return Response("no", 401)

            def is_known(self):
                sent = request.headers.get("X-Some-Key")
                return sent is not None and sent == current_app.config["KEY"]

            def required(self, view):
                @wraps(view)
                def inner(*args, **kwargs):
                    return self.check() or view(*args, **kwargs)
                return inner
        """,
    )
    views = """
        from some_auth import SomeAuth
        auth = SomeAuth(app, everywhere={everywhere})

        @app.get("/x")
        @auth.required
        def x():
            return ""

        @app.get("/y")
        def y():
            return ""
        """
    api = api_of(tmp_path, views.format(everywhere=False))
    assert security_of(api, "GET /x") == "header:X-Some-Key"
    assert operation_of(api, "GET /y").security == ()
    api = api_of(tmp_path, views.format(everywhere=True))
    assert security_of(api, "GET /y") == "header:X-Some-Key"


def test_an_extension_whose_ways_are_its_own_is_guessed_by_its_names(tmp_path, installed):
    installed(
        "odd_auth",
        """
        from functools import wraps

        class OddAuth:
            def login_required(self, view):
                @wraps(view)
                def inner(*args, **kwargs):
                    self.backend.check(inner)
                    return view(*args, **kwargs)
                return inner

            def counted(self, view):
                @wraps(view)
                def inner(*args, **kwargs):
                    self.backend.count(inner)
                    return view(*args, **kwargs)
                return inner
        """,
    )
    api = api_of(
        tmp_path,
        """
        from odd_auth import OddAuth
        auth = OddAuth()

        @app.get("/x")
        @auth.login_required
        def x():
            return ""

        @app.get("/y")
        @auth.counted
        def y():
            return ""
        """,
    )
    assert security_of(api, "GET /x") == "guard?"
    assert list(api.schemes) == ["OddAuth.login_required"]
    assert operation_of(api, "GET /y").security == ()


@pytest.mark.parametrize(
    ("decorator", "security"),
    [
        ("basic.login_required", "basic"),
        ("token.login_required(role='admin')", "bearer[admin]"),
        ("token.login_required(optional=True)", "bearer | -"),
    ],
)
def test_decorators_of_extensions_that_are_applied_with_each_request(tmp_path, decorator, security):
    api = api_of(
        tmp_path,
        HTTPAUTH
        + f"""
from flask_restx import Api, Resource
api = Api(app)
@api.route("/x")
class Thing(Resource):
    method_decorators = [{decorator}]
    def get(self):
        return {{}}
""",
    )
    assert security_of(api, "GET /x") == security
