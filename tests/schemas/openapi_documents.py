"""Documents with one operation, and what is read of it."""

from __future__ import annotations

from apiproof.schemas.components import Components
from apiproof.schemas.openapi.reading import read

V2, V30, V31 = {"swagger": "2.0"}, {"openapi": "3.0.3"}, {"openapi": "3.1.0"}


def one(version, operation, *, method="post", item=None, **document):
    """What a document with one operation says of it."""
    components = Components()
    spec = {**version, **document, "paths": {"/x": {**(item or {}), method: operation}}}
    reading = read(spec, components)
    return reading.operations["/x", method.upper()], components, reading


def named(**schemas):
    return {"components": {"schemas": schemas}}


def json_body(schema, **more):
    return {"requestBody": {"content": {"application/json": {"schema": schema}}, **more}}


def schema_of(schema, version=V30, **document):
    described, components, _ = one(version, json_body(schema), **document)
    return described.bodies[0].schema, components.schemas
