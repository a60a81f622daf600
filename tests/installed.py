"""What the environment has: tox runs these tests on versions that lack some of it."""

from __future__ import annotations

from importlib import metadata

import pytest
from packaging.version import Version


def has(distribution: str, version: str) -> bool:
    try:
        return Version(metadata.version(distribution)) >= Version(version)
    except metadata.PackageNotFoundError:
        return False


def needs(distribution: str, version: str = "0") -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        not has(distribution, version), reason=f"needs {distribution} {version} or later"
    )
