"""The contract of a report: a model in, text out.

A report is a module `SUBJECT_FORMAT.py` of this package with a function
`render(model, view) -> str`, and is found there without another edit: `apiproof SUBJECT --format
FORMAT`. Only the module of the format that is asked for is imported.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class View:
    """What a text is shown on.

    Attributes:
        width: Columns that a line may have.
        color: Whether escape codes are understood and wanted.
    """

    width: int = 80
    color: bool = False


def formats(subject: str) -> list[str]:
    """List the formats of a subject, without an import of them.

    Args:
        subject: `"routes"`.

    Returns:
        `"text"` first where there is one, then by name.
    """
    names = [info.name for info in pkgutil.iter_modules([str(Path(__file__).parent)])]
    found = [name.removeprefix(f"{subject}_") for name in names if name.startswith(f"{subject}_")]
    return sorted(found, key=lambda name: (name != "text", name))


def renderer(subject: str, form: str) -> Callable[[Any, View], str]:
    """Import the report of a subject in one format.

    Args:
        subject: `"routes"`.
        form: One of its formats.

    Returns:
        The function that renders the subject's model for a view.
    """
    module = importlib.import_module(f"apiproof.reports.{subject}_{form}")
    render: Callable[[Any, View], str] = module.render
    return render
