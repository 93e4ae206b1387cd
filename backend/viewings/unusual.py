"""Viewings that look unusual are found as the trail is sealed, and somebody of the organiser looks into each."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.chain.sealing import Window
from backend.database import fetch, transaction
from backend.problems import NotFound, NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.viewings.listing import organisation_of
from backend.viewings.rules import CARE_GOES_ON, MANY_CLIENTS
from backend.wire import NOT_BLANK, Text, Wire

# All that wait, and of those that have been checked the newest.
MOST_CHECKED = 100
# What somebody looked at one by one: not what a list shows, a phone fetches by itself, or a worker records.
LOOKED_AT = ["viewed", "printed", "opened at the door", "viewed photo", "exported"]

# What came after it was checked opens it again.
FOUND_AGAIN = """
on conflict (organiser, kind, person, client, day) do update
set entries = {entries}, clients = greatest(unusual_viewing.clients, excluded.clients),
    last_at = greatest(unusual_viewing.last_at, excluded.last_at), checked_at = null, checked_by = null, outcome = null
"""
# $1, $2: above which id and up to which; $3: now.
INTO = """
insert into unusual_viewing (id, organiser, kind, person, role, organisation, client, day, entries, clients, last_at,
    found_at)
"""
SEEN = """
select *, (at at time zone 'Europe/Helsinki')::date as day from trail_entry where id > $1 and id <= $2
"""
# A provider cares for those whose voucher names it, whom it has visited by an open one, and who gave it their number.
NO_CARE_RELATION = f"""
{INTO}
select gen_random_uuid(), organiser, 'no-care-relation', person, role, organisation, client, day, count(*), 1, max(at),
    $3::timestamptz
from ({SEEN} and role in ('worker', 'provider') and organisation is not null) s
where not exists (
    select from voucher v where v.client = s.client and v.provider = s.organisation and v.first_day <= s.day
        and least(v.last_day, v.ended_on - 1) + $4::interval >= s.day
) and not exists (
    select from visit x join voucher v on v.id = x.voucher
    where x.client = s.client and x.provider = s.organisation and coalesce(v.provider, s.organisation) = s.organisation
        and x.started_at between s.at - $4::interval and s.at
) and not exists (
    select from trail_entry d
    where d.client = s.client and d.organisation = s.organisation and d.act = 'opened at the door'
        and d.at between s.at - $4::interval and s.at
)
group by organiser, person, role, organisation, client, day
{FOUND_AGAIN.format(entries="unusual_viewing.entries + excluded.entries")}
"""  # noqa: S608 - written in our own code
# Herself as a client, one whose mandate she has had, or one of her family's name.
OWN_RELATIVE = f"""
{INTO}
select gen_random_uuid(), s.organiser, 'own-relative', s.person, role, organisation, s.client, day, count(*), 1,
    max(at), $3::timestamptz
from ({SEEN} and role not in ('client', 'relative') and act = any($4)) s
join client c on c.id = s.client join person cared on cared.id = c.person join person p on p.id = s.person
where c.person = s.person or lower(cared.family_name) = lower(p.family_name)
    or exists (select from representation r where r.client = s.client and r.person = s.person)
group by s.organiser, s.person, role, organisation, s.client, day
{FOUND_AGAIN.format(entries="unusual_viewing.entries + excluded.entries")}
"""  # noqa: S608 - the same
# Hours of which the stretch holds entries are counted whole: what was sealed before them cannot belong to them.
MANY_IN_AN_HOUR = f"""
with touched as (
    select distinct person, date_trunc('hour', at) as hour from trail_entry
    where id > $1 and id <= $2 and act = any($4) and role = any($5)
), before as (
    select coalesce(max(last_id), 0) as id from trail_seal where sealed_at < (select min(hour) from touched)
), counted as (
    select t.organiser, t.person, t.role, t.organisation, touched.hour, count(*) as entries,
        count(distinct t.client) as clients, max(t.at) as last_at
    from trail_entry t join touched on touched.person = t.person and date_trunc('hour', t.at) = touched.hour
    where t.id > (select id from before) and t.id <= $2 and t.act = any($4) and t.role = any($5)
    group by 1, 2, 3, 4, 5
), many as (
    select distinct on (organiser, person, (hour at time zone 'Europe/Helsinki')::date) *
    from counted join unnest($5::text[], $6::integer[]) as limits(role, most) using (role)
    where clients > most
    order by organiser, person, (hour at time zone 'Europe/Helsinki')::date, clients desc
)
{INTO}
select gen_random_uuid(), organiser, 'many-clients', person, role, organisation, null,
    (hour at time zone 'Europe/Helsinki')::date, entries, clients, last_at, $3::timestamptz
