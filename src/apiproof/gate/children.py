"""Hands the gate down to Python processes that a test starts."""

from __future__ import annotations

import functools
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLE = "APIPROOF_GATE"
_CHILD = str(Path(__file__).with_name("child"))

_ENV = 10
"""The place of `env` in a call of `subprocess.Popen`."""


def hand_down(folder: Path, *, redirect: bool) -> None:
    """Set the environment from which a child process learns of the gate.

    Args:
        folder: Where private databases are made.
        redirect: Whether files are redirected.
    """
    _handed[:] = [f"{os.getpid()}:{int(redirect)}:{folder}"]
    os.environ.update(_with_gate(os.environ))


def inherited() -> tuple[str, bool, int] | None:
    """What a parent handed down, which this process hands down in turn.

    Returns:
        The folder, whether files are redirected, and the parent's process id; or None.
    """
    value = os.environ.get(_VARIABLE, "")
    owner, _, rest = value.partition(":")
    redirect, _, folder = rest.partition(":")
    if not owner.isdigit() or not folder:
        return None
    _handed[:] = [value]
    return folder, redirect == "1", int(owner)


def take_back() -> None:
    """Clean the environment at the end of a run."""
    _handed.clear()
    os.environ.pop(_VARIABLE, None)
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    rest = os.pathsep.join(entry for entry in entries if entry != _CHILD)
    if rest:
        os.environ["PYTHONPATH"] = rest
    else:
        os.environ.pop("PYTHONPATH", None)


def reach() -> None:
    """Hand the gate down by `subprocess` too where the child gets an environment of its own."""
    original = subprocess.Popen.__init__

    @functools.wraps(original)
    def start(self: subprocess.Popen[Any], *args: Any, **kwargs: Any) -> None:
        if _handed and len(args) > _ENV:
            args = (*args[:_ENV], _complete(args[_ENV]), *args[_ENV + 1 :])
        elif _handed:
            kwargs["env"] = _complete(kwargs.get("env"))
        original(self, *args, **kwargs)

    subprocess.Popen.__init__ = start  # type: ignore[method-assign]  # the one place that every child passes


def _complete(env: Mapping[Any, Any] | None) -> Mapping[Any, Any] | None:
    try:
        text = {os.fsdecode(key): os.fsdecode(value) for key, value in (env or {}).items()}
    except TypeError:
        return env  # the error is the caller's
    given = os.environ if env is None else text
    complete = _with_gate(given)
    return env if complete == given else complete


def _with_gate(env: Mapping[str, str]) -> dict[str, str]:
    path = env.get("PYTHONPATH", "").split(os.pathsep)
    if _CHILD not in path:
        path.insert(0, _CHILD)
    return {**env, _VARIABLE: _handed[0], "PYTHONPATH": os.pathsep.join(filter(None, path))}


_handed: list[str] = []
"""What is handed down now, if anything."""
