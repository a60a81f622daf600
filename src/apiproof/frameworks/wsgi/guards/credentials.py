"""Where a request carries what proves who it is, by the names that code reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from apiproof.frameworks.wsgi.guards.library import SESSION, http, key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.model.operation import Scheme
    from apiproof.reading.reads import Read, Reads

_CREDENTIAL = re.compile(
    r"auth|token|key|secret|signature|session|jwt|user|credential|passw|login|account|identity",
    re.IGNORECASE,
)
_NONE = re.compile(r"csrf|xsrf|nonce|captcha|^state$|_state$|^next$|^_flashes$", re.IGNORECASE)


def is_credential(name: str) -> bool:
    """Whether a name sounds like that of a credential.

    Args:
        name: Of a header, a cookie, a query parameter.
    """
    return bool(_CREDENTIAL.search(name)) and not is_none(name)


def is_none(name: str) -> bool:
    """Whether a name is that of something else which is often checked: a CSRF token, a nonce.

    Args:
        name: Of a header, a cookie, a query parameter, an entry of the session.
    """
    return bool(_NONE.search(name))


def ways_of(reads: Reads) -> tuple[Scheme, ...]:
    """List the schemes of the credentials that a callback reads.

    Args:
        reads: What a `request_loader`, or another function whose work that is, reads.
    """
    found = [*_headers(reads), *_keys(reads)]
    if reads.session.reads:
        found.append(SESSION)
    return tuple(dict.fromkeys(found))


def authorization(prefixes: tuple[str, ...]) -> tuple[Scheme, ...]:
    """List the schemes of an Authorization header.

    Args:
        prefixes: The words that are looked for before the credentials.
    """
    if not prefixes:
        return (key("header", "Authorization"),)
    return tuple(dict.fromkeys(http(prefix) for prefix in prefixes))


def _headers(reads: Reads) -> Iterator[Scheme]:
    for read in reads.headers:
        if read.name.lower() == "authorization":
            yield from authorization(read.prefixes)
        elif is_credential(read.name):
            yield key("header", read.name)


def _keys(reads: Reads) -> Iterator[Scheme]:
    places: tuple[tuple[str, tuple[Read, ...]], ...] = (
        ("query", reads.query.reads),
        ("cookie", reads.cookies.reads),
    )
    for location, names in places:
        for read in names:
            if is_credential(read.name):
                yield key(location, read.name)
