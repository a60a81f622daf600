"""Waits for the end of an import that is under way."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


def after_import(frame: FrameType, callback: Callable[[], None]) -> bool:
    """Call back once the outermost import that a frame is part of has ended.

    Args:
        frame: A frame of this thread.
        callback: What to call, without arguments.

    Returns:
        Whether there is such an import; if not, nothing will be called.
    """
    spec = _outermost(frame)
    if spec is None:
        return False
    if isinstance(spec, _Watched):
        spec.callbacks.append(callback)
        return True
    try:
        spec.__class__ = _Watched
    except TypeError:  # a spec of another make
        return False
    spec.callbacks = [callback]  # type: ignore[attr-defined]
    return True


class _Watched(ModuleSpec):
    """A module's spec that says when the import machinery is done with it."""

    callbacks: list[Callable[[], None]]

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        # importlib._bootstrap._load_unlocked sets it to False whether or not the import succeeded.
        if name == "_initializing" and not value:
            self.__class__ = ModuleSpec  # type: ignore[assignment]
            for callback in self.__dict__.pop("callbacks", ()):
                callback()


def _outermost(frame: FrameType | None) -> ModuleSpec | None:
    found = None
    while frame is not None:
        if frame.f_code.co_name == "<module>":
            module = sys.modules.get(str(frame.f_globals.get("__name__")))
            spec = getattr(module, "__spec__", None)
            if getattr(spec, "_initializing", False):
                found = spec
        frame = frame.f_back
    return found
