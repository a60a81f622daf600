"""Which adapter knows an object, and whether its framework is recent enough."""

from __future__ import annotations

import re
import sys
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from apiproof import _registry, frameworks
from apiproof.errors import UnsupportedError
from apiproof.frameworks.adapter import Adapter

if TYPE_CHECKING:
    from collections.abc import Iterator

ALWAYS = {"sqlalchemy": "2.0"}
"""The oldest supported versions of what an app of any framework may import."""


@cache
def adapters() -> tuple[Adapter, ...]:
    """List the adapters.

    Returns:
        One of each, the higher priority first, then by name.
    """
    kinds = _registry.members(frameworks, Adapter)  # type: ignore[type-abstract]  # python/mypy#4717
    found = [kind() for kind in kinds]
    return tuple(sorted(found, key=lambda adapter: (-adapter.priority, adapter.name)))


def recognise(candidate: Any) -> Adapter | None:
    """Find the adapter that knows an object.

    Args:
        candidate: Any object.

    Returns:
        The adapter, or None for what is no App.
    """
    return next((adapter for adapter in adapters() if adapter.recognises(candidate)), None)


def framework_names() -> str:
    """Name the frameworks, for a message.

    Returns:
        The names of their application classes: `"FastAPI, Flask or Starlette"`.
    """
    *first, last = (adapter.class_names[0] for adapter in adapters())
    return f"{', '.join(first)} or {last}"


def check_versions(adapter: Adapter) -> None:
    """Refuse a framework, or what comes with it, that is too old.

    Args:
        adapter: The adapter of the App that was found.

    Raises:
        UnsupportedError: A distribution is older than apiproof supports.
    """
    for distribution, minimum in _requirements(adapter):
        require(distribution, minimum)


def require(distribution: str, minimum: str) -> None:
    """Refuse a distribution that is too old; one that is not installed is no matter.

    Args:
        distribution: Its name on an index.
        minimum: The oldest supported version.

    Raises:
        UnsupportedError: It is older than that.
    """
    installed = installed_version(distribution)
    if installed is not None and older(installed, minimum):
        raise UnsupportedError(
            f"{distribution} {installed} is installed, and apiproof needs {minimum} or later",
            hint=f'upgrade it: pip install "{distribution}>={minimum}"',
            place=sys.prefix,
        )


def installed_version(distribution: str) -> str | None:
    """Look up the version of a distribution.

    Args:
        distribution: Its name on an index.

    Returns:
        The version, or None where its metadata is not installed.
    """
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def older(installed: str, minimum: str) -> bool:
    """Compare the releases of two versions; what follows the release (`rc1`, `.dev2`) is ignored.

    Args:
        installed: One version.
        minimum: The other.

    Returns:
        True where `installed` is of an earlier release.
    """
    pairs = zip_longest(_release(installed), _release(minimum), fillvalue=0)
    return next((left < right for left, right in pairs if left != right), False)


def _requirements(adapter: Adapter) -> Iterator[tuple[str, str]]:
    yield adapter.distribution, adapter.minimum
    for package, minimum in {**adapter.companions, **ALWAYS}.items():
        if package in sys.modules:
            yield package, minimum


def _release(version: str) -> list[int]:
    match = re.match(r"\d+(\.\d+)*", version)
    return [int(part) for part in match[0].split(".")] if match else []
