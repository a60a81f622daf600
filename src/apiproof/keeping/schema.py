"""Makes the tables of a private database, where the App's start-up did not."""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
from typing import TYPE_CHECKING, Any

from apiproof.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from apiproof.gate.engines import Engines
    from apiproof.model.app import App

    Run = Callable[[Callable[[], Awaitable[Any]]], Any]


def make(schema: str, app: App, engines: Engines, root: Path, run: Run) -> str:
    """Make the tables that are missing.

    Args:
        schema: The setting: `"auto"`, `"create_all"`, `"alembic"` or `"module:callable"`.
        app: The App, whose start-up has run.
        engines: The engines and what is declared on them.
        root: The project's folder, where Alembic is looked for.
        run: Runs a coroutine function to its end.

    Returns:
        Who made the tables, for people: `"create_all"`, or an empty string where none were missing.

    Raises:
        SchemaError: They can't be made.
    """
    try:
        if ":" in schema:
            _call(schema, app, run)
        elif schema == "alembic" or (schema == "auto" and _only_alembic(engines, root)):
            _upgrade(root)
            return "alembic upgrade head"
        elif not _create_missing(app, engines, explicit=schema == "create_all"):
            return ""
    except SchemaError:
        raise
    except Exception as error:
        raise SchemaError(
            "the tables of the private database could not be made: "
            f"{type(error).__name__}: {error}",
            hint='say how: schema = "create_all", "alembic" or "module:callable"',
            place=f'schema = "{schema}"',
        ) from error
    return "create_all" if ":" not in schema else schema


def _call(schema: str, app: App, run: Run) -> None:
    """Call the user's function: with the app where it wants one, in Flask's context for Flask."""
    module, _, name = schema.partition(":")
    function = getattr(importlib.import_module(module), name)
    if any(
        each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD
        for each in inspect.signature(function).parameters.values()
    ):
        function = functools.partial(function, app.target)
    flask = _flask_of(app)
    with contextlib.nullcontext() if flask is None else flask.app_context():
        if inspect.iscoroutinefunction(function):
            run(function)
        else:
            function()


def _flask_of(app: App) -> Any:
    """The Flask app that the App is, or wraps as connexion does."""
    for candidate in (app.target, getattr(app.target, "app", None)):
        if hasattr(candidate, "app_context"):
            return candidate
    return None


def _create_missing(app: App, engines: Engines, *, explicit: bool) -> bool:
    """Create declared tables that are missing: through Flask-SQLAlchemy, or on the one engine."""
    flask = _flask_of(app)
    extension: Any = getattr(flask, "extensions", {}).get("sqlalchemy")
    if flask is not None and hasattr(extension, "create_all"):
        with flask.app_context():
            missing = any(
                set(metadata.tables) - engines.table_names(extension.engines[key])
                for key, metadata in extension.metadatas.items()
                if key in extension.engines
            )
            if missing:
                extension.create_all()
        return missing
    metadatas = engines.metadatas
    candidates = [engine for engine in engines.engines if engine.dialect.name == "sqlite"]
    files = {id(engines.database_of(engine)): engine for engine in candidates}
    if not metadatas or not files:
        if explicit:
            raise SchemaError(
                "`create_all` has nothing to do: the app declares no tables, or makes no engine",
                hint='name a function that makes the tables: schema = "module:callable"',
            )
        return False
    if len(files) > 1:
        declared = {name for metadata in metadatas for name in metadata.tables}
        if any(declared & engines.table_names(engine) for engine in files.values()):
            return False
        raise SchemaError(
            "the app has several databases, and which table belongs where is not declared: "
            + ", ".join(str(engine.url) for engine in files.values()),
            hint='name a function that makes the tables: schema = "module:callable"',
        )
    (engine,) = files.values()
    incomplete = [
        metadata for metadata in metadatas if set(metadata.tables) - engines.table_names(engine)
    ]
    for metadata in incomplete:
        engines.on_database(engine, metadata.create_all)
    return bool(incomplete)


def _only_alembic(engines: Engines, root: Path) -> bool:
    return not engines.metadatas and (root / "alembic.ini").is_file()


def _upgrade(root: Path) -> None:
    try:
        from alembic import command
        from alembic.config import Config
    except ImportError as error:
        raise SchemaError(
            "the tables are to be made by Alembic, which is not installed",
            hint="pip install alembic",
        ) from error
    ini = root / "alembic.ini"
    if not ini.is_file():
        raise SchemaError(
            f"there is no alembic.ini in {root}",
            hint='put it there, or name a function: schema = "module:callable"',
        )
    command.upgrade(Config(str(ini)), "head")
