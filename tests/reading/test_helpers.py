"""Functions that a view calls are followed, whatever it passes them."""

from __future__ import annotations

import sys

import pytest
from readings import codes, names, strict

HELPERS = {
    "nothing passed": ("def get():\n    return request.json['a']", "get()"),
    "the body": ("def get(data):\n    return data['a']", "get(request.json)"),
    "by name": ("def get(*, data=None):\n    return data['a']", "get(data=request.json)"),
    "the request": ("def get(asked):\n    return asked.json['a']", "get(request)"),
    "a key": ("def get(key):\n    return request.json[key]", "get('a')"),
    "keys": (
        "def get(*keys, **more):\n    return [request.json[k] for k in keys]",
        "get('a', x=1)",
    ),
    "a default key": ("def get(key='a'):\n    return request.json[key]", "get()"),
    "what it returns": ("def body():\n    return request.get_json() or {}", "body()['a']"),
    "unpacked": ("def get(a, b=1): pass", "get(**{'a': request.json['a']})"),
    "two deep": (
        "def inner(d):\n    return d['a']\ndef outer(d):\n    return inner(d)",
        "outer(request.json)",
    ),
    "class method": (
        (
            "class T:\n    @classmethod\n    def parse(cls, data):\n        return cls(data['a'])\n"
            "    def __init__(self, a): self.a = a"
        ),
        "T.parse(request.json)",
    ),
    "static method": (
        "class T:\n    @staticmethod\n    def parse(data):\n        return data['a']",
        "T.parse(request.json)",
    ),
    "service": (
        (
            "class S:\n    def __init__(self, data): self.data = data\n"
            "    def run(self): return self.data['a']"
        ),
        "S(request.json).run()",
    ),
    "inherited": (
        (
            "class B:\n    def run(self, d): return d['a']\nclass S(B):\n"
            "    def run(self, d): return super().run(d)"
        ),
        "S().run(request.json)",
    ),
    "live service": (
        "class S:\n    def run(self, d): return d['a']\nservice = S()",
        "service.run(request.json)",
    ),
    "cached": (
        "import functools\n@functools.lru_cache\ndef get():\n    return request.json['a']",
        "get()",
    ),
    "decorated": (
        (
            "import functools\ndef twice(f):\n    @functools.wraps(f)\n    def w(*a, **k):\n"
            "        return f(*a, **k)\n    return w\n@twice\ndef get(d):\n    return d['a']"
        ),
        "get(request.json)",
    ),
    "property": (
        "class S:\n    @property\n    def data(self): return request.json",
        "S().data['a']",
    ),
    "cached property": (
        (
            "import functools\nclass S:\n    @functools.cached_property\n"
            "    def data(self): return request.json"
        ),
        "S().data['a']",
    ),
    "context manager": (
        "import contextlib\n@contextlib.contextmanager\ndef body():\n    yield request.json",
        "[data['a'] for data in [1] if 0] or use()",
    ),
    "table of functions": (
        "def get(d):\n    return d['a']\nTABLE = {'x': get}",
        "TABLE['x'](request.json)",
    ),
    "generator": (
        "def each():\n    yield request.json",
        "[d['a'] for d in each()][0]",
    ),
    "wrapped in a dict": (
        "def get(ctx):\n    return ctx['data']['a']",
        "get({'data': request.json})",
    ),
    "through a tuple": (
        "def get(pair):\n    x, d = pair\n    return d['a']",
        "get((1, request.json))",
    ),
    "call of a lambda": ("get = lambda d: d['a']", "get(request.json)"),
}


@pytest.mark.parametrize("case", HELPERS)
def test_a_helper(flask_view, case):
    helper, call = HELPERS[case]
    use = (
        "def use():\n    with body() as data:\n        return data['a']\n"
        if "use()" in call
        else ""
    )
    reads = flask_view(f"{helper}\n{use}def view():\n    x = {call}\n    return 'x'\n")
    assert [read.name for read in reads.json] == ["a"]


MODELS = {
    "function": ("def make(a, b=1): pass", ["a*", "b"]),
    "function with more": ("def make(a, **more): return more.get('c')", ["a*", "c"]),
    "class": ("class make:\n    def __init__(self, a, b=None): pass", ["a*", "b"]),
    "dataclass": (
        "import dataclasses\n@dataclasses.dataclass\nclass make:\n    a: int\n    b: int = 1",
        ["a*", "b"],
    ),
    "named tuple": (
        "import typing\nclass make(typing.NamedTuple):\n    a: int\n    b: int = 1",
        ["a*", "b"],
    ),
    "explicit one": (
        "def make(a, b): pass\nmake = __import__('functools').partial(make, 1)",
        ["b*"],
    ),
}


@pytest.mark.parametrize("case", MODELS)
def test_a_body_that_is_unpacked_has_the_parameters_as_names(flask_view, case):
    source, expected = MODELS[case]
    reads = flask_view(f"{source}\ndef view():\n    make(**request.json)\n    return ''\n")
    assert names(reads.json) == expected


