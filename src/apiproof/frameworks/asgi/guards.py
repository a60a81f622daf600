"""Dependencies that refuse a request by what they read, without a scheme of FastAPI's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from apiproof.model.operation import Requirement, Scheme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apiproof.frameworks.asgi.seen import Seen
    from apiproof.frameworks.schemes import Schemes
    from apiproof.reading.reads import Part, Read

_CREDENTIAL = re.compile(
    r"auth|token|key|secret|signature|session|jwt|user|credential", re.IGNORECASE
)
"""What a name has that holds a credential."""


def requirement(seen: Iterable[Seen], schemes: Schemes) -> Requirement | None:
    """Find the credential without which a route's code answers 401 or 403.

    Args:
        seen: The functions of a route.
        schemes: Where schemes are collected.

    Returns:
        A requirement of the scheme that was inferred, or None where no code refuses by one.
    """
    for each in seen:
        if not _guards(each):
            continue
        scheme = _scheme(each)
        if scheme is not None:
            return Requirement(schemes.add(scheme), confidence="inferred")
    return None


def _guards(seen: Seen) -> bool:
    """A dependency that refuses; a handler that does may refuse for other reasons than who asks."""
    return 401 in seen.statuses if seen.use.is_handler else seen.refuses  # noqa: PLR2004 - HTTP's


def _scheme(seen: Seen) -> Scheme | None:
    reads = seen.reads
    header = _credential(reads.headers)
    if header is not None and header.name.lower() == "authorization":
        return _authorization(header)
    if header is not None:
        return _key(header, "header")
    cookie = _credential(reads.cookies) or (None if seen.use.is_handler else _only(reads.cookies))
    if cookie is not None:
        return _key(cookie, "cookie")
    if reads.session.reads:
        return Scheme("session", "session", confidence="inferred")
    query = _credential(reads.query)
    return _key(query, "query") if query is not None else None


def _credential(part: Part) -> Read | None:
    return next((read for read in part if _CREDENTIAL.search(read.name)), None)


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
