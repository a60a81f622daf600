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


def is_guard(function: Any) -> bool:
    """Whether the name of what a wrapper comes from says that it lets only some people through.

    Args:
        function: A wrapper, or a decorator that isn't applied yet.
    """
    name = name_of(function)
    return bool(_GUARDS.search(name)) and not _NO_GUARDS.search(name)


def name_of(function: Any) -> str:
    """Find the name of the decorator that a wrapper comes from.

    Args:
        function: A wrapper, or a decorator that isn't applied yet.
    """
    whole = use_of(function).outermost or type(function).__qualname__
    return whole.rpartition(".")[2]
