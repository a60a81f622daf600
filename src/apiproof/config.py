"""The settings: `[tool.apiproof]` of pyproject.toml as a frozen Config."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apiproof.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Config:
    """What the user set, checked.

    Attributes:
        root: The folder that relative paths and discovery start from.
        app: `"package.module:attribute"`, or None to look for it.
        app_dir: The folder that is put on the import path, or None for the usual ones.
        env: Environment variables that are set before the app is imported.
        isolation: The name of an isolation.
        schema: `"auto"`, `"create_all"`, `"alembic"` or `"module:callable"`.
        database: `"auto"`, or `"own"` where the user's conftest makes the database.
        declared: Whether the project has a `[tool.apiproof]` table or names the app otherwise.
        source: The file that the settings came from, or None.
        app_source: Where `app` was set, for people.
        entrypoint: FastAPI's own setting, `[tool.fastapi] entrypoint`, or None.
    """

    root: Path
    app: str | None = None
    app_dir: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    isolation: str = "restore"
    schema: str = "auto"
    database: str = "auto"
    declared: bool = False
    source: Path | None = None
    app_source: str = "[tool.apiproof] app"
    entrypoint: str | None = None


OPTION = "--apiproof-app"
"""The option of pytest that names the app."""

ISOLATIONS = Path(__file__).parent / "isolation"
"""The package whose modules are the isolations, one each."""

_DATABASES = ("auto", "own")
_LATER_KEYS = ("auth", "block-network", "check", "contract", "fast-hashing", "sensitive")
_LATER_ISOLATIONS = ("rollback",)
_SCHEMAS = ("auto", "create_all", "alembic")
_TYPE_NAMES = {str: "a string", bool: "a boolean", int: "an integer", float: "a float"}

_MODULE = r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*"
_APP = re.compile(rf"{_MODULE}(:{_MODULE}\s*(\(.*\))?)?", re.DOTALL)
_CALLABLE = re.compile(rf"{_MODULE}:{_MODULE}")


def load(
    root: Path,
    *,
    app: str | None = None,
    app_dir: str | Path | None = None,
    named_by: str = OPTION,
) -> Config:
    """Read the settings of the project that a folder belongs to.

    They stand in the nearest pyproject.toml: the folder's own, or else one above it, up to the
    root of the git repository.

    Args:
        root: The project's folder, such as pytest's rootpath.
        app: Wins over the setting `app`; what `--apiproof-app` or a command gave.
        app_dir: Wins over the setting `app-dir`; relative to `root`.
        named_by: What gave `app`, for people.

    Returns:
        The checked settings, the defaults where there are none.

    Raises:
        ConfigError: pyproject.toml is not TOML, or a key or value of the table is not accepted.
    """
    root = root.resolve()
    source = find_pyproject(root)
    tool = _tool_table(source) if source else {}
    values = _checked(tool["apiproof"], source) if source and "apiproof" in tool else {}
    if app is not None:
        values |= {"app": _app("app", app, named_by), "app_source": named_by}
    if app_dir is not None:
        values["app_dir"] = _folder("app-dir", str(app_dir), "--app-dir", root)
    return Config(
        root=root,
        declared="apiproof" in tool or app is not None,
        source=source if "apiproof" in tool else None,
        entrypoint=_entrypoint(tool),
        **values,
    )


def find_pyproject(root: Path) -> Path | None:
    """Find the nearest pyproject.toml.

    Args:
        root: The folder to begin with.

    Returns:
        The file, in `root` or above it, not above the root of a git repository.
    """
    for folder in (root, *root.parents):
        if (folder / "pyproject.toml").is_file():
            return folder / "pyproject.toml"
        if (folder / ".git").exists():
            return None
    return None


def isolation_names() -> list[str]:
    """List the isolations of this version, without an import of them.

    Returns:
        The names that the setting `isolation` accepts, sorted.
    """
    import pkgutil

    names = (info.name for info in pkgutil.iter_modules([str(ISOLATIONS)]))
    return sorted(name for name in names if name != "isolation" and not name.startswith("_"))


def _tool_table(source: Path) -> dict[str, Any]:
    import tomllib

    try:
        tool = tomllib.loads(source.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"pyproject.toml is not valid TOML: {error}",
            hint="correct the line that the message names",
            place=str(source),
        ) from error
    return tool if isinstance(tool, dict) else {}


def _entrypoint(tool: Mapping[str, Any]) -> str | None:
    table = tool.get("fastapi")
    value = table.get("entrypoint") if isinstance(table, dict) else None
    return value if isinstance(value, str) else None


def _checked(table: object, source: Path) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise ConfigError(
            f"tool.apiproof is {_type_name(table)}, not a table",
            hint="write [tool.apiproof] on a line of its own, the settings below it",
            place=str(source),
        )
    for key in table:
        _refuse_unknown(key, str(source))
    return {
        key.replace("-", "_"): _READERS[key](key, value, str(source), source.parent)
        for key, value in table.items()
    }


def _refuse_unknown(key: str, place: str) -> None:
    if key in _READERS:
        return
    known = f"the keys of this version are {_listed(_READERS)}"
    if key in _LATER_KEYS:
        raise ConfigError(
            f"the setting {key!r} is planned, and this version of apiproof does not have it yet",
            hint=f"remove it; {known}",
            place=place,
        )
    guess = _closest(key, _READERS)
    raise ConfigError(
        f"unknown setting {key!r} in [tool.apiproof]",
        hint=f"did you mean {guess!r}? {known}" if guess else f"remove it; {known}",
        place=place,
    )


def _app(key: str, value: object, place: str, _folder: Path | None = None) -> str:
    text = _string(key, value, place)
    if _APP.fullmatch(text):
        return text
    path, _, attribute = text.partition(":")
    module = path.removesuffix(".py").strip("./").replace("/", ".")
    guess = f"{module}:{attribute}" if attribute else module
    raise _refused(
        key,
        text,
        '"package.module:attribute", or "package.module" to look for the attribute',
        place,
        hint=f"did you mean {guess!r}?" if guess != text and _APP.fullmatch(guess) else None,
    )


def _folder(key: str, value: object, place: str, base: Path) -> Path:
    text = _string(key, value, place)
    folder = (base / text).resolve()
    if not folder.is_dir():
        raise _refused(key, text, f"a folder that exists, relative to {base}", place)
    return folder


def _environment(key: str, value: object, place: str, _folder: Path) -> dict[str, str]:
    accepted = 'a table of strings, such as env = {SECRET_KEY = "test"}'
    if not isinstance(value, dict):
        raise _mistyped(key, value, accepted, place)
    for name, entry in value.items():
        if not isinstance(entry, str):
            raise _mistyped(
                f"{key}.{name}", entry, "a string", place, hint=f'write {name} = "{entry}"'
            )
    return dict(value)


def _isolation(key: str, value: object, place: str, _folder: Path) -> str:
    text, names = _string(key, value, place), isolation_names()
    if text in _LATER_ISOLATIONS and text not in names:
        raise ConfigError(
            f'isolation = "{text}" is planned, and this version of apiproof does not have it yet',
            hint=f'remove the line to use "restore", or choose one of {_listed(names)}',
            place=place,
        )
    return _choice(key, text, names, place)


def _schema(key: str, value: object, place: str, _folder: Path) -> str:
    text = _string(key, value, place)
    if _CALLABLE.fullmatch(text):
        return text
    return _choice(key, text, _SCHEMAS, place, also='"module:callable"')


def _database(key: str, value: object, place: str, _folder: Path) -> str:
    text = _string(key, value, place)
    if "://" in text or text == "embedded":
        scheme = text.partition("://")[0]
        raise ConfigError(
            f'database = "{scheme}{"://..." if scheme != text else ""}" is not in this version of '
            "apiproof: a server of its own choice comes with PostgreSQL, later",
            hint='use "auto" for a private SQLite database, or "own" where your conftest makes it',
            place=place,
        )
    return _choice(key, text, _DATABASES, place)


_READERS: dict[str, Callable[[str, object, str, Path], Any]] = {
    "app": _app,
    "app-dir": _folder,
    "database": _database,
    "env": _environment,
    "isolation": _isolation,
    "schema": _schema,
}

KEYS = tuple(_READERS)
"""The settings that this version knows."""


def _string(key: str, value: object, place: str) -> str:
    if not isinstance(value, str):
        raise _mistyped(key, value, "a string", place)
    return value


def _choice(key: str, value: str, names: Iterable[str], place: str, also: str = "") -> str:
    names = list(names)
    if value in names:
        return value
    guess = _closest(value, names)
    accepted = _listed(names) + (f", or {also}" if also else "")
    raise _refused(key, value, accepted, place, hint=f"did you mean {guess!r}?" if guess else None)


def _refused(
    key: str, value: str, accepted: str, place: str, *, hint: str | None = None
) -> ConfigError:
    return ConfigError(
        f'{key} = "{value}" is not accepted',
        hint=f"{hint} {key} takes {accepted}" if hint else f"{key} takes {accepted}",
        place=place,
    )


def _mistyped(
    key: str, value: object, accepted: str, place: str, *, hint: str | None = None
) -> ConfigError:
    return ConfigError(
        f"{key} = {value!r} is {_type_name(value)}, not {accepted.partition(',')[0]}",
        hint=hint or f"{key} takes {accepted}",
        place=place,
    )


def _type_name(value: object) -> str:
    kinds: dict[type, str] = {**_TYPE_NAMES, list: "an array", dict: "a table"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _closest(word: str, words: Iterable[str]) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(word, list(words), n=1)), None)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
