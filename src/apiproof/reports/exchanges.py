"""The Exchanges of a failing test, as text."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apiproof.model.exchange import Exchange

_SHOWN = 10
_WIDTH = 300


def render(exchanges: Sequence[Exchange]) -> str:
    """Show a test's last Exchanges, and the traceback of what the app did not handle.

    Args:
        exchanges: The Exchanges, oldest first.

    Returns:
        Lines of text.
    """
    lines = [_line(exchange) for exchange in exchanges[-_SHOWN:]]
    if len(exchanges) > _SHOWN:
        lines.insert(0, f"... {len(exchanges) - _SHOWN} earlier")
    for exchange in exchanges[-_SHOWN:]:
        if exchange.error is not None:
            lines += ["", f"{exchange.method} {exchange.path} raised, and nothing handled it:"]
            lines += "".join(_trace(exchange.error)).rstrip().splitlines()
    return "\n".join(lines)


def _line(exchange: Exchange) -> str:
    query = f"?{exchange.query.decode('latin-1')}" if exchange.query else ""
    body = " ".join(exchange.response_body.decode("utf-8", "replace").split())
    shown = body if len(body) <= _WIDTH else f"{body[:_WIDTH]}... ({len(body)} characters)"
    return f"{exchange.method} {exchange.path}{query} -> {exchange.status} {shown}".rstrip()


def _trace(error: BaseException) -> list[str]:
    """The traceback without the frames of libraries above the app's first own one."""
    frames = traceback.extract_tb(error.__traceback__)
    first = next(
        (
            index
            for index, frame in enumerate(frames)
            if "site-packages" not in frame.filename and "/apiproof/" not in frame.filename
        ),
        0,
    )
    return [
        *traceback.format_list(frames[first:]),
        *traceback.format_exception_only(type(error), error),
    ]
