"""Every error leaves as JSON: `{"error": {"code", "message"}}`, with `details` on a 422."""

from typing import Any

from flask import Flask, json
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, UnprocessableEntity
from werkzeug.wrappers import Response


class InvalidInput(UnprocessableEntity):
    def __init__(self, details: list[dict[str, str]]) -> None:
        super().__init__("Some fields are not valid.")
        self.details = details

    @classmethod
    def field(cls, field: str, message: str) -> "InvalidInput":
        return cls([{"field": field, "message": message}])

    @classmethod
    def from_pydantic(cls, error: ValidationError) -> "InvalidInput":
        """Tell which fields and why, and never repeat what was sent: it may be a password."""
        found = error.errors(include_input=False, include_url=False, include_context=False)
        return cls(
            [{"field": ".".join(map(str, e["loc"])), "message": e["msg"]} for e in found],
        )


def as_json(error: HTTPException) -> Response:
    """Start from the exception's own response, which has `Allow` and `WWW-Authenticate`.

    Flask wraps what nobody caught in an InternalServerError, so a crash comes this way too.
    """
    response = Response.force_type(error.get_response())
    body: dict[str, Any] = {
        "code": error.name.lower().replace(" ", "_"),
        "message": error.description,
    }
    if isinstance(error, InvalidInput):
        body |= {"code": "invalid_input", "details": error.details}
    response.data = json.dumps({"error": body})
    response.content_type = "application/json"
    return response


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, as_json)
