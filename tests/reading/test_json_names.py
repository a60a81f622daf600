"""Names of a JSON body, whatever way the code comes by them."""

from __future__ import annotations

import pytest
from readings import names

BODIES = {
    "subscript": ("data = request.get_json()\nx = data['name']", ["name*"]),
    "attribute": ("x = request.json['name']", ["name*"]),
    "get": ("x = request.json.get('name')", ["name"]),
    "default": ("x = request.get_json(force=True).get('name', 'nobody')", ["name"]),
    "or": ("data = request.get_json(silent=True) or {}\nx = data['name']", ["name*"]),
    "annotated": ("data: dict = request.json\nx = data['name']", ["name*"]),
    "walrus": ("if (data := request.get_json()) is not None:\n    x = data['name']", ["name"]),
    "unpacked": ("x, y = request.json['a'], request.json['b']", ["a*", "b*"]),
    "swapped": ("a, b = request.json, 1\nx = a['name']", ["name*"]),
    "chained": ("x = y = request.json\ny['name']", ["name*"]),
    "pop": ("x = request.json.pop('name')", ["name*"]),
    "pop with a default": ("x = request.json.pop('name', None)", ["name"]),
    "setdefault": ("request.json.setdefault('name', 1)", ["name"]),
    "in": ("x = 'name' in request.json", ["name"]),
    "loads": ("import json\ndata = json.loads(request.data)\nx = data['name']", ["name*"]),
    "loads of get_data": ("import json\nx = json.loads(request.get_data())['name']", ["name*"]),
    "loads of decoded": (
        "import json\nx = json.loads(request.data.decode('utf-8'))['name']",
        ["name*"],
    ),
    "item by item": ("for key in ('a', 'b'):\n    print(request.json[key])", ["a*", "b*"]),
    "comprehension": ("x = {k: request.json[k] for k in ['a', 'b']}", ["a*", "b*"]),
    "list": ("x = [request.json.get(k) for k in ['a', 'b']]", ["a", "b"]),
    "constant elsewhere": ("x = {k: request.json[k] for k in FIELDS}", ["one*", "two*"]),
    "pairs": (
        (
            "for name, needed in (('a', True), ('b', False)):\n"
            "    x = request.json[name] if needed else request.json.get(name)"
        ),
        ["a*", "b"],
    ),
    "dict of names": (
        "for key, kind in KINDS.items():\n    request.json.get(key)",
        ["age", "name"],
    ),
    "enumerated": ("for i, key in enumerate(FIELDS):\n    request.json[key]", ["one*", "two*"]),
    "zipped": ("for key, x in zip(FIELDS, (1, 2)):\n    request.json[key]", ["one*", "two*"]),
    "map": ("a, b = map(request.json.get, ('a', 'b'))", ["a", "b"]),
    "constant key": ("x = request.json[KEY]", ["key*"]),
    "built key": ("x = request.json['na' + 'me']", ["name*"]),
    "formatted key": ("suffix = 'me'\nx = request.json[f'na{suffix}']", ["name*"]),
    "lowered key": ("x = request.json['NAME'.lower()]", ["name*"]),
    "key by choice": ("x = request.json['a' if g.x else 'b']", ["a", "b"]),
    "copied": ("data = dict(request.json)\nx = data['name']", ["name*"]),
    "copy": ("data = request.json.copy()\nx = data['name']", ["name*"]),
    "spread": ("data = {**request.json, 'by': 1}\nx = data['name'], data['by']", ["name*"]),
    "merged": ("data = {'page': 1} | request.json\nx = data['name']", ["name*"]),
    "nested": ("user = request.json['user']\nx = user['name']", ["user*"]),
    "nested get": ("user = request.json.get('user', {})\nx = user.get('name')", ["user"]),
    "rebound": ("data = request.json\ndata = data.get('user')\nx = data['name']", ["user"]),
    "lambda": ("field = lambda key: request.json[key]\nx = field('name')", ["name*"]),
    "inner function": ("def get(key):\n    return request.json[key]\nx = get('name')", ["name*"]),
    "f-string": ("x = f\"hello {request.json['name']}\"", ["name*"]),
    "partial": ("from functools import partial\nx = partial(request.json.get, 'name')()", ["name"]),
    "conditional body": ("data = request.json if request.is_json else {}\nx = data['n']", ["n*"]),
    "assigned key is not read": (
        "d = request.json\nd['by'] = 1\nx = d['by'], d['name']",
        ["name*"],
    ),
    "deleted key": ("data = request.json\nx = data['name']\ndel data['name']", ["name*"]),
    "itemgetter of a key": ("x = request.json.__getitem__('name')", ["name*"]),
    "match mapping": (
        "match request.json:\n    case {'kind': 'a', 'name': name}:\n        print(name)",
        ["kind", "name"],
    ),
    "while": ("while x := request.json.get('name'):\n    break", ["name"]),
    "with": (
        "import contextlib\nwith contextlib.suppress(E):\n    request.json['name']",
        ["name*"],
    ),
    "async": ("x = request.json['name']", ["name*"]),
    "named by locals": ("key = 'name'\nif key in request.json:\n    request.json[key]", ["name"]),
    "starred": (
        "keys = ['a', *FIELDS]\nfor k in keys:\n    request.json[k]",
        ["a*", "one*", "two*"],
    ),
    "annotation alone": ("data: dict", []),
    "log": ("current_app.logger.info('%s', request.json)\nrequest.json['a']", ["a*"]),
}


