"""The operations of Starlette and FastAPI apps."""
