"""The real provider of tests/openid as the tests use it: started once, told to misbehave, walked through."""

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

from setup.npm import environment_for_node, programs

FOLDER = Path(__file__).parents[1] / "openid"
# Read once: it takes longer than a page of the provider's.
CERTIFICATES = ssl.create_default_context()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class OpenIdProvider:
    """The running provider."""

    def __init__(self, issuer: str) -> None:
        """Hold where it is."""
        self.issuer = issuer

    def bend(self, **how: Any) -> None:
        """Let it sign or answer something else than it would (tests/openid/provider.mjs says what)."""
        httpx.put(f"{self.issuer}/bent", content=json.dumps(how), verify=CERTIFICATES).raise_for_status()

    def straighten(self) -> None:
        """Let it do everything right again."""
        httpx.put(f"{self.issuer}/bent", content="null", verify=CERTIFICATES).raise_for_status()

    def logout_token(self, client: str, **claims: Any) -> str:
        """Return a logout token as the provider signs it, bent as it is."""
        asked = json.dumps({"client": client, **claims})
        return httpx.post(f"{self.issuer}/logout-token", content=asked, verify=CERTIFICATES).text


@contextmanager
def running(clients: list[dict[str, Any]], people: dict[str, Any], port: int | None = None) -> Iterator[OpenIdProvider]:
    """Run the provider with these clients and people."""
    port = port or free_port()
    issuer = f"http://127.0.0.1:{port}"
    asked = json.dumps({"issuer": issuer, "port": port, "clients": clients, "people": people})
    child = subprocess.Popen(
        [programs() / "node", "provider.mjs", asked],
        cwd=FOLDER,
        env=environment_for_node(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert child.stdout
        assert child.stdout.readline(), "the provider did not start: is tests/openid/node_modules there (make setup)?"
        yield OpenIdProvider(issuer)
    finally:
        child.kill()
        child.communicate()


class Browser:
    """A person's browser at the provider: it keeps its cookies and follows where it is sent, but never into our app."""

    def __init__(self, provider: OpenIdProvider) -> None:
        """Begin without a cookie."""
        self.provider = provider
        self.cookies = httpx.Cookies()

    async def ask(self, method: str, address: str, **what: Any) -> httpx.Response:
        """Ask for one page of the provider's."""
        async with httpx.AsyncClient(cookies=self.cookies, verify=CERTIFICATES) as client:
            answer = await client.request(method, address, **what)
            self.cookies = client.cookies
        return answer

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """Follow the provider's own redirects."""
        while answer.is_redirect:
            address = urljoin(str(answer.url), answer.headers["location"])
            if not address.startswith(self.provider.issuer):
                return answer
            answer = await self.ask("GET", address)
        return answer

    async def identify(self, address: str, login: str) -> str:
        """Go where our app sends the browser, say who one is ("" for nobody), and return where that leads back to."""
        answer = await self.follow(await self.ask("GET", address))
        if not answer.is_redirect:
            assert 'name="login"' in answer.text, answer.text
            answer = await self.follow(await self.ask("POST", str(answer.url), data={"login": login}))
        assert answer.is_redirect, answer.text
        return answer.headers["location"]

    async def leave(self, address: str) -> str:
        """Go where our app sends the browser after signing out, confirm, and return where that leads back to."""
        answer = await self.follow(await self.ask("GET", address))
        form = unescape(answer.text)
        action = form.partition('action="')[2].partition('"')[0]
        secret = form.partition('name="xsrf" value="')[2].partition('"')[0]
        answer = await self.follow(await self.ask("POST", action, data={"xsrf": secret, "logout": "yes"}))
        assert answer.is_redirect, answer.text
        return answer.headers["location"]


def asked_of(address: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
