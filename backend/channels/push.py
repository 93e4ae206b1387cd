"""Web push: one message, encrypted to one browser (RFC 8291), given to its push service (RFC 8030) in our name (8292).

The service learns the endpoint, that a message of so many bytes came, how urgent it is and until when; every message
has the same length, and its topic is a random word.
"""

import binascii
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import aiohttp
import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from py_vapid import Vapid02
from pywebpush import WebPusher, WebPushException

from backend.channels.public_addresses import PublicResolver, is_endpoint

# What is said is filled up to this many bytes, so that its length tells nothing; services take about 4,000.
LENGTH = 1024
SECONDS_TO_ANSWER = 5.0
# A token of ours may be used for so long (RFC 8292 section 2: at most 24 hours), and is made anew before that.
TOKEN_LASTS, TOKEN_RENEWED = 12 * 3600, 6 * 3600
MOST_TOKENS = 1000
MOST_AT_ONCE, MOST_AT_ONE_SERVICE = 100, 50
# What a service says beside its answer is not read any further.
MOST_OF_ANSWER = 4096


class Endpoint(msgspec.Struct, frozen=True):
    """Where one browser hears, and what is encrypted to it: a point of P-256 and a secret, in base64url."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Message:
    """What is said to a browser, and how."""

    said: bytes
    # For how long the service keeps it for a phone that is off.
    lasts: timedelta
    urgency: str
    topic: str


@dataclass(frozen=True)
class Answer:
    """What came of a message."""

    # None: no answer came at all.
    status: int | None
    asked_to_wait: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Tell whether the service has it."""
        return self.status is not None and HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_gone(self) -> bool:
        """Tell whether there is nobody there any more (RFC 8030 section 7.3)."""
        return self.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}

    @property
    def may_work_later(self) -> bool:
        """Tell whether the same message may be taken another time."""
        return self.status is None or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR or self.status in WAIT


WAIT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
NO_ANSWER = Answer(None)
NOT_TO_BE_SENT = Answer(int(HTTPStatus.BAD_REQUEST))


def wait_asked(header: str | None, now: datetime) -> timedelta | None:
    """Return how long a Retry-After asks to wait (RFC 9110 section 10.2.3): seconds, or until a moment."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return timedelta(seconds=min(int(header), 10**6))
    try:
        return max(parsedate_to_datetime(header) - now, timedelta())
    except (TypeError, ValueError):
        return None


def encrypted(endpoint: Endpoint, said: bytes) -> bytes:
    """Return a message as only this browser reads it; a ValueError when its keys are none."""
    keys = {"p256dh": endpoint.p256dh, "auth": endpoint.auth}
    try:
        pusher = WebPusher({"endpoint": endpoint.endpoint, "keys": keys})
        # JSON with blanks behind it is the same JSON.
        body = pusher.encode(said.ljust(LENGTH))["body"]
    except (WebPushException, binascii.Error, IndexError) as wrong:
        raise ValueError("These are no keys of a browser") from wrong
    return bytes(body)


class PushServices:
    """The push services, and our names there; open for as long as notices are sent."""

    def __init__(self, contact: str, keys: dict[str, EllipticCurvePrivateKey], *, anywhere: bool = False) -> None:
        """Hold how a service reaches us, what we sign with, and whether tests on this machine may be told."""
        self.contact = contact
        self.keys = keys
        self.anywhere = anywhere
        self.tokens: dict[tuple[str, str], tuple[float, str]] = {}
        self.session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open them: no proxy of the environment's, no cookies, public addresses alone."""
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=PublicResolver(anywhere=self.anywhere), limit=MOST_AT_ONCE, limit_per_host=MOST_AT_ONE_SERVICE
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=SECONDS_TO_ANSWER),
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exception: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close them."""
        if self.session is not None:
            await self.session.close()

    def authorization(self, endpoint: str, key_id: str) -> str:
        """Return what says to the endpoint's service that it is we who send (RFC 8292)."""
        parts = urlsplit(endpoint)
        audience = f"{parts.scheme}://{parts.netloc}"
        made, token = self.tokens.get((audience, key_id), (0.0, ""))
        now = time.time()
        if now - made > TOKEN_RENEWED:
            claims = {"aud": audience, "sub": self.contact, "exp": int(now) + TOKEN_LASTS}
            token = Vapid02(private_key=self.keys[key_id]).sign(claims)["Authorization"]
            if len(self.tokens) >= MOST_TOKENS:
                self.tokens.clear()
            self.tokens[(audience, key_id)] = (now, token)
        return token

    async def send(self, endpoint: Endpoint, key_id: str, message: Message) -> Answer:
        """Give a message to the endpoint's service, once; what cannot be sent at all is told as if it were refused."""
        if self.session is None:
            raise RuntimeError("The push services are not open.")
        if not is_endpoint(endpoint.endpoint, anywhere=self.anywhere) or key_id not in self.keys:
            return NOT_TO_BE_SENT
        try:
            body = encrypted(endpoint, message.said)
        except ValueError:
            return NOT_TO_BE_SENT
        headers = {
            "Authorization": self.authorization(endpoint.endpoint, key_id),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(int(message.lasts.total_seconds()), 0)),
            "Urgency": message.urgency,
            "Topic": message.topic,
        }
        try:
            async with self.session.post(
                endpoint.endpoint, data=body, headers=headers, allow_redirects=False
            ) as answer:
                await answer.content.read(MOST_OF_ANSWER)
                asked = wait_asked(answer.headers.get("Retry-After"), datetime.now(UTC))
                return Answer(answer.status, asked)
        except (aiohttp.ClientError, OSError):
            return NO_ANSWER
