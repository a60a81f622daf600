"""The mail server: one that works and three that do not."""

import re
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import httpx
import pytest


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """What the app has sent."""
    sent: list[EmailMessage] = []

    class Server:
        def __init__(self, *_address: Any, **_options: Any) -> None: ...
        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *_error: object) -> None: ...
        def send_message(self, message: EmailMessage) -> None:
            sent.append(message)

    monkeypatch.setattr(smtplib, "SMTP", Server)
    return sent


@pytest.fixture
def break_mail(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    def break_mail(error: Exception) -> None:
        def refuse(*_address: Any, **_options: Any) -> None:
            raise error

        monkeypatch.setattr(smtplib, "SMTP", refuse)

    return break_mail


@pytest.fixture
async def code(
    client: httpx.AsyncClient, auth_headers: dict[str, str], outbox: list[EmailMessage]
) -> str:
    """The code that the user was sent."""
    response = await client.post("/users/me/verification", headers=auth_headers)
    assert response.status_code == 202, response.text
    found = re.search(r"\d{6}", outbox[-1].get_content())
    assert found, outbox[-1]
    return found[0]
