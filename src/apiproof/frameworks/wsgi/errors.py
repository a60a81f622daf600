"""What the error handlers of a Flask app make of what its views raise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.model.operation import Response

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from apiproof.reading.reader import Reader
    from apiproof.reading.reads import Raised, Reads


_OK = 200
"""What reading takes a body for that is returned alone."""


class ErrorHandlers:
    """The error handlers of an app.

    Args:
        app: A Flask app.
        reader: Reads the handlers.
    """

    def __init__(self, app: Any, reader: Reader) -> None:
        self._spec = app.error_handler_spec
        self._reader = reader

    def responses_of(self, reads: Reads, blueprints: Sequence[str]) -> Iterator[Response]:
        """List what is answered for what a view raises.

        Args:
            reads: What the view raises.
            blueprints: The blueprints of the view, the innermost first.

        Yields:
            A response for each status, with the media type where the handler's code says it.
        """
        for status in reads.statuses:
            if status.raised:
                yield Response(
                    str(status.code),
                    status.media_type or self._media_type(status.code, blueprints),
                    None,
                    "inferred",
                )
        for raised in reads.raised:
            yield from self._of_exception(raised, blueprints)

    def status_of(
        self, kind: type, status: int | None, blueprints: Sequence[str]
    ) -> frozenset[int]:
        """Say with which statuses an exception is answered.

        Args:
            kind: Its class.
            status: What the class or the exception itself says of a status.
            blueprints: The blueprints of the view, the innermost first.

        Returns:
            The statuses; none where nothing answers it but Flask's 500.
        """
        handler = self._find(kind, _http_code(kind), blueprints)
        if handler is None:
            code = _http_code(kind)
            return frozenset() if code is None else frozenset({code})
        codes = {each.code for each in self._reader.read(handler).statuses}
        if status is not None and (codes <= {_OK} or status in codes):
            return frozenset({status})  # the handler takes it from the exception
        return frozenset(codes)

    def _of_exception(self, raised: Raised, blueprints: Sequence[str]) -> Iterator[Response]:
        handler = self._find(raised.kind, _http_code(raised.kind), blueprints)
        known = self._reader.read(handler).statuses if handler else ()
        for code in sorted(self.status_of(raised.kind, raised.status, blueprints)):
            media_type = next((each.media_type for each in known if each.media_type), "")
            yield Response(str(code), media_type, None, "inferred")

    def _media_type(self, code: int, blueprints: Sequence[str]) -> str:
        from werkzeug.exceptions import default_exceptions

        kind = default_exceptions.get(code)
        handler = self._find(kind, code, blueprints) if kind else None
        if handler is None:
            return ""
        kinds = {each.media_type for each in self._reader.read(handler).statuses}
        return kinds.pop() if len(kinds) == 1 else ""

    def _find(self, kind: type, code: int | None, blueprints: Sequence[str]) -> Any:
        """The handler that Flask would choose; looking must not add to its default dicts."""
        for status in (None,) if code is None else (code, None):
            for name in (*blueprints, None):
                handlers = self._spec.get(name, {}).get(status, {})
                for base in kind.__mro__:
                    if base in handlers:
                        return handlers[base]
        return None


def _http_code(kind: type) -> int | None:
    from werkzeug.exceptions import HTTPException

    return kind.code if issubclass(kind, HTTPException) else None
