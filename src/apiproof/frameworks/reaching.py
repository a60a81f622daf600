"""Which operations are reached: of two that are routed alike, the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apiproof.model.operation import Operation


def reached(
    operations: Iterable[Operation], by: Literal["path", "rule"], notes: list[str]
) -> tuple[Operation, ...]:
    """Leave out what another operation answers.

    Args:
        operations: In the order in which they are tried.
        by: What tells two of one host and method apart: the template, or the framework's own
            writing where converters decide.
        notes: Where it is said what is never reached.

    Returns:
        The first of each.
    """
    found: dict[tuple[str, str, str], Operation] = {}
    for each in operations:
        first = found.setdefault((each.host, each.method, getattr(each, by)), each)
        if first is not each and not each.internal:
            notes.append(
                f"{each.key} of {each.handler.name} is never reached: {first.handler.name} "
                "answers it"
            )
    return tuple(found.values())
