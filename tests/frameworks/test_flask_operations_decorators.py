"""Decorators of Flask views that refuse a request for who sends it."""

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


def test_the_statuses_of_refusals_are_responses(tmp_path):
    api = api_of(tmp_path, _with(GUARDS["a session"][0]))
    assert {each.status for each in operation_of(api, "GET /x").responses} == {"200", "302"}


def test_a_key_is_security_and_no_parameter(tmp_path):
    api = api_of(tmp_path, _with(GUARDS["a key in a header or in the query"][0]))
    assert operation_of(api, "GET /x").parameters == ()


def _with(guard):
    return DECORATED.format(guard=textwrap.dedent(guard))
