"""The exception tree: what stops apiproof itself, each with a way out."""

from __future__ import annotations


class Error(Exception):
    """apiproof or its configuration cannot go on.

    An Error is never about the API under test (that is a Failure) nor about its suite (a Finding).

    Args:
        message: What is wrong, naming the thing. One sentence, no full stop.
        hint: The way out, as an instruction.
        place: Where it is wrong: a file, a setting, a test.
    """

    def __init__(self, message: str, *, hint: str, place: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        lines = [self.message]
        if self.place:
            lines.append(f"   at: {self.place}")
        lines.append(f" hint: {self.hint}")
        return "\n".join(lines)


class ConfigError(Error):
    """A setting or an option is misspelt, of the wrong type, or contradicts another."""


class AppNotFoundError(Error):
    """No App was found, or several and none was chosen."""


class AppImportError(Error):
    """The module that should hold the App does not import, or its factory fails."""


class UnsupportedError(Error):
    """A framework, a driver, a server or a version that apiproof does not support."""


class DatabaseRefusedError(Error):
    """A connection was refused because no private database can stand in for its target."""


class SchemaError(Error):
    """The tables of the private database cannot be made."""


class IsolationError(Error):
    """The database cannot be put back."""


class LifespanError(Error):
    """The App's start-up or shut-down failed."""
