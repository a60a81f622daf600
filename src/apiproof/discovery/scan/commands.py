"""The app that a project starts: named in its Procfile, Dockerfile, Makefile and the like.

It comes after what names the app for tools (the settings, `FLASK_APP`, the entrypoint) and after
what the suite imports, and before the usual places: who wrote `uvicorn shop.web:build --factory`
said what is served, where a file called main.py is only likely to hold it.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

from apiproof.discovery.leads import Lead, base, lead_to, shown
from apiproof.discovery.scan.candidates import file_candidates
from apiproof.discovery.scan.locating import Location, locate_file, search_folders
from apiproof.discovery.scan.named_apps import module_file
from apiproof.discovery.spec import Attribute, parse_attribute
from apiproof.errors import Error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from apiproof.config import Config

_FILES = (
    "Procfile",
    "Dockerfile",
    "Dockerfile.*",
    "*.Dockerfile",
    "Containerfile",
    "docker/*Dockerfile*",
    "deploy/*Dockerfile*",
    ".docker/*Dockerfile*",
    "docker-compose*.y*ml",
    "compose*.y*ml",
    "fly.toml",
    "render.y*ml",
    "heroku.yml",
    "app.y*ml",
    "supervisord.conf",
    "*.sh",
    "docker/*.sh",
    "bin/*",
    "scripts/*",
    "Makefile",
    "justfile",
    "Taskfile.y*ml",
    "package.json",
    "pyproject.toml",
)
"""Where commands stand, those that run the app in production first."""

_SIZE = 100_000
_SERVERS = frozenset(
    {"daphne", "granian", "gunicorn", "hypercorn", "uvicorn", "uwsgi", "waitress-serve"}
)
_SPEC = re.compile(r"([A-Za-z_][\w.]*):([A-Za-z_][\w.]*(\(.*\))?)", re.DOTALL)
_MODULE = re.compile(r"[A-Za-z_][\w.]*")
_FLASK_APP = re.compile(r"""\bFLASK_APP\s*[=: ]\s*["']?([\w./:()'-]+)""")
_RUN = re.compile(r"""\buvicorn\.run\(\s*(?:app\s*=\s*)?["']([\w.]+:[\w.]+)["']""")
_END = frozenset({"&&", "||", ";", "|", "&"})


class _Command(NamedTuple):
    """What a command says of the app: a module with an attribute, or a file."""

    module: str
    attribute: str = ""
    folder: str = ""


def command_lead(config: Config, folders: Iterable[Path] = ()) -> Lead | None:
    """Find the app that the project's commands start.

    Args:
        config: The settings.
        folders: Further folders to look at, before the project's own.

    Returns:
        Where it is; None where no command names a file of the project. A file that names
        several apps tells nothing.
    """
    for folder in dict.fromkeys([*folders, base(config), config.root]):
        for file in _files(folder):
            found = {lead.location.path: lead for lead in _leads(file, folder, config)}
            if len(found) == 1:
                return next(iter(found.values()))
    return None


def _files(folder: Path) -> Iterator[Path]:
    for pattern in _FILES:
        yield from sorted(path for path in folder.glob(pattern) if path.is_file())
    yield from sorted(folder.glob("*.py"))


def _leads(file: Path, folder: Path, config: Config) -> Iterator[Lead]:
    text = _text(file)
    by = f"the command in {shown(file, config)}"
    if file.suffix == ".py":
        commands = [_Command(*name.split(":")) for name in _RUN.findall(text)]
    else:
        commands = [*_in_lines(text), *(_Command(*_split(name)) for name in _flask_apps(text))]
    for command in commands:
        lead = _lead(command, folder, config, by)
        if lead is not None:
            yield lead


def _text(file: Path) -> str:
    try:
        with file.open("rb") as source:
            text = source.read(_SIZE).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    text = re.sub(r"\\\r?\n", " ", text)
    is_list = file.suffix in {".yml", ".yaml"}
    return re.sub(r"\n\s*-\s+", " ", text) if is_list else text


