"""apiproof: tests FastAPI and Flask APIs with pytest."""

from __future__ import annotations

from apiproof.errors import Error

__all__ = ["Error", "__version__"]

__version__ = "0.1.0"
"""The version of the distribution; the build reads it from here."""
