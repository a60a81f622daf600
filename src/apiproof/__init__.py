"""apiproof: tests FastAPI and Flask APIs with pytest.

PYTEST_DONT_REWRITE: in a process that a test starts the gate imports it before pytest does.
"""

from __future__ import annotations

from apiproof.errors import Error

__all__ = ["Error", "__version__"]

__version__ = "0.1.0"
"""The version of the distribution; the build reads it from here."""
