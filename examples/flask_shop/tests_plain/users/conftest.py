"""A mail server that is down."""

import smtplib
from collections.abc import Callable

import pytest


@pytest.fixture
def break_mail(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Make every connection to the mail server fail."""

    def _break_mail(error: Exception) -> None:
        def fail(*args: object, **kwargs: object) -> None:
            raise error

        monkeypatch.setattr(smtplib, "SMTP", fail)

    return _break_mail
