"""Why an app does not import, or its factory fails: the place in the user's code, the way out."""

from __future__ import annotations

import os
import re
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apiproof.discovery.locating import package_root
from apiproof.discovery.sources import python_files
from apiproof.errors import AppImportError, Error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType

    from apiproof.config import Config

_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")


def explain(error: BaseException, action: str, config: Config) -> Error:
    """Turn what the user's code raised into an Error that teaches.

    An Error of apiproof's own, such as a refused version, is said as it is: it knows its way out.

    Args:
        error: What was raised.
        action: What was tried: `"the import of shop.main"`.
        config: The settings; they tell which code is the user's.

    Returns:
        The Error, to be raised from `error`.
    """
    if isinstance(error, Error):
        return type(error)(
            f"{action} failed: {error.message}",
            hint=error.hint,
            place=error.place or _place(error, config),
        )
    first = next(iter(str(error).splitlines()), "")
    reason = f"{type(error).__name__}: {first}" if first else type(error).__name__
    return AppImportError(
        f"{action} failed with {reason}",
        hint=_hint(error, config),
        place=_place(error, config),
    )


def _hint(error: BaseException, config: Config) -> str:
    names = _missing_variables(error)
    if names:
        entries = ", ".join(f'{name} = "..."' for name in names)
        return f"set what is missing in pyproject.toml, [tool.apiproof]: env = {{{entries}}}"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _hint_for_module(error.name, config)
    if isinstance(error, SyntaxError):
        return "correct the syntax there; python must be able to import the module"
    if isinstance(error, SystemExit):
        return 'start the server, or parse arguments, below if __name__ == "__main__"'
    return (
        "correct what raises there; where it needs an environment variable, set it in "
        '[tool.apiproof]: env = {NAME = "..."}'
    )


def _hint_for_module(name: str, config: Config) -> str:
    top = name.partition(".")[0]
    folder = _folder_with(top, config)
    if folder is None:
        return (
            f"install what provides {top!r} for {sys.executable}; where it is a module of the "
            "project, set app-dir in [tool.apiproof] to the folder that holds it"
        )
    if str(folder) in sys.path:
        return f"{top!r} is in {folder}, and has no {name!r}: correct the import"
    return (
        f'{top!r} is in {folder}, which is not on the import path: set app-dir = "'
        f'{os.path.relpath(folder, _settings_folder(config))}" in [tool.apiproof]'
    )


def _settings_folder(config: Config) -> Path:
    return config.source.parent if config.source else config.root


def _folder_with(name: str, config: Config) -> Path | None:
    """The folder of the project that a top-level module lies in."""
    for path in python_files(config.root):
        if path.stem == name and not (path.parent / "__init__.py").is_file():
            return path.parent
        if path.parent.name == name and path.parent != config.root:
            return package_root(path) if path.name == "__init__.py" else path.parent.parent
    return None


def _missing_variables(error: BaseException) -> list[str]:
    if isinstance(error, KeyError):
        frames = list(traceback.walk_tb(error.__traceback__))
        if frames and frames[-1][0].f_globals.get("__name__") == "os":
            return [str(error.args[0])]
        return []
    if type(error).__name__ == "ValidationError":
        return _missing_settings(error)
    if isinstance(error, ImportError | SyntaxError):
        return []
    return list(dict.fromkeys(_VARIABLE.findall(str(error))))


def _missing_settings(error: Any) -> list[str]:
    """The environment variables of a pydantic settings class that have no value."""
    kind = _settings_class(error)
    if kind is None:
        return []
    prefix = kind.model_config.get("env_prefix", "")
    fields = kind.model_fields
    return [
        f"{prefix}{location}".upper() if location in fields else location
        for location in (str(entry["loc"][0]) for entry in error.errors() if _is_missing(entry))
    ]


def _is_missing(entry: Mapping[str, Any]) -> bool:
    return bool(entry["type"] == "missing" and entry["loc"])


def _settings_class(error: Any) -> Any:
    for frame, _line in traceback.walk_tb(error.__traceback__):
        for value in list(frame.f_locals.values()):
            kind = value if isinstance(value, type) else type(value)
            bases = {base.__name__ for base in kind.__mro__}
            if kind.__name__ == error.title and "BaseSettings" in bases:
                return kind
    return None


def _place(error: BaseException, config: Config) -> str | None:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    places = [place for place in _places(error) if Path(place[0]).is_file()]
    mine = [place for place in places if _is_project_file(Path(place[0]), config)]
    # An app that is installed has no file in the project: what raised is said all the same.
    chosen = mine or [place for place in places if not _is_ours(Path(place[0]))]
    return "{}:{}".format(*chosen[-1]) if chosen else None


def _places(error: BaseException) -> Iterator[tuple[str, int]]:
    frame: FrameType
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield frame.f_code.co_filename, line


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(Path(__file__).parent.parent)


def _is_project_file(path: Path, config: Config) -> bool:
    folders = [config.root, *([config.app_dir] if config.app_dir else [])]
    return any(
        path.is_relative_to(folder)
        and not {"site-packages", ".venv", "venv"}.intersection(path.relative_to(folder).parts)
        for folder in folders
    )
