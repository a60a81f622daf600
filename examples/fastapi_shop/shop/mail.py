"""Mail over SMTP."""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage

from shop.config import settings


class MailError(Exception):
    """The mail was not taken."""


@dataclass(frozen=True)
class Mailer:
    sender: str

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand a message to the mail server; blocks, so call it in a thread."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message.set_content(text)
        try:
            with smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=5) as server:
                server.send_message(message)
        except OSError as error:
            raise MailError(str(error)) from error
