"""Guards: what they read, what they look for before a value, and that they refuse."""

from __future__ import annotations

import pytest
from readings import codes, names

from apiproof.reading.reader import layers

PREFIXES = {
    "startswith": "if not header.startswith('Bearer '): abort(401)",
    "startswith one of": "if not header.startswith(('Bearer ', 'Bearer')): abort(401)",
    "split": "if header.split()[0] != 'Bearer': abort(401)",
    "split and lowered": "if header.split()[0].lower() != 'bearer': abort(401)",
    "unpacked": "kind, token = header.split(' ', 1)\nif kind != 'Bearer': abort(401)",
    "partition": "kind, _, token = header.partition(' ')\nif kind != 'Bearer': abort(401)",
    "parts": "parts = header.split()\nif len(parts) != 2 or parts[0] != 'Bearer': abort(401)",
    "in": "if 'Bearer ' not in header: abort(401)",
    "removed": "token = header.removeprefix('Bearer ')\nif not token: abort(401)",
    "replaced": "if header[:7] != 'Bearer ': abort(401)",
    "matched": "import re\nif not re.match(r'^Bearer\\s+(.+)$', header): abort(401)",
    "split by it": "token = header.split('Bearer ')[1]\nif not token: abort(401)",
    "kind": "if request.authorization.type != 'bearer': abort(401)",
    "token": "if not request.authorization.token: abort(401)",
}


@pytest.mark.parametrize("case", PREFIXES)
def test_the_word_before_a_token(flask_view, case):
    lines = "\n".join(f"    {line}" for line in PREFIXES[case].splitlines())
    source = f"def view():\n    header = request.headers.get('Authorization', '')\n{lines}\n"
    reads = flask_view(source)
    (read,) = reads.headers
    assert [word.lower() for word in read.prefixes] == ["bearer"]
    assert codes(reads) == [401]


def test_a_function_before_requests(flask_view):
    source = """
        def view():
            if request.endpoint == "login":
                return None
            if "user_id" not in session:
                return redirect("/login")
            g.user = session["user_id"]
    """
    reads = flask_view(source, method=None)
    assert names(reads.session) == ["user_id"]
    assert codes(reads) == [302]


def test_an_api_key(flask_view):
    source = """
        def view():
            key = request.headers.get("X-Api-Key") or request.args.get("api_key")
            if key != current_app.config["KEY"]:
                abort(403)
    """
    reads = flask_view(source)
    assert (names(reads.headers), names(reads.query)) == (["X-Api-Key"], ["api_key"])
    assert codes(reads) == [403]


WRAPPED = """
    import functools
    from flask import abort, request, session

    def by_session(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            if "user" not in session:
                abort(401)
            return function(*args, **kwargs)
        return wrapper

    def by_role(role):
        def decorator(function):
            def wrapper(*args, **kwargs):
                if request.headers["X-Role"] != role:
                    abort(403)
                return function(*args, **kwargs)
            return wrapper
        return decorator

    @by_session
    @by_role("admin")
    def view():
        return request.json["a"]
"""


def test_layers_are_a_view_and_what_it_wraps(module):
    from readings import strict

    loaded = module(WRAPPED)
    found = layers(loaded.view)
    assert [each.__code__.co_name for each in found] == ["wrapper", "wrapper", "view"]
    reader = strict("flask")
    alone = [reader.read(each, inner=False) for each in found]
    assert [codes(each) for each in alone] == [[401], [403], []]
    assert [names(each.session) for each in alone] == [["user*"], [], []]
    assert [names(each.headers) for each in alone] == [[], ["X-Role*"], []]
    assert [names(each.json) for each in alone] == [[], [], ["a*"]]


def test_a_layer_that_was_read_alone_is_read_whole_after(module):
    from readings import strict

    loaded, reader = module(WRAPPED), strict("flask")
    reader.read(loaded.view, inner=False)
    whole = reader.read(loaded.view)
    assert codes(whole) == [401, 403]
    assert names(whole.json) == ["a*"]
    assert codes(reader.read(loaded.view, inner=False)) == [401]


def test_layers_of_a_decorator_without_wraps_of_a_class_and_of_a_partial(module):
    import functools

    loaded = module("""
        def plain(): pass

        def decorator(function):
            def wrapper(*args):
                return function(*args)
            return wrapper

        wrapped = decorator(plain)

        class Decorator:
            def __init__(self, function): self.__wrapped__ = function
            def __call__(self): return self.__wrapped__()

        instance = Decorator(plain)
    """)
    assert layers(loaded.wrapped) == (loaded.wrapped, loaded.plain)
    assert layers(loaded.instance) == (loaded.instance, loaded.plain)
    partial = functools.partial(loaded.plain)
    assert layers(partial) == (partial, loaded.plain)
    assert layers(loaded.plain) == (loaded.plain,)


def test_parameters_that_the_framework_fills(module):
    from readings import strict

    loaded = module("""
        from starlette.exceptions import HTTPException

        def guard(token, body):
            if not token.startswith("Token "):
                raise HTTPException(401)
            return body["a"]
    """)
    given = {"token": ("headers", "X-Token"), "body": ("json", "")}
    reads = strict("starlette").read(loaded.guard, arguments=given)
    (read,) = reads.headers
    assert (read.name, read.prefixes) == ("X-Token", ("Token",))
    assert names(reads.json) == ["a*"]
    assert codes(reads) == [401]
