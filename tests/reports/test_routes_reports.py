"""Operations as text and as JSON, whatever an API has."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imagined_apis import APIS
from rich.cells import cell_len

from apiproof.model.api import Api
from apiproof.model.app import App
from apiproof.model.listing import Listing
from apiproof.model.operation import (
    Body,
    Field,
    Handler,
    Operation,
    Parameter,
    Requirement,
    Response,
    Scheme,
)
from apiproof.reports import routes_json, routes_text
from apiproof.reports.report import View, formats, renderer

SCHEMA = json.loads((resources.files("apiproof.reports") / "routes.schema.json").read_text())
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
BASE = Path("/home/shop")
APP = App(object(), "fastapi", "asgi", "shop.main:app", "[tool.apiproof] app", ("assumed",))
INTEGER, STRING = {"type": "integer"}, {"type": "string"}


def listing(api: Api) -> Listing:
    return Listing(APP, api, BASE)


def text(*operations: Operation, width: int = 100, **rest: object) -> str:
    return routes_text.render(listing(Api(operations, **rest)), View(width))


def operation(path: str = "/items", method: str = "GET", **rest: object) -> Operation:
    return Operation(method, path, Handler("shop.main.f", "/home/shop/shop/main.py", 7), **rest)


def test_the_formats_are_found():
    assert formats("routes") == ["text", "json"]
    assert renderer("routes", "json") is routes_json.render


def test_the_schema_is_a_schema_and_refuses_what_it_does_not_know():
    jsonschema_rs.meta.validate(SCHEMA)
    document = json.loads(routes_json.render(listing(Api((operation(),))), View()))
    VALIDATOR.validate(document)
    for part in (
        document,
        document["app"],
        document["operations"][0],
        document["operations"][0]["handler"],
    ):
        part["surplus"] = 1
        assert not VALIDATOR.is_valid(document)
        del part["surplus"]


@given(APIS)
def test_json_has_the_committed_shape(api):
    document = json.loads(routes_json.render(listing(api), View()), parse_constant=pytest.fail)
    VALIDATOR.validate(document)
    assert [each["key"] for each in document["operations"]] == [each.key for each in api.operations]
    assert document["notes"] == ["assumed", *api.notes]


@given(APIS, st.integers(80, 200))
def test_text_names_every_operation_and_colour_adds_nothing_to_it(api, width):
    plain = routes_text.render(listing(api), View(width))
    colored = routes_text.render(listing(api), View(width, color=True))
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain
    heads = re.findall(r"^  ([A-Z]{3,9}) +(/\S*)", plain, re.MULTILINE)
    assert sorted(heads) == sorted((each.method, each.path) for each in api.operations)
    assert not re.search(r"[ \t]$", plain, re.MULTILINE)


@given(APIS, st.integers(80, 200))
def test_only_what_cannot_be_broken_is_wider_than_the_view(api, width):
    for line in routes_text.render(listing(api), View(width)).splitlines():
        is_path_alone = re.fullmatch(r"  [A-Z]+ +/\S*( \(\w+\))*", line)
        if len(line.split()) > 3 and not is_path_alone:
            assert cell_len(line) <= width


def test_nothing_for_no_operations():
    assert text() == ""


def test_required_and_unsure_parts_are_marked():
    said = text(
        operation(
            "/items/{item_id}",
            "PUT",
            parameters=(
                Parameter("item_id", "path", INTEGER, required=True),
                Parameter("page", "query", INTEGER, required=False, confidence="inferred"),
                Parameter("x-key", "header", STRING, required=True),
            ),
            bodies=(
                Body(
                    "application/json",
                    {},
                    (
                        Field("name", STRING, required=True, confidence="inferred"),
                        Field("size", {}, required=False, confidence="guessed"),
                    ),
                    required=False,
                    confidence="inferred",
                ),
            ),
            responses=(
                Response("200"),
                Response("404", confidence="inferred"),
                Response("404", confidence="guessed"),
                Response("409", confidence="guessed"),
            ),
        )
    )
    assert (
        said.splitlines()
        == [
            "  METHOD  PATH                     ANSWERS        SOURCE",
            "",
            "  PUT     /items/{item_id}         200 ~404 ?409  shop/main.py:7",
            "          path    item_id: integer",
            "          query   ~page: integer",
            "          header  x-key*: string",
            "          ~json   (optional) name*: string, ?size",
            "",
            "* required   ~ read out of the code   ? guessed from a name",
        ]
        or said
    )


@pytest.mark.parametrize(
    ("security", "shown"),
    [
        ((), ""),
        (((Requirement("token"),),), "bearer"),
        (((Requirement("token"), Requirement("key")),), "bearer+apiKey"),
        (((Requirement("token"),), (Requirement("key"),)), "bearer|apiKey"),
        (((Requirement("token"),), ()), "(bearer)"),
        (((Requirement("session", confidence="guessed"),),), "?session"),
    ],
)
def test_security(security, shown):
    schemes = {
        "token": Scheme("token", "http", "bearer"),
        "key": Scheme("key", "apiKey", location="header", parameter="x-key"),
        "session": Scheme("session", "session"),
    }
    said = text(operation(security=security, responses=(Response("200"),)), schemes=schemes)
    (line,) = [line for line in said.splitlines() if "/items" in line]
    assert line.split()[2:-2] == ([shown] if shown else [])
    assert ("AUTH" in said) == bool(shown)


def test_scopes_stand_below():
    schemes = {"token": Scheme("token", "oauth2"), "key": Scheme("key", "apiKey")}
    asked = (
        (Requirement("token", ("read", "write")),),
        (Requirement("key", ("read", "write")),),
        (Requirement("key", ("all",)),),
    )
    assert "scopes  read write or all\n" in text(operation(security=asked), schemes=schemes)


def test_flags_and_hosts_are_said():
    said = text(operation(hidden=True, deprecated=True, internal=True, host="admin.example.com"))
    assert "/items (hidden) (internal) (deprecated)" in said
    assert "host   admin.example.com" in said


def test_without_a_document_hidden_says_nothing():
    api = Api((operation(hidden=True, deprecated=True),))
    said = routes_text.render(Listing(APP, api, BASE, documented=False), View())
    assert "/items (deprecated)" in said


def test_operations_are_grouped_by_tag_else_by_path():
    said = text(
        operation("/api/v1/items"),
        operation("/api/v1/items/{id}"),
        operation("/health"),
        operation("/"),
        operation("/x", tags=("orders",)),
        operation("/y", tags=("orders",)),
        operation("/z", tags=("admin",)),
    )
    heads = re.findall(r"^\w.*|(?<=GET {5})\S+", said, re.MULTILINE)
    assert heads == [
        "items",
        "/api/v1/items",
        "/api/v1/items/{id}",
        "orders",
        "/x",
        "/y",
        "others",
        "/health",
        "/",
        "/z",
    ]


def test_one_group_needs_no_name():
    assert not re.search(r"^\w", text(operation("/a"), operation("/a/b")), re.MULTILINE)


def test_a_source_that_does_not_fit_stands_below():
    wide = operation("/" + "a" * 60, responses=(Response("200"),))
    assert "at     shop/main.py:7" in text(wide, width=80)
    assert re.search(r"200 +shop/main.py:7$", text(wide, width=100), re.MULTILINE)


def test_a_few_long_paths_do_not_set_the_width():
    many = [operation(f"/{number}", responses=(Response("200"),)) for number in range(20)]
    said = text(*many, operation("/" + "a" * 90, responses=(Response("200"),)), width=80)
    assert re.search(r"^  GET +/0 +200 +shop/main.py:7$", said, re.MULTILINE)
    assert re.search(r"^  GET +/a+\n +200 +shop/main.py:7$", said, re.MULTILINE)
