"""A name is required where the code fails or refuses the request without it."""

from __future__ import annotations

import pytest
from readings import names

REFUSALS = {
    "falsy": "x = data.get('a')\nif not x: abort(400)",
    "none": "x = data.get('a')\nif x is None: return {}, 400",
    "empty": "x = data.get('a')\nif x == '': return {'error': 'a'}, 422",
    "not in": "if 'a' not in data: abort(400)",
    "in, else": "if 'a' in data:\n    pass\nelse:\n    abort(400)",
    "raise": "if not data.get('a'): raise BadRequest()",
    "app's own exception": "if not data.get('a'): raise Missing('a')",
    "helper that aborts": "if not data.get('a'): refuse('a')",
    "helper that answers": "if not data.get('a'): return answer(400)",
    "made response": "if not data.get('a'): return make_response(jsonify(error=1), 400)",
    "status set later": (
        "if not data.get('a'):\n"
        "    response = jsonify(error=1)\n"
        "    response.status_code = 400\n"
        "    return response"
    ),
    "response": "if not data.get('a'): return Response('', status=400)",
    "redirect": "if not data.get('a'): return redirect('/again')",
    "assert": "assert data.get('a')",
    "or abort": "x = data.get('a') or abort(400)",
    "if expression": "x = data['a'] if 'a' in data else abort(400)",
    "all of": "if not all(k in data for k in ['a']): abort(400)",
    "all values": "if not all([data.get('a')]): abort(400)",
    "any of": "if any(k not in data for k in ('a',)): abort(400)",
    "loop": "for k in ['a']:\n    if k not in data: abort(400)",
    "missing": "missing = [k for k in ['a'] if k not in data]\nif missing: abort(400)",
    "missing values": "missing = [k for k in ['a'] if not data.get(k)]\nif missing: abort(400)",
    "count of missing": "missing = [k for k in ['a'] if k not in data]\nif len(missing) > 0: abort(400)",
    "difference": "if {'a'} - set(data): abort(400)",
    "difference of keys": "if {'a'} - data.keys(): abort(400)",
    "subset": "if not {'a'} <= set(data): abort(400)",
    "issubset": "if not {'a'}.issubset(data): abort(400)",
    "issuperset": "if not data.keys() >= {'a'}: abort(400)",
    "second operand": "if g.user and not data.get('a') or 'a' not in data: abort(400)",
    "both": "if not (g.user and data.get('a')): abort(400)",
    "checked by a helper": "if not complete(data, 'a'): abort(400)",
    "refused at the end": "if data.get('a'):\n    return 'fine'\nabort(400)",
    "in both branches": "if g.user:\n    data['a']\nelse:\n    print(data['a'])",
    "other branch refuses": "if g.user:\n    data['a']\nelse:\n    abort(403)",
    "after a refusal": "if g.user is None: abort(401)\ndata['a']",
    "reraised": "try:\n    data['a']\nexcept KeyError:\n    raise",
    "answered": "try:\n    data['a']\nexcept KeyError:\n    return {'error': 1}, 400",
    "raised anew": "try:\n    data['a']\nexcept KeyError as e:\n    raise Missing() from e",
    "other handler": "try:\n    int(data['a'])\nexcept ValueError:\n    x = 0",
    "checked while bound": "if (x := data.get('a')) is None: abort(400)",
    "isinstance": "if not isinstance(data.get('a'), str): abort(400)",
    "one of": "if data.get('a') not in ('x', 'y'): abort(400)",
    "length": "if not len(data.get('a', '')): abort(400)",
}

TOLERANCES = {
    "default": "x = data.get('a', 1)\nif not x: abort(400)",
    "or": "x = data.get('a') or 5\nif not x: abort(400)",
    "in": "if 'a' in data: print(data['a'])",
    "and": "if 'a' in data and data['a']: pass",
    "if expression": "x = data['a'] if 'a' in data else None",
    "caught": "try:\n    x = data['a']\nexcept KeyError:\n    x = None",
    "caught broadly": "try:\n    x = data['a']\nexcept Exception:\n    x = None",
    "some way": "if g.user: data['a']",
    "loop": "for x in g.users: data['a']",
    "after an answer": "if g.user: return 'fine'\ndata['a']",
    "only if present": "x = data.get('a')\nif x and x < 3: abort(400)",
    "not refused": "if not data.get('a'): print('no a')",
    "either": "if not (data.get('a') or data.get('b')): abort(400)",
    "one of two": "if 'a' not in data and 'b' not in data: abort(400)",
    "one branch": "if g.user:\n    data['a']\nelse:\n    data['b']",
    "refused where present": "if 'a' in data: abort(400)",
    "key by choice": "data['a' if g.user else 'b']",
}

VIEW = """
    class Missing(Exception): pass

    def refuse(name):
        abort(400, name)

    def answer(status):
        return jsonify(error=1), status

    def complete(data, *wanted):
        return all(name in data for name in wanted)

    def view():
        data = request.get_json(silent=True)
{body}
        return 'fine'
"""


def view_of(body):
    return VIEW.format(body="\n".join(f"        {line}" for line in body.splitlines()))


@pytest.mark.parametrize("case", REFUSALS)
def test_required(flask_view, case):
    assert names(flask_view(view_of(REFUSALS[case])).json) == ["a*"]


@pytest.mark.parametrize("case", TOLERANCES)
def test_not_required(flask_view, case):
    found = names(flask_view(view_of(TOLERANCES[case])).json)
    assert "a" in found
    assert not [name for name in found if name.endswith("*")]


def test_every_name_of_a_required_list(flask_view):
    body = "required = ['a', 'b']\nif not all(k in data for k in required): abort(400)"
    assert names(flask_view(view_of(body)).json) == ["a*", "b*"]


def test_alternatives_in_one_test(flask_view):
    body = "a, b = data.get('a'), data.get('b')\nif not a or not b: return {}, 400\ndata.get('c')"
    assert names(flask_view(view_of(body)).json) == ["a*", "b*", "c"]


def test_a_view_stays_as_certain_under_its_decorator(flask_view):
    source = """
        import functools

        def guarded(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                if request.headers.get("X-Key"):
                    return function(*args, **kwargs)
                if session.get("user"):
                    return function(*args, **kwargs)
                abort(401)
            return wrapper

        @guarded
        def view():
            return request.json["a"]
    """
    reads = flask_view(source)
    assert names(reads.json) == ["a*"]
    assert names(reads.headers) == ["X-Key"]
    assert names(reads.session) == ["user"]
