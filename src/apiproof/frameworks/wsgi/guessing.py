"""What the names of decorators say of guards whose code can't be read."""

from __future__ import annotations

import re
from typing import Any

from apiproof.frameworks.wsgi.guards.library import use_of

_GUARDS = re.compile(
    r"(login|logged_in|auth|authenticated|authorized|admin|superuser|staff|token|jwt|api_?key"
    r"|permissions?|roles?|scopes?|user|members?|owner|account)_?(required|needed|only)$"
    r"|^(requires?|needs?|must_have|must_be|check|verify|ensure|protect(ed)?|restrict(ed)?)_?"
    r"(by_|to_|is_)?(login|logged_in|auth|authentication|authorization|admin|superuser|staff"
    r"|token|jwt|api_?key|permissions?|roles?|scopes?|access)\w*$"
    r"|^(login|auth|token|roles?|permissions?)_required\w*$"
    r"|^(authenticate|authorize|protect|restrict|secure)d?$",
    re.IGNORECASE,
)
"""What a decorator is called that lets only some people through."""

_NO_GUARDS = re.compile(r"anonymous|guest|logged_out|unauthenticated|optional", re.IGNORECASE)
"""What is in the names of decorators that let others through too, or only others."""


_ABOUT = re.compile(
    r"auth|login|token|permission|role|secur|jwt|api_?key|principal|identity|oidc|acl",
    re.IGNORECASE,
)
"""What is in the names of those parts of an extension that may guard views."""

_GENERAL = frozenset({"__call__", "protect", "protected", "require", "required"})
"""Names of methods that guard where their class is about that."""


def is_guard(function: Any) -> bool:
    """Whether the name of what a wrapper comes from says that it lets only some people through.

    Args:
        function: A wrapper, or a decorator that isn't applied yet.
    """
    name = name_of(function)
    if _NO_GUARDS.search(name):
        return False
    home, _, last = name.rpartition(".")
    return bool(_GUARDS.search(last)) or (last in _GENERAL and bool(_ABOUT.search(home)))


def may_guard(function: Any) -> bool:
    """Whether it is worth to go through a function of an extension's.

    Args:
        function: A wrapper, a decorator that isn't applied yet, or what runs before a view.
    """
    return bool(_ABOUT.search(use_of(function).name))


def name_of(function: Any) -> str:
    """Find the name of the decorator that a wrapper comes from, and of its class.

    Args:
        function: A wrapper, or a decorator that isn't applied yet.

    Returns:
        `"login_required"`, `"BasicAuth.required"`.
    """
    whole = use_of(function).outermost or type(function).__qualname__
    *home, last = whole.split(".")
    return f"{home[-1]}.{last}" if home and home[-1][:1].isupper() else last
