"""A person becomes a client of an organiser: once, however often it is asked, and never as two people."""

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import msgspec

from backend.access.identity_code import fingerprint, read_identity_code, seal
from backend.database import fetch
from backend.problems import ClientExists, ContentDiffers, IdentityCodeWrong

# A name has something to read in it, and nothing that PostgreSQL's text cannot hold.
Name = Annotated[str, msgspec.Meta(pattern=r"\A[^\x00]*[^\x00\s][^\x00]*\Z", max_length=100)]


class AddClient(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """A person who becomes a client of the organiser."""

    # Made by whoever asks, so that asking twice adds her once.
    id: UUID
    given_name: Name
    family_name: Name
    # Null while it is not known; without it nobody can tell whether she is known already.
    identity_code: Annotated[str, msgspec.Meta(max_length=40)] | None
    language: Literal["fi", "sv", "en"]
    has_safety_ban: bool


KNOWN = """
select c.organiser, c.has_safety_ban, p.given_name, p.family_name, p.language, p.identity_code_hash
from client c join person p on p.id = c.person where c.id = $1
"""
# Another request may be entering the same person at this moment: then this waits for it, and finds her.
ADD_PERSON = """
insert into person (id, given_name, family_name, language, identity_code_sealed, identity_code_hash)
values ($1, $2, $3, $4, $5, $6) on conflict (identity_code_hash) do nothing
"""
FIND_PERSON = "select id from person where id = $1 or identity_code_hash = $2"
ADD_TO_ORGANISER = """
insert into client (id, person, organiser, has_safety_ban) values ($1, $2, $3, $4)
on conflict (organiser, person) do nothing returning id
"""


async def enter(organiser: UUID, asked: AddClient, identity_key: bytes) -> None:
    """Store a new client; a person known by her identity code keeps her name and language as they are known."""
    code = None if asked.identity_code is None else read_identity_code(asked.identity_code)
    if asked.identity_code is not None and code is None:
        raise IdentityCodeWrong
    hashed = fingerprint(code, identity_key) if code else None
    # Asked twice at the same moment, the second waits here and then finds what the first has stored.
    await fetch("select pg_advisory_xact_lock(hashtextextended($1, 0))", str(asked.id))
    known = await fetch(KNOWN, asked.id)
    if known:
        if not is_same(known[0], organiser, asked, hashed):
            raise ContentDiffers
        return
    person = await find_or_add_person(asked.given_name, asked.family_name, asked.language, code, identity_key)
    if not await fetch(ADD_TO_ORGANISER, asked.id, person, organiser, asked.has_safety_ban):
        (there,) = await fetch("select id from client where organiser = $1 and person = $2", organiser, person)
        raise ClientExists(client=str(there["id"]))


async def find_or_add_person(given: str, family: str, language: str, code: str | None, identity_key: bytes) -> UUID:
    """Return the person whose identity code this is, as she is known; she who is not known yet is added."""
    id_, hashed = uuid4(), fingerprint(code, identity_key) if code else None
    sealed = seal(code, identity_key) if code else None
    await fetch(ADD_PERSON, id_, given.strip(), family.strip(), language, sealed, hashed)
    (person,) = await fetch(FIND_PERSON, id_, hashed)
    found: UUID = person["id"]
    return found


def is_same(known: dict[str, Any], organiser: UUID, asked: AddClient, hashed: bytes | None) -> bool:
    """Tell whether the same client was asked for before; where her identity code says who she is, names do not."""
    named = (known["given_name"], known["family_name"], known["language"])
    asked_for = (asked.given_name.strip(), asked.family_name.strip(), asked.language)
    return (
        known["organiser"] == organiser
        and known["has_safety_ban"] == asked.has_safety_ban
        and known["identity_code_hash"] == hashed
        and (hashed is not None or named == asked_for)
    )
