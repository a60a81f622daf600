"""Types in a few words, places, Errors and diagnoses as text."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pytest

from apiproof.errors import Error
from apiproof.model.diagnosis import Diagnosis, Fact, Section
from apiproof.reports import doctor_json, doctor_text, error_text
from apiproof.reports.json_values import plain
from apiproof.reports.places import relative, shortened
from apiproof.reports.report import View
from apiproof.reports.types import described

SCHEMAS = {
    "Item": {"type": "object", "properties": {}},
    "Color": {"type": "string", "enum": ["red", "green"]},
    "Long": {"enum": [f"value{number}" for number in range(20)]},
    "Loop": {"$ref": "#/components/schemas/Loop"},
    "shop__models__Item": {"type": "object"},
}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({}, ""),
        ({"type": "integer"}, "integer"),
        ({"type": "string", "format": "email"}, "email"),
        ({"type": "string", "format": "password"}, "string"),
        ({"type": "string", "format": "binary"}, "file"),
        ({"type": "string", "contentMediaType": "application/octet-stream"}, "file"),
        ({"type": ["string", "null"]}, "string|null"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer|null"),
        ({"anyOf": [{"type": "integer"}, {}]}, ""),
        ({"allOf": [reference("Item")]}, "Item"),
        ({"type": "array", "items": reference("Item")}, "[Item]"),
        ({"type": "array"}, "array"),
        ({"const": "cat"}, "cat"),
        ({"enum": ["a", 1, None]}, "a|1|None"),
        (reference("Color"), "red|green"),
        (reference("Long"), "Long"),
        (reference("Loop"), "Loop"),
        (reference("Nowhere"), "Nowhere"),
        (reference("shop__models__Item"), "Item"),
        ({"enum": [f"value{number}" for number in range(20)]}, "value0|value1|value2|value3|..."),
        ({"properties": {}}, ""),
    ],
)
def test_types(schema, said):
    assert described(schema, SCHEMAS) == said


def test_places(monkeypatch):
    monkeypatch.setattr(sys, "path", ["", "/lib", "/lib/site-packages"])
    base = Path("/home/shop")
    assert shortened("/home/shop/main.py", base) == "main.py"
    assert shortened("/lib/site-packages/tool/app.py", base) == "tool/app.py"
    assert shortened("/other/app.py", base) == "/other/app.py"
    assert shortened("", base) == ""
    assert relative("/lib/site-packages/tool/app.py", base) == "/lib/site-packages/tool/app.py"
    assert relative("/home/shop/main.py", Path("/")) == "home/shop/main.py"


class Kind(StrEnum):
    BOOK = "book"


@dataclass
class Point:
    x: int


def test_what_json_cannot_say_is_written_as_text():
    value = {
        1: (Kind.BOOK, {2, 1}),
        "n": float("nan"),
        "d": Decimal("1.5"),
        "p": Point(3),
        "t": int,
        "b": b"x",
    }
    assert plain(value) == {
        "1": ["book", [1, 2]],
        "n": "nan",
        "d": "1.5",
        "p": {"x": 3},
        "t": "<class 'int'>",
        "b": "b'x'",
    }
    assert type(plain(Kind.BOOK)) is str


ERROR = Error("it is wrong:\n  in two lines", hint="put it right", place="here")


def test_an_error():
    assert (
        error_text.render(ERROR, View())
        == "error: it is wrong:\n  in two lines\n   at: here\n hint: put it right\n"
    )
    colored = error_text.render(ERROR, View(color=True))
    assert colored.startswith("\x1b[1;31merror:\x1b[0m it is wrong:\n")
    assert "\x1b[1;32m hint:\x1b[0m put it right" in colored


DIAGNOSIS = Diagnosis(
    (
        Section("App", (Fact("ok", "shop:app"), Fact("note", "KEY was not set"))),
        Section("Nothing", ()),
        Section(
            "Tests",
            (
                Fact(
                    "problem",
                    "3 apps were found:\n  app = one\n  app = two",
                    "choose " + "one " * 20,
                    "/home/shop",
                ),
            ),
        ),
    ),
    ("mend it",),
)


def test_a_diagnosis_as_text():
    assert doctor_text.render(DIAGNOSIS, View(60)).splitlines() == [
        "App",
        "  ok       shop:app",
        "  note     KEY was not set",
        "",
        "Tests",
        "  problem  3 apps were found:",
        "             app = one",
        "             app = two",
        "           at: /home/shop",
        "           hint: choose one one one one one one one one one",
        "                 one one one one one one one one one one one",
        "",
        "What next",
        "  - mend it",
    ]
    assert "\x1b[1;31m  problem" in doctor_text.render(DIAGNOSIS, View(60, color=True))


def test_a_diagnosis_as_json():
    import json

    document = json.loads(doctor_json.render(DIAGNOSIS, View()))
    assert document["problems"] == 1
    assert document["next"] == ["mend it"]
    assert document["sections"][0]["facts"][0] == {
        "mark": "ok",
        "text": "shop:app",
        "hint": "",
        "place": "",
    }
