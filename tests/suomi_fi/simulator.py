"""Suomi.fi mandates as its interface is described, on a real socket: what a true one refuses, this one refuses.

It looks at the request line as it came over the wire. Its people and mandates are told to it; nothing here is real.
"""

import base64
import hmac
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

CLIENT_ID = "a1b2c3d4"
API_KEY = "an invented key that signs"
OAUTH_PASSWORD = "an invented password"  # noqa: S105 - it opens this simulator only
CLOCK_SKEW = timedelta(minutes=5)
LIVES = timedelta(minutes=10)
REGISTER = re.compile(r"/service/hpa/user/register/([^/]+)/([^/]+)")
DELEGATE = re.compile(r"/service/hpa/api/delegate/([^/]+)")
AUTHORIZATION = re.compile(r"/service/hpa/api/authorization/([^/]+)/([^/]+)")


@dataclass
class TheirSession:
    """A session there: whose, whom she has chosen, and until when."""

    delegate: str
    user: str
    expires_at: datetime
    chosen: str | None = None


@dataclass
class Simulator:
    """What the simulator knows, and how it is minded."""

    now: Callable[[], datetime]
    # Who may act for whom in which matter, by identity codes.
    mandates: set[tuple[str, str, str]] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, TheirSession] = field(default_factory=dict)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    # Every call that came, and every one refused, by what was wrong.
    called: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    # A path to answer otherwise than described, and how.
    mood: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    address: str = ""

    def forget(self) -> None:
        """Know of nothing again."""
        for known in (self.mandates, self.names, self.sessions, self.codes, self.tokens, self.called, self.refused):
            known.clear()
        self.mood = {}

    def let(self, delegate: str, principal: str, *issues: str, name: str = "Some Body") -> None:
        """Let one person act for another in these matters."""
        self.mandates |= {(delegate, principal, issue) for issue in issues}
        self.names[principal] = name

    def choose(self, where: str, principal: str) -> str:
        """Do in her browser what she does there, and return the code she goes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        (own,) = [id_ for id_, session in self.sessions.items() if session.user == asked["user"]]
        self.sessions[own].chosen = principal
        code = secrets.token_urlsafe(8)
        self.codes[code] = (own, asked["redirect_uri"])
        return code

    # What the interface does; each returns a status and what is said.

    def register(self, client: str, delegate: str) -> tuple[int, object]:
        """Begin a session of a person."""
        if client != CLIENT_ID:
            return self.no("another client")
        session, user = secrets.token_hex(16), secrets.token_hex(16)
        self.sessions[session] = TheirSession(delegate, user, self.now() + LIVES)
        return 200, {"sessionId": session, "userId": user}

    def token(self, asked: dict[str, list[str]], authorization: str) -> tuple[int, object]:
        """Give a token for a code, once, to who knows the password."""
        basic = base64.b64encode(f"{CLIENT_ID}:{OAUTH_PASSWORD}".encode()).decode()
        if not hmac.compare_digest(authorization, f"Basic {basic}"):
            return self.no("wrong password")
        session, back = self.codes.pop(asked.get("code", [""])[0], ("", ""))
        if not session or asked.get("redirect_uri") != [back] or asked.get("grant_type") != ["authorization_code"]:
            self.no("unknown code")
            return 400, {"error": "invalid_grant"}
        token = secrets.token_hex(16)
        self.tokens[token] = session
        return 200, {"access_token": token, "token_type": "bearer", "expires_in": 599, "scope": "read write trust"}

    def of_session(self, session: str, authorization: str) -> TheirSession | None:
        """Return a session that is open to who bears its token."""
        scheme, _, token = authorization.partition(" ")
        found = self.sessions.get(session)
        is_hers = scheme == "Bearer" and self.tokens.get(token) == session
        return found if found and is_hers and found.expires_at > self.now() else None

    def delegate(self, session: str, authorization: str) -> tuple[int, object]:
        """Tell whom she chose."""
        found = self.of_session(session, authorization)
        if found is None:
            return self.no("no such session")
        chosen = found.chosen
        return 200, [{"personId": chosen, "name": self.names.get(chosen, "")}] if chosen else []

    def authorization(
        self, session: str, principal: str, asked: dict[str, list[str]], authorization: str
    ) -> tuple[int, object]:
        """Tell whether she may act for him in a matter."""
        found = self.of_session(session, authorization)
        if found is None:
            return self.no("no such session")
        may = any((found.delegate, principal, issue) in self.mandates for issue in asked.get("issues", []))
        return 200, {"result": "ALLOWED" if may else "DISALLOWED"}

    def no(self, what: str) -> tuple[int, object]:
        """Refuse as they refuse, and remember what was wrong."""
        self.refused.append(what)
        return 401, {"error": "unauthorized"}

    def is_signed(self, target: str, header: str) -> bool:
        """Tell whether a call is a client's own: the checksum over the very request line, in time, and not again."""
        client, _, rest = header.partition(" ")
        stamp, _, checksum = rest.partition(" ")
        right = base64.b64encode(hmac.digest(API_KEY.encode(), f"{target} {stamp}".encode(), sha256)).decode()
        if client != CLIENT_ID or not hmac.compare_digest(checksum, right):
            self.refused.append("wrong checksum")
            return False
        if abs(datetime.fromisoformat(stamp) - self.now()) > CLOCK_SKEW:
            self.refused.append("wrong time")
            return False
        if header in self.seen:
            self.refused.append("replayed")
            return False
        self.seen.add(header)
        return True

    def answer(self, target: str, headers: Callable[[str], str]) -> tuple[int, object]:
        """Answer one call."""
        path, asked = urlsplit(target).path, parse_qs(urlsplit(target).query)
        authorization = headers("Authorization")
        if path == "/oauth/token":
            return self.token(asked, authorization)
        if not self.is_signed(target, headers("X-AsiointivaltuudetAuthorization")):
            return 401, {"error": "unauthorized"}
        return self.service(path, asked, authorization)

    def service(self, path: str, asked: dict[str, list[str]], authorization: str) -> tuple[int, object]:
        """Answer one call that is signed."""
        if not asked.get("requestId"):
            return 400, {"error": "requestId is missing"}
        if found := REGISTER.fullmatch(path):
            return self.register(found[1], unquote(found[2]))
        if found := DELEGATE.fullmatch(path):
            return self.delegate(found[1], authorization)
        if found := AUTHORIZATION.fullmatch(path):
            return self.authorization(found[1], unquote(found[2]), asked, authorization)
        return 404, {"error": "not found"}


