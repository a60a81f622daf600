"""Whether a dotted name that somebody wrote is an app of the project, read from its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from apiproof.discovery.scan.locating import Location
from apiproof.discovery.scan.scanning import scan_module
from apiproof.discovery.scan.sources import parsed
from apiproof.reading.syntax import imported_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from apiproof.discovery.scan.scanning import Sighting

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


class _Module(NamedTuple):
    """What one source says of apps: those that it makes, and what it imports."""

    made: dict[str, Sighting]
    imported: dict[str, str]


class NamedApps:
    """Follows dotted names to the apps that they mean; each source is read once."""

    def __init__(self) -> None:
        self._files: dict[tuple[Path, str], Path | None] = {}
        self._modules: dict[Path, _Module] = {}

    def find(self, dotted: str, roots: Sequence[Path], hops: int = _HOPS) -> NamedApp | None:
        """Follow a dotted name to the app that it means.

        Args:
            dotted: `"shop.web.app"`.
            roots: The folders that its module may be imported from, the likeliest first.
            hops: How many modules may pass it on.

        Returns:
            The app, or None where the project's sources show none of that name.
        """
        location, attribute = self._split(dotted, roots)
        if location is None or location.path is None:
            return None
        module = self._module(location)
        if attribute in module.made:
            home, origin = (location.path, attribute), f"{location.module}.{attribute}"
            return NamedApp(location, attribute, home, origin, module.made[attribute].kind)
        passed = module.imported.get(attribute)
        if passed is None or passed == dotted or not hops:
            return None
        found = self.find(passed, [location.root, *roots], hops - 1)
        return found and found._replace(location=location, attribute=attribute)

    def _split(self, dotted: str, roots: Sequence[Path]) -> tuple[Location | None, str]:
        """A module and a name in it; of several modules that Python's choice."""
        name, _, attribute = dotted.rpartition(".")
        if name:
            for root in roots:
                path = self._file(root, name)
                if path is not None:
                    return Location(name, root, path), attribute
        return None, attribute

    def _file(self, root: Path, name: str) -> Path | None:
        key = (root, name)
        if key not in self._files:
            home, _, _ = name.rpartition(".")
            known = not home or self._is_folder(root, home)
            self._files[key] = module_file(root, name) if known else None
        return self._files[key]

    def _is_folder(self, root: Path, name: str) -> bool:
        key = (root, f"{name}.")
        if key not in self._files:
            home, _, last = name.rpartition(".")
            folder = root.joinpath(*name.split("."))
            known = (not home or self._is_folder(root, home)) and bool(last) and folder.is_dir()
            self._files[key] = folder if known else None
        return self._files[key] is not None

    def _module(self, location: Location) -> _Module:
        path = location.path
        if path is None:
            return _Module({}, {})
        if path not in self._modules:
            tree, package = parsed(path), path.name == "__init__.py"
            scan = scan_module(tree, location.module, is_package=package)
            made = {each.attribute: each for each in scan.sightings}
            imported = imported_names(tree, location.module, is_package=package)
            self._modules[path] = _Module(made, imported)
        return self._modules[path]


def module_file(root: Path, name: str) -> Path | None:
    """The file of a module below a folder.

    Args:
        root: The folder on the import path.
        name: The dotted name.
    """
    stem = root.joinpath(*name.split("."))
    files = (stem / "__init__.py", stem.with_name(f"{stem.name}.py"))
    return next((file for file in files if file.is_file()), None)
