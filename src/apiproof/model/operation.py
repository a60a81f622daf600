"""An operation of an API: one method and path template, and all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Confidence = Literal["declared", "inferred", "guessed"]
"""How a fact is known: the framework or the app's own document says it (`declared`), the handler's
code does it (`inferred`), or only a name suggests it (`guessed`)."""

Schema = Mapping[str, Any]
"""A JSON Schema, 2020-12, as OpenAPI 3.1 has it; an empty one where nothing is known. What it
refers to, `"#/components/schemas/NAME"`, stands in `Api.schemas`."""

WEBSOCKET = "WEBSOCKET"
"""The method of an operation that is a WebSocket."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a request carries outside of its body.

    Attributes:
        name: As it stands in the request; of a header in the spelling of the source.
        location: Where it stands.
        schema: What it must be.
        required: Whether a request without it is refused.
        confidence: How it is known.
    """

    name: str
    location: Literal["path", "query", "header", "cookie"]
    schema: Schema
    required: bool
    confidence: Confidence = "declared"


@dataclass(frozen=True, slots=True)
class Field:
    """A named part of a body.

    Attributes:
        name: The key as it stands in the request.
        schema: What its value must be.
        required: Whether a body without it is refused.
        confidence: How it is known.
    """

    name: str
    schema: Schema
    required: bool
    confidence: Confidence = "declared"


@dataclass(frozen=True, slots=True)
class Body:
    """A body that an operation reads, in one media type.

    Attributes:
        media_type: `"application/json"`, `"application/x-www-form-urlencoded"`,
            `"multipart/form-data"`, or what else is read; `"*/*"` where only raw bytes are.
        schema: The whole of it.
        fields: Its top level, where it is an object; of a union the fields of all its members,
            required where they are in each.
        required: Whether a request without a body is refused.
        closed: Whether fields other than these are refused.
        confidence: How it is known.
    """

    media_type: str
    schema: Schema
    fields: tuple[Field, ...] = ()
    required: bool = True
    closed: bool = False
    confidence: Confidence = "declared"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer that an operation may give.

    Attributes:
        status: As OpenAPI writes it: `"200"`, `"4XX"`, `"default"`.
        media_type: Of its body, or an empty string where it has none or it isn't known.
        schema: Of its body, or None where nothing is said.
        confidence: How it is known: a status that the code raises or returns is inferred.
    """

    status: str
    media_type: str = ""
    schema: Schema | None = None
    confidence: Confidence = "declared"


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a request proves who it is.

    Attributes:
        name: Its name in the API.
        type: OpenAPI's type, `"session"` for a session cookie behind a login, or `"guard"` for code
            that refuses a request by something that could not be told.
        scheme: Of `http`: `"bearer"`, `"basic"`, `"digest"`, or another prefix of the header.
        location: Of `apiKey`: where the key stands.
        parameter: Of `apiKey`: the header, query parameter or cookie that holds it.
        token_url: Of `oauth2` with a password flow: where a token is had, as it is declared.
        scopes: The scopes that it knows.
        confidence: How it is known.
    """

    name: str
    type: Literal["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS", "session", "guard"]
    scheme: str = ""
    location: Literal["", "header", "query", "cookie"] = ""
    parameter: str = ""
    token_url: str = ""
    scopes: tuple[str, ...] = ()
    confidence: Confidence = "declared"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A scheme that an operation asks for.

    Attributes:
        scheme: The scheme's name, a key of `Api.schemes`.
        scopes: The scopes, roles or permissions that it asks for.
        confidence: How it is known.
    """

    scheme: str
    scopes: tuple[str, ...] = ()
    confidence: Confidence = "declared"


@dataclass(frozen=True, slots=True)
class Handler:
    """The code that answers.

    Attributes:
        name: Its dotted name: `"shop.routers.users.create_user"`.
        path: The file that defines it, or an empty string where it has no source.
        line: The first line of its definition, decorators included; 0 without a source.
    """

    name: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """One method and path template of an API.

    Attributes:
        method: In capitals; `WEBSOCKET` for a WebSocket.
        path: The template as a client sees it, mounts and prefixes included: `"/users/{user_id}"`.
        handler: The code that answers.
        name: What the framework calls it: an operation id, a route's name, an endpoint.
        rule: The path as the framework writes it: `"/users/<int:user_id>"`.
        parameters: Path, query, header and cookie, those of dependencies included.
        bodies: What it reads, one for each media type.
        responses: What it answers, declared or found in the code.
        security: The alternatives, any of which suffices; all of one alternative's requirements
            must hold, and an empty one lets anybody through. Without alternatives it is public.
        host: The host or subdomain that it answers under, or an empty string.
        hidden: Whether the API's document leaves it out.
        internal: Whether the framework itself serves it: docs pages, static files.
        deprecated: Whether it is declared so.
        tags: The tags that it is declared with.
    """

    method: str
    path: str
    handler: Handler
    name: str = ""
    rule: str = ""
    parameters: tuple[Parameter, ...] = ()
    bodies: tuple[Body, ...] = ()
    responses: tuple[Response, ...] = ()
    security: tuple[tuple[Requirement, ...], ...] = ()
    host: str = ""
    hidden: bool = False
    internal: bool = False
    deprecated: bool = False
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """How it is named everywhere: `"POST /users"`."""
        return f"{self.method} {self.path}"

    @property
    def requires_identity(self) -> bool:
        """Whether a request that proves nothing is refused."""
        return bool(self.security) and () not in self.security
