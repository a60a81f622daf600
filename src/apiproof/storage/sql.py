"""SQL with names and texts that come from a catalogue."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Write a table's or column's name.

    Args:
        name: The name, whatever is in it.

    Returns:
        The name in SQL.
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Write a text.

    Args:
        text: The text, whatever is in it.

    Returns:
        The text in SQL.
    """
    return "'" + text.replace("'", "''") + "'"
