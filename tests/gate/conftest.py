"""Projects in processes of their own, and a watch on the app's own database."""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import textwrap
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 24, 1, 2
"""Of <sys/prctl.h> and <linux/capability.h>."""

_EVENTS = 0x20 | 0x1 | 0x2 | 0x4 | 0x40 | 0x80 | 0x100 | 0x200
"""IN_OPEN, ACCESS, MODIFY, ATTRIB, MOVED_FROM, MOVED_TO, CREATE, DELETE of <sys/inotify.h>."""

_OUTCOME = re.compile(r"(\d+) (passed|failed|error|skipped)")
_HANDED_DOWN = ("PYTHONPATH", "APIPROOF_", "PYTEST_", "COV_", "COVERAGE_")


@dataclass
class Result:
    """What a process left behind."""

    code: int
    text: str

    def outcomes(self) -> dict[str, int]:
        last = [line for line in self.text.splitlines() if _OUTCOME.search(line)]
        return {
            name.rstrip("s"): int(count)
            for count, name in _OUTCOME.findall(last[-1] if last else "")
        }

    def passed(self, count: int) -> Result:
        assert self.outcomes() == {"passed": count}, self.text
        assert self.code == 0, self.text
        return self


@dataclass
class Project:
    """An API project on disk, and its own database, which nobody may touch."""

    root: Path
    base: Path
    bows: bool = False
    env: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.root / "data" / "prod.db"

    def write(self, files: Mapping[str, str]) -> Project:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        return self

    def seed(self) -> Path:
        """Make the app's own database."""
        self.database.parent.mkdir(exist_ok=True)
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute("CREATE TABLE precious (id INTEGER PRIMARY KEY, name TEXT)")
            connection.execute("INSERT INTO precious (name) VALUES ('not yours')")
            connection.commit()
        return self.database

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(_HANDED_DOWN)
        }
        return {
            **clean,
            "HOME": str(self.base),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DEBUG_TEMPROOT": str(self.base / "temproot"),
            **self.env,
            **(extra or {}),
        }

    def start(
        self, command: Sequence[str], env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        (self.base / "temproot").mkdir(exist_ok=True)
        return subprocess.Popen(
            command,
            cwd=self.root,
            env=self.environment(env),
            preexec_fn=self._prepare_child,  # noqa: PLW1509 - no thread runs here
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _prepare_child(self) -> None:
        # A shell starts what it puts in the background with SIGINT ignored, and that is inherited.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if self.bows and os.getuid() == 0:
            _bow_to_modes()

    def run(
        self, *command: str, env: Mapping[str, str] | None = None, patience: float = 60
    ) -> Result:
        process = self.start(command, env)
        try:
            text, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return Result(process.returncode, text)

    def python(self, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
        return self.run(sys.executable, *arguments, env=env)

    def pytest_command(self, *arguments: str) -> list[str]:
        return [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:randomly",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:hypothesispytest",  # a third of the time
            "-q",
            *arguments,
        ]

    def pytest(self, *arguments: str, env: Mapping[str, str] | None = None) -> Result:
        return self.run(*self.pytest_command(*arguments), env=env)


def _bow_to_modes() -> None:
    """Take from a process of root's the capabilities to read and write what its mode forbids."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in _CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH:
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


@pytest.fixture
def project() -> Iterator[Project]:
    """A project outside of pytest's own folder, where every database would be the suite's."""
    base = Path(tempfile.mkdtemp(prefix="gate-battery-"))
    base.chmod(0o755)
    root = base / "project"
    (root / "data").mkdir(parents=True)
    yield Project(root, base)
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def forbidden(project: Project) -> Project:
    """The project, its processes run by a user who may not read the database."""
    project.seed().chmod(0)
    project.bows = True
    if project.python("-c", f"open({str(project.database)!r})").code == 0:
        pytest.skip("this process may not give up root's rights")
    return project


class Watch:
    """Sees every open of the files of a folder, a read-only one too."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._prefix = prefix.encode()
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0 or self._libc.inotify_add_watch(self._fd, os.fsencode(folder), _EVENTS) < 0:
            pytest.skip("this system has no inotify")

    def seen(self) -> list[tuple[str, str]]:
        events = []
        while True:
            try:
                data = os.read(self._fd, 1 << 16)
            except BlockingIOError:
                return events
            offset = 0
            while offset < len(data):
                _, mask, _, length = struct.unpack_from("iIII", data, offset)
                name = data[offset + 16 : offset + 16 + length].rstrip(b"\0")
                offset += 16 + length
                if name.startswith(self._prefix):
                    events.append((hex(mask), name.decode()))

    def close(self) -> None:
        os.close(self._fd)


def _fingerprint(path: Path) -> tuple[object, ...]:
    if not path.exists():
        return ("absent",)
    digest = hashlib.blake2b(path.read_bytes()).hexdigest()
    status = path.stat()
    return (digest, status.st_mtime_ns, status.st_size, status.st_ino)


@contextmanager
def untouched(path: Path) -> Iterator[Watch]:
    """Assert that nobody opens a file, makes it where it is absent, or leaves anything beside it."""
    before, beside = _fingerprint(path), sorted(path.parent.iterdir())
    accessed = path.stat().st_atime_ns if path.exists() else None
    watch = Watch(path.parent, path.name)
    try:
        yield watch
        assert watch.seen() == []
    finally:
        watch.close()
    if accessed is not None:
        assert path.stat().st_atime_ns == accessed
    assert _fingerprint(path) == before
    assert sorted(path.parent.iterdir()) == beside


@pytest.fixture(name="untouched")
def _untouched() -> object:
    return untouched