@pytest.mark.parametrize("case", BODIES)
def test_names_of_a_json_body(flask_view, case):
    body, expected = BODIES[case]
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    source = (
        "FIELDS = ('one', 'two')\nKINDS = {'name': str, 'age': int}\nKEY = 'key'\n"
        f"class E(Exception): pass\ndef view():\n{lines}\n    return ''\n"
    )
    reads = flask_view(source)
    assert names(reads.json) == expected
    assert reads.json.touched is bool(expected)


def test_other_parts_stay_untouched(flask_view):
    reads = flask_view("def view():\n    return request.json['a']\n")
    for part in (reads.form, reads.files, reads.query, reads.headers, reads.cookies, reads.session):
        assert not part.touched
    assert not reads.raw


def test_a_strict_body_is_needed_and_a_silent_one_is_not(flask_view):
    strict = "def view():\n    return request.get_json()['a']\n"
    silent = "def view():\n    return request.get_json(silent=True)['a']\n"
    assert flask_view(strict).json.needed
    assert not flask_view(silent).json.needed


def test_bytes_that_are_parsed_are_json_and_others_are_raw(flask_view):
    parsed = flask_view("import json\ndef view():\n    return json.loads(request.data)['a']\n")
    assert names(parsed.json) == ["a*"]
    assert not parsed.raw
    raw = flask_view("def view():\n    return request.get_data()\n")
    assert raw.raw
    assert not raw.json.touched


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        ("store(request.json)", True),
        ("store(**request.json)", True),
        ("for key in request.json: store(key)", True),
        ("for key, value in request.json.items(): store(key)", True),
        ("store({'a': 1, 'body': request.json})", True),
        ("store(request.json[request.args['key']])", True),
        ("store({k: v for k, v in request.json.items() if k in ('a', 'b')})", False),
        ("store(request.json['a'])", False),
        ("current_app.settings['a'] = request.json", True),
        ("session['a'] = request.json['a']", False),
        ("print(len(request.json), request.json)", False),
        ("store({k: v for k, v in request.json.items()}['a'])", False),
    ],
)
def test_a_body_is_open_where_other_names_may_be_used(flask_view, body, is_open):
    assert flask_view(f"def view():\n    {body}\n    return ''\n").json.open is is_open


def test_names_that_keys_are_compared_with_are_read(flask_view):
    source = """
        def view():
            for key, value in request.json.items():
                if key == "name":
                    print(value)
                elif key in ("age", "size"):
                    print(value)
            return ""
    """
    assert names(flask_view(source).json) == ["age", "name", "size"]


def test_a_list_of_objects_gives_their_names(flask_view):
    source = """
        def view():
            for item in request.json:
                print(item["name"], item.get("size"))
            return ""
    """
    reads = flask_view(source)
    assert reads.json.many
    assert not reads.json.open
    assert names(reads.json) == ["name", "size"]


@pytest.mark.parametrize(
    "refusal",
    [
        "if set(request.json) - {'a', 'b'}: abort(400)",
        "if any(key not in ('a', 'b') for key in request.json): abort(400)",
        "for key in request.json:\n        if key not in ('a', 'b'): abort(400)",
        "extra = set(request.json.keys()).difference(['a', 'b'])\n    if extra: return {}, 400",
    ],
)
def test_a_body_is_closed_where_other_names_are_refused(flask_view, refusal):
    source = f"def view():\n    {refusal}\n    update(**request.json)\n    return ''\n"
    source += "def update(a=None, b=None, c=None): pass\n"
    reads = flask_view(source)
    assert reads.json.closed
    assert names(reads.json) == ["a", "b"]


def test_the_values_of_a_body_are_no_list_of_objects(flask_view):
    source = """
        def view():
            for key, value in request.json.items():
                print(value["name"])
            return ""
    """
    reads = flask_view(source)
    assert not reads.json.many
    assert not reads.json.reads
    assert reads.json.open
