"""The apps that a project's sources show, found without running them."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from apiproof.config import Config
from apiproof.discovery.scan.locating import Location, locate_file
from apiproof.discovery.scan.scanning import (
    FACTORY_NAMES,
    INSTANCE_NAMES,
    Scan,
    scan_module,
    worth_parsing,
)
from apiproof.discovery.scan.sources import python_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Candidate:
    """An app or a factory that a source shows.

    Attributes:
        location: The module that defines it.
        path: The module's file.
        attribute: Its name in the module.
        line: Where it is made.
        kind: Whether it is an app or makes one when called.
        class_name: The class that makes it, or an empty string where a factory unknown here does.
        framework: The adapter's name, or an empty string.
        made_from: The dotted name of the factory that it is made by, where it is.
    """

    location: Location
    path: Path
    attribute: str
    line: int
    kind: Literal["instance", "factory"]
    class_name: str
    framework: str
    made_from: str | None = None

    @property
    def spec(self) -> str:
        """How it is named in the settings."""
        return f"{self.location.module}:{self.attribute}"

    @property
    def dotted(self) -> str:
        """Its name in an import."""
        return f"{self.location.module}.{self.attribute}"

    def label(self, root: Path) -> str:
        """Say what makes the candidate, and where.

        Args:
            root: The folder that the file is named relative to.

        Returns:
            `FastAPI, file:line`.
        """
        path = self.path.relative_to(root) if self.path.is_relative_to(root) else self.path
        maker = self.class_name or f"made by {(self.made_from or '').rpartition('.')[2]}()"
        label = f"factory of {maker}" if self.kind == "factory" else maker
        return f"{label}, {path}:{self.line}"


def static_candidates(root: Path, *, config: Config | None = None) -> list[Candidate]:
    """Find the apps of a project without importing it, or any framework.

    Args:
        root: The folder to look through.
        config: The settings, where there are some; they tell the import path.

    Returns:
        What could be meant, the file nearest the root first. A factory that an app is made from,
        and what is mounted into another app, is left out.
    """
    config = config or Config(root=root)
    scanned = list(_scanned(python_files(root), config))
    found = [candidate for one in scanned for candidate in _listed(*one)]
    return reduced(found, {name for *_, scan in scanned for name in scan.mounted})


def mounted_apps(root: Path, config: Config) -> set[str]:
    """List what is mounted into another app.

    Args:
        root: The folder to look through.
        config: The settings; they tell the import path.

    Returns:
        The dotted names.
    """
    return {name for *_, scan in _scanned(python_files(root), config) for name in scan.mounted}


def file_candidates(path: Path, config: Config) -> list[Candidate]:
    """Find the apps of one file without importing it.

    Args:
        path: The file.
        config: The settings; they tell the import path.

    Returns:
        The candidates, the usual names first, apps before factories.
    """
    return [
        candidate
        for file, location, scan in _scanned([path], config)
        for candidate in sorted(reduced(_listed(file, location, scan), scan.mounted), key=_rank)
    ]


def any_candidate(root: Path, config: Config) -> bool:
    """Whether a project shows an app at all; stops at the first.

    Args:
        root: The folder to look through.
        config: The settings; they tell the import path.

    Returns:
        True where a source makes an app.
    """
    return any(scan.sightings for *_, scan in _scanned(python_files(root), config))


def reduced(found: list[Candidate], mounted: set[str]) -> list[Candidate]:
    """Leave out what is surely not meant.

    Args:
        found: The candidates.
        mounted: The dotted names of what is mounted into another app.

    Returns:
        The apps, and the factories that none of them is made from; the factory alone where
        several apps are all made from it.
    """
    found = [one for one in found if one.dotted not in mounted and one.attribute[0] != "_"]
    factories = [one for one in found if one.kind == "factory"]
    instances = _unique([_resolved(one, factories) for one in found if one.kind == "instance"])
    origins = {one.made_from for one in instances}
    shared = [one for one in factories if origins == {one.dotted}]
    if len(instances) > 1 and shared:
        return shared
    modules = {one.location.module for one in instances}
    used = [one for one in factories if one.dotted in origins or one.location.module in modules]
    return [*instances, *(one for one in factories if one not in used)]


def _scanned(paths: Iterable[Path], config: Config) -> Iterator[tuple[Path, Location, Scan]]:
    for path in paths:
        tree = _parsed(path)
        if tree:
            location = locate_file(path, config, tree)
            is_package = path.name == "__init__.py"
            yield path, location, scan_module(tree, location.module, is_package=is_package)


def _parsed(path: Path) -> ast.Module | None:
    try:
        source = path.read_bytes()
        if not worth_parsing(source):
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the user's source: theirs to see on import
            return ast.parse(source)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None


def _listed(path: Path, location: Location, scan: Scan) -> list[Candidate]:
    return [
        Candidate(
            location=location,
            path=path,
            attribute=sighting.attribute,
            line=sighting.line,
            kind=sighting.kind,
            class_name=sighting.constructor.class_name,
            framework=sighting.constructor.framework,
            made_from=sighting.made_from,
        )
        for sighting in scan.sightings
    ]


def _resolved(instance: Candidate, factories: list[Candidate]) -> Candidate:
    """The instance with the factory it is made by, if the project has it."""
    factory = _factory_of(instance, factories)
    if factory is None:
        return instance
    return replace(
        instance,
        made_from=factory.dotted,
        class_name=instance.class_name or factory.class_name,
        framework=instance.framework or factory.framework,
    )


def _factory_of(instance: Candidate, factories: list[Candidate]) -> Candidate | None:
    if instance.made_from is None:
        return None
    package, _, name = instance.made_from.rpartition(".")
    same_name = [one for one in factories if one.attribute == name]
    exact = [one for one in same_name if one.dotted == instance.made_from]
    top = package.partition(".")[0]
    exported = [one for one in same_name if one.location.module.partition(".")[0] == top]
    return next(iter(exact or (exported if len(exported) == 1 else [])), None)


def _unique(instances: list[Candidate]) -> list[Candidate]:
    """One for each name of a file: a name bound twice is bound to the last."""
    return list({(one.path, one.attribute): one for one in instances}.values())


def _rank(candidate: Candidate) -> tuple[int, int]:
    usual = INSTANCE_NAMES if candidate.kind == "instance" else FACTORY_NAMES
    known = candidate.attribute in usual
    rank = usual.index(candidate.attribute) if known else len(usual)
    return (0 if candidate.kind == "instance" else 1, rank)
