"""The rules of a URL map: path templates, methods, hosts, and what their converters accept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi import converters
from apiproof.model.operation import WEBSOCKET, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARGUMENT = re.compile(
    r"<(?:(?P<converter>[a-zA-Z_]\w*)(?:\((?P<arguments>.*?)\))?:)?(?P<name>[a-zA-Z_]\w*)>",
    re.ASCII,
)

_ANY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""What a rule that was added without methods lets through, as far as it is worth listing."""


@dataclass(frozen=True, slots=True)
class Template:
    """A rule's path as a client sees it.

    Attributes:
        path: With its arguments in braces: `"/users/{user_id}"`.
        parameters: The arguments.
    """

    path: str
    parameters: tuple[Parameter, ...]


def rules_of(app: Any) -> Iterator[Any]:
    """List the rules that a request may match, in the order in which they were added.

    Args:
        app: A Flask app.

    Yields:
        The rules, without those that only build URLs.
    """
    for rule in app.url_map.iter_rules():
        if not rule.build_only:
            yield rule


def template_of(rule: Any) -> Template:
    """Write a rule as a template.

    Args:
        rule: A rule of werkzeug's that belongs to a map.

    Returns:
        Its path, and a parameter for each argument in it.
    """
    found = {
        match["name"]: Parameter(
            match["name"],
            "path",
            converters.schema_of(rule, match["name"], match["converter"], match["arguments"]),
            required=True,
        )
        for match in _ARGUMENT.finditer(rule.rule)
    }
    return Template(_braced(rule.rule), tuple(found.values()))


def methods_of(rule: Any, view: Any) -> list[str]:
    """List the methods that a rule answers because somebody asked for them.

    Werkzeug adds HEAD to GET and Flask adds OPTIONS; flask-cors does so too, through
    `required_methods`.

    Args:
        rule: The rule.
        view: The view behind it, or None.

    Returns:
        The methods, sorted; `WEBSOCKET` for a WebSocket.
    """
    if rule.websocket:
        return [WEBSOCKET]
    if rule.methods is None:
        return list(_ANY_METHOD)
    methods = set(rule.methods)
    if "GET" in methods and not _asks_for_head(view):
        methods.discard("HEAD")
    if _is_automatic(rule, view):
        methods.discard("OPTIONS")
    return sorted(methods)


def host_of(rule: Any, app: Any) -> str | None:
    """Say under which host a rule answers.

    Args:
        rule: The rule.
        app: The Flask app.

    Returns:
        A template of the host, with the subdomain where that decides; an empty string for any
        host; None where no host leads to it, because the app doesn't match subdomains.
    """
    if app.url_map.host_matching:
        return _braced(rule.host or "")
    subdomain = rule.subdomain or ""
    if not app.subdomain_matching:
        return "" if subdomain == (app.url_map.default_subdomain or "") else None
    server = app.config.get("SERVER_NAME") or ""
    return _braced(".".join(filter(None, (subdomain, server)))) if subdomain else ""


def blueprints_of(endpoint: str) -> list[str]:
    """Name the blueprints of an endpoint, the innermost first, as Flask does.

    Args:
        endpoint: `"shop.admin.users"`.

    Returns:
        `["shop.admin", "shop"]`.
    """
    parts = endpoint.split(".")[:-1]
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _braced(text: str) -> str:
    return _ARGUMENT.sub(lambda match: f"{{{match['name']}}}", text)


def _asks_for_head(view: Any) -> bool:
    """Whether a class-based view has HEAD among the methods that it lists or defines."""
    kind = getattr(view, "view_class", None)
    return "HEAD" in (getattr(view if kind is None else kind, "methods", None) or ())


def _is_automatic(rule: Any, view: Any) -> bool:
    if getattr(rule, "provide_automatic_options", False):
        return True
    return "OPTIONS" in (getattr(view, "required_methods", None) or ())
