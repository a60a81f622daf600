"""What the code tells of the values that it reads."""

from __future__ import annotations

import pytest
from readings import schema

HINTS = {
    "int": ("int(request.json['a'])", {"type": "integer"}),
    "float": ("float(request.json.get('a'))", {"type": "number"}),
    "uuid": ("import uuid\nuuid.UUID(request.json['a'])", {"type": "string", "format": "uuid"}),
    "date": (
        "from datetime import date\ndate.fromisoformat(request.json['a'])",
        {"type": "string", "format": "date"},
    ),
    "time of day": (
        "import datetime\ndatetime.datetime.fromisoformat(request.json['a'])",
        {"type": "string", "format": "date-time"},
    ),
    "enum": ("Color(request.json['a'])", {"enum": ["red", "blue"]}),
    "text": ("request.json['a'].strip().lower()", {"type": "string"}),
    "isinstance": ("isinstance(request.json['a'], str)", {"type": "string"}),
    "isinstance of several": (
        "isinstance(request.json['a'], (int, list))",
        {"type": ["integer", "array"]},
    ),
    "numbers": ("isinstance(request.json['a'], (int, float))", {"type": "number"}),
    "default text": ("request.json.get('a', 'x')", {"type": "string", "default": "x"}),
    "default number": ("request.json.get('a', 5)", {"type": "integer", "default": 5}),
    "default truth": ("request.json.get('a', False)", {"type": "boolean", "default": False}),
    "default list": ("request.json.get('a', [])", {"type": "array"}),
    "default dict": ("request.json.get('a', {})", {"type": "object"}),
    "default None": ("request.json.get('a', None)", {}),
    "refused others": (
        "if request.json['a'] not in ('x', 'y'): abort(400)",
        {"enum": ["x", "y"]},
    ),
    "a test": ("request.json['a'] == 'x'", {"type": "string", "examples": ["x"]}),
    "several tests": (
        "a = request.json['a']\nif a == 'x': pass\nelif a == 'y': pass",
        {"type": "string", "examples": ["x", "y"]},
    ),
    "match": (
        "match request.json['a']:\n    case 'x': pass\n    case _: pass",
        {"type": "string", "examples": ["x"]},
    ),
    "more than": ("request.json['a'] > 3", {"type": "number"}),
    "inside": (
        "user = request.json['a']\nuser['name'], user.get('age', 3)",
        {
            "type": "object",
            "properties": {"name": {}, "age": {"type": "integer", "default": 3}},
            "required": ["name"],
        },
    ),
    "items": (
        "for item in request.json['a']:\n    item['id']",
        {
            "type": "array",
            "items": {"type": "object", "properties": {"id": {}}, "required": ["id"]},
        },
    ),
    "an item": ("request.json['a'][0]", {}),
    "str": ("str(request.json['a'])", {}),
    "nothing": ("request.json['a']", {}),
}


@pytest.mark.parametrize("case", HINTS)
def test_a_hint(flask_view, case):
    body, expected = HINTS[case]
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    source = (
        "import enum\nclass Color(enum.Enum):\n    RED = 'red'\n    BLUE = 'blue'\n"
        f"def view():\n{lines}\n    return ''\n"
    )
    found = dict(schema(flask_view(source).json, "a"))
    if "items" in expected:
        found["items"].pop("required", None)
        expected["items"].pop("required", None)
    assert found == expected


ARGUMENTS = {
    "type": ("get('a', type=int)", {"type": "integer"}),
    "type by position": ("get('a', 1, int)", {"type": "integer", "default": 1}),
    "default": ("get('a', 10)", {"type": "integer", "default": 10}),
    "a truth is no text": ("get('a', False)", {}),
    "list": ("getlist('a')", {"type": "array"}),
    "typed list": ("getlist('a', type=int)", {"type": "array", "items": {"type": "integer"}}),
    "float": ("get('a', type=float)", {"type": "number"}),
    "function": ("get('a', type=lambda text: text == '1')", {}),
    "plain": ("get('a')", {}),
    "words": ("get('a').split(',')", {}),
}


@pytest.mark.parametrize("case", ARGUMENTS)
def test_a_hint_of_a_query_parameter(flask_view, case):
    use, expected = ARGUMENTS[case]
    reads = flask_view(f"def view():\n    request.args.{use}\n    return ''\n")
    assert schema(reads.query, "a") == expected


def test_a_list_that_may_hold_a_word_is_no_object(flask_view):
    source = "def view():\n    return 'admin' in request.json['roles']\n"
    assert schema(flask_view(source).json, "roles") == {}
