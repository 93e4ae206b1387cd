"""A client gives a mandate herself: a code that she hands over, somebody who enters it, and her word that it is she.

The code is made from the invitation's id by the installation's own key, so that no database tells it and the client can
look at it again for as long as it waits. It is written as a voucher's number is (vouchers/number.py): twelve characters
to read out over the telephone, two of which catch every single mistake. Fifty bits, one use, seven days, and nothing is
seen before the client has confirmed who came (docs/decisions/0030).
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend import clock
from backend.access import trail
from backend.access.roles import ActingPerson, Scope
from backend.database import fetch
from backend.days import local_day
from backend.mandates import rules
from backend.mandates.giving import (
    MANDATE,
    OF_CLIENTS,
    Held,
    Scopes,
    held,
    party_of,
    refuse_beside,
    refused,
    store,
    tell,
)
from backend.mandates.problems import InvitationEnded, InvitationNotTaken, InvitationUnknown, TooManyInvitations
from backend.mandates.rules import Party, Source, Terms
from backend.problems import ContentDiffers, NotFound, Problem
from backend.vouchers.number import LARGEST, number_from, read_number
from backend.wire import hold_to_our_times


class InviteRepresentative(msgspec.Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """What a client lets somebody do for her; who that is shows when the code is entered."""

    # Made by whoever asks, so that asking twice invites once.
    id: UUID
    client: UUID
    scopes: Scopes
    last_day: date | None

    def __post_init__(self) -> None:
        """Refuse days that no calendar of ours reaches."""
        hold_to_our_times(*filter(None, [self.last_day]))


class EnterCode(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The code of an invitation, as its client handed it over."""

    code: Annotated[str, msgspec.Meta(max_length=60)]


@dataclass(frozen=True)
class Arriving:
    """Somebody who is nobody here yet: who she would be, and how she becomes a person when she may."""

    party: Party
    come: Callable[[], Awaitable[UUID]]


PERSON = "select identity_code_sealed from person where id = $1"
INVITATION = "select * from mandate_invitation where {column} = $1"
OPEN_INVITATIONS = """
select count(*) as waiting from mandate_invitation
where client = $1 and ended_at is null and coalesce(taken_at, given_at) > $2
"""
ADD_INVITATION = """
insert into mandate_invitation (id, client, scopes, last_day, code_hash, given_by, given_at)
values ($1, $2, $3, $4, $5, $6, $7)
"""
INVITATIONS = OF_CLIENTS.format(table="mandate_invitation")


def derived(key: bytes, use: bytes) -> bytes:
    """Return the key for one use, drawn from the installation's identity key (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kotiseteli invitation " + use).derive(key)


def code_of(invitation: UUID, key: bytes) -> str:
    """Return the code that the client hands over."""
    digest = hmac.digest(derived(key, b"code"), invitation.bytes, sha256)
    return number_from(int.from_bytes(digest) & LARGEST)


def hash_of_code(code: str, key: bytes) -> bytes:
    """Return what the database finds an invitation by."""
    return hmac.digest(derived(key, b"hash"), code.encode(), sha256)


async def invite(person: ActingPerson, asked: InviteRepresentative, key: bytes) -> Problem | None:
    """Store an invitation of a client's; asked for twice it is one."""
    client = await held(person, asked.client, key)
    now = clock.now()
    scopes = frozenset(asked.scopes)
    if there := await fetch(INVITATION.format(column="id"), asked.id):
        known = (there[0]["client"], frozenset(there[0]["scopes"]), there[0]["last_day"])
        return None if known == (asked.client, scopes, asked.last_day) else ContentDiffers()
    today = local_day(now)
    terms = Terms(Source.IN_APP, scopes, today, asked.last_day)
    problem = rules.refuse_client(client.party, terms.source, today) or rules.refuse_terms(terms, today)
    (counted,) = await fetch(OPEN_INVITATIONS, client.id, now - rules.INVITATION_LASTS)
    if problem is None and counted["waiting"] >= rules.MOST_INVITATIONS:
        problem = TooManyInvitations()
    if problem is not None:
        return await refused(person, client, problem)
    hashed = hash_of_code(code_of(asked.id, key), key)
    await fetch(ADD_INVITATION, asked.id, client.id, sorted(scopes), asked.last_day, hashed, person.id, now)
    await trail.append(INVITATIONS, person, [asked.id], "mandate-invited")
    await tell(client)
    return None


