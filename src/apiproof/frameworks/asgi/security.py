"""The security schemes that a FastAPI route asks for."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NamedTuple

from apiproof.model.operation import Requirement, Scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from apiproof.frameworks.asgi.dependants import Use
    from apiproof.frameworks.schemes import Schemes


class Asked(NamedTuple):
    """A scheme as a route asks for it.

    Attributes:
        requirement: The scheme and its scopes.
        strict: Whether the scheme itself refuses a request without credentials; if not, the code
            that takes its value decides.
    """

    requirement: Requirement
    strict: bool


def asked(uses: Iterable[Use], schemes: Schemes) -> list[Asked]:
    """List the schemes among a route's dependencies.

    Args:
        uses: The route's functions.
        schemes: Where schemes are collected.

    Returns:
        One for each scheme, with the scopes of all places that ask for it.
    """
    found: dict[str, Asked] = {}
    for use in uses:
        if use.scheme is None:
            continue
        name = schemes.add(scheme_of(use.scheme))
        known = found.get(name)
        scopes = (*(known.requirement.scopes if known else ()), *use.scopes)
        strict = getattr(use.scheme, "auto_error", True) or (known is not None and known.strict)
        found[name] = Asked(Requirement(name, tuple(dict.fromkeys(scopes))), strict)
    return list(found.values())


def alternatives(found: list[Asked], *, refuses: bool) -> tuple[tuple[Requirement, ...], ...]:
    """Say which of the schemes are needed together, and whether anybody is let through.

    All strict ones are: each is a dependency that raises by itself. Of the lenient ones
    (`auto_error=False`) one is enough, as code has it that accepts a token or a key.

    Args:
        found: The schemes.
        refuses: Whether code that takes a lenient one's value answers 401 or 403 by itself.

    Returns:
        The alternatives, as in `Operation.security`.
    """
    strict = tuple(each.requirement for each in found if each.strict)
    lenient = [each.requirement for each in found if not each.strict]
    if not lenient:
        return (strict,) if strict else ()
    ways = tuple((*strict, each) for each in lenient)
    return ways if refuses else (*ways, strict)


def scheme_of(security: Any) -> Scheme:
    """Read a scheme of FastAPI's.

    Args:
        security: An instance of `fastapi.security.base.SecurityBase`.
    """
    model = security.model.model_dump(by_alias=True, exclude_none=True, mode="json")
    flows = model.get("flows", {})
    return Scheme(
        name=getattr(security, "scheme_name", None) or type(security).__name__,
        type=model["type"],
        scheme=str(model.get("scheme", "")).lower(),
        location=model.get("in", ""),
        parameter=model.get("name", ""),
        token_url=flows.get("password", {}).get("tokenUrl", ""),
        scopes=_scopes(flows),
    )


def _scopes(flows: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    named = itertools.chain.from_iterable(flow.get("scopes", {}) for flow in flows.values())
    return tuple(dict.fromkeys(named))
