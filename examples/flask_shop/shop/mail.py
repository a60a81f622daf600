"""Sending mail."""

import smtplib
from email.message import EmailMessage

from flask import current_app
from werkzeug.exceptions import ServiceUnavailable

TIMEOUT_SECONDS = 5


def send(recipient: str, subject: str, text: str) -> None:
    """Send one message, or answer 503 when the mail server can't be reached or refuses it."""
    config = current_app.config
    message = EmailMessage()
    message["From"] = config["MAIL_SENDER"]
    message["To"] = recipient
    message["Subject"] = subject
    message.set_content(text)
    try:
        with smtplib.SMTP(
            config["MAIL_HOST"], config["MAIL_PORT"], timeout=TIMEOUT_SECONDS
        ) as server:
            server.send_message(message)
    except OSError as error:  # every SMTPException is one
        current_app.logger.warning("mail was not sent: %s", error)
        raise ServiceUnavailable("Mail can't be sent at the moment.") from error
