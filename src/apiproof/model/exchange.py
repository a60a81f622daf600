"""One request and its response."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request sent and its response, with the test that sent it.

    Attributes:
        method: The HTTP method, in capitals.
        path: The path as the app received it, decoded, without the query.
        query: The raw query string, without the question mark.
        request_headers: The raw headers, names in lower case, in the order sent.
        request_body: The bytes that the app read, cut at `BODY_LIMIT`.
        status: The status, or 500 where the app raised before it answered.
        response_headers: The raw headers, in the order sent.
        response_body: The bytes answered, cut at `BODY_LIMIT`.
        seconds: The wall time from the first byte in to the app's return.
        test: The node id of the test that was running, or an empty string outside of one.
        error: What the app raised and nobody handled.
    """

    method: str
    path: str
    query: bytes
    request_headers: tuple[tuple[bytes, bytes], ...]
    request_body: bytes
    status: int
    response_headers: tuple[tuple[bytes, bytes], ...]
    response_body: bytes
    seconds: float
    test: str = ""
    error: BaseException | None = None


BODY_LIMIT = 1 << 16
"""Bytes of a body that an Exchange keeps."""
