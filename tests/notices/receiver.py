"""A push service on this machine, and browsers that are told by it: they decrypt with keys of their own (RFC 8291)."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece
import msgspec
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from backend.wire import from_base64url, in_base64url

Answers = Callable[[str], tuple[int, dict[str, str]]]


@dataclass
class Browser:
    """One browser: what it tells us of itself, and what only it can read."""

    endpoint: str
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    def asks(self, push_key: str) -> dict[str, Any]:
        """Return what its page sends us (Push API, PushSubscription.toJSON)."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": in_base64url(point), "auth": in_base64url(self.secret)}
        return {"endpoint": self.endpoint, "keys": keys, "pushKey": push_key}

    def read(self, body: bytes) -> dict[str, Any]:
        """Return what a push says."""
        plain = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        said: dict[str, Any] = msgspec.json.decode(plain)
        return said


@dataclass
class Pushed:
    """A push as its service had it."""

    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self, audience: str) -> tuple[dict[str, Any], str]:
        """Return who sends, as the token says and its signature proves, and the key it is signed with (RFC 8292)."""
        scheme, _, given = self.headers["authorization"].partition(" ")
        assert scheme == "vapid"
        parts = dict(part.strip().split("=", 1) for part in given.split(","))
        x, y = (in_base64url(from_base64url(parts["k"])[at : at + 32]) for at in (1, 33))
        key = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": x, "y": y})
        claims = jwt.decode(parts["t"], key, algorithms=["ES256"]).claims
        assert claims["aud"] == audience
        return claims, parts["k"]


@dataclass
class Service:
    """The push service: what it was given, and what it answers to which path."""

    address: str = ""
    pushed: list[Pushed] = field(default_factory=list)
    answers: Answers = lambda _: (201, {})
    seconds: float = 0.0

    def browser(self, name: str = "one") -> Browser:
        """Return a browser that this service reaches."""
        return Browser(f"{self.address}/to/{name}")

    async def take(self, request: web.Request) -> web.Response:
        """Take a push."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.pushed.append(Pushed(request.path, headers, await request.read()))
        await asyncio.sleep(self.seconds)
        status, more = self.answers(request.path)
        return web.Response(status=status, headers=more)


@asynccontextmanager
async def push_service() -> AsyncIterator[Service]:
    """Run a push service."""
    service = Service()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", service.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server: Any = site._server
    service.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        await runner.cleanup()
