"""A plugin for runs without pytest-asyncio: anyio's runs the async tests, and on asyncio only."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"
