"""Operations that belong together, as far as tags and paths tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apiproof.model.operation import Operation

_PREFIX = re.compile(r"(api|rest|v\d+([._]\d+)*)", re.IGNORECASE)


def grouped(operations: Sequence[Operation]) -> list[tuple[str, list[Operation]]]:
    """Group operations by their first tag, else by the first telling segment of their path.

    Args:
        operations: The operations.

    Returns:
        The groups in the order of their first operations, those of one operation together last;
        where there would be one group only, that without a name.
    """
    groups: dict[str, list[Operation]] = {}
    for operation in operations:
        groups.setdefault(_name(operation), []).append(operation)
    single = [name for name, group in groups.items() if len(group) == 1]
    if len(single) > 1:
        others = [groups.pop(name)[0] for name in single]
        groups["others"] = [*groups.pop("others", []), *others]
    return list(groups.items()) if len(groups) > 1 else [("", list(operations))]


def _name(operation: Operation) -> str:
    if operation.tags:
        return operation.tags[0]
    segments = [segment for segment in operation.path.split("/") if segment]
    telling = (each for each in segments if not _PREFIX.fullmatch(each))
    first = next(telling, "")
    return "others" if not first or first.startswith("{") else first
