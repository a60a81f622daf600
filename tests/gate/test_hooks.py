"""The import hooks: the callback is run, and nobody else can tell."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.resources
import importlib.util
import inspect
import pickle
import pkgutil
import sys
import threading
import types
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from apiproof.gate import hooks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def finder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A finder of the test's own, whatever the process already has."""
    fresh = hooks._Finder()
    monkeypatch.setattr(hooks, "_finder", fresh)
    path, known = list(sys.meta_path), set(sys.modules)
    yield
    sys.meta_path[:] = path
    for name in set(sys.modules) - known:
        del sys.modules[name]


@pytest.fixture
def package(tmp_path: Path, finder: None, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "hooked_one"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Doc."""\nfrom hooked_one.core import name\n')
    (folder / "core.py").write_text("name = 'original'\ndef function():\n    return 1\n")
    (folder / "data.txt").write_text("data")
    monkeypatch.syspath_prepend(tmp_path)
    return "hooked_one"


def test_callback_runs_before_others_see_the_module(package: str) -> None:
    hooks.on_import("hooked_one.core", lambda module: setattr(module, "name", "patched"))
    assert importlib.import_module(package).name == "patched"


def test_imported_already(package: str) -> None:
    importlib.import_module(package)
    seen: list[types.ModuleType] = []
    hooks.on_import(package, seen.append)
    assert seen == [sys.modules[package]]


def test_several_callbacks_and_reload(package: str) -> None:
    seen: list[str] = []
    hooks.on_import("hooked_one.core", lambda _: seen.append("first"))
    hooks.on_import("hooked_one.core", lambda _: seen.append("second"))
    importlib.import_module(package)
    core = importlib.reload(sys.modules["hooked_one.core"])
    assert seen == ["first", "second"] * 2
    assert type(core.__loader__) is importlib.machinery.SourceFileLoader


def test_module_looks_untouched(package: str) -> None:
    hooks.on_import(package, lambda _: None)
    hooks.on_import("hooked_one.core", lambda _: None)
    module = importlib.import_module(package)
    core = sys.modules["hooked_one.core"]
    for each in module, core:
        assert type(each.__loader__) is importlib.machinery.SourceFileLoader
        assert each.__spec__ is not None
        assert each.__spec__.loader is each.__loader__
    assert "return 1" in inspect.getsource(core.function)
    assert importlib.resources.files(package).joinpath("data.txt").read_text() == "data"
    assert pkgutil.get_data(package, "data.txt") == b"data"
    assert [info.name for info in pkgutil.walk_packages(module.__path__)] == ["core"]
    assert pickle.loads(pickle.dumps(core.function)) is core.function


def test_spec_answers_as_the_loader_would(package: str) -> None:
    hooks.on_import(package, lambda _: None)
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.loader is not None
    assert spec.loader.is_package(package)  # type: ignore[attr-defined]
    assert "Doc." in spec.loader.get_source(package)  # type: ignore[attr-defined]
    assert isinstance(spec.submodule_search_locations, list)


def test_import_that_fails_can_be_tried_again(package: str, tmp_path: Path) -> None:
    seen: list[object] = []
    hooks.on_import("hooked_two", seen.append)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("hooked_two")
    file = tmp_path / "hooked_two.py"
    file.write_text("raise ValueError\n")
    importlib.invalidate_caches()
    with pytest.raises(ValueError, match=r"^$"):
        importlib.import_module("hooked_two")
    assert seen == []
    file.write_text("fine = True\n")
    importlib.import_module("hooked_two")
    assert len(seen) == 1


def test_namespace_package(package: str, tmp_path: Path) -> None:
    (tmp_path / "hooked_space").mkdir()
    hooks.on_import("hooked_space", lambda _: None)
    assert importlib.import_module("hooked_space").__file__ is None


def test_zip(finder: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr("hooked_zip/__init__.py", "")
        file.writestr("hooked_zip/data.txt", "data")
    monkeypatch.syspath_prepend(str(tmp_path / "x.zip"))
    seen: list[types.ModuleType] = []
    hooks.on_import("hooked_zip", seen.append)
    module = importlib.import_module("hooked_zip")
    assert seen == [module]
    assert importlib.resources.files(module).joinpath("data.txt").read_text() == "data"


@pytest.mark.filterwarnings("ignore::ImportWarning", "ignore::DeprecationWarning")
@pytest.mark.skipif(sys.version_info >= (3, 15), reason="load_module is gone")
def test_loader_of_the_old_kind(finder: None) -> None:
    class Loader:
        def load_module(self, name: str) -> types.ModuleType:
            module = sys.modules[name] = types.ModuleType(name)
            return module

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, fullname: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
            known = fullname == "hooked_old"
            return importlib.machinery.ModuleSpec(fullname, Loader()) if known else None  # type: ignore[arg-type]

    sys.meta_path.append(Finder())
    seen: list[types.ModuleType] = []
    hooks.on_import("hooked_old", seen.append)
    assert seen == [importlib.import_module("hooked_old")]


def test_threads(package: str) -> None:
    seen: list[object] = []
    hooks.on_import("hooked_one.core", seen.append)
    threads = [threading.Thread(target=importlib.import_module, args=(package,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 1


def test_rebind(finder: None) -> None:
    original, other = object(), object()
    user, own = types.ModuleType("hooked_user"), types.ModuleType("apiproof.hooked")
    user.kept = own.kept = original  # type: ignore[attr-defined]
    sys.modules.update({"hooked_user": user, "apiproof.hooked": own})
    sys.modules["hooked_none"] = None  # type: ignore[assignment]
    hooks.rebind(original, other)
    assert user.kept is other  # type: ignore[attr-defined]
    assert own.kept is original  # type: ignore[attr-defined]
