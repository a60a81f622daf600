"""flask-restx."""

from __future__ import annotations

import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.documents.document import Document, Extension
from apiproof.frameworks.documents.views import captured, endpoints_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class RestX(Extension):
    """Knows flask-restx; an app may have several Apis, each on blueprints of its own."""

    name = "flask-restx"
    package = "flask_restx"

    def documents(self, app: Any) -> Iterable[Document]:
        """See `Extension.documents`."""
        for api in _apis(app):
            mine = endpoints_of(app, api.blueprint)
            covers = frozenset(endpoint for endpoint, own in mine.items() if own in api.endpoints)
            prefix = _prefix(app, api, mine)
            yield Document(partial(_document, api, prefix), prefix, covers)


def _apis(app: Any) -> Iterator[Any]:
    """The Apis of an app, which knows them only by the views that they made."""
    from flask_restx import Api

    seen: set[int] = set()
    for view in app.view_functions.values():
        api = getattr(view, "__self__", None) or captured(view, "self")
        if isinstance(api, Api) and id(api) not in seen:
            seen.add(id(api))
            yield api


def _prefix(app: Any, api: Any, endpoints: Mapping[str, str]) -> str:
    """Where an Api lies: it makes a rule for its root, unless a subclass leaves that out."""
    for endpoint, own in endpoints.items():
        if own == "root":
            for rule in app.url_map.iter_rules(endpoint):
                return str(rule.rule).rstrip("/")
    state = api.blueprint_setup
    return f"{(state and state.url_prefix) or ''}{api.prefix}".rstrip("/")


def _document(api: Any, prefix: str) -> Mapping[str, Any]:
    """Ask a copy: the authorizations of namespaces are added to those of the Api.

    Its base path is asked of the routing, which answers in a request and for one blueprint only.
    """
    from flask_restx.api import Swagger

    kind = type(api)
    double: Any = object.__new__(type(kind.__name__, (kind,), {"base_path": prefix}))
    vars(double).update(vars(api))
    double.authorizations = copy.copy(api.authorizations)
    double.tags = copy.deepcopy(api.tags)
    document: Mapping[str, Any] = Swagger(double).as_dict()
    return document
