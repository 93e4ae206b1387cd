"""A mail server on this machine as RFC 5321 and 3207 ask for one, with a certificate of its own."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

NAME = "localhost"


@dataclass
class Mailbox:
    """What the server was given, and how it answers."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    # What it was told before anything was encrypted.
    in_clear: list[str] = field(default_factory=list)
    offers_tls: bool = True
    # To RCPT TO.
    answer: str = "250 OK"
    certificate: Path = Path()


def make_certificate(folder: Path) -> Path:
    """Write a certificate for this machine, and its key, into one file."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return path


def letter_in(told: BinaryIO) -> EmailMessage:
    """Read a letter up to the line with nothing but a full stop."""
    lines = b"".join(iter(told.readline, b".\r\n"))
    return message_from_bytes(lines, policy=policy.default)


def converse(line: socket.socket, box: Mailbox, context: ssl.SSLContext, *, is_encrypted: bool = False) -> None:
    """Take what one client brings."""

    def say(*words: str) -> None:
        line.sendall("".join(f"{word}\r\n" for word in words).encode())

    told = line.makefile("rb")
    if not is_encrypted:
        say("220 here")
    while heard := told.readline():
        asked = heard.decode().strip()
        if not is_encrypted:
            box.in_clear.append(asked)
        match asked.split(" ")[0].upper():
            case "EHLO":
                say("250-here", "250 STARTTLS" if box.offers_tls and not is_encrypted else "250 8BITMIME")
            case "STARTTLS":
                say("220 go on")
                with context.wrap_socket(line, server_side=True) as wrapped:
                    converse(wrapped, box, context, is_encrypted=True)
                return
            case "RCPT":
                say(box.answer)
            case "DATA":
                say("354 go on")
                box.letters.append(letter_in(told))
                say("250 OK")
            case "QUIT":
                say("221 bye")
                return
            case _:
                say("250 OK")


@contextmanager
def mail_server(folder: Path) -> Iterator[Mailbox]:
    """Run a mail server."""
    box = Mailbox(certificate=make_certificate(folder))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(box.certificate)
    listening = socket.create_server(("127.0.0.1", 0))
    box.port = listening.getsockname()[1]

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = listening.accept()
                with line, suppress(OSError):
                    converse(line, box, context)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        # Wakes whoever waits for the next client.
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