def test_a_mapped_class_has_its_columns_as_names(flask_view):
    source = """
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase): pass

        class User(Base):
            __tablename__ = "users"
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[str]

        def view():
            User(**request.json, id=1)
            return ""
    """
    assert names(flask_view(source).json) == ["name"]


def test_functions_that_call_one_another_end(flask_view):
    source = """
        def even(n, data): return odd(n - 1, data) if n else data["a"]
        def odd(n, data): return even(n - 1, data) if n else data["b"]
        def view(): return even(5, request.json)
    """
    assert sorted(read.name for read in flask_view(source).json) == ["a", "b"]


def test_a_function_that_is_passed_to_a_library_is_read(flask_view):
    source = """
        import functools
        def view():
            return functools.reduce(lambda x, y: request.json["a"], [1, 2])
    """
    assert [read.name for read in flask_view(source).json] == ["a"]


def test_libraries_are_not_followed(flask_view):
    source = """
        import json
        def view():
            json.dump(request.json, None)
            return ""
    """
    reads = flask_view(source)
    assert not reads.json.reads
    assert not reads.raised


def test_a_helper_says_so_of_its_statuses(flask_view):
    source = """
        def find(): abort(404)
        def view():
            if g.x: find()
            abort(409)
    """
    reads = flask_view(source)
    assert codes(reads) == [404, 409]
    assert {status.code: status.helper for status in reads.statuses} == {404: True, 409: False}


def test_an_object_that_is_remembered_is_not_shared(module):
    """What one view does to the result of a helper is nothing to another view."""
    loaded = module("""
        from flask import request

        class Bag:
            pass

        def make():
            return Bag()

        def first():
            bag = make()
            bag.data = request.json
            return bag.data["a"]

        def second():
            return make().data["b"]
    """)
    reader = strict("flask")
    assert names(reader.read(loaded.first).json) == ["a*"]
    assert not reader.read(loaded.second).json.touched


def test_a_proxy_of_the_app_is_what_its_function_returns(flask_view):
    source = """
        from werkzeug.local import LocalProxy

        class Body:
            def __init__(self): self.data = request.json

        body = LocalProxy(lambda: Body())

        def view():
            return body.data["a"]
    """
    assert names(flask_view(source).json) == ["a*"]


def test_what_a_guard_puts_beside_the_request_reaches_the_view(flask_view):
    source = """
        import functools

        def parsed(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                g.data = request.get_json()
                return function(*args, **kwargs)
            return wrapper

        @parsed
        def view():
            return g.data["a"]
    """
    assert names(flask_view(source).json) == ["a*"]


def test_no_code_of_the_app_runs(flask_view):
    source = """
        ran = []

        class Meta(type):
            def __getattribute__(cls, name):
                ran.append(name)
                return super().__getattribute__(name)

        class Trap(metaclass=Meta):
            def __getattr__(self, name): ran.append(name)
            @property
            def data(self): ran.append("property")

        trap = Trap()
        ran.clear()

        def view():
            trap.data, trap.other, Trap.more, Trap(), trap[1], trap(2), trap == 3, len(trap)
            for each in trap: pass
            return request.json["a"], trap
    """
    reads = flask_view(source)
    assert names(reads.json) == ["a*"]
    module = next(m for n, m in sys.modules.items() if n.startswith("read_here_"))
    assert [name for name in module.ran if not name.startswith("__")] == []


BESIDE = """
    def parse():
        g.data = request.get_json(silent=True)
        request.everything = gathered()

    def gathered():
        found = {}
        found.update(request.args)
        for key, value in request.form.items():
            found[key] = value
        return found

    def view():
        return g.data["a"], request.everything.get("b")
"""


def test_what_a_function_before_the_view_puts_beside_the_request(module):
    loaded = module("from flask import g, request\n" + BESIDE.replace("\n    ", "\n"))
    reader = strict("flask")
    alone = reader.read(loaded.view, method="POST")
    assert not alone.json.touched
    reads = reader.read(loaded.view, method="POST", before=[loaded.parse])
    assert names(reads.json) == ["a*"]
    assert names(reads.query) == ["b"]
    assert names(reads.form) == ["b"]
    assert not reads.query.open
    assert not reads.form.open


def test_what_a_helper_puts_beside_the_request(module):
    source = BESIDE.replace("def view():\n", "def view():\n        parse()\n")
    loaded = module("from flask import g, request\n" + source.replace("\n    ", "\n"))
    reads = strict("flask").read(loaded.view, method="POST")
    assert names(reads.json) == ["a*"]
    assert names(reads.form) == ["b"]


def test_a_function_that_is_read_with_other_arguments_is_read_anew(module):
    loaded = module("def guard(token):\n    return token['a']\n")
    reader = strict("flask")
    for source in ("json", "form"):
        reads = reader.read(loaded.guard, arguments={"token": (source, "")})
        assert names(getattr(reads, source)) == ["a*"]
    assert not reader.read(loaded.guard).json.touched
