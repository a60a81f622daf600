"""Undoes an import that failed, so that the next try finds what the first one found."""

from __future__ import annotations

import contextlib
import gc
import sys
import weakref
from typing import TYPE_CHECKING, Any

from apiproof.gate.hooks import on_import

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType


class Undo:
    """What the project left behind in an import that failed.

    Its modules go. What they entered in a library's registry would stay, and be refused when it is
    entered a second time: tables in a MetaData that is not the project's (SQLModel's), mapped
    classes, collectors of Prometheus.

    Args:
        is_mine: Tells a module of the project, by its name and file, from one of a library.
    """

    def __init__(self, is_mine: Callable[[str, str | None], bool]) -> None:
        self._is_mine = is_mine
        self._before = set(sys.modules)
        self.tables: list[tuple[weakref.ref[Any], weakref.ref[Any]]] = []
        self.mappers: weakref.WeakSet[Any] = weakref.WeakSet()
        self.collectors: list[tuple[weakref.ref[Any], weakref.ref[Any]]] = []

    def forget(self) -> None:
        """Remove the project's modules that were imported since, and what they had entered."""
        mine = self._modules()
        for name in mine:
            del sys.modules[name]
        for metadata, table in _alive(self.tables):
            metadata.remove(table)
        for registry in {mapper.registry for mapper in self.mappers}:
            _dispose(registry, mine)
        for registry, collector in _alive(self.collectors):
            with contextlib.suppress(KeyError):
                registry.unregister(collector)
        self.tables.clear()
        self.mappers.clear()
        self.collectors.clear()
        gc.collect()  # engines and pools that nobody holds any more

    def _modules(self) -> set[str]:
        new = {name: sys.modules[name] for name in set(sys.modules) - self._before}
        return {name for name, module in new.items() if self._is_mine(name, _place(module))}


@contextlib.contextmanager
def watching(undo: Undo) -> Iterator[None]:
    """Note what is entered in the registries of libraries, for the time of an import.

    Args:
        undo: Who has to take it out again.

    Yields:
        Nothing.
    """
    for module, watch in _WATCHES.items():
        if module not in _hooked:
            _hooked.append(module)
            on_import(module, watch)
    _active.append(undo)
    try:
        yield
    finally:
        _active.remove(undo)


_active: list[Undo] = []
_hooked: list[str] = []


def _watch_tables(sqlalchemy: ModuleType) -> None:
    def note(table: Any, metadata: Any) -> None:
        for undo in _active:
            undo.tables.append((weakref.ref(metadata), weakref.ref(table)))

    sqlalchemy.event.listen(sqlalchemy.Table, "after_parent_attach", note)


def _watch_classes(orm: ModuleType) -> None:
    def note(mapper: Any, _: Any) -> None:
        for undo in _active:
            undo.mappers.add(mapper)

    sys.modules["sqlalchemy"].event.listen(orm.Mapper, "instrument_class", note)


def _watch_collectors(prometheus: ModuleType) -> None:
    kind: Any = prometheus.CollectorRegistry
    original = kind.register

    def register(self: Any, collector: Any) -> None:
        original(self, collector)
        for undo in _active:
            with contextlib.suppress(TypeError):  # a collector that cannot be referred to weakly
                undo.collectors.append((weakref.ref(self), weakref.ref(collector)))

    kind.register = register


_WATCHES: dict[str, Callable[[ModuleType], None]] = {
    "prometheus_client.registry": _watch_collectors,
    "sqlalchemy": _watch_tables,
    "sqlalchemy.orm": _watch_classes,
}


def _alive(
    pairs: list[tuple[weakref.ref[Any], weakref.ref[Any]]],
) -> Iterator[tuple[Any, Any]]:
    for first, second in pairs:
        holder, held = first(), second()
        if holder is not None and held is not None:
            yield holder, held


def _dispose(registry: Any, modules: set[str]) -> None:
    """Dispose of a registry's classes where all of them are gone; others' stay mapped."""
    classes = [mapper.class_ for mapper in registry.mappers]
    if classes and all(each.__module__ in modules for each in classes):
        with contextlib.suppress(Exception):  # linked with a registry that stays
            registry.dispose()


def _place(module: ModuleType) -> str | None:
    """The file of a module, or the folder of a package without one."""
    attributes = getattr(module, "__dict__", {})
    file = attributes.get("__file__")
    if isinstance(file, str):
        return file
    with contextlib.suppress(Exception):
        return str(next(iter(attributes.get("__path__", ()))))
    return None
