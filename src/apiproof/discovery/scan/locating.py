"""Under which name a file is imported, and from which folder."""

from __future__ import annotations

import ast
import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from apiproof.discovery.scan.sources import parsed

if TYPE_CHECKING:
    from apiproof.config import Config


@dataclass(frozen=True, slots=True)
class Location:
    """A module to import.

    Attributes:
        module: Its dotted name.
        root: The folder that goes to the front of the import path.
        path: The file that the name should lead to, or None where none was found.
    """

    module: str
    root: Path
    path: Path | None


def search_folders(config: Config) -> list[Path]:
    """List the folders that a module of the project may be imported from.

    Args:
        config: The settings.

    Returns:
        `app-dir` alone where it is set, else the root and the folder of the settings, each with
        its `src`.
    """
    if config.app_dir:
        return [config.app_dir]
    homes = [config.root]
    if config.source and config.source.parent != config.root:
        homes.append(config.source.parent)
    return [folder for home in homes for folder in (home, home / "src") if folder.is_dir()]


def locate_module(name: str, config: Config) -> Location:
    """Find the file of a module of the project.

    Args:
        name: The dotted name.
        config: The settings.

    Returns:
        Where it is, as Python would choose: a package before a module of the same name. Without
        a path where the project has no such file; it may be an installed one.
    """
    folders = search_folders(config)
    for folder in folders:
        stem = folder.joinpath(*name.split("."))
        for path in (stem / "__init__.py", stem.with_name(f"{stem.name}.py")):
            if path.is_file():
                return Location(name, folder, path)
    return Location(name, folders[0], None)


def locate_file(path: Path, config: Config, tree: ast.Module | None = None) -> Location:
    """Find the name that a file of the project is imported under.

    Climbs out of the packages that the file lies in. Where folders without `__init__.py` leave
    a choice, the file's own imports of its neighbours tell, then the import path as it is.

    Args:
        path: The file.
        config: The settings.
        tree: Its parsed source, where it is at hand.

    Returns:
        The module and the folder that it is imported from.
    """
    roots = _possible_roots(path, config)
    if len(roots) > 1:
        roots = _most_imports(roots, path, tree or parsed(path))
    root = _preferred(roots, path, config)
    return Location(module_name(path, root), root, path)


def package_root(path: Path) -> Path:
    """Climb out of the packages that a file lies in.

    Args:
        path: The file.

    Returns:
        The nearest folder above it that has no `__init__.py`.
    """
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        folder = folder.parent
    return folder


def module_name(path: Path, root: Path) -> str:
    """Name a file as it is imported from a folder.

    Args:
        path: The file.
        root: The folder on the import path.

    Returns:
        The dotted name; a package's for its `__init__.py`.
    """
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def is_project_file(path: Path, config: Config) -> bool:
    """Whether a file is the project's own, and no library's that is installed below it.

    Args:
        path: The file.
        config: The settings.
    """
    folders = [config.root, *([config.app_dir] if config.app_dir else [])]
    return any(
        path.is_relative_to(folder)
        and not {"site-packages", ".venv", "venv"}.intersection(path.relative_to(folder).parts)
        for folder in folders
    )


class Owned:
    """What belongs to the app: the project's files, or the installed package that holds it.

    Args:
        location: The module that holds the app.
        config: The settings.
    """

    def __init__(self, location: Location, config: Config) -> None:
        self._config = config
        self._top = location.module.partition(".")[0]
        self._known: dict[str, bool] = {}
        self._home = "" if location.path else _installed_at(self._top)

    def has_file(self, path: str) -> bool:
        """Whether a file is the app's.

        Args:
            path: A frame's file, which may be no path.
        """
        if path not in self._known:
            mine = is_project_file(Path(path), self._config)
            self._known[path] = mine or bool(self._home and path.startswith(self._home))
        return self._known[path]

    def has_module(self, name: str, path: str | None) -> bool:
        """Whether a module is the app's.

        Args:
            name: Its name.
            path: Its file, or the folder of a package without one.
        """
        top = name.partition(".")[0]
        mine = top == self._top or (path is not None and self.has_file(path))
        return mine and top != "apiproof"


def _installed_at(name: str) -> str:
    """The folder of an installed package, or the file of a module; empty where there is none."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return ""
    if spec is None:
        return ""
    return next(iter(spec.submodule_search_locations or []), spec.origin or "")


def _possible_roots(path: Path, config: Config) -> list[Path]:
    base, climbed = config.app_dir or config.root, package_root(path)
    if config.app_dir and path.is_relative_to(config.app_dir):
        return [config.app_dir]
    if not climbed.is_relative_to(base):
        return [climbed]
    above = [folder for folder in climbed.parents if folder.is_relative_to(base)]
    return [climbed, *(folder for folder in above if _is_importable(path, folder))]


def _is_importable(path: Path, root: Path) -> bool:
    return all(part.isidentifier() for part in path.relative_to(root).with_suffix("").parts)


def _most_imports(roots: list[Path], path: Path, tree: ast.Module) -> list[Path]:
    """The roots from which most of the file's imports of its neighbours work."""
    names, level = _neighbours(tree)
    scores = {
        root: sum(_holds(root, name) for name in names)
        for root in roots
        if len(path.relative_to(root).parts) > level
    }
    best = max(scores.values(), default=0)
    return [root for root, score in scores.items() if score == best] or roots


def _neighbours(tree: ast.Module) -> tuple[set[str], int]:
    names, level = set(), 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            level = max(level, node.level)
            if node.module and not node.level:
                names.add(node.module)
    return {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}, level


def _holds(root: Path, name: str) -> bool:
    stem = root.joinpath(*name.split("."))
    return stem.is_dir() or stem.with_name(f"{stem.name}.py").is_file()


def _preferred(roots: list[Path], path: Path, config: Config) -> Path:
    if len(roots) == 1:
        return roots[0]
    for root in roots:
        if str(root) in sys.path and root != config.root:
            return root
    if (path.parent / "__init__.py").is_file():
        return roots[0]
    return next((root for root in roots if root.name == "src"), roots[-1])
