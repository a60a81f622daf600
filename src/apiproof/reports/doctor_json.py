"""What `apiproof doctor` found, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.reports.json_values import dumps

if TYPE_CHECKING:
    from apiproof.model.diagnosis import Diagnosis
    from apiproof.reports.report import View


def render(diagnosis: Diagnosis, _view: View) -> str:
    """Write a diagnosis as JSON.

    Args:
        diagnosis: What was found.

    Returns:
        One object; `problems` is how many there are.
    """
    return dumps(
        {
            "problems": len(diagnosis.problems),
            "sections": diagnosis.sections,
            "next": diagnosis.next,
        }
    )
