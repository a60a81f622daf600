"""Every part of a request is told apart."""

from __future__ import annotations

import pytest
from readings import names

PARTS = {
    "form": "request.form['a']",
    "files": "request.files['a']",
    "query": "request.args['a']",
    "headers": "request.headers['a']",
    "cookies": "request.cookies['a']",
    "session": "session['a']",
    "context": "g.a",
}


@pytest.mark.parametrize("part", PARTS)
def test_a_name_is_in_its_part_alone(flask_view, part):
    reads = flask_view(f"def view():\n    return str({PARTS[part]})\n")
    touched = [each for each in (*PARTS, "json") if getattr(reads, each).touched]
    assert touched == [part]
    assert [read.name for read in getattr(reads, part)] == ["a"]


@pytest.mark.parametrize("part", ["form", "files", "args", "headers", "cookies"])
@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("{}['a']", ["a*"]),
        ("{}.get('a')", ["a"]),
        ("{}.getlist('a')", ["a"]),
        ("{}.get('a', type=int)", ["a"]),
        ("'a' in {}", ["a"]),
        ("{}.to_dict()['a']", ["a*"]),
        ("{}.copy().get('a')", ["a"]),
        ("dict({})['a']", ["a*"]),
    ],
)
def test_ways_to_read_a_name(flask_view, part, use, expected):
    reads = flask_view(f"def view():\n    return {use.format('request.' + part)}\n")
    assert names(reads.query if part == "args" else getattr(reads, part)) == expected


def test_the_line_and_the_file_of_a_read(flask_view):
    read = next(iter(flask_view("def view():\n    x = 1\n    return request.args['a']\n").query))
    assert read.path.endswith(".py")
    assert read.line == 6


@pytest.mark.parametrize(
    ("method", "query", "form"),
    [("GET", ["a"], []), ("DELETE", ["a"], []), ("POST", [], ["a"]), (None, ["a"], ["a"])],
)
def test_values_are_where_the_method_puts_them(flask_view, method, query, form):
    reads = flask_view("def view():\n    return request.values.get('a')\n", method=method)
    assert names(reads.query) == query
    assert names(reads.form) == form


@pytest.mark.parametrize(
    "alias",
    [
        "import flask\ndef view(): return flask.request.args['a']",
        "from flask import request as asked\ndef view(): return asked.args['a']",
        "def view():\n    from flask import request as asked\n    return asked.args['a']",
        "def view():\n    import flask\n    return flask.request.args['a']",
        "import flask as f\ndef view(): return f.request.args['a']",
        "def view():\n    asked = request\n    return asked.args['a']",
        (
            "from types import SimpleNamespace\nhome = SimpleNamespace(asked=request)\n"
            "def view(): return home.asked.args['a']"
        ),
        "def view():\n    args = request.args\n    return args['a']",
        "def view(): return getattr(request, 'args')['a']",
    ],
)
def test_the_request_under_any_name(flask_view, alias):
    assert names(flask_view(alias).query) == ["a*"]


def test_json_or_form(flask_view):
    source = """
        def view():
            data = request.get_json(silent=True) or request.form
            return data["a"]
    """
    reads = flask_view(source)
    assert names(reads.json) == ["a*"]
    assert names(reads.form) == ["a*"]


def test_a_read_that_falls_back_on_another_part(flask_view):
    source = "def view():\n    return request.form.get('a', request.args.get('b'))\n"
    reads = flask_view(source)
    assert names(reads.form) == ["a"]
    assert names(reads.query) == ["b"]


def test_keys_that_are_built_make_a_form_open(flask_view):
    source = """
        def view():
            for number in range(int(request.form["count"])):
                print(request.form[f"item-{number}"])
            return ""
    """
    reads = flask_view(source)
    assert names(reads.form) == ["count*"]
    assert reads.form.open


def test_authorization_is_a_header(flask_view):
    basic = "def view():\n    who = request.authorization\n    return who.username + who.password\n"
    (read,) = flask_view(basic).headers
    assert (read.name, read.prefixes) == ("Authorization", ("Basic",))


def test_what_the_code_puts_into_the_session_is_not_read(flask_view):
    source = "def view():\n    session['a'] = 1\n    return str(session['a'])\n"
    assert names(flask_view(source).session) == []


def test_the_current_user_is_context(module):
    pytest.importorskip("flask_login")
    from readings import strict

    loaded = module(
        "from flask_login import current_user\ndef view():\n    return current_user.is_authenticated\n"
    )
    assert names(strict("flask").read(loaded.view).context) == []
    source = "from flask_login import current_user\ndef view():\n    return str(current_user)\n"
    assert strict("flask").read(module(source).view).found