async def take(person: ActingPerson, typed: str, key: bytes, arriving: Arriving | None = None) -> Problem | UUID:
    """Note who has entered an invitation's code, and return which it is; she sees nothing yet.

    Who is arriving becomes a person where nothing speaks against it any more, and not before.
    """
    code = read_number(typed)
    rows = await fetch(INVITATION.format(column="code_hash"), hash_of_code(code, key)) if code else []
    if not rows:
        return InvitationUnknown()
    client = await held(person, rows[0]["client"], key, seen_as="any")
    # Somebody else may have been a moment faster.
    (invitation,) = await fetch(INVITATION.format(column="id"), rows[0]["id"])
    if invitation["taken_by"] == person.id and is_open(invitation):
        return UUID(bytes=invitation["id"].bytes)
    if invitation["taken_by"] is not None or not is_open(invitation):
        return await refused(person, client, InvitationUnknown())
    today = local_day(clock.now())
    if arriving is None:
        (known,) = await fetch(PERSON, person.id)
        representative = party_of(person.id, known["identity_code_sealed"], key)
    else:
        representative = arriving.party
    problem = (
        rules.refuse_client(client.party, Source.IN_APP, today)
        or rules.refuse_representative(client.party, representative, today)
        or await refuse_beside(client, person.id, today, invitation["last_day"])
    )
    if problem is not None:
        return await refused(person, client, problem)
    taken = "update mandate_invitation set taken_by = $2, taken_at = $3 where id = $1"
    if arriving is not None:
        person = replace(person, id=await arriving.come())
    await fetch(taken, invitation["id"], person.id, clock.now())
    await trail.append(INVITATIONS, person, [invitation["id"]], "mandate-taken")
    await tell(client)
    return UUID(bytes=invitation["id"].bytes)


def is_open(invitation: dict[str, Any]) -> bool:
    """Tell whether an invitation still waits."""
    until = rules.waits_until(invitation["given_at"], invitation["taken_at"])
    return invitation["ended_at"] is None and clock.now() < until


async def held_invitation(person: ActingPerson, invitation: UUID, key: bytes) -> tuple[Held, dict[str, Any]]:
    """Take hold of an invitation that this client has given."""
    rows = await fetch(INVITATION.format(column="id"), invitation)
    if not rows:
        raise NotFound
    client = await held(person, rows[0]["client"], key)
    (row,) = await fetch(INVITATION.format(column="id"), invitation)
    return client, dict(row)


async def confirm(person: ActingPerson, invitation: UUID, key: bytes) -> Problem | None:
    """Let the mandate hold for her who has entered the code, from this moment; said twice it is said once."""
    client, row = await held_invitation(person, invitation, key)
    if await fetch(MANDATE, invitation):
        return None
    today = local_day(clock.now())
    representative: UUID | None = row["taken_by"]
    problem: Problem | None
    if representative is None:
        problem = InvitationNotTaken()
    elif not is_open(row) or (row["last_day"] is not None and row["last_day"] < today):
        problem = InvitationEnded()
    else:
        problem = rules.refuse_client(client.party, Source.IN_APP, today) or await refuse_beside(
            client, representative, today, row["last_day"]
        )
    if problem is not None or representative is None:
        return await refused(person, client, problem or InvitationNotTaken())
    terms = Terms(Source.IN_APP, frozenset(Scope(one) for one in row["scopes"]), today, row["last_day"])
    await fetch("update mandate_invitation set ended_at = $2 where id = $1", invitation, clock.now())
    await store(person, client, invitation, representative, terms)
    return None


async def withdraw(person: ActingPerson, invitation: UUID, key: bytes) -> None:
    """End an invitation, whether nobody has taken it or the wrong person has; once it is confirmed there is none."""
    client, row = await held_invitation(person, invitation, key)
    if row["ended_at"] is not None:
        return
    await fetch("update mandate_invitation set ended_at = $2 where id = $1", invitation, clock.now())
    await trail.append(INVITATIONS, person, [invitation], "invitation-withdrawn")
    await tell(client, *([row["taken_by"]] if row["taken_by"] else []))
