"""The file that a report goes to."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from apiproof.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a file at once: who reads it finds the old text or the new one, and never a part.

    Args:
        path: The file. What is there and no regular file, such as a pipe, is written to directly.
        text: The text.

    Raises:
        ConfigError: It cannot be written.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")
        else:
            _replace(target, text)
    except OSError as error:
        raise ConfigError(
            f"the report cannot be written: {error.strerror}",
            hint="name another file by --output FILE, in a folder that exists",
            place=str(path),
        ) from error


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode)
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):  # it is not there where all went well
            beside.unlink()
