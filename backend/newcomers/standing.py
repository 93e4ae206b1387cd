"""A newcomer's half hour: it begins when she was strongly identified, and ends when she comes in or leaves.

There is no row of a person for her, known or not, and every newcomer is shown the same: so nobody learns whether a
person is in the register, nor whether a code is (docs/decisions/0037).
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
from litestar.datastructures import Cookie

from backend import at_rest, clock
from backend.access.guards import CSRF_HEADER, TOKEN_BYTES, Connection, csrf_token_of, hash_of, is_change
from backend.database import fetch
from backend.problems import NotFromHere, SignInNeeded
from backend.sessions.beginning import Vouched

LASTS = timedelta(minutes=30)
# Of the same kind as the session's: from this very host only.
COOKIE = "__Host-kotiseteli-newcomer"

ADD = """
insert into newcomer (id, token_hash, way, acr, subject_hash, sid_hash, who_sealed, language, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
FIND = "select * from newcomer where token_hash = $1 and expires_at > $2"


class Identified(msgspec.Struct, frozen=True):
    """Who somebody is, as the identity provider has said."""

    identity_code: str
    given_name: str
    family_name: str


@dataclass(frozen=True)
class Newcomer:
    """Somebody identified who is nobody here yet."""

    id: UUID
    who: Identified
    vouched: Vouched
    acr: str | None
    language: str
    csrf_token: str

    @property
    def name(self) -> str:
        """Her name as it is read."""
        return f"{self.who.given_name} {self.who.family_name}"


async def begin(who: Identified, vouched: Vouched, acr: str | None, language: str) -> str:
    """Begin her half hour and return its token; those that are over are forgotten."""
    now, id_, token = clock.now(), uuid4(), secrets.token_urlsafe(TOKEN_BYTES)
    await fetch("delete from newcomer where expires_at <= $1", now)
    sealed = at_rest.seal(at_rest.NEWCOMER, id_.bytes, msgspec.json.encode(who))
    await fetch(
        ADD,
        *(id_, hash_of(token), vouched.way, acr, vouched.subject_hash, vouched.sid_hash, sealed),
        *(language, now + LASTS),
    )
    return token


async def standing(connection: Connection) -> Newcomer:
    """Return the newcomer whose browser asks; a change must say what only her own page knows."""
    token = connection.cookies.get(COOKIE, "")
    rows = await fetch(FIND, hash_of(token), clock.now()) if token else []
    if not rows:
        raise SignInNeeded
    expected = csrf_token_of(token)
    if is_change(connection) and not hmac.compare_digest(
        connection.headers.get(CSRF_HEADER, "").encode(), expected.encode()
    ):
        raise NotFromHere
    row = rows[0]
    opened = at_rest.unseal(at_rest.NEWCOMER, row["id"].bytes, row["who_sealed"])
    return Newcomer(
        id=UUID(bytes=row["id"].bytes),
        who=msgspec.json.decode(opened, type=Identified),
        vouched=Vouched(row["way"], row["subject_hash"], row["sid_hash"]),
        acr=row["acr"],
        language=row["language"],
        csrf_token=expected,
    )


async def end(newcomer: UUID) -> bool:
    """End her half hour; tell whether it was not over already: of two at once one comes in."""
    return bool(await fetch("delete from newcomer where id = $1 returning id", newcomer))


def newcomer_cookie(token: str) -> Cookie:
    """Return the cookie by which she is known; an empty one forgets it."""
    lasts = int(LASTS.total_seconds()) if token else 0
    return Cookie(key=COOKIE, value=token, path="/", secure=True, httponly=True, samesite="lax", max_age=lasts)
