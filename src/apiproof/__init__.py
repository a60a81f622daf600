"""apiproof: tests FastAPI and Flask APIs with pytest."""

__all__: list[str] = []