from many
{FOUND_AGAIN.format(entries="greatest(unusual_viewing.entries, excluded.entries)")}
where excluded.clients > unusual_viewing.clients
"""  # noqa: S608 - the same


async def find_unusual(window: Window, now: datetime) -> None:
    """Note what looks unusual in a stretch of the trail; called in the transaction that seals it."""
    stretch = (window.after_id, window.last_id, now)
    await fetch(NO_CARE_RELATION, *stretch, CARE_GOES_ON)
    await fetch(OWN_RELATIVE, *stretch, LOOKED_AT)
    await fetch(MANY_IN_AN_HOUR, *stretch, LOOKED_AT, list(MANY_CLIENTS), list(MANY_CLIENTS.values()))


class UnusualSummary(Wire, kw_only=True):
    """Viewings of one person on one day that look unusual."""

    id: UUID
    kind: Literal["no-care-relation", "many-clients", "own-relative"]
    viewer_name: str
    role: Role
    organisation: Text | None
    # Whose data; null when it is about many clients.
    client_name: str | None
    day: date
    # Entries of the trail, and of many clients how many within the fullest hour.
    entries: int
    clients: int
    last_at: datetime
    checked_at: datetime | None
    checked_by: str | None
    outcome: Literal["explained", "misuse"] | None
    words: str


UNUSUAL = """
select u.id, u.kind, u.role, u.day, u.entries, u.clients, u.last_at, u.checked_at, u.outcome, u.words_sealed, u.client,
    p.given_name || ' ' || p.family_name as viewer_name, k.given_name || ' ' || k.family_name as checked_by,
    cp.given_name || ' ' || cp.family_name as client_name, f.name as provider_name,
    o.name_fi as own_fi, o.name_sv as own_sv, o.name_en as own_en
from unusual_viewing u join person p on p.id = u.person
left join person k on k.id = u.checked_by
left join client c on c.id = u.client left join person cp on cp.id = c.person
left join provider f on f.id = u.organisation left join organiser o on o.id = u.organisation
where u.organiser = $1 and (u.checked_at is null or u.id in (
    select id from unusual_viewing where organiser = $1 and checked_at is not null order by checked_at desc limit $2))
order by u.checked_at desc nulls first, u.day desc, u.last_at desc, u.id
"""


@get(
    "/api/unusual-viewings",
    operation_id="listUnusualViewings",
    guards=[allow(Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_unusual_viewings(acting_person: NamedDependency[ActingPerson]) -> list[UnusualSummary]:
    """List viewings that look unusual: those that nobody has looked into, the newest first, then those checked."""
    async with transaction():
        rows = await fetch(UNUSUAL, acting_person.organiser, MOST_CHECKED)
        named = [row["client"] for row in rows if row["client"]]
        await trail.viewed_clients(acting_person, named, "looked into a viewing")
    computed = {"role", "organisation", "words"}
    fields = [field for field in UnusualSummary.__struct_fields__ if field not in computed]
    return [
        UnusualSummary(
            role=Role(row["role"]),
            organisation=organisation_of(row),
            words=at_rest.unseal_text(at_rest.UNUSUAL, row["id"], row["words_sealed"]),
            **{field: row[field] for field in fields},
        )
        for row in rows
    ]


class CheckViewing(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What somebody who looked into it found."""

    outcome: Literal["explained", "misuse"]
    words: Annotated[str, msgspec.Meta(pattern=NOT_BLANK, max_length=2000)]


CHECK = """
update unusual_viewing set checked_at = $3, checked_by = $4, outcome = $5, words_sealed = $6
where id = $1 and organiser = $2 returning client
"""


@post(
    "/api/unusual-viewings/{viewing_id:uuid}/check",
    operation_id="checkUnusualViewing",
    status_code=204,
    guards=[allow(Role.ORGANISER)],
    responses=can_refuse(NotJson, SignInNeeded, NotYourRole, NotFromHere, NotFound, UnsupportedMediaType),
)
async def check_unusual_viewing(
    acting_person: NamedDependency[ActingPerson], viewing_id: FromPath[UUID], data: JSONBody[CheckViewing]
) -> None:
    """Mark unusual viewings as explained or as misuse; the latest word holds."""
    async with transaction():
        checked = await fetch(
            CHECK,
            *(viewing_id, acting_person.organiser, clock.now(), acting_person.id, data.outcome),
            at_rest.seal_text(at_rest.UNUSUAL, viewing_id, data.words.strip()),
        )
        if not checked:
            raise NotFound
        named = [row["client"] for row in checked if row["client"]]
        await trail.viewed_clients(acting_person, named, "looked into a viewing")


ROUTES = [list_unusual_viewings, check_unusual_viewing]
