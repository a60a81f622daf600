"""What a document says of how a request proves who it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from apiproof.model.operation import Requirement, Scheme
from apiproof.schemas.openapi.plain import listing, mapping, text

if TYPE_CHECKING:
    from apiproof.schemas.openapi.source import Source

_BEARER = re.compile(r"bearer|jwt", re.IGNORECASE)

_LOCATIONS: dict[str, Literal["header", "query", "cookie"]] = {
    "header": "header",
    "query": "query",
    "cookie": "cookie",
}


def schemes(source: Source) -> dict[str, Scheme]:
    """Read the security schemes of a document.

    Args:
        source: The document.

    Returns:
        Those that it declares, by name.
    """
    written = (
        source.spec.get("securityDefinitions")
        if source.is_swagger
        else mapping(source.spec.get("components")).get("securitySchemes")
    )
    return {name: _scheme(name, source.follow(each)) for name, each in mapping(written).items()}


def alternatives(
    source: Source, operation: dict[str, Any]
) -> tuple[tuple[Requirement, ...], ...] | None:
    """Read what an operation asks for.

    Args:
        source: The document, which may say what holds where the operation says nothing.
        operation: The operation.

    Returns:
        The alternatives; an empty tuple where it is said to be public, None where nothing is said.
    """
    if isinstance(operation.get("security"), list):
        return _alternatives(operation["security"])
    return _alternatives(listing(source.spec.get("security"))) or None


def undeclared(name: str) -> Scheme:
    """What stands for a scheme that operations ask for and that the document doesn't declare.

    Args:
        name: Its name.

    Returns:
        A guard: something is asked for.
    """
    return Scheme(name, "guard", confidence="guessed")


def _alternatives(written: list[Any]) -> tuple[tuple[Requirement, ...], ...]:
    return tuple(
        tuple(
            Requirement(name, tuple(each for each in listing(scopes) if isinstance(each, str)))
            for name, scopes in alternative.items()
        )
        for alternative in written
        if isinstance(alternative, dict)
    )


def _scheme(name: str, written: dict[str, Any]) -> Scheme:
    kind = text(written.get("type")).lower()
    match kind:
        case "apikey":
            return _key(name, written)
        case "oauth2":
            return _oauth2(name, written)
        case "basic" | "http":
            return Scheme(name, "http", (text(written.get("scheme")) or "basic").lower())
    plain: dict[str, Literal["openIdConnect", "mutualTLS"]] = {
        "openidconnect": "openIdConnect",
        "mutualtls": "mutualTLS",
    }
    return Scheme(name, plain[kind]) if kind in plain else undeclared(name)


def _key(name: str, written: dict[str, Any]) -> Scheme:
    """A key; in 2.0 also how a bearer token is declared, for want of a type of its own."""
    location = _LOCATIONS.get(text(written.get("in")), "header")
    parameter = text(written.get("name"))
    said = f"{name} {text(written.get('description'))}"
    if (location, parameter.lower()) == ("header", "authorization") and _BEARER.search(said):
        return Scheme(name, "http", "bearer", confidence="guessed")
    return Scheme(name, "apiKey", location=location, parameter=parameter)


def _oauth2(name: str, written: dict[str, Any]) -> Scheme:
    flows = mapping(written.get("flows"))
    if not flows:
        flows = {text(written.get("flow")): written}
    scopes = [scope for flow in flows.values() for scope in mapping(mapping(flow).get("scopes"))]
    return Scheme(
        name,
        "oauth2",
        token_url=text(mapping(flows.get("password")).get("tokenUrl")),
        scopes=tuple(dict.fromkeys(scopes)),
    )
