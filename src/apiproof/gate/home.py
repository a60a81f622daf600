"""The folder of one run's private databases."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOMY = 512 * 1024 * 1024
"""Free bytes below which a memory file system is not used: containers often give it 64 MiB."""


_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder below it is this user's alone


def base() -> Path:
    """The folder that holds the runs' folders: in memory where there is room, else temporary.

    Returns:
        A folder of this user's, which may not exist yet.
    """
    with contextlib.suppress(OSError):
        if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOMY:
            return _below(_MEMORY)
    return _below(Path(tempfile.gettempdir()))


def _below(folder: Path) -> Path:
    return folder / f"apiproof-{os.getuid()}"


class Home:
    """A run's folder, locked while its process lives.

    The lock is the kernel's, so a run that dies by `kill -9` leaves an unlocked folder behind;
    the next run removes it.

    Args:
        parent: The folder to make it in.
    """

    def __init__(self, parent: Path | None = None) -> None:
        if parent is None:
            # What a dead run left there may be what fills the memory.
            _clean(_below(_MEMORY))
            parent = base()
        with contextlib.suppress(FileExistsError):  # not a folder: judged next
            parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_mine(parent):
            parent = Path(tempfile.mkdtemp(prefix="apiproof-"))
        self._owner = os.getpid()
        with _locked(parent / "lock"):
            _remove_leftovers(parent)
            self.path = Path(tempfile.mkdtemp(prefix="run-", dir=parent)).resolve()
            self._lock = os.open(self.path / "lock", _LOCK_FLAGS, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Remove the folder; nothing happens in a forked child, whose parent still needs it."""
        if os.getpid() != self._owner or self._lock < 0:
            return
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)
        self._lock = -1


_LOCK_FLAGS = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock between runs that start at once: a folder is never seen without its own lock."""
    lock = os.open(path, _LOCK_FLAGS, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _is_mine(folder: Path) -> bool:
    """Whether a folder is one that no other user can have laid there."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()


def _clean(parent: Path) -> None:
    if _is_mine(parent):
        with contextlib.suppress(OSError), _locked(parent / "lock"):
            _remove_leftovers(parent)


def _remove_leftovers(parent: Path) -> None:
    for folder in parent.glob("run-*"):
        with contextlib.suppress(OSError):
            lock = os.open(folder / "lock", _LOCK_FLAGS, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
