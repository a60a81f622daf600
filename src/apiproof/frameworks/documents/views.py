"""What can be told of a Flask app's views without calling them."""

from __future__ import annotations

import inspect
from typing import Any


def captured(view: Any, name: str) -> Any:
    """Look into the closure of a view.

    Args:
        view: A view function, or a bound method.
        name: A name that the function takes from where it was made.

    Returns:
        What the name stands for, or None.
    """
    try:
        return inspect.getclosurevars(view).nonlocals.get(name)
    except (TypeError, ValueError):
        return None


def module_of(view: Any) -> str:
    """Find where a view comes from.

    Args:
        view: A view function.

    Returns:
        The name of the module that defines it, decorators and `as_view` looked through.
    """
    source = getattr(view, "view_class", None) or inspect.unwrap(view)
    return getattr(source, "__module__", None) or ""


def endpoints_of(app: Any, blueprint: Any) -> dict[str, str]:
    """List the endpoints that a blueprint registered.

    Args:
        app: A Flask app.
        blueprint: A blueprint, or None for the app itself.

    Returns:
        The endpoint's name within the blueprint, for each endpoint of the app.
    """
    if blueprint is None:
        return {each: each for each in app.view_functions}
    names = {name for name, each in app.blueprints.items() if each is blueprint}
    names.add(blueprint.name)  # flask-restx goes by it though the blueprint is nested or renamed
    parts = {each: each.rpartition(".") for each in app.view_functions}
    return {each: own for each, (holder, _, own) in parts.items() if holder in names}
