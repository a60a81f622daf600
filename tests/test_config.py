"""The settings are read from the nearest pyproject.toml, and every mistake teaches."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from apiproof import config as config_module
from apiproof.config import Config, find_pyproject, isolation_names, load
from apiproof.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def isolations(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the package of the isolations, whatever it holds today."""
    folder = tmp_path_factory.mktemp("isolation")
    for name in ("__init__", "isolation", "_helper", "none", "recreate", "restore"):
        (folder / f"{name}.py").write_text("raise AssertionError('imported')", encoding="utf-8")
    monkeypatch.setattr(config_module, "ISOLATIONS", folder)
    return folder


def settings(folder: Path, text: str) -> Path:
    """Write a pyproject.toml with a `[tool.apiproof]` table."""
    path = folder / "pyproject.toml"
    path.write_text(f"[tool.apiproof]\n{text}\n", encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> ConfigError:
    """Load settings that are refused."""
    settings(folder, text)
    with pytest.raises(ConfigError) as caught:
        load(folder)
    assert not caught.value.message.endswith(".")
    return caught.value


def test_without_settings_there_are_the_defaults(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert load(tmp_path) == Config(root=tmp_path)


def test_another_tool_s_settings_declare_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100", encoding="utf-8")
    loaded = load(tmp_path)
    assert not loaded.declared
    assert loaded.source is None


def test_all_settings_are_read(tmp_path: Path) -> None:
    (tmp_path / "backend").mkdir()
    source = settings(
        tmp_path,
        """
        app = "shop.main:app"
        app-dir = "backend"
        env = {SECRET_KEY = "x"}
        isolation = "none"
        schema = "shop.db:make"
        database = "own"
        """,
    )
    assert load(tmp_path) == Config(
        root=tmp_path,
        app="shop.main:app",
        app_dir=tmp_path / "backend",
        env={"SECRET_KEY": "x"},
        isolation="none",
        schema="shop.db:make",
        database="own",
        declared=True,
        source=source,
    )


def test_an_empty_table_declares_the_project(tmp_path: Path) -> None:
    settings(tmp_path, "")
    assert load(tmp_path).declared


def test_settings_above_the_root_are_found(tmp_path: Path) -> None:
    source = settings(tmp_path, 'app-dir = "service"')
    root = tmp_path / "service"
    root.mkdir()
    loaded = load(root)
    assert (loaded.root, loaded.source, loaded.app_dir) == (root, source, root)


def test_the_nearest_settings_win(tmp_path: Path) -> None:
    settings(tmp_path, 'isolation = "none"')
    (tmp_path / "service").mkdir()
    settings(tmp_path / "service", 'isolation = "recreate"')
    assert load(tmp_path / "service").isolation == "recreate"


def test_settings_above_the_repository_are_not_the_project_s(tmp_path: Path) -> None:
    settings(tmp_path, 'isolation = "none"')
    root = tmp_path / "repository" / "service"
    root.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    assert find_pyproject(root) is None
    assert load(root).source is None


def test_the_entrypoint_of_fastapi_is_read(tmp_path: Path) -> None:
    text = '[tool.fastapi]\nentrypoint = "shop:app"'
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.entrypoint == "shop:app"
    assert not loaded.declared


def test_an_option_wins_over_the_setting(tmp_path: Path) -> None:
    (tmp_path / "backend").mkdir()
    settings(tmp_path, 'app = "shop:app"')
    loaded = load(tmp_path, app="admin:app", app_dir="backend")
    assert loaded.app == "admin:app"
    assert loaded.app_source == "--apiproof-app"
    assert loaded.app_dir == tmp_path / "backend"
    assert loaded.declared


def test_an_option_is_checked_like_a_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"app/main\.py") as caught:
        load(tmp_path, app="app/main.py:app")
    assert caught.value.place == "--apiproof-app"
    assert "'app.main:app'" in caught.value.hint


@pytest.mark.parametrize(
    "app", ["shop", "shop.main", "shop:app", "a.b:c.d", "shop:create_app()", "shop:make('x', n=1)"]
)
def test_an_app_is_a_module_and_perhaps_an_attribute(tmp_path: Path, app: str) -> None:
    settings(tmp_path, f'app = "{app}"')
    assert load(tmp_path).app == app


@pytest.mark.parametrize("app", ["", ":app", "shop:", "shop main", "shop/main.py", "shop:app:x"])
def test_other_apps_are_refused(tmp_path: Path, app: str) -> None:
    error = refused(tmp_path, f'app = "{app}"')
    assert f'app = "{app}"' in error.message
    assert '"package.module:attribute"' in error.hint
    assert error.place == str(tmp_path / "pyproject.toml")


def test_an_unknown_key_gets_a_guess_and_the_known_keys(tmp_path: Path) -> None:
    error = refused(tmp_path, 'isolaton = "none"')
    assert error.message == "unknown setting 'isolaton' in [tool.apiproof]"
    assert error.hint.startswith("did you mean 'isolation'?")
    assert "app, app-dir, database, env, isolation, schema" in error.hint
    assert error.place == str(tmp_path / "pyproject.toml")


def test_an_unknown_key_like_none_gets_no_guess(tmp_path: Path) -> None:
    assert "did you mean" not in refused(tmp_path, "zzz = 1").hint


@pytest.mark.parametrize(
    "text",
    [
        'contract = "fail"',
        'sensitive = ["iban"]',
        "fast-hashing = true",
        "block-network = true",
        '[tool.apiproof.auth]\nlogin = "x"',
        '[tool.apiproof.check]\nselect = ["AP1"]',
    ],
)
def test_a_later_version_s_key_is_refused_as_such(tmp_path: Path, text: str) -> None:
    error = refused(tmp_path, text)
    assert "does not have it yet" in error.message
    assert "app-dir" in error.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("app = 1", "app = 1 is an integer, not a string"),
        ("app-dir = true", "app-dir = True is a boolean, not a string"),
        ("env = 'A=1'", "env = 'A=1' is a string, not a table of strings"),
        ("env = {PORT = 8000}", "env.PORT = 8000 is an integer, not a string"),
        ("isolation = []", "isolation = [] is an array, not a string"),
        ("schema = {}", "schema = {} is a table, not a string"),
        ("database = 1.5", "database = 1.5 is a float, not a string"),
        ("database = 2026-01-01", "is a date, not a string"),
    ],
)
def test_a_wrong_type_is_named(tmp_path: Path, text: str, message: str) -> None:
    assert message in refused(tmp_path, text).message


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\napiproof = true", encoding="utf-8")
    with pytest.raises(ConfigError, match="is a boolean, not a table"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ('isolation = "restor"', "did you mean 'restore'? isolation takes none, recreate, restore"),
        ('schema = "alembik"', "did you mean 'alembic'?"),
        ('schema = "magic"', 'auto, create_all, alembic, or "module:callable"'),
        ('database = "mine"', "auto, own"),
        ('app-dir = "nowhere"', "a folder that exists"),
    ],
)
def test_a_wrong_value_says_what_is_accepted(tmp_path: Path, text: str, accepted: str) -> None:
    error = refused(tmp_path, text)
    assert text in error.message
    assert accepted in error.hint


