"""What connexion serves by itself beside an API: its specification, and pages that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.frameworks.handlers import handler_of
from apiproof.model.operation import Operation

if TYPE_CHECKING:
    from collections.abc import Iterator


def pages(api: Any, base: str) -> Iterator[Operation]:
    """List the pages of an API.

    Args:
        api: What `add_api` made of its specification.
        base: Where it lies.

    Yields:
        Those that are turned on.
    """
    from connexion.middleware.swagger_ui import SwaggerUIAPI
    from connexion.options import SwaggerUIConfig

    options = api.kwargs.get("swagger_ui_options")
    config = SwaggerUIConfig(options, oas_version=api.specification.version)
    handler = handler_of(SwaggerUIAPI)
    for path in _paths(config):
        yield Operation("GET", f"{base}{path}", handler, hidden=True, internal=True)


def _paths(config: Any) -> Iterator[str]:
    if config.openapi_spec_available:
        yield config.openapi_spec_path
        if config.openapi_spec_path.endswith("json"):
            yield f"{config.openapi_spec_path.removesuffix('json')}yaml"
    # Asked without templates, whether there are pages, it warns.
    if config.swagger_ui_template_dir and config.swagger_ui_available:
        yield f"{config.swagger_ui_path.strip().rstrip('/')}/"
