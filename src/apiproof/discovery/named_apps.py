"""Whether a dotted name that somebody wrote is an app of the project, read from its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from apiproof.discovery.locating import Location
from apiproof.discovery.scanning import scan_module
from apiproof.discovery.sources import parsed
from apiproof.reading.syntax import imported_names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_HOPS = 4
"""How many modules may pass an app on to one another."""


class NamedApp(NamedTuple):
    """An app or a factory, under the name that it was asked for by.

    Attributes:
        location: The module that it was asked of.
        attribute: Its name there.
        home: The file that makes it, and its name in that file.
        dotted: Its name in an import from there.
        kind: Whether it is an app or makes one when called.
    """

    location: Location
    attribute: str
    home: tuple[Path, str]
    dotted: str
    kind: Literal["instance", "factory"]


def named_app(dotted: str, roots: Iterable[Path], hops: int = _HOPS) -> NamedApp | None:
    """Follow a dotted name to the app that it means.

    Args:
        dotted: `"shop.web.app"`.
        roots: The folders that its module may be imported from, the likeliest first.
        hops: How many modules may pass it on.

    Returns:
        The app, or None where the project's sources show none of that name.
    """
    roots = list(roots)
    location, rest = _module_of(dotted, roots)
    if location is None or location.path is None or len(rest) != 1:
        return None
    tree = parsed(location.path)
    package = location.path.name == "__init__.py"
    for sighting in scan_module(tree, location.module, is_package=package).sightings:
        if sighting.attribute == rest[0]:
            home = (location.path, rest[0])
            origin = f"{location.module}.{rest[0]}"
            return NamedApp(location, rest[0], home, origin, sighting.kind)
    passed = imported_names(tree, location.module, is_package=package).get(rest[0])
    if passed is None or passed == dotted or not hops:
        return None
    found = named_app(passed, [location.root, *roots], hops - 1)
    return found and found._replace(location=location, attribute=rest[0])


def module_file(root: Path, name: str) -> Path | None:
    """The file of a module below a folder.

    Args:
        root: The folder on the import path.
        name: The dotted name.
    """
    stem = root.joinpath(*name.split("."))
    files = (stem / "__init__.py", stem.with_name(f"{stem.name}.py"))
    return next((file for file in files if file.is_file()), None)


def _module_of(dotted: str, roots: list[Path]) -> tuple[Location | None, list[str]]:
    """The longest part of a name that is a module, and the rest."""
    parts = dotted.split(".")
    for length in range(len(parts) - 1, 0, -1):
        name = ".".join(parts[:length])
        for root in roots:
            path = module_file(root, name)
            if path is not None:
                return Location(name, root, path), parts[length:]
    return None, parts
