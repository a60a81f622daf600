"""From which folder of the project a module can be imported that Python does not find."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from apiproof.discovery.scan.sources import parsed, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from apiproof.config import Config


def folder_with(name: str, importer: Path | None, config: Config) -> Path | None:
    """Find the folder that has to be on the import path for a top-level module.

    Args:
        name: The module's name.
        importer: The file that imports it, whose own folders are looked at first.
        config: The settings.

    Returns:
        The folder, or None where the project has none, or several.
    """
    for folder in _above(importer, config):
        if _offers(folder, name, importer):
            return folder
    others = {folder for folder in _folders_of(name, config) if _offers(folder, name, importer)}
    return others.pop() if len(others) == 1 else None


def _above(importer: Path | None, config: Config) -> Iterator[Path]:
    base = config.app_dir or config.root
    if importer is not None:
        yield from (folder for folder in importer.parents if folder.is_relative_to(base))


def _folders_of(name: str, config: Config) -> Iterator[Path]:
    """The folders that have a module or package of a name, but are no package themselves."""
    for path in python_files(config.root):
        if path.stem == name:
            folder = path.parent
        elif path.parent.name == name and path.parent != config.root:
            folder = path.parent.parent
        else:
            continue
        if not (folder / "__init__.py").is_file():
            yield folder


def _offers(folder: Path, name: str, importer: Path | None) -> bool:
    """Whether a folder has a module with all that the importer takes from it.

    A package of the project may be called like a library that is not installed.
    """
    package = folder / name
    files = (package / "__init__.py", folder / f"{name}.py")
    file = next((file for file in files if file.is_file()), None)
    if file is None:
        return package.is_dir() and any(package.glob("*.py"))
    return all(
        each in _bound(file) or (package / f"{each}.py").is_file() or (package / each).is_dir()
        for each in _taken(importer, name)
    )


def _taken(importer: Path | None, name: str) -> set[str]:
    """What a file imports by name from a module."""
    nodes = ast.walk(parsed(importer)) if importer is not None else iter(())
    froms = (node for node in nodes if isinstance(node, ast.ImportFrom))
    return {
        alias.name
        for node in froms
        if node.module == name and not node.level
        for alias in node.names
        if alias.name != "*"
    }


def _bound(file: Path) -> set[str]:
    """The names that a source binds anywhere; more than its module has, never less."""
    names: set[str] = set()
    for node in ast.walk(parsed(file)):
        match node:
            case ast.Name(ctx=ast.Store()):
                names.add(node.id)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.Import() | ast.ImportFrom():
                names |= {alias.asname or alias.name for alias in node.names}
            case _:
                pass
    return names
