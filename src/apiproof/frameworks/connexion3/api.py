"""The operations of a connexion app: those of its specifications, and routes beside them."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.connexion3.pages import pages
from apiproof.frameworks.connexion3.specified import Describing
from apiproof.frameworks.mounting import graft
from apiproof.model.api import Api

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.model.operation import Operation

_PARAMETER = re.compile(r"\{[^{}]*\}")


def describe(target: Any) -> Api:
    """List the operations of an app.

    Args:
        target: An app of connexion 3.

    Returns:
        Those of its specifications, the most specific base path first as its routing has them;
        then the routes that were added past the specifications, hidden.
    """
    describing = Describing()
    operations: dict[tuple[str, str], Operation] = {}
    for operation in _listed(target, describing):
        key = (operation.method, _PARAMETER.sub("{}", operation.path))
        operations.setdefault(key, operation)
    return Api(
        tuple(operations.values()),
        describing.components.schemas,
        describing.schemes.schemes,
        tuple(dict.fromkeys(describing.notes)),
    )


def _listed(target: Any, describing: Describing) -> Iterator[Operation]:
    for api in map(_loaded, _apis(target.middleware)):
        base = _base_path(api)
        yield from pages(api, base)
        yield from describing.operations(api, base)
    plain = _plain(target)
    describing.notes += plain.notes
    for operation in graft(plain, "", describing.components, describing.schemes):
        yield replace(operation, hidden=True)


def _apis(middleware: Any) -> list[Any]:
    """The APIs in the order in which they are tried; the first request has sorted them."""
    from connexion.utils import sort_apis_by_basepath

    if middleware.middleware_stack is not None:
        return list(middleware.apis)
    found: list[Any] = sort_apis_by_basepath(middleware.apis)
    return found


def _loaded(api: Any) -> Any:
    """An API with its specification read, which connexion 3.0 does where it is used."""
    if hasattr(api.specification, "raw"):
        return api
    from connexion.spec import Specification

    double = copy.copy(api)
    arguments = api.kwargs.get("arguments")
    double.specification = Specification.load(api.specification, arguments=arguments)
    return double


def _base_path(api: Any) -> str:
    given = api.base_path
    return str(api.specification.base_path if given is None else given).rstrip("/")


def _plain(target: Any) -> Api:
    """The routes of what connexion wraps; after the first request its own are among them."""
    from apiproof.frameworks.adapter import is_instance

    if is_instance(getattr(target, "app", None), "flask", "Flask"):
        from apiproof.frameworks.wsgi.api import describe as describe_flask

        return describe_flask(target.app)
    from apiproof.frameworks.asgi.api import describe as describe_router

    inner = target._middleware_app  # noqa: SLF001 - what routes inside has no public name
    return describe_router(inner.router) if hasattr(inner, "router") else Api(())
