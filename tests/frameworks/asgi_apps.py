"""Small FastAPI apps, and what is found of them."""

from __future__ import annotations

import inspect

from fastapi import FastAPI

from apiproof.frameworks.recognition import recognise


def operations(app):
    api = recognise(app).operations(app)
    return api, {each.key: each for each in api.operations if not each.internal}


def only(app):
    """The one operation of an app, and its API."""
    api, found = operations(app)
    (operation,) = found.values()
    return api, operation


def endpoint(**annotations):
    """A handler with the given parameters."""

    def handler(**values):
        return values

    handler.__signature__ = inspect.Signature(
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
            for name, annotation in annotations.items()
        ]
    )
    return handler


def with_route(path="/", method="POST", **annotations):
    app = FastAPI()
    app.add_api_route(path, endpoint(**annotations), methods=[method])
    return only(app)


def parameters(operation, location):
    return {
        each.name: (each.schema, each.required)
        for each in operation.parameters
        if each.location == location
    }
