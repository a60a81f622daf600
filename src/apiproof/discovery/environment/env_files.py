"""What files such as `.env`, `.env.example` and `.flaskenv` say, and who wins over them."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from apiproof.discovery.environment.harmless import words_of
from apiproof.gate.hooks import on_import

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import ModuleType

    from apiproof.config import Config

FLASKENV = ".flaskenv"

_FILE = re.compile(r"(\w*\.env(\.[\w.-]+)?|env\.[\w.-]+)")
_FOR_TESTS = re.compile(r"(?<![a-z])(test|tests|testing|ci)(?![a-z])")
_EXAMPLE = re.compile(r"(?<![a-z])(example|sample|template|dist|tpl|default|defaults)(?![a-z])")
_LINE = re.compile(
    r"""^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=[^\S\n]*(?:"([^"\n]*)"|'([^'\n]*)'|([^#\n]*))""",
    re.MULTILINE,
)
_PLAIN = re.compile(r"[A-Za-z0-9_+-]{1,64}|\d+(\.\d+)*")
_PLACEHOLDER = re.compile(r"change|your|xxx|todo|replace|secret|password", re.IGNORECASE)
_ELSEWHERE = frozenset({"DOMAIN", "EMAIL", "ENDPOINT", "HOST", "HOSTNAME", "MAIL", "SERVER", "URL"})
_SERVER_URL = re.compile(r"(cockroachdb|mariadb|mssql|mysql|oracle|postgres|postgresql)(\+\w+)?://")


class Written(NamedTuple):
    """A variable in a file.

    Attributes:
        name: Its name.
        value: Its value.
        path: The file.
        line: The line in it.
    """

    name: str
    value: str
    path: Path
    line: int

    def at(self, config: Config) -> str:
        """Name the place for people.

        Args:
            config: The settings; the place is told from their root.
        """
        return f"{os.path.relpath(self.path, config.root)}:{self.line}"


def read(path: Path) -> list[Written]:
    """Read a file of variables, as far as one line says one.

    Args:
        path: The file.

    Returns:
        The variables in their order; none where it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    return [
        Written(
            match[1],
            next((part.strip() for part in match.groups()[1:] if part), ""),
            path,
            text.count("\n", 0, match.start(1)) + 1,
        )
        for match in _LINE.finditer(text)
    ]


def written(config: Config) -> dict[str, Written]:
    """Find the variables that the project's files have: `.env` first, then its examples.

    Args:
        config: The settings.

    Returns:
        Where each stands first.
    """
    found: dict[str, Written] = {}
    for path in sorted(_files(config), key=lambda path: (path.name != ".env", path.name)):
        for each in read(path):
            found.setdefault(each.name, each)
    return found


def examples(config: Config) -> dict[str, str]:
    """Take what a project wrote down as values for tests, or as an example.

    Only plain words and numbers, such as `LOG_FORMAT=json`: what leads elsewhere, and what is there
    to be replaced, is left out. `.env` itself is a developer's own, and never read for a value.

    Args:
        config: The settings.

    Returns:
        The values, those for tests before examples.
    """
    tests = [path for path in _files(config) if _FOR_TESTS.search(path.name)]
    others = [path for path in _files(config) if _EXAMPLE.search(path.name)]
    return {
        each.name: each.value
        for path in reversed([*tests, *others])
        for each in read(path)
        if _is_plain(each)
    }


def servers(config: Config) -> list[Written]:
    """Find the servers of databases that a `.env` leads the app to.

    Args:
        config: The settings.

    Returns:
        The variables of `.env` with such a URL, where neither settings nor shell say otherwise.
    """
    return [
        each
        for folder in _folders(config)
        for each in read(folder / ".env")
        if _SERVER_URL.match(each.value) and os.environ.get(each.name) in {None, each.value}
    ]


def named_servers(config: Config) -> list[str]:
    """Say which servers a `.env` leads the app to, and how to choose otherwise.

    Args:
        config: The settings.

    Returns:
        A sentence for each.
    """
    return [
        f"{each.name} comes from {each.at(config)}, which names that server: set "
        f'env = {{{each.name} = "sqlite:///test.db"}} in [tool.apiproof], which wins over the file'
        for each in servers(config)
    ]


def hold(names: Mapping[str, str]) -> None:
    """Let variables keep their values where python-dotenv would replace them.

    `load_dotenv(override=True)` and `dotenv_values()` make of `.env` what wins over everything.
    Starlette's Config, decouple and pydantic-settings ask the environment first by themselves.

    Args:
        names: What the setting `env` has.
    """
    if names and not _hooked:
        _hooked.append("dotenv.main")
        on_import(_hooked[0], _hold_in)
    _held.clear()
    _held.update(names)


def apply_flaskenv(config: Config) -> tuple[str, ...]:
    """Set what `.flaskenv` has, as `flask run` would, over nothing that is set.

    Args:
        config: The settings.

    Returns:
        The names that were set. `FLASK_APP` is not: it names the app, and is read for that.
    """
    try:
        from dotenv import dotenv_values
    except ImportError:
        return ()  # without python-dotenv, Flask reads no file either
    file = next((each / FLASKENV for each in _folders(config) if (each / FLASKENV).is_file()), None)
    values = dotenv_values(file, encoding="utf-8") if file else {}
    new = {
        name: value
        for name, value in values.items()
        if value is not None and name not in os.environ and name != "FLASK_APP"
    }
    os.environ.update(new)
    return tuple(new)


def _folders(config: Config) -> list[Path]:
    source = [config.source.parent] if config.source else []
    folders = [*([config.app_dir] if config.app_dir else []), config.root, *source]
    return list(dict.fromkeys(folders))


def _files(config: Config) -> Iterator[Path]:
    for folder in _folders(config):
        try:
            names = sorted(os.listdir(folder))  # noqa: PTH208 - names alone, of a large folder
        except OSError:
            continue
        yield from (folder / name for name in names if _FILE.fullmatch(name))


def _is_plain(each: Written) -> bool:
    leads_elsewhere = _ELSEWHERE.intersection(words_of(each.name))
    placeholder = _PLACEHOLDER.search(each.value)
    return bool(_PLAIN.fullmatch(each.value)) and not leads_elsewhere and not placeholder


def _hold_in(module: ModuleType) -> None:
    kind: Any = module.DotEnv  # both functions ask its `dict`
    original: Callable[[Any], Mapping[str, str | None]] = kind.dict

    def values(self: Any) -> dict[str, str | None]:
        return {
            name: os.environ.get(name, value) if name in _held else value
            for name, value in original(self).items()
        }

    kind.dict = values


_held: dict[str, str] = {}
_hooked: list[str] = []