def test_the_isolations_are_the_modules_of_their_package() -> None:
    assert isolation_names() == ["none", "recreate", "restore"]


def test_a_planned_isolation_is_refused_as_such(tmp_path: Path) -> None:
    error = refused(tmp_path, 'isolation = "rollback"')
    assert "does not have it yet" in error.message
    assert "restore" in error.hint


def test_a_planned_isolation_is_accepted_once_it_is_there(tmp_path: Path, isolations: Path) -> None:
    (isolations / "rollback.py").touch()
    settings(tmp_path, 'isolation = "rollback"')
    assert load(tmp_path).isolation == "rollback"


@pytest.mark.parametrize("database", ["embedded", "postgresql://user:secret@db/shop"])
def test_a_database_of_a_later_version_is_refused(tmp_path: Path, database: str) -> None:
    error = refused(tmp_path, f'database = "{database}"')
    assert "not in this version" in error.message
    assert '"auto"' in error.hint
    assert "secret" not in str(error)


def test_toml_that_is_none_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, "app = shop")
    assert "line 2" in error.message
    assert error.place == str(tmp_path / "pyproject.toml")


def test_the_import_is_cheap() -> None:
    code = (
        "import sys; before = set(sys.modules); import apiproof.config; "
        "print({'tomllib', 'difflib', 'pkgutil', 'fastapi', 'flask'} & (set(sys.modules) - before))"
    )
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_isolations_are_those_that_exist():
    import apiproof.isolation
    from apiproof._registry import members
    from apiproof.isolation.isolation import Isolation

    found = members(apiproof.isolation, Isolation)
    assert isolation_names() == sorted(member.name for member in found)
