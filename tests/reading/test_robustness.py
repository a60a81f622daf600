"""Reading ends and raises nothing, whatever the code is."""

from __future__ import annotations

import argparse
import ast
import asyncio
import collections
import concurrent.futures.thread
import dataclasses
import email.message
import enum
import functools
import http.server
import inspect
import json.decoder
import logging
import pathlib
import re
import subprocess
import textwrap
import typing
import unittest.mock
import urllib.parse
import xml.dom.minidom

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from readings import names, strict

from apiproof.reading.reader import Reader
from apiproof.reading.reads import Reads

MODULES = (
    argparse,
    ast,
    asyncio.base_events,
    collections,
    concurrent.futures.thread,
    dataclasses,
    email.message,
    enum,
    functools,
    http.server,
    inspect,
    json.decoder,
    logging,
    pathlib,
    re,
    subprocess,
    textwrap,
    typing,
    unittest.mock,
    urllib.parse,
    xml.dom.minidom,
)


def functions_of(module):
    """The functions of a module, those of its classes too."""
    for value in vars(module).values():
        if inspect.isfunction(value):
            yield value
        elif inspect.isclass(value) and value.__module__ == module.__name__:
            yield from filter(inspect.isfunction, vars(value).values())


FUNCTIONS = sorted(
    {each for module in MODULES for each in functions_of(module)},
    key=lambda each: each.__qualname__,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(FUNCTIONS),
    st.sampled_from(["flask", "starlette"]),
    st.sampled_from([None, "GET", "POST"]),
    st.booleans(),
)
def test_functions_of_the_standard_library(function, dialect, method, whole):
    reads = strict(dialect).read(function, method=method, owner=object, inner=whole)
    assert isinstance(reads, Reads)


