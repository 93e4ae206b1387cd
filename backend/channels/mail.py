"""E-mail as a second way to tell: by the installation's own mail server, whose certificate is verified, in plain text.

A letter says as little as a lock screen does: mail lies open on servers and in inboxes for years.
"""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http import HTTPStatus

from backend.channels.push import NO_ANSWER, Answer
from backend.settings import Smtp

SECONDS_TO_ANSWER = 20.0
# Replies of a mail server from here on are final (RFC 5321 section 4.2.1).
FINAL = 500


@dataclass(frozen=True)
class Letter:
    """What is written to one person."""

    to: str
    subject: str
    body: str
    language: str


class MailServer:
    """The installation's mail server."""

    def __init__(self, settings: Smtp, trusted: ssl.SSLContext | None = None) -> None:
        """Hold where it is, and whose certificates are believed: the system's, where nothing else is said."""
        self.settings = settings
        self.trusted = trusted or ssl.create_default_context()

    def written(self, letter: Letter) -> EmailMessage:
        """Return a letter as it goes over the wire: sent by a machine, so that no machine answers it (RFC 3834)."""
        message = EmailMessage()
        message["From"] = self.settings.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = formatdate(localtime=False)
        message["Message-ID"] = make_msgid(domain=self.settings.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
        message["Content-Language"] = letter.language
        return message

    def hand_over(self, letter: Letter) -> None:
        """Give a letter to the server; waits, so it is called in a thread."""
        where = (self.settings.host, self.settings.port)
        if self.settings.is_wrapped:
            server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=SECONDS_TO_ANSWER, context=self.trusted)
        else:
            server = smtplib.SMTP(*where, timeout=SECONDS_TO_ANSWER)
        with server:
            if not self.settings.is_wrapped:
                # A server that offers no encryption is told nothing.
                server.starttls(context=self.trusted)
            if self.settings.user:
                server.login(self.settings.user, self.settings.password)
            server.send_message(self.written(letter))

    async def send(self, letter: Letter) -> Answer:
        """Send a letter, once, and tell what came of it in the words of HTTP."""
        try:
            await asyncio.to_thread(self.hand_over, letter)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            return Answer(int(HTTPStatus.BAD_REQUEST)) if codes and min(codes) >= FINAL else NO_ANSWER
        except smtplib.SMTPAuthenticationError:
            # Ours to mend: the letter is as good later.
            return NO_ANSWER
        except smtplib.SMTPResponseException as refused:
            return Answer(int(HTTPStatus.BAD_REQUEST)) if refused.smtp_code >= FINAL else NO_ANSWER
        except (smtplib.SMTPException, ssl.SSLError, OSError):
            return NO_ANSWER
        except ValueError:
            # No address, whatever it is: a header that cannot be written.
            return Answer(int(HTTPStatus.BAD_REQUEST))
        return Answer(int(HTTPStatus.OK))
