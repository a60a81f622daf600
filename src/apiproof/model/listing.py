"""What `apiproof routes` shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from apiproof.model.api import Api
from apiproof.model.app import App


@dataclass(frozen=True, slots=True)
class Listing:
    """The operations of an App, for people and for programs.

    Attributes:
        app: The App.
        api: Its operations, perhaps only some of them.
        base: The folder that source files are named relative to.
        documented: Whether any operation is in a document; where none is, text need not say of
            each that it is hidden.
    """

    app: App
    api: Api
    base: Path
    documented: bool = True
