"""The app that the project's own tests are about: the one that they import."""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING, NamedTuple

from apiproof.discovery.leads import Lead, base, shown
from apiproof.discovery.scan.candidates import mounted_apps
from apiproof.discovery.scan.locating import module_name, search_folders
from apiproof.discovery.scan.named_apps import NamedApp, NamedApps
from apiproof.discovery.scan.sources import SKIPPED, parsed, suite_files
from apiproof.discovery.spec import Attribute, Call
from apiproof.reading.syntax import imported_names, written_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from apiproof.config import Config

MODULE_LIMIT = 60
"""Test modules that are read, where no conftest imports an app."""

SIZE_LIMIT = 100_000
"""Bytes above which a test module is not read."""


_BY_FAR = 3


class _Import(NamedTuple):
    """An app that a file of the suite imports."""

    app: NamedApp
    file: Path
    call: Call | None


def suite_lead(config: Config, near: Iterable[Path] = ()) -> Lead | None:
    """Find the app that the suite imports.

    A conftest says it best; test modules are read where none does. Where they import several that
    are not mounted into one another, the suite tells nothing.

    Args:
        config: The settings.
        near: What pytest was pointed at; other tests are another app's, perhaps.

    Returns:
        Where it is, or None.
    """
    conftests, modules = _files(config, near)
    apps = NamedApps()
    found = [each for file in conftests for each in _imports(file, config, apps)]
    chosen = _one(found) or _one(_not_mounted(found, config))
    if chosen is None:
        homes = {each.app.home for each in found}
        more = [each for file in modules for each in _imports(file, config, apps)]
        chosen = _most([*found, *(each for each in more if not homes or each.app.home in homes)])
    return _lead(chosen, config)


def _lead(found: _Import | None, config: Config) -> Lead | None:
    if found is None:
        return None
    by = f"{shown(found.file, config)}, which imports it"
    return Lead(found.app.location, Attribute(found.app.attribute, found.call), by)


def _files(config: Config, near: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The conftests, those above included, and the test modules."""
    folders = [path if path.is_dir() else path.parent for path in near]
    below = [folder for folder in folders if folder.is_relative_to(config.root)] or [config.root]
    files = [file for folder in dict.fromkeys(below) for file in suite_files(folder)]
    above = (
        parent / "conftest.py"
        for folder in below
        for parent in folder.parents
        if parent.is_relative_to(config.root)
    )
    conftests = [file for file in files if file.name == "conftest.py"]
    conftests += [file for file in above if file.is_file()]
    modules = [file for file in files if file.name != "conftest.py" and _is_small(file)]
    return list(dict.fromkeys(conftests)), modules[:MODULE_LIMIT]


def _is_small(file: Path) -> bool:
    try:
        return file.stat().st_size <= SIZE_LIMIT
    except OSError:
        return False


def _imports(file: Path, config: Config, apps: NamedApps) -> Iterator[_Import]:
    tree = parsed(file)
    roots = _roots(file, config)
    for dotted in _names(tree, file, config):
        app = apps.find(dotted, roots)
        if app is not None and not _is_left_out(app.location.path, config):
            yield _Import(app, file, _call(tree, app.attribute) if app.kind == "factory" else None)


def _names(tree: ast.Module, file: Path, config: Config) -> list[str]:
    """Everything that a file may mean by its imports: what it imports, and attributes of that."""
    aliases = imported_names(tree, module_name(file, config.root), is_package=False)
    used = (
        written_name(node, aliases) for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    )
    imported = (
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    )
    return list(dict.fromkeys(filter(None, [*aliases.values(), *imported, *used])))


def _roots(file: Path, config: Config) -> list[Path]:
    """The folders that a file of the suite imports from, the nearest first."""
    parents = [folder for folder in file.parents if folder.is_relative_to(config.root)]
    near = itertools.chain.from_iterable((folder, folder / "src") for folder in parents)
    return list(dict.fromkeys([*near, *search_folders(config)]))


def _is_left_out(path: Path | None, config: Config) -> bool:
    """Whether an app is the suite's own, an example, or none of the project's."""
    if path is None or not path.is_relative_to(config.root):
        return True
    return path.name == "conftest.py" or _is_skipped(path.relative_to(config.root).parts)


def _not_mounted(found: list[_Import], config: Config) -> list[_Import]:
    """Without the parts of other apps, which a suite imports to override what they depend on."""
    if not found:
        return []
    mounted = mounted_apps(base(config), config)
    return [each for each in found if each.app.dotted not in mounted]


def _one(found: list[_Import]) -> _Import | None:
    """The only app; of an app and the factory in its module the app."""
    homes = {each.app.home: each for each in reversed(found)}
    instances = [each for each in homes.values() if each.app.kind == "instance"]
    if len(homes) == 1:
        return next(iter(homes.values()))
    one = instances[0] if len(instances) == 1 else None
    if one is not None and {path for path, _ in homes} == {one.app.home[0]}:
        return one
    return None


def _most(found: list[_Import]) -> _Import | None:
    """The only app, or the one that by far the most test modules import."""
    files: dict[tuple[Path, str], set[Path]] = {}
    for each in found:
        files.setdefault(each.app.home, set()).add(each.file)
    counts = sorted(map(len, files.values()), reverse=True)
    if len(counts) > 1 and counts[0] >= _BY_FAR * counts[1]:
        found = [each for each in found if len(files[each.app.home]) == counts[0]]
    return _one(found)


def _call(tree: ast.Module, name: str) -> Call | None:
    """The arguments that the suite itself calls a factory with, where it writes them out."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not (node.args or node.keywords):
            continue
        if (written_name(node.func) or "").rpartition(".")[2] == name:
            return _literals(node)
    return None


def _literals(node: ast.Call) -> Call | None:
    if any(word.arg is None for word in node.keywords):
        return None
    try:
        args = tuple(ast.literal_eval(each) for each in node.args)
        return Call(args, {word.arg or "": ast.literal_eval(word.value) for word in node.keywords})
    except (ValueError, TypeError, SyntaxError, MemoryError):
        return None


def service_folders(config: Config, near: Iterable[Path]) -> list[Path]:
    """List the folders of services that pytest was pointed at, or into.

    Args:
        config: The settings.
        near: The paths.

    Returns:
        The folders strictly below the root, the nearest first; those of tests left out.
    """
    root = config.root
    folders = [
        folder
        for path in near
        for folder in (path, *path.parents)
        if folder != root and folder.is_relative_to(root) and folder.is_dir()
    ]
    kept = (each for each in folders if not _is_skipped(each.relative_to(root).parts))
    return list(dict.fromkeys(kept))


def _is_skipped(parts: tuple[str, ...]) -> bool:
    return any(part in SKIPPED or part.startswith(".") for part in parts)
