"""The reader: a live function in, what it reads from a request and answers out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from apiproof.reading.reads import Reads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.reading.reads import Source

Dialect = Literal["flask", "starlette"]


class Reader:
    """Reads the functions of one app; what it has parsed and followed once it remembers.

    Make one for each listing of an app's operations.

    Args:
        dialect: How the app's code speaks of a request. FastAPI's is Starlette's.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def read(
        self,
        function: Any,
        *,
        method: str | None = None,
        owner: type | None = None,
        arguments: Mapping[str, tuple[Source, str]] | None = None,
        inner: bool = True,
    ) -> Reads:
        """Read a view or a guard, and the functions of the app that it calls.

        Args:
            function: The live view, wrapper, method, `functools.partial`, `as_view()` function or
                callable object.
            method: The method of the request; branches for other methods are left out. Of a
                class-based view it chooses the method that answers.
            owner: The class that `self` is an instance of, where `function` is a plain function
                of it.
            arguments: What parameters of the function stand for, where the framework fills them:
                `{"token": ("headers", "X-Token"), "payload": ("json", "")}`, the empty name for
                the whole part. Starlette's Request is known by its annotation, and as the first
                parameter that has neither annotation nor default.
            inner: Whether the functions that it wraps belong to it; without them a decorator is
                seen alone (see `layers`).

        Returns:
            What was found; nothing where there is no source. It never raises for what the code
            or its objects do.
        """
        del function, method, owner, arguments, inner
        return Reads(found=False)


def layers(function: Any) -> tuple[Any, ...]:
    """List a decorated function and what it wraps, the outermost first.

    Args:
        function: A live function.

    Returns:
        The function, then what each wraps, by `__wrapped__` or as the function in its closure
        that it calls with its own arguments.
    """
    return (function,)
