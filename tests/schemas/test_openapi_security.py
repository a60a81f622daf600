"""What OpenAPI documents say of how a request proves who it is."""

from __future__ import annotations

import pytest
from openapi_documents import V2, V30, V31, one

from apiproof.model.operation import Requirement, Scheme


@pytest.mark.parametrize(
    ("document", "operation", "found"),
    [
        ({}, {}, None),
        ({"security": []}, {}, None),
        ({"security": [{"key": []}]}, {}, ((Requirement("key"),),)),
        ({"security": [{"key": []}]}, {"security": []}, ()),
        ({}, {"security": []}, ()),
        ({}, {"security": [{}]}, ((),)),
        ({}, {"security": [{}, {"key": []}]}, ((), (Requirement("key"),))),
        (
            {},
            {"security": [{"key": [], "o": ["read", "write"]}, {"b": []}]},
            ((Requirement("key"), Requirement("o", ("read", "write"))), (Requirement("b"),)),
        ),
        ({"security": [{"key": []}]}, {"security": "junk"}, ((Requirement("key"),),)),
    ],
)
@pytest.mark.parametrize("version", [V2, V30])
def test_security_is_unsaid_public_or_one_of_its_alternatives(version, document, operation, found):
    described, _, reading = one(version, operation, **document)
    assert described.security == found
    asked = {each.scheme for alternative in found or () for each in alternative}
    assert reading.schemes.keys() == asked
    assert all(each.type == "guard" for each in reading.schemes.values())
    assert len(reading.notes) == len(asked)


@pytest.mark.parametrize(
    ("version", "written", "scheme"),
    [
        (V2, {"type": "basic"}, Scheme("s", "http", "basic")),
        (V30, {"type": "http", "scheme": "Bearer"}, Scheme("s", "http", "bearer")),
        (V30, {"type": "http", "scheme": "digest"}, Scheme("s", "http", "digest")),
        (
            V2,
            {"type": "apiKey", "in": "header", "name": "X-Key"},
            Scheme("s", "apiKey", location="header", parameter="X-Key"),
        ),
        (
            V31,
            {"type": "apiKey", "in": "cookie", "name": "sid"},
            Scheme("s", "apiKey", location="cookie", parameter="sid"),
        ),
        (
            V2,
            {"type": "apiKey", "in": "header", "name": "Authorization"},
            Scheme("s", "apiKey", location="header", parameter="Authorization"),
        ),
        (
            V2,
            {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": "**Bearer** then the token",
            },
            Scheme("s", "http", "bearer", confidence="guessed"),
        ),
        (
            V2,
            {"type": "oauth2", "flow": "password", "tokenUrl": "/token", "scopes": {"a": "A"}},
            Scheme("s", "oauth2", token_url="/token", scopes=("a",)),
        ),
        (
            V30,
            {
                "type": "oauth2",
                "flows": {
                    "authorizationCode": {"tokenUrl": "/code", "scopes": {"a": "", "b": ""}},
                    "password": {"tokenUrl": "token", "scopes": {"a": ""}},
                },
            },
            Scheme("s", "oauth2", token_url="token", scopes=("a", "b")),
        ),
        (
            V30,
            {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {}}}},
            Scheme("s", "oauth2"),
        ),
        (V30, {"type": "openIdConnect", "openIdConnectUrl": "/o"}, Scheme("s", "openIdConnect")),
        (V31, {"type": "mutualTLS"}, Scheme("s", "mutualTLS")),
        (V31, {"type": "magic"}, Scheme("s", "guard", confidence="guessed")),
    ],
)
def test_a_scheme_is_read(version, written, scheme):
    place = (
        {"securityDefinitions": {"s": written}}
        if version is V2
        else {"components": {"securitySchemes": {"s": written}}}
    )
    assert one(version, {}, **place)[2].schemes == {"s": scheme}
