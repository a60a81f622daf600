"""The documents that a connexion app is made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def document_of(specification: Any) -> Mapping[str, Any]:
    """Take the document out of a specification of connexion's.

    Args:
        specification: A `Specification`, of connexion 2 or 3.

    Returns:
        The document as it was written; with its references followed where they lead to other
        files, which connexion has read.
    """
    document: Mapping[str, Any] = specification.raw
    return dict(specification) if _refers_elsewhere(document) else document


def _refers_elsewhere(part: Any) -> bool:
    if isinstance(part, Mapping):
        reference = part.get("$ref")
        is_outside = isinstance(reference, str) and not reference.startswith("#")
        return is_outside or any(map(_refers_elsewhere, part.values()))
    return isinstance(part, list) and any(map(_refers_elsewhere, part))
