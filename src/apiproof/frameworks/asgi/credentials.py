"""What code that was read takes as a proof of who asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from apiproof.model.operation import Scheme

if TYPE_CHECKING:
    from apiproof.reading.reads import Part, Read, Reads

_CREDENTIAL = re.compile(
    r"auth|token|key|secret|signature|session|jwt|user|credential", re.IGNORECASE
)
"""What a name has that holds a credential."""

_OTHER = re.compile(
    r"user-?agent|idempotency|keyword|author(?!i[sz])|[cx]srf|(?:^|[_-])(?:state|nonce)$",
    re.IGNORECASE,
)
"""What a name has that only looks like one: of OAuth's `oauth_state` no one is known."""


def is_identity(name: str) -> bool:
    """Whether a name speaks of who asks.

    Args:
        name: A key or an attribute.
    """
    return _CREDENTIAL.search(name) is not None and _OTHER.search(name) is None


def scheme_of(reads: Reads, *, is_handler: bool = False) -> Scheme | None:
    """Find the credential that code reads.

    Args:
        reads: What the code reads.
        is_handler: Whether it is a route's own function, whose cookies may be anything.

    Returns:
        The scheme that was inferred, or None where no name that is read speaks of one.
    """
    header = _credential(reads.headers)
    if header is not None and header.name.lower() == "authorization":
        return _authorization(header)
    if header is not None:
        return _key(header, "header")
    cookie = _credential(reads.cookies) or (None if is_handler else _only(reads.cookies))
    if cookie is not None:
        return _key(cookie, "cookie")
    if reads.session.reads:
        return Scheme("session", "session", confidence="inferred")
    query = _credential(reads.query)
    return _key(query, "query") if query is not None else None


def _credential(part: Part) -> Read | None:
    """The first name that speaks of one; what HTTP has for it goes before others."""
    found = [read for read in part if is_identity(read.name)]
    standard = (read for read in found if read.name.lower() == "authorization")
    return next(standard, next(iter(found), None))


def _only(part: Part) -> Read | None:
    """The one name that is read, whatever it is: a dependency refuses by it."""
    return part.reads[0] if len(part.reads) == 1 else None


def _authorization(header: Read) -> Scheme:
    word = header.prefixes[0].lower() if header.prefixes else ""
    if word:
        return Scheme(word, "http", scheme=word, confidence="inferred")
    return Scheme(
        "Authorization",
        "apiKey",
        location="header",
        parameter="Authorization",
        confidence="inferred",
    )


def _key(read: Read, location: str) -> Scheme:
    return Scheme(
        read.name,
        "apiKey",
        location=location,  # type: ignore[arg-type]  # one of three literals, above
        parameter=read.name,
        confidence="inferred",
    )
