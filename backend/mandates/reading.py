"""Mandates as people read them: who acts for whom, for what, until when, on what ground, and what still waits."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from backend import at_rest, clock
from backend.access import trail
from backend.access.roles import ActingPerson, Role, Scope
from backend.database import fetch
from backend.days import local_day
from backend.mandates.giving import party_of
from backend.mandates.inviting import code_of
from backend.mandates.rules import INVITATION_LASTS, Source, refuse_end, waits_until
from backend.wire import Wire


class MandateSummary(Wire, kw_only=True):
    """A mandate as its client, its representative and the client's organiser see it."""

    id: UUID
    client_id: UUID
    client_name: str
    representative_name: str
    scopes: list[Scope]
    first_day: date
    last_day: date | None
    source: Source
    # The paper's or the decision's number and date; empty for what was given in the app.
    reference: str
    state: Literal["to-come", "holds", "over"]
    # When it was ended before its last day.
    ended_at: datetime | None
    # Whether the reader may end it now.
    may_end: bool


class InvitationSummary(Wire, kw_only=True):
    """An invitation that waits: for its code to be entered, or for the client to say that the right person has come."""

    id: UUID
    # Null for her who has entered the code and is not confirmed yet.
    client_id: UUID | None
    # For her, the given name only: the code may have gone astray.
    client_name: str
    scopes: list[Scope]
    last_day: date | None
    waits_until: datetime
    # Null for anyone but the client, and once somebody has entered it.
    code: str | None
    # Who has entered it; null while nobody has.
    representative_name: str | None


class Mandates(Wire):
    """Who acts for whom, and what waits."""

    mandates: list[MandateSummary]
    invitations: list[InvitationSummary]


# Whose rows somebody sees: a client hers, a representative her own, a granter her organiser's.
MAY_SEE = """
case $1::text when 'client' then c.person = $2 when 'relative' then {own} = $2 when 'granter' then c.organiser = $3
    else false end
"""
# An ended mandate is no longer its representative's to read about.
MANDATES = f"""
select r.*, cp.given_name || ' ' || cp.family_name as client_name, rp.given_name || ' ' || rp.family_name as name,
    c.person as client_person, cp.identity_code_sealed
from representation r join client c on c.id = r.client join person cp on cp.id = c.person
join person rp on rp.id = r.person
where {MAY_SEE.format(own="r.person")} and ($4::uuid is null or r.client = $4) and ($5::uuid is null or r.id = $5)
    and ($1 <> 'relative' or (r.ended_at is null and (r.last_day is null or r.last_day >= $6)))
order by r.ended_at desc nulls first, r.first_day desc, name, r.id
"""  # noqa: S608 - written here
INVITATIONS = f"""
select i.*, cp.given_name as client_given, cp.given_name || ' ' || cp.family_name as client_name,
    tp.given_name || ' ' || tp.family_name as name
from mandate_invitation i join client c on c.id = i.client join person cp on cp.id = c.person
left join person tp on tp.id = i.taken_by
where {MAY_SEE.format(own="i.taken_by")} and ($4::uuid is null or i.client = $4) and ($5::uuid is null or i.id = $5)
    and i.ended_at is null and coalesce(i.taken_at, i.given_at) > $6
order by i.taken_at desc nulls last, i.given_at desc, i.id
"""  # noqa: S608 - written here


async def mandates(
    person: ActingPerson, key: bytes, client: UUID | None = None, *, one: UUID | None = None
) -> list[MandateSummary]:
    """Return the mandates this person may see, those that hold first."""
    today = local_day(clock.now())
    rows = await fetch(MANDATES, person.role.value, person.id, person.organiser, client, one, today)
    return [summary(row, person.role, today, key) for row in rows]


def summary(row: Mapping[str, Any], role: Role, today: date, key: bytes) -> MandateSummary:
    """Return a mandate on the wire."""
    client = party_of(row["client_person"], row["identity_code_sealed"], key)
    is_over = row["ended_at"] is not None or (row["last_day"] is not None and row["last_day"] < today)
    return MandateSummary(
        id=row["id"],
        client_id=row["client"],
        client_name=row["client_name"],
        representative_name=row["name"],
        scopes=[scope for scope in Scope if scope in row["scopes"]],
        first_day=row["first_day"],
        last_day=row["last_day"],
        source=Source(row["source"]),
        reference=at_rest.unseal_text(at_rest.MANDATE, row["id"], row["reference_sealed"]),
        state="over" if is_over else "to-come" if row["first_day"] > today else "holds",
        ended_at=row["ended_at"],
        may_end=not is_over and refuse_end(role, Source(row["source"]), client, today) is None,
    )


async def invitations(
    person: ActingPerson, key: bytes, client: UUID | None = None, *, one: UUID | None = None
) -> list[InvitationSummary]:
    """Return the invitations that wait and that this person may see, those that somebody has taken first."""
    since = clock.now() - INVITATION_LASTS
    rows = await fetch(INVITATIONS, person.role.value, person.id, person.organiser, client, one, since)
    # As a client she sees her own invitations; the one she has taken waits among those of the other.
    is_client = person.role is Role.CLIENT
    return [
        InvitationSummary(
            id=row["id"],
            client_id=None if person.role is Role.RELATIVE else row["client"],
            client_name=row["client_given"] if person.role is Role.RELATIVE else row["client_name"],
            scopes=[scope for scope in Scope if scope in row["scopes"]],
            last_day=row["last_day"],
            waits_until=waits_until(row["given_at"], row["taken_at"]),
            code=code_of(row["id"], key) if is_client and row["taken_at"] is None else None,
            representative_name=row["name"],
        )
        for row in rows
    ]


async def read(person: ActingPerson, key: bytes, client: UUID | None = None) -> Mandates:
    """Return everything of mandates that this person may see, and write into the trail whose were shown."""
    found = Mandates(await mandates(person, key, client), await invitations(person, key, client))
    await trail.viewed_clients(person, {one.client_id for one in found.mandates}, "mandates-viewed")
    return found
