"""The client of Flask apps: the app's own test client, with recording and real 500s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.client.recorder import TAKEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apiproof.model.exchange import Exchange


def make_client(app: Any) -> Any:
    """Make a client of a Flask app.

    It is of the app's own `test_client_class`. An error that the app does not handle is answered
    with the app's 500 response, as under a server, though TESTING is on.

    Args:
        app: The Flask app.

    Returns:
        A new client, with no cookie and no context pushed.
    """
    from flask.testing import FlaskClient

    base = app.test_client_class or FlaskClient

    class Client(base):  # type: ignore[misc, valid-type]
        """The app's test client.

        Attributes:
            last: The last Exchange of this client.
        """

        last: Exchange | None = None

        def run_wsgi_app(self, environ: dict[str, Any], buffered: bool = False) -> Any:  # noqa: FBT001, FBT002 - werkzeug's signature
            taken: list[Exchange] = []
            environ[TAKEN] = taken
            before = app.config.get("PROPAGATE_EXCEPTIONS")
            app.config["PROPAGATE_EXCEPTIONS"] = False
            try:
                answer = super().run_wsgi_app(environ, buffered=buffered)
            finally:
                app.config["PROPAGATE_EXCEPTIONS"] = before
            body, status, headers = answer
            if not buffered and "Content-Length" in headers:
                # Read it now, so that its Exchange is there; what is streamed stays a stream.
                answer = _read(body), status, headers
            self.last = taken[0] if taken else self.last
            return answer

    client = Client(app, app.response_class, use_cookies=True)
    client.environ_base.setdefault("REMOTE_ADDR", "127.0.0.1")
    return client


def _read(body: Iterable[bytes]) -> list[bytes]:
    try:
        return list(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()
