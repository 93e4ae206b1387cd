"""Asks Suomi.fi mandates over the public net, and believes nothing in the answer that is not of the described form.

An identity code goes in the path of a call, because that is their interface; so no address of a call is ever logged.
"""

import asyncio
import logging
from typing import TypeVar
from urllib.parse import quote, urlencode
from uuid import uuid4

import httpx2 as httpx
import msgspec

from backend import clock
from backend.suomi_fi.joined import Joined
from backend.suomi_fi.problems import ActingNotChosen, MandateServiceSilent
from backend.suomi_fi.rules import ALLOWED, Authorization, Matter, Principal, Principals, Registered, Token, signature

SIGNATURE = "X-AsiointivaltuudetAuthorization"
# For the whole of one answer; a person waits for up to four of them.
SECONDS_TO_ANSWER = 5.0
# Their longest true answer is some kilobytes.
LARGEST_ANSWER = 64 * 1024
# Their session or its token is over, or the code was used: she chooses again.
TOO_LATE = {400, 401}

Shape = TypeVar("Shape")

log = logging.getLogger("kotiseteli")
# The library tells each address at level info.
logging.getLogger("httpx2").setLevel(logging.WARNING)


class SuomiFi:
    """Suomi.fi mandates as we ask them: act for another person (hpa)."""

    def __init__(self, joined: Joined) -> None:
        """Hold who we are there; a connection is made for each conversation."""
        self.joined = joined

    async def register(self, identity_code: str) -> Registered:
        """Begin a session of a person who has chosen to act for another."""
        path = f"/service/hpa/user/register/{quote(self.joined.client_id, safe='')}/{quote(identity_code, safe='')}"
        return await self.ask("GET", path, {"requestId": str(uuid4())}, Registered)

    def where_to_choose(self, user: str, back: str, language: str) -> str:
        """Return where her browser goes to choose for whom."""
        asked = {
            "client_id": self.joined.client_id,
            "response_type": "code",
            "redirect_uri": back,
            "user": user,
            "lang": language,
        }
        return f"{self.joined.address}/oauth/authorize?{urlencode(asked)}"

    async def token(self, code: str, back: str) -> str:
        """Change the code that she came back with for a token."""
        asked = {"grant_type": "authorization_code", "redirect_uri": back, "code": code}
        return (await self.ask("POST", "/oauth/token", asked, Token)).access_token

    async def chosen(self, session: str, token: str) -> list[Principal]:
        """Return whom she chose."""
        path = f"/service/hpa/api/delegate/{quote(session, safe='')}"
        return await self.ask("GET", path, {"requestId": str(uuid4())}, Principals, token)

    async def is_allowed(self, session: str, token: str, principal: Principal, matter: Matter) -> bool:
        """Tell whether she may act for whom she chose, in one matter."""
        path = f"/service/hpa/api/authorization/{quote(session, safe='')}/{quote(principal.person_id, safe='')}"
        asked = {"requestId": str(uuid4()), "issues": matter.issue}
        return (await self.ask("GET", path, asked, Authorization, token)).result == ALLOWED

    async def ask(self, method: str, path: str, asked: dict[str, str], shape: type[Shape], token: str = "") -> Shape:
        """Make one signed call and return its answer in the shape that was described."""
        status, content = await self.call(method, f"{path}?{urlencode(asked)}", token)
        if status in TOO_LATE:
            raise ActingNotChosen
        try:
            if status not in {200, 201}:
                raise MandateServiceSilent
            return msgspec.json.decode(content, type=shape)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            log.warning("Suomi.fi mandates answered in another form than it describes")
            raise MandateServiceSilent from None

    async def call(self, method: str, target: str, token: str) -> tuple[int, bytes]:
        """Send a call with its proof, and read its answer as far as an answer may be long."""
        # The proxy and the .netrc of the machine are not asked: what is signed goes where it was meant to.
        async with httpx.AsyncClient(timeout=SECONDS_TO_ANSWER, trust_env=False, follow_redirects=False) as client:
            request = client.build_request(method, f"{self.joined.address}{target}")
            if method == "POST":
                # The OAuth part is proved by the password alone (RFC 6749 section 2.3.1).
                basic = httpx.BasicAuth(self.joined.client_id, self.joined.oauth_password)
                return await read_answer(client, next(basic.auth_flow(request)))
            wire = request.url.raw_path.decode()
            request.headers[SIGNATURE] = signature(self.joined.client_id, self.joined.api_key, wire, clock.now())
            if token:
                request.headers["Authorization"] = f"Bearer {token}"
            return await read_answer(client, request)


async def read_answer(client: httpx.AsyncClient, request: httpx.Request) -> tuple[int, bytes]:
    """Return the status and the body of an answer; silence, cut lines and floods are one and the same."""
    content = b""
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            answer = await client.send(request, stream=True)
            try:
                async for part in answer.aiter_bytes():
                    content += part
                    if len(content) > LARGEST_ANSWER:
                        raise MandateServiceSilent
            finally:
                await answer.aclose()
    except (httpx.HTTPError, TimeoutError) as failure:
        # What failed, not the address: an identity code may stand in it.
        log.warning("Suomi.fi mandates did not answer: %s", type(failure).__name__)
        raise MandateServiceSilent from None
    return answer.status_code, content
