"""The run that a command works in: the gate up, the databases private, the folder removed."""

from __future__ import annotations

import contextlib
import gc
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.config import Config
    from apiproof.fixtures.run import Run


@contextlib.contextmanager
def opened(config: Config) -> Iterator[Run]:
    """Put the gate up, before anything of the app is imported, for as long as a command works.

    Args:
        config: The settings.

    Yields:
        The run, as pytest would have it.

    Raises:
        Error: apiproof does not work on this system.
    """
    from apiproof.fixtures import run as runs

    run = runs.begin(config, near=[Path.cwd()])
    try:
        with _uncollected():
            yield run
    except KeyboardInterrupt:
        run.home.remove()  # without the app's shut-down: it may be what never ends
        raise
    except BaseException:
        run.close()
        raise
    run.close()


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector from what the import of an app makes, which lasts: a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