def _flask_apps(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.lstrip().startswith("#"):
            yield from _FLASK_APP.findall(line)


def _in_lines(text: str) -> Iterator[_Command]:
    for line in text.splitlines():
        words = _words(line)
        for index, word in enumerate(words):
            yield from _read(word.rpartition("/")[2], _until_end(words[index + 1 :]))


def _words(line: str) -> list[str]:
    """A line as a shell would split it; of a JSON or TOML list, its members."""
    if line.lstrip().startswith("#"):
        return []
    if re.search(r"""\[\s*["']""", line):
        line = re.sub(r"""(?<=["'])\s*,|[\[\]]""", " ", line)
    for text in (line, re.sub(r"""["',]""", " ", line)):
        try:
            return [part for word in shlex.split(text) for part in _again(word)]
        except ValueError:
            continue  # a quote that another line closes
    return []


def _again(word: str) -> list[str]:
    """A word that is a whole command, as in `sh -c "uvicorn ..."`."""
    return word.split() if " " in word and not _SPEC.fullmatch(word) else [word.rstrip(",;")]


def _until_end(words: list[str]) -> list[str]:
    end = next((index for index, word in enumerate(words) if word in _END), len(words))
    return words[:end]


def _read(program: str, words: list[str]) -> Iterator[_Command]:
    if program in _SERVERS:
        yield from _server(words)
    elif program == "fastapi" and words[:1] in (["run"], ["dev"]):
        paths = [word for word in words[1:] if word.endswith(".py") or "/" in word]
        entrypoint = _option(words, "--entrypoint", "-e")
        yield from (_Command(path, _option(words, "--app")) for path in paths[:1])
        yield from [_Command(*_split(entrypoint))] if entrypoint else []
    elif program == "flask":
        name = _option(words, "--app", "-A")
        yield from [_Command(*_split(name))] if name else []
    elif program in {"python", "python3"}:
        yield from (_Command(word) for word in words[:1] if word.endswith(".py"))


def _server(words: list[str]) -> Iterator[_Command]:
    folder = _option(words, "--app-dir", "--chdir", "--pythonpath")
    named = next((match for word in words if (match := _SPEC.fullmatch(word))), None)
    if named is not None:
        yield _Command(named[1], named[2], folder)
        return
    yield from (_Command(word, "", folder) for word in words if _MODULE.fullmatch(word))


def _option(words: list[str], *names: str) -> str:
    for index, word in enumerate(words):
        name, _, value = word.partition("=")
        if name in names:
            return value or next(iter(words[index + 1 :]), "")
    return ""


def _split(name: str) -> tuple[str, str]:
    module, _, attribute = name.partition(":")
    return module, attribute


def _lead(command: _Command, folder: Path, config: Config, by: str) -> Lead | None:
    """Where a command leads, if that is a file of the project."""
    try:
        attribute = parse_attribute(command.attribute, by) if command.attribute else None
    except Error:
        return None
    if command.module.endswith(".py") or "/" in command.module:
        return _script(command, folder, config, attribute, by)
    for root in _roots(command, folder, config):
        path = module_file(root, command.module)
        if path is not None:
            return Lead(Location(command.module, root, path), attribute, by)
    return None


def _roots(command: _Command, folder: Path, config: Config) -> list[Path]:
    given = [folder / command.folder] if command.folder else []
    return [*given, folder, folder / "src", *search_folders(config)]


def _script(
    command: _Command, folder: Path, config: Config, attribute: Attribute | None, by: str
) -> Lead | None:
    path = (folder / command.module).resolve()
    if not path.is_file() or not path.is_relative_to(config.root):
        return None
    if attribute is not None:
        return Lead(locate_file(path, config), attribute, by)
    candidates = file_candidates(path, config)
    return lead_to(candidates[0], by) if candidates else None
