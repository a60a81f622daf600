"""The operations of a Flask app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.reaching import reached
from apiproof.frameworks.wsgi import mounts
from apiproof.frameworks.wsgi.describing import Describing
from apiproof.frameworks.wsgi.rules import host_of, methods_of, rules_of
from apiproof.frameworks.wsgi.views import View
from apiproof.model.api import Api

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.model.operation import Operation


def describe(target: Any) -> Api:
    """List the operations of an app, and of what is mounted beside it.

    Args:
        target: A Flask app.

    Returns:
        Those that its routing reaches. Of two rules that are the same the first is listed, and a
        note says which is never reached.
    """
    describing = Describing(target)
    listed = (*_own(target, describing), *mounts.listed(target, describing))
    return Api(
        reached(listed, "rule", describing.notes),
        describing.components.schemas,
        describing.schemes.schemes,
        tuple(dict.fromkeys(describing.notes)),
    )


def _own(app: Any, describing: Describing) -> Iterator[Operation]:
    mounted = [prefix for prefix, _ in mounts.mounts_of(app)]
    for rule in rules_of(app):
        view = View(app.view_functions.get(rule.endpoint), str(rule.endpoint))
        host = host_of(rule, app)
        if host is None or any(_is_below(rule, prefix) for prefix in mounted):
            describing.notes.append(_unreached(rule, host))
            continue
        for method in methods_of(rule, view.function):
            yield describing.operation(rule, view, method, host)


def _is_below(rule: Any, prefix: str) -> bool:
    return f"{rule.rule}/".startswith(f"{prefix}/")


def _unreached(rule: Any, host: str | None) -> str:
    if host is not None:
        return f"{rule.rule} is never reached: another app is mounted over it"
    return (
        f"{rule.rule} under the subdomain {rule.subdomain} is never reached: "
        "the app was made without subdomain_matching"
    )
