"""Branches for another method are left out."""

from __future__ import annotations

import pytest
from readings import codes, names

BRANCHES = [
    "if request.method == 'POST':\n    request.form['a']",
    "if request.method != 'GET':\n    request.form['a']",
    "if request.method in ('POST', 'PUT'):\n    request.form['a']",
    "if 'POST' == request.method:\n    request.form['a']",
    "if not request.method == 'GET':\n    request.form['a']",
    "if request.method == 'GET':\n    return 'page'\nrequest.form['a']",
    "if request.method == 'GET':\n    return 'page'\nelif request.method == 'POST':\n    request.form['a']",
    "if request.method == 'POST' and g.user:\n    request.form['a']",
    "match request.method:\n    case 'GET':\n        return 'page'\n    case 'POST' | 'PUT':\n        request.form['a']",
    "if is_post():\n    request.form['a']",
    "return {'GET': show, 'POST': store}[request.method]()",
]


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_branch_for_post(flask_view, branch):
    lines = "\n".join(f"    {line}" for line in branch.splitlines())
    source = (
        "def is_post():\n    return request.method == 'POST'\n"
        "def show():\n    return 'page'\ndef store():\n    return request.form['a']\n"
        f"def view():\n{lines}\n    return 'done'\n"
    )
    assert not flask_view(source, method="GET").form.touched
    required = "g.user" not in branch
    assert names(flask_view(source, method="POST").form) == (["a*"] if required else ["a"])
    assert [read.name for read in flask_view(source, method=None).form] == ["a"]


def test_a_helper_that_was_read_for_one_method_is_read_anew_for_another(module):
    from readings import strict

    loaded = module("""
        from flask import request

        def helper():
            if request.method == "POST":
                return request.form["a"]
            return request.args["b"]

        def view():
            return helper()
    """)
    reader = strict("flask")
    for _ in range(2):
        posted, got = (
            reader.read(loaded.view, method="POST"),
            reader.read(loaded.view, method="GET"),
        )
        assert (names(posted.form), names(posted.query)) == (["a*"], [])
        assert (names(got.form), names(got.query)) == ([], ["b*"])


def test_statuses_of_another_method_are_left_out(flask_view):
    source = """
        def view():
            if request.method == "POST":
                return {}, 201
            return "page"
    """
    assert codes(flask_view(source, method="POST")) == [201]
    assert codes(flask_view(source, method="GET")) == [200]
    assert codes(flask_view(source, method=None)) == [200, 201]


VIEWS = """
    from flask import Flask, request
    from flask.views import MethodView, View

    class Items(MethodView):
        fields = ("a", "b")

        def __init__(self, kind="x"):
            self.kind = kind

        def body(self):
            return request.get_json()

        @property
        def key(self):
            return request.args["key"]

        def get(self, id):
            return request.args.get("page")

        def post(self):
            data = self.body()
            return [data[name] for name in self.fields], self.key

    class Asks(View):
        def dispatch_request(self):
            return getattr(self, request.method.lower())()

        def put(self):
            return request.form["c"]

    def checked(function):
        def wrapper(*args, **kwargs):
            if request.headers["X-Key"] != "secret":
                return {}, 403
            return function(*args, **kwargs)
        return wrapper

    class Checked(Items):
        decorators = [checked]

    items = Items.as_view("items")
    asks = Asks.as_view("asks")
    checked_items = Checked.as_view("checked")
"""


def test_class_based_views(module):
    from readings import strict

    loaded, reader = module(VIEWS), strict("flask")
    assert names(reader.read(loaded.items, method="GET").query) == ["page"]
    posted = reader.read(loaded.items, method="POST")
    assert names(posted.json) == ["a*", "b*"]
    assert names(posted.query) == ["key*"]
    assert names(reader.read(loaded.asks, method="PUT").form) == ["c*"]
    assert not reader.read(loaded.asks, method="DELETE").form.touched
    assert names(reader.read(loaded.items, method="HEAD").query) == ["page"]


def test_decorators_of_class_based_views(module):
    from readings import strict

    reads = strict("flask").read(module(VIEWS).checked_items, method="POST")
    assert names(reads.headers) == ["X-Key*"]
    assert names(reads.json) == ["a*", "b*"]
    assert 403 in codes(reads)


def test_a_plain_function_of_a_class(module):
    from readings import strict

    loaded = module(VIEWS)
    reads = strict("flask").read(loaded.Items.post, method="POST", owner=loaded.Items)
    assert names(reads.json) == ["a*", "b*"]


def test_a_bound_method_and_a_callable_object(module):
    from readings import strict

    loaded = module("""
        import functools
        from flask import request

        class Service:
            key = "a"

            def view(self):
                return request.json[self.key]

            def __call__(self):
                return self.view()

        def partly(key):
            return request.json[key]

        bound = Service().view
        called = Service()
        partial = functools.partial(partly, "a")
    """)
    for view in (loaded.bound, loaded.called, loaded.partial):
        assert names(strict("flask").read(view).json) == ["a*"]


DECORATED = """
    import functools
    from flask import current_app, request
    from flask.views import MethodView

    def known(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return current_app.ensure_sync(function)(*args, **kwargs)
        return wrapper

    def unknown(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return run_elsewhere(args, kwargs)
        return wrapper

    class Items(MethodView):
        key = "a"

        @known
        def post(self):
            return request.json[self.key]

        @unknown
        def put(self):
            return request.json[self.key]

    items = Items.as_view("items")
"""


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_method_is_read_under_any_decorator(module, method):
    from readings import strict

    reads = strict("flask").read(module(DECORATED).items, method=method)
    assert names(reads.json) == ["a*"]
