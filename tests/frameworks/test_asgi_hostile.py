"""Apps whose objects do odd things: describing one neither fails nor runs what it need not."""

from __future__ import annotations

from typing import Annotated

import pytest
from asgi_apps import endpoint, only, operations
from fastapi import Body, Depends, FastAPI, Request
from fastapi.security.base import SecurityBase
from pydantic_core import core_schema

from apiproof.frameworks.asgi import api as describing


class Proxy:
    """Makes up every attribute that it is asked for."""

    def __init__(self):
        self.__dict__["asked"] = []

    def __getattr__(self, name):
        self.asked.append(name)
        raise RuntimeError(name)


def test_a_mounted_proxy_is_not_asked_for_what_it_does_not_have():
    proxy, app = Proxy(), FastAPI()
    app.mount("/lazy", proxy)
    api, found = operations(app)
    assert not found
    assert "/lazy" in api.notes[0]
    assert proxy.asked == []


def test_routes_that_cannot_be_had_are_noted():
    class Broken:
        @property
        def routes(self):
            raise RuntimeError

        async def __call__(self, scope, receive, send):
            pass

    app = FastAPI()
    app.mount("/broken", Broken())
    api, _ = operations(app)
    assert "/broken" in api.notes[0]


def test_a_type_that_fails_without_a_word_is_a_note():
    class Silent:
        @classmethod
        def __get_pydantic_core_schema__(cls, source, handler):
            return core_schema.any_schema()

        @classmethod
        def __get_pydantic_json_schema__(cls, schema, handler):
            raise ValueError

    app = FastAPI()
    app.add_api_route("/", endpoint(body=Annotated[Silent, Body()]), methods=["POST"])
    api, operation = only(app)
    assert operation.bodies[0].schema == {}
    assert "ValueError" in api.notes[0]


def test_a_scheme_without_a_model_is_read_as_code():
    class Own(SecurityBase):
        async def __call__(self, request: Request):
            return request.headers["X-Token"]

    Own.__call__.__annotations__ = {"request": Request}  # FastAPI 0.110 does not look it up
    app = FastAPI()
    app.get("/", dependencies=[Depends(Own())])(lambda: 1)
    _, operation = only(app)
    assert [each.name for each in operation.parameters] == ["X-Token"]


def test_a_route_without_a_response_class():
    app = FastAPI()
    app.add_api_route("/", endpoint(), response_class=None, include_in_schema=False)
    _, operation = only(app)
    assert [each.status for each in operation.responses] == ["200"]


@pytest.mark.parametrize("module", [None, 5])
def test_a_handler_of_no_module(module):
    class Handler:
        __module__ = module

        def __call__(self, count: int):
            return count

    app = FastAPI()
    app.add_api_route("/", Handler())
    _, operation = only(app)
    assert [each.name for each in operation.parameters] == ["count"]


def test_a_route_that_cannot_be_described_is_listed_with_a_note(monkeypatch):
    def fail(found, method, context):
        raise LookupError("odd")

    app = FastAPI()
    app.get("/{name}")(endpoint(name=str))
    monkeypatch.setattr(describing, "operation", fail)
    api, operation = only(app)
    assert (operation.key, operation.parameters[0].name) == ("GET /{name}", "name")
    assert "GET /{name} is not known in full: LookupError: odd" in api.notes
