"""Hands the gate down to Python processes that a test starts."""

from __future__ import annotations

import os
from pathlib import Path

_VARIABLE = "APIPROOF_GATE"
_CHILD = str(Path(__file__).with_name("child"))


def hand_down(folder: Path, *, redirect: bool) -> None:
    """Set the environment from which a child process learns of the gate.

    Args:
        folder: Where private databases are made.
        redirect: Whether files are redirected.
    """
    os.environ[_VARIABLE] = f"{os.getpid()}:{int(redirect)}:{folder}"
    rest = os.environ.get("PYTHONPATH", "")
    if _CHILD not in rest.split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (_CHILD, rest)))


def inherited() -> tuple[str, bool, int] | None:
    """What a parent handed down.

    Returns:
        The folder, whether files are redirected, and the parent's process id; or None.
    """
    value = os.environ.get(_VARIABLE, "")
    owner, _, rest = value.partition(":")
    redirect, _, folder = rest.partition(":")
    if not owner.isdigit() or not folder:
        return None
    return folder, redirect == "1", int(owner)


def take_back() -> None:
    """Clean the environment at the end of a run."""
    os.environ.pop(_VARIABLE, None)
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    rest = os.pathsep.join(entry for entry in entries if entry != _CHILD)
    if rest:
        os.environ["PYTHONPATH"] = rest
    else:
        os.environ.pop("PYTHONPATH", None)
