"""APIs as Hypothesis imagines them."""

from __future__ import annotations

from hypothesis import strategies as st

from apiproof.model.api import Api
from apiproof.model.operation import (
    WEBSOCKET,
    Body,
    Field,
    Handler,
    Operation,
    Parameter,
    Requirement,
    Response,
    Scheme,
)

CONFIDENCES = st.sampled_from(["declared", "inferred", "guessed"])
NAMES = st.text("abcé漢_-[]{}", min_size=1, max_size=30)
WORDS = st.text("abcdefgh", min_size=1, max_size=12)
STATUSES = st.sampled_from(["200", "201", "404", "422", "4XX", "default"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sets(st.integers())
)


def nested(inner: st.SearchStrategy) -> st.SearchStrategy:
    return (
        st.builds(lambda items: {"type": "array", "items": items}, inner)
        | st.builds(lambda parts: {"anyOf": parts}, st.lists(inner, max_size=3))
        | st.builds(lambda parts: {"allOf": parts}, st.lists(inner, max_size=2))
        | st.builds(
            lambda names: {"type": "object", "properties": names},
            st.dictionaries(NAMES, inner, max_size=3),
        )
        | st.builds(lambda schema, default: {**schema, "default": default}, inner, SCALARS)
    )


SCHEMAS = st.recursive(
    st.sampled_from(
        [
            {},
            {"type": "string", "format": "email"},
            {"type": ["integer", "null"]},
            {"enum": ["a", "b", 3]},
            {"const": 1},
            {"$ref": "#/components/schemas/Thing"},
            {"$ref": "#/components/schemas/Nowhere"},
        ]
    ),
    nested,
    max_leaves=4,
)

FIELDS = st.builds(Field, NAMES, SCHEMAS, st.booleans(), CONFIDENCES)
PARAMETERS = st.builds(
    Parameter,
    NAMES,
    st.sampled_from(["path", "query", "header", "cookie"]),
    SCHEMAS,
    st.booleans(),
    CONFIDENCES,
)
MEDIA = st.sampled_from(["application/json", "multipart/form-data", "*/*", "text/csv"])
BODIES = st.builds(
    Body,
    MEDIA,
    SCHEMAS,
    st.lists(FIELDS, max_size=6).map(tuple),
    st.booleans(),
    st.booleans(),
    CONFIDENCES,
)
RESPONSES = st.builds(Response, STATUSES, MEDIA, st.none() | SCHEMAS, CONFIDENCES)
REQUIREMENTS = st.builds(
    Requirement,
    st.sampled_from(["bearer", "key", "other"]),
    st.lists(WORDS, max_size=2).map(tuple),
    CONFIDENCES,
)
OPERATIONS = st.builds(
    Operation,
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", WEBSOCKET]),
    path=st.lists(WORDS | st.just("{id}"), max_size=6).map(lambda parts: "/" + "/".join(parts)),
    handler=st.builds(
        Handler,
        NAMES,
        st.sampled_from(["", "/home/shop/main.py", "/else/where.py"]),
        st.integers(0, 2000),
    ),
    parameters=st.lists(PARAMETERS, max_size=4).map(tuple),
    bodies=st.lists(BODIES, max_size=2).map(tuple),
    responses=st.lists(RESPONSES, max_size=3).map(tuple),
    security=st.lists(st.lists(REQUIREMENTS, max_size=2).map(tuple), max_size=3).map(tuple),
    host=st.sampled_from(["", "admin.example.com"]),
    hidden=st.booleans(),
    internal=st.booleans(),
    deprecated=st.booleans(),
    tags=st.lists(WORDS, max_size=2).map(tuple),
)
APIS = st.builds(
    Api,
    st.lists(OPERATIONS, max_size=6).map(tuple),
    schemas=st.fixed_dictionaries({"Thing": SCHEMAS}),
    schemes=st.just(
        {
            "bearer": Scheme("bearer", "http", "bearer"),
            "key": Scheme(
                "key", "apiKey", location="header", parameter="x-key", confidence="guessed"
            ),
        }
    ),
    notes=st.lists(WORDS, max_size=1).map(tuple),
)
