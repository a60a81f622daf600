"""The operations of an App as JSON; its shape is in `routes.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.reports.json_values import dumps, plain
from apiproof.reports.places import relative

if TYPE_CHECKING:
    from pathlib import Path

    from apiproof.model.listing import Listing
    from apiproof.model.operation import Operation
    from apiproof.reports.report import View


def render(listing: Listing, _view: View) -> str:
    """Write a listing as JSON.

    Args:
        listing: The operations.

    Returns:
        One object, with everything that is known of each operation.
    """
    app, api = listing.app, listing.api
    return dumps(
        {
            "app": {
                "spec": app.spec,
                "framework": app.framework,
                "interface": app.interface,
                "found_by": app.found_by,
            },
            "operations": [_operation(each, listing.base) for each in api.operations],
            "schemas": api.schemas,
            "schemes": api.schemes,
            "notes": [*app.notes, *api.notes],
        }
    )


def _operation(operation: Operation, base: Path) -> dict[str, Any]:
    whole: dict[str, Any] = plain(operation)
    whole["handler"]["path"] = relative(operation.handler.path, base)
    return {"key": operation.key, **whole, "requires_identity": operation.requires_identity}
