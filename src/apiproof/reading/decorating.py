"""Functions that the code defines as it runs, with their decorators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.reading.values import UNKNOWN, Arguments, Value

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from apiproof.reading.site import Site


def decorated(function: Value, decorators: Sequence[ast.expr], site: Site) -> Value:
    """Apply decorators.

    Args:
        function: The function.
        decorators: Its decorators, the outermost first.
        site: Where it is defined.

    Returns:
        What its name stands for; the function itself under a decorator that isn't known.
    """
    for node in reversed(decorators):
        decorator = site.machine.evaluate(node, site.frame)
        result = site.call(decorator, Arguments((function,)))
        function = function if result is UNKNOWN else result
    return function