def handler_of(simulator: Simulator) -> type[BaseHTTPRequestHandler]:
    """Return what answers the simulator's socket."""

    class Handler(BaseHTTPRequestHandler):
        """One call, as it came over the wire."""

        def respond(self) -> None:
            simulator.called.append(self.path)
            for part, behave in simulator.mood.items():
                if part in self.path:
                    behave(self)
                    return
            status, said = simulator.answer(self.path, lambda name: self.headers.get(name, ""))
            send(self, status, json.dumps(said).encode())

        def do_POST(self) -> None:
            self.respond()

        def do_GET(self) -> None:
            if self.path.startswith("/oauth/authorize"):
                self.selection()
            else:
                self.respond()

        def selection(self) -> None:
            """Let a person choose for whom; a tap goes back to the service with a code."""
            asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            if "principal" in asked:
                code = simulator.choose(self.path, asked["principal"])
                self.send_response(302)
                self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code})}")
                self.end_headers()
                return
            (own,) = [session for session in simulator.sessions.values() if session.user == asked["user"]]
            people = sorted({principal for delegate, principal, _ in simulator.mandates if delegate == own.delegate})
            links = "".join(
                f'<p><a href="/oauth/authorize?{urlencode(asked | {"principal": principal}).replace("&", "&amp;")}">'
                f"{simulator.names[principal]}</a></p>"
                for principal in people
            )
            page = f"<!doctype html><html lang=en><title>Choose</title><h1>For whom?</h1>{links}</html>"
            send(self, 200, page.encode(), "text/html; charset=utf-8")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def send(handler: BaseHTTPRequestHandler, status: int, content: bytes, kind: str = "application/json") -> None:
    """Send an answer whole."""
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def says(status: int, content: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return the mood of one who says this, whatever is asked."""
    return lambda handler: send(handler, status, content)


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"sessionId": "')


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Say nothing and go."""
    handler.close_connection = True


def dawdle(handler: BaseHTTPRequestHandler) -> None:
    """Drip: a byte at a time is an answer to each reading, and never an answer."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


@contextmanager
def simulated(now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Iterator[Simulator]:
    """Run the simulator on a socket of this machine."""
    simulator = Simulator(now)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(simulator))
    server.daemon_threads = True
    simulator.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield simulator
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
