"""Where a command writes: data to stdout or a file, the rest to stderr."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import IO, TYPE_CHECKING, Any

from apiproof.cli.progress import Progress
from apiproof.cli.writing import write
from apiproof.reports.report import View, renderer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.cli.options import Options
    from apiproof.errors import Error

_NARROWEST = 40
_FILE = View(width=120)


class Output:
    """Where a command writes.

    From its making on, whatever else is printed to stdout goes to stderr: the app prints too, at
    its import and at the process's end, from C and from processes of its own.

    Args:
        options: What the command takes.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._data = _take_stdout()

    def report(self, subject: str, model: Any) -> None:
        """Write a model in the format that was asked for.

        Args:
            subject: What it is: `"routes"`.
            model: What the report of that subject renders.

        Raises:
            ConfigError: The file that it goes to cannot be written.
        """
        render = renderer(subject, self._options.form)
        if self._options.output is None:
            self._data.write(render(model, self._view(self._data)))
            self._data.flush()
        else:
            write(self._options.output, render(model, _FILE))

    def say(self, text: str) -> None:
        """Tell people something, unless they want it quiet.

        Args:
            text: One line or more.
        """
        if not self._options.quiet:
            sys.stderr.write(f"{text}\n")

    def error(self, error: Error) -> None:
        """Say why the command cannot go on.

        Args:
            error: The Error.
        """
        from apiproof.reports.error_text import render

        sys.stderr.write(render(error, self._view(sys.stderr)))

    def drop(self) -> None:
        """Write nowhere from here on: who read has gone, and Python would complain at its exit."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (self._data, sys.stderr):
            os.dup2(nowhere, stream.fileno())

    @contextlib.contextmanager
    def progress(self, doing: str) -> Iterator[None]:
        """Tell a terminal what takes so long, while it does.

        Args:
            doing: What is done: `"importing the app"`.
        """
        shown = not self._options.quiet and sys.stderr.isatty()
        with Progress(doing) if shown else contextlib.nullcontext():
            yield

    def _view(self, stream: IO[str]) -> View:
        from rich.console import Console

        console = Console(file=stream)
        plain = self._options.no_color or console.no_color or console.color_system is None
        return View(max(console.width, _NARROWEST), not plain)


def _take_stdout() -> IO[str]:
    """Keep stdout for data, and lead its descriptor to stderr."""
    if sys.stderr is None:  # it was closed by who started us
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for good
    if sys.stdout is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - as above
    sys.stdout.flush()
    data = os.fdopen(
        os.dup(sys.stdout.fileno()),
        "w",
        encoding=sys.stdout.encoding,
        errors="backslashreplace",
    )
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr
    return data