TARGETS = st.sampled_from(["data", "data['a']", "g.x", "a, b", "[a, *b]", "(a, (b, c))"])
EXPRESSIONS = st.recursive(
    st.sampled_from(
        [
            "request.json",
            "request.form",
            "data",
            "g",
            "1",
            "'a'",
            "None",
            "[]",
            "{}",
            "view",
            "abort",
        ]
    ),
    lambda inner: st.one_of(
        st.builds("{}[{}]".format, inner, inner),
        st.builds("({}).get({})".format, inner, inner),
        st.builds("({}).x".format, inner),
        st.builds("({})({})".format, inner, inner),
        st.builds("({})(*{}, **{})".format, inner, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("({} and not {})".format, inner, inner),
        st.builds("({} in {})".format, inner, inner),
        st.builds("({} == {} != {})".format, inner, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("[{} for x in {} if {}]".format, inner, inner, inner),
        st.builds("{{{}: {} for x, y in {}}}".format, inner, inner, inner),
        st.builds("{{**{}, 'k': {}}}".format, inner, inner),
        st.builds("(lambda *a, **k: {})".format, inner),
        st.builds("({} - {} | {})".format, inner, inner, inner),
        st.builds("({} <= {})".format, inner, inner),
        st.builds("(z := {})".format, inner),
        st.builds("{}[{}:{}]".format, inner, inner, inner),
        st.builds("all({})".format, inner),
        st.builds("sorted(set({}))".format, inner),
    ),
    max_leaves=6,
)


def indented(text):
    return textwrap.indent(text, "    ")


STATEMENTS = st.recursive(
    st.one_of(
        st.builds("{} = {}".format, TARGETS, EXPRESSIONS),
        st.builds("return {}".format, EXPRESSIONS),
        st.builds("raise {}".format, EXPRESSIONS),
        st.builds("assert {}".format, EXPRESSIONS),
        st.builds("del data[{}]".format, EXPRESSIONS),
        st.builds("data += {}".format, EXPRESSIONS),
        st.just("pass"),
    ),
    lambda inner: st.one_of(
        st.builds("{}\n{}".format, inner, inner),
        st.builds(
            "if {}:\n{}\nelse:\n{}".format, EXPRESSIONS, inner.map(indented), inner.map(indented)
        ),
        st.builds("for {} in {}:\n{}".format, TARGETS, EXPRESSIONS, inner.map(indented)),
        st.builds("while {}:\n{}\n    break".format, EXPRESSIONS, inner.map(indented)),
        st.builds(
            "try:\n{}\nexcept ({}) as e:\n{}".format,
            inner.map(indented),
            EXPRESSIONS,
            inner.map(indented),
        ),
        st.builds("with {} as data:\n{}".format, EXPRESSIONS, inner.map(indented)),
        st.builds("def inner(x=1, *a, **k):\n{}\ninner(data)".format, inner.map(indented)),
        st.builds(
            "match {}:\n    case {{'a': a, **b}}:\n{}\n    case x:\n        pass".format,
            EXPRESSIONS,
            inner.map(indented).map(indented),
        ),
    ),
    max_leaves=6,
)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")  # calls of texts, subscripts of numbers
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STATEMENTS)
def test_any_code(module, body):
    source = f"def view(data=None, a=1, b=2):\n{indented(body)}\n    return data\n"
    try:
        compile(source, "view", "exec")
    except SyntaxError:
        reject()
    loaded = module(f"from flask import abort, g, request\n{source}")
    assert strict("flask").read(loaded.view, method="POST").found


def test_what_has_no_source_is_not_found():
    for thing in (len, str.join, int, None, 3, "view", type, functools.partial(len)):
        assert not Reader("flask").read(thing).found
    namespace = {}
    exec("def view(): return request.json['a']", namespace)
    assert not Reader("flask").read(namespace["view"]).found


def test_a_source_that_has_changed_is_no_source(module):
    import linecache

    loaded = module("from flask import request\n\ndef view():\n    return request.json['a']\n")
    path = pathlib.Path(loaded.__file__)
    path.write_text("x = 1\n\ndef other():\n    return 1\n")
    linecache.checkcache(str(path))
    assert not Reader("flask").read(loaded.view).found


def test_objects_that_refuse_to_be_looked_at(flask_view):
    source = """
        class Meta(type):
            def __getattribute__(cls, name): raise RuntimeError(name)

        class Locked(metaclass=Meta):
            __slots__ = ("value",)
            def __getattribute__(self, name): raise RuntimeError(name)
            def __eq__(self, other): raise RuntimeError("eq")
            def __hash__(self): raise RuntimeError("hash")
            def __bool__(self): raise RuntimeError("bool")

        locked = Locked()

        def view():
            x = locked.value or locked == 1 or {locked: 1}[locked] or Locked.value
            if not locked or locked in [1]: locked.run(request.json["a"])
            Locked(request.json["b"])
            return request.json["c"]
    """
    reads = flask_view(source)
    assert [read.name for read in reads.json] == ["a", "b", "c"]


def test_one_statement_that_no_one_foresaw_costs_that_one_alone(module, monkeypatch):
    from apiproof.reading import pieces

    def fails(*_):
        raise RuntimeError

    monkeypatch.setitem(pieces._METHODS, "items", fails)
    loaded = module("""
        from flask import request

        def view():
            a = request.json["a"]
            b = request.json.items()
            return request.json["c"]
    """)
    assert names(Reader("flask").read(loaded.view).json) == ["a*", "c*"]
    with pytest.raises(RuntimeError):
        strict("flask").read(loaded.view)


def test_a_long_view_is_read_to_its_end(flask_view):
    tests = "\n".join(f"    if not data.get('a{n}'): abort(400)" for n in range(400))
    reads = flask_view(f"def view():\n    data = request.json\n{tests}\n    return data['z']\n")
    assert len(reads.json.reads) == 401
    assert all(read.required for read in reads.json)


def test_many_functions_that_call_one_another_end(flask_view):
    body = "\n".join(
        f"def f{n}(x):\n    f{(n + 1) % 30}(x)\n    f{(n + 7) % 30}(request)\n    return x.json['a{n}']"
        for n in range(30)
    )
    reads = flask_view(f"{body}\ndef view():\n    return f0(request)\n")
    assert "a0*" in names(reads.json)


def test_deep_expressions_end(flask_view):
    deep = "+".join(["1"] * 400)
    reads = flask_view(f"def view():\n    x = {deep}\n    return request.json['a']\n")
    assert names(reads.json) == ["a*"]
