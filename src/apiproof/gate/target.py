"""What a call of `sqlite3.connect` asks for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, unquote, urlencode


@dataclass(frozen=True, slots=True)
class Target:
    """What a call of `sqlite3.connect` asks for.

    Attributes:
        kind: `"memory"` for a database that lives with its connection, `"shared"` for a named one
            in memory, `"file"` for one that lasts.
        name: The real path of a file, or the name of a shared memory.
        query: The URI's parameters that a redirected connection keeps.
        uri: Whether it was given as a URI.
    """

    kind: Literal["memory", "shared", "file"]
    name: str
    query: tuple[tuple[str, str], ...] = ()
    uri: bool = False

    def at(self, path: str) -> str:
        """The argument that opens `path` as this target was meant to be opened.

        Args:
            path: The private file.

        Returns:
            A path, or a URI where the target was one.
        """
        if not self.uri:
            return path
        query = urlencode(self.query)
        return f"file:{quote(path)}" + (f"?{query}" if query else "")


def parse(database: object, *, uri: bool) -> Target:
    """Read the first argument of `sqlite3.connect`.

    Args:
        database: The path or URI, as text, bytes or a path object.
        uri: Whether the call said that it is a URI.

    Returns:
        What it asks for, its path resolved against the current folder and through links.
    """
    text = os.fsdecode(database)  # type: ignore[arg-type]  # a wrong type is the caller's TypeError
    if uri and text.startswith("file:"):
        return _parse_uri(text)
    if text in {"", ":memory:"}:
        return Target("memory", "")
    return Target("file", os.path.realpath(text))


def _parse_uri(text: str) -> Target:
    """Read a URI as SQLite does, which is not as the web does.

    Source: https://www.sqlite.org/uri.html and `sqlite3ParseUri` of its main.c.
    """
    rest = text.removeprefix("file:").partition("#")[0]
    location, _, parameters = rest.partition("?")
    if location.startswith("//"):
        location = "/" + location[2:].partition("/")[2]
    path = _unquoted(location)
    pairs = (pair.partition("=") for pair in parameters.split("&"))
    query = {_unquoted(key): _unquoted(value) for key, _, value in pairs if key}
    if path in {"", ":memory:"} or query.get("mode") == "memory" or query.get("vfs") == "memdb":
        if query.get("cache") == "shared" or (query.get("vfs") == "memdb" and path.startswith("/")):
            return Target("shared", path or ":memory:", uri=True)
        return Target("memory", "")
    # A private file starts empty: it must be made, and may be written by those who put it back.
    kept = [(key, value) for key, value in query.items() if key in {"vfs", "mode"}]
    kept = [(key, "rwc" if key == "mode" else value) for key, value in kept]
    return Target("file", os.path.realpath(path), tuple(kept), uri=True)


def _unquoted(text: str) -> str:
    """Percent-decoded, up to a NUL, at which SQLite stops to read."""
    return unquote(text, errors="surrogateescape").partition("\0")[0]
