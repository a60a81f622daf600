"""The statuses that a view answers with, returned and raised."""

from __future__ import annotations

import pytest
from readings import codes

JSON, HTML = "application/json", "text/html"

RETURNED = {
    "text": ("return 'page'", [(200, HTML)]),
    "dict": ("return {'a': 1}", [(200, JSON)]),
    "list": ("return [1]", [(200, JSON)]),
    "page": ("return render_template('x.html')", [(200, HTML)]),
    "jsonify": ("return jsonify(a=1)", [(200, JSON)]),
    "status": ("return {}, 201", [(201, JSON)]),
    "status and headers": ("return '', 204, {'X': '1'}", [(204, "")]),
    "headers only": ("return {'a': 1}, {'X': '1'}", [(200, JSON)]),
    "text of a status": ("return 'x', '202 ACCEPTED'", [(202, HTML)]),
    "named": ("from http import HTTPStatus\nreturn {}, HTTPStatus.CREATED", [(201, JSON)]),
    "constant": ("return {}, GONE", [(410, JSON)]),
    "either": ("return {}, 201 if g.new else 200", [(201, JSON), (200, JSON)]),
    "made": ("return make_response(jsonify(a=1), 202)", [(202, JSON)]),
    "made of a tuple": ("return make_response(('x', 403))", [(403, HTML)]),
    "made and changed": (
        "response = make_response('x')\nresponse.status_code = 206\nreturn response",
        [(206, HTML)],
    ),
    "response": ("return Response('x', status=418, mimetype='text/plain')", [(418, "text/plain")]),
    "response by position": ("return Response('x', 409)", [(409, "text/html")]),
    "the app's class": (
        "return current_app.response_class('x', status=202, mimetype='text/csv')",
        [],
    ),
    "redirect": ("return redirect('/')", [(302, "")]),
    "permanent redirect": ("return redirect('/', code=301)", [(301, "")]),
    "file": ("return send_file('x')", [(200, "")]),
    "helper": ("return answer({}, 422)", [(422, JSON)]),
    "unknown": ("return whatever()", []),
    "nothing": ("pass", []),
}


@pytest.mark.parametrize("case", RETURNED)
def test_returned(flask_view, case):
    body, expected = RETURNED[case]
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    source = f"GONE = 410\ndef answer(body, status):\n    return jsonify(body), status\ndef view():\n{lines}\n"
    reads = flask_view(source)
    assert [(status.code, status.media_type) for status in reads.statuses] == expected
    assert not any(status.raised for status in reads.statuses)


RAISED = {
    "abort": ("abort(404)", [404]),
    "abort by name": ("abort(code=404)", [404]),
    "named status": ("from http import HTTPStatus\nabort(HTTPStatus.NOT_FOUND)", [404]),
    "abort with a response": ("abort(make_response({'e': 1}, 409))", [409]),
    "exception": ("raise NotFound()", [404]),
    "class of an exception": ("raise Forbidden", [403]),
    "subclass": ("raise Taken()", [409]),
    "werkzeug's abort": ("from werkzeug.exceptions import abort as stop\nstop(410)", [410]),
    "the app's abort": ("current_app.aborter(402)", []),
    "in a helper": ("refuse(403)", [403]),
    "in a nested function": ("def stop(): abort(400)\nstop()", [400]),
    "in an or": ("g.x or abort(404)", [404]),
    "in an expression": ("x = g.x if g.x else abort(404)", [404]),
    "looked up": ("User.query.filter_by(id=1).first_or_404()", [404]),
    "looked up by key": ("db.get_or_404(User, 1)", [404]),
    "caught": ("try:\n    abort(404)\nexcept NotFound:\n    pass", []),
    "caught as any": ("try:\n    refuse(404)\nexcept Exception:\n    return {}, 500", [500]),
    "caught as another": ("try:\n    abort(404)\nexcept ValueError:\n    pass", [404]),
    "passed on": ("try:\n    abort(404)\nexcept NotFound:\n    raise", [404]),
    "in a handler": ("try:\n    work()\nexcept ValueError:\n    abort(400)", [400]),
    "never reached": ("return 'x'\nabort(404)", [200]),
    "behind an abort": ("abort(404)\nabort(500)", [404]),
    "in a finally": ("try:\n    work()\nfinally:\n    abort(503)", [503]),
    "in a loop": ("for x in g.items:\n    if x: abort(404)", [404]),
}


@pytest.mark.parametrize("case", RAISED)
def test_raised(flask_view, case):
    body, expected = RAISED[case]
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    source = (
        "class Taken(Conflict): pass\n"
        "def refuse(status):\n    abort(status)\n"
        f"def view():\n{lines}\n"
    )
    assert codes(flask_view(source)) == expected


def test_exceptions_of_the_apps_own_are_told_with_what_they_say_of_a_status(flask_view):
    source = """
        class Base(Exception):
            status_code = 400
            def __init__(self, message, status_code=None):
                if status_code is not None:
                    self.status_code = status_code

        class Plain(Exception): pass

        def view():
            if g.a: raise Base("x")
            if g.b: raise Base("x", 409)
            if g.c: raise Base("x", status_code=410)
            if g.d: raise Plain()
            if g.e: raise ValueError("x")
            return ""
    """
    found = [(each.kind.__name__, each.status) for each in flask_view(source).raised]
    assert found == [
        ("Base", 400),
        ("Base", 409),
        ("Base", 410),
        ("Plain", None),
        ("ValueError", None),
    ]


def test_a_status_has_its_line(flask_view):
    source = "def refuse():\n    abort(404)\ndef view():\n    refuse()\n    return {}\n"
    (status,) = flask_view(source).statuses
    assert (status.line, status.raised, status.helper) == (5, True, True)


def test_a_wrappers_answers_are_there_and_a_views_are_told_once(flask_view):
    source = """
        import functools

        def wrapped(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                if not g.user:
                    return {"error": 1}, 401
                return function(*args, **kwargs)
            return wrapper

        @wrapped
        def view():
            return {"a": 1}, 201
    """
    reads = flask_view(source)
    assert [status.code for status in reads.statuses] == [401, 201]
