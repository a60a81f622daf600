"""Why an app does not import, or its factory fails: the place in the user's code, the way out."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from apiproof.discovery.environment import env_files
from apiproof.discovery.environment.missing import causes, wanted_names
from apiproof.discovery.scan.locating import is_project_file
from apiproof.discovery.scan.neighbours import folder_with
from apiproof.errors import AppImportError, DatabaseRefusedError, Error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from apiproof.config import Config

_SHOWN = 3
"""What is said of one ValidationError at most."""

_OR_SET = (
    '; where it needs an environment variable, set it in [tool.apiproof]: env = {NAME = "..."}'
)


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
    return AppImportError(
        f"{action} failed with {_reason(error)}",
        hint=_hint(error, config),
        place=_place(error, config),
    )


def _reason(error: BaseException) -> str:
    """What was raised, on a line; of a ValidationError what it found instead of how much."""
    name, first = type(error).__name__, next(iter(str(error).splitlines()), "")
    if name == "ValidationError" and hasattr(error, "errors"):
        with contextlib.suppress(Exception):  # another library's, with another `errors`
            found = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
            return f"{name} of {error.title}: {'; '.join(found[:_SHOWN])}"  # type: ignore[attr-defined]
    return f"{name}: {first}" if first else name


def with_origin(error: Error, config: Config) -> Error:
    """Say where the server stands that a refused connection was for.

    Args:
        error: An Error, perhaps of a refused connection.
        config: The settings; they tell where a `.env` is.

    Returns:
        The Error to raise instead; the same where no `.env` names a server.
    """
    said = env_files.named_servers(config)
    refused = any(isinstance(each, DatabaseRefusedError) for each in causes(error))
    if not said or not refused:
        return error
    return type(error)(error.message, hint=said[0], place=error.place)


def with_tried(error: Error, names: list[str], config: Config) -> Error:
    """Add to an Error what was tried against it.

    Args:
        error: The Error.
        names: The variables that values for tests stood in for.
        config: The settings; they tell which of the project's files have the variables.

    Returns:
        The Error to raise instead.
    """
    if not names or not isinstance(error, AppImportError):
        return error
    entries = ", ".join(f'{name} = "..."' for name in names)
    return type(error)(
        error.message,
        hint=(
            f"{error.hint.removesuffix(_OR_SET)}; values for tests stood in for "
            f"{_listed(names, config)}: choose better ones in [tool.apiproof]: env = {{{entries}}}"
        ),
        place=error.place,
    )


def without_value(name: str, error: Error, refusal: Error, config: Config) -> Error:
    """Say that a variable is wanted, and that no value for tests will do.

    Args:
        name: The variable.
        error: How the import failed without it.
        refusal: How it failed with the likeliest value for tests.
        config: The settings; they tell which of the project's files have the variable.

    Returns:
        The Error to raise.
    """
    reason = refusal.message.partition(" failed with ")[2] or refusal.message
    where = f" (at {refusal.place})" if refusal.place else ""
    refused = "; values for tests did not help"
    if refusal.message != error.message:
        refused = f"; a value for tests was refused with {reason}{where}"
    return type(error)(
        error.message,
        hint=(
            f'set {_listed([name], config)} in [tool.apiproof]: env = {{{name} = "..."}}{refused}'
        ),
        place=error.place,
    )


def _listed(names: list[str], config: Config) -> str:
    """The variables, each with where one of the project's files has it."""
    known = env_files.written(config)
    return joined(
        [f"{each} (in {known[each].at(config)})" if each in known else each for each in names]
    )


def joined(words: list[str]) -> str:
    """Write a list as a sentence has it.

    Args:
        words: At least one.

    Returns:
        `"a"`, `"a and b"`, `"a, b and c"`.
    """
    *rest, last = words
    return f"{', '.join(rest)} and {last}" if rest else last


def _hint(error: BaseException, config: Config) -> str:
    names = [name for name in wanted_names(error) if name not in os.environ]
    if names:
        entries = ", ".join(f'{name} = "..."' for name in names)
        return f"set what is missing in pyproject.toml, [tool.apiproof]: env = {{{entries}}}"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _hint_for_module(error.name, config)
    if isinstance(error, SyntaxError):
        return "correct the syntax there; python must be able to import the module"
    if isinstance(error, SystemExit):
        return (
            'start the server, or parse arguments, below if __name__ == "__main__"; '
            "an import is given none of pytest's arguments"
        )
    if isinstance(error, FileNotFoundError) and isinstance(error.filename, str | bytes):
        return f"{_hint_for_file(os.fsdecode(error.filename))}{_OR_SET}"
    return f"correct what raises there{_OR_SET}"


def _hint_for_file(name: str) -> str:
    """What to make, for a file that is not there; a relative name depends on the current folder."""
    folder = Path(name).parent
    what = str(folder) if not folder.is_dir() else name
    where = "" if Path(name).is_absolute() else f" in {Path.cwd()}, where pytest runs"
    return f"make {what}{where}"


def _hint_for_module(name: str, config: Config) -> str:
    top = name.partition(".")[0]
    folder = folder_with(top, None, config)
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


def _place(error: BaseException, config: Config) -> str | None:
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    places = [place for place in _places(error) if Path(place[0]).is_file()]
    mine = [place for place in places if is_project_file(Path(place[0]), config)]
    # An app that is installed has no file in the project: what raised is said all the same.
    chosen = mine or [place for place in places if not _is_machinery(Path(place[0]))]
    return "{}:{}".format(*chosen[-1]) if chosen else None


def _places(error: BaseException) -> Iterator[tuple[str, int]]:
    frame: FrameType
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield frame.f_code.co_filename, line


def _is_machinery(path: Path) -> bool:
    """Whether a file is apiproof's, or what imports: neither says where the user's code is."""
    folders = (Path(__file__).parents[1], Path(importlib.__file__).parent)
    return any(path.is_relative_to(folder) for folder in folders)
