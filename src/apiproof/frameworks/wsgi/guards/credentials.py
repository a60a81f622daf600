"""Where a request carries what proves who it is, by the names that code reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from apiproof.frameworks.wsgi.guards.library import http, key

if TYPE_CHECKING:
    from apiproof.model.operation import Scheme

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


def authorization(prefixes: tuple[str, ...]) -> tuple[Scheme, ...]:
    """List the schemes of an Authorization header.

    Args:
        prefixes: The words that are looked for before the credentials.
    """
    if not prefixes:
        return (key("header", "Authorization"),)
    return tuple(dict.fromkeys(http(prefix) for prefix in prefixes))
