"""A line that says what takes so long, and is gone when that is done."""

from __future__ import annotations

import sys
import threading
from typing import Self

_PATIENCE = 1.0
"""Seconds before anything is said."""

_CLEAR = "\r\x1b[K"


class Progress:
    """Shows a line on stderr, a terminal, after a second.

    Args:
        doing: What is done: `"importing the app"`.
    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._shown = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(_PATIENCE, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            if self._shown:
                sys.stderr.write(_CLEAR)
                sys.stderr.flush()
            self._shown = True

    def _show(self) -> None:
        with self._lock:
            if not self._shown:
                self._shown = True
                sys.stderr.write(f"{self._doing} ...")
                sys.stderr.flush()
