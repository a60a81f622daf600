"""Runs a callback when a module is imported, or at once if it has been."""

from __future__ import annotations

import importlib.abc
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    Callback = Callable[[ModuleType], None]


class _Loader(importlib.abc.Loader):
    """Delegates to a module's own loader, then calls back."""

    def __init__(self, loader: importlib.abc.Loader, callbacks: Sequence[Callback]) -> None:
        self._loader = loader
        self._callbacks = callbacks

    def __getattr__(self, name: str) -> object:
        return getattr(self.__dict__["_loader"], name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # The module must look as if this loader had never been there.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        for callback in self._callbacks:
            callback(module)


class _OldLoader:
    """The same for a loader of the old kind, which has `load_module` only."""

    def __init__(self, loader: Any, callbacks: Sequence[Callback]) -> None:
        self._loader = loader
        self._callbacks = callbacks

    def __getattr__(self, name: str) -> object:
        return getattr(self.__dict__["_loader"], name)

    def load_module(self, name: str) -> ModuleType:
        module: ModuleType = self._loader.load_module(name)
        for callback in self._callbacks:
            callback(module)
        return module


class _Finder(importlib.abc.MetaPathFinder):
    """Finds only what somebody waits for, through the finders that come after it."""

    def __init__(self) -> None:
        self.callbacks: dict[str, list[Callback]] = {}

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        callbacks = self.callbacks.get(fullname)
        if not callbacks:
            return None
        for finder in sys.meta_path:
            find_spec = getattr(finder, "find_spec", None)
            if finder is self or find_spec is None:
                continue
            spec: ModuleSpec | None = find_spec(fullname, path, target)
            if spec is not None:
                spec.loader = _wrapped(spec.loader, callbacks)
                return spec
        return None


def _wrapped(loader: Any, callbacks: Sequence[Callback]) -> Any:
    if hasattr(loader, "exec_module"):
        return _Loader(loader, callbacks)
    if hasattr(loader, "load_module"):
        return _OldLoader(loader, callbacks)
    return loader  # a namespace package runs nothing


_finder = _Finder()


def on_import(name: str, callback: Callback) -> None:
    """Call `callback(module)` once the module `name` has been executed.

    The callback runs before the importing code sees the module. A module that is imported already
    is passed on at once.

    Args:
        name: The module's full name.
        callback: What to do with the module.
    """
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    _finder.callbacks.setdefault(name, []).append(callback)
    module = sys.modules.get(name)
    if module is not None:
        callback(module)


def rebind(original: object, replacement: object) -> None:
    """Put one object in the place of another wherever a module that is imported already has it.

    Args:
        original: What `from module import name` may have been done of.
        replacement: What stands there from now on; apiproof's own modules keep the original.
    """
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "apiproof":
            continue
        for key, value in list(getattr(module, "__dict__", {}).items()):
            if value is original:
                setattr(module, key, replacement)


def forget() -> None:
    """Take the import hooks away; patches that they made stay."""
    _finder.callbacks.clear()
    if _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
