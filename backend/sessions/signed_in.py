"""A session as its person sees it: who she is, in which role, for whom."""

from datetime import date
from uuid import UUID

from backend import clock
from backend.access.guards import csrf_token_of
from backend.access.mandates import BY_LAW
from backend.access.roles import ActingPerson, Role, Scope
from backend.database import fetch
from backend.days import local_day
from backend.wire import OrganiserName, ProviderName, Text, Wire


class SignedInPerson(Wire):
    """Who is signed in."""

    id: UUID
    name: str
    language: str


class ActedFor(Wire):
    """A client whose services a person may see: herself, or one she acts for."""

    id: UUID
    name: str
    scopes: list[str]
    # Whether this person stands for her by law: reads who has looked at her data, and takes them all out.
    by_law: bool
    first_day: date
    last_day: date | None


class SignedIn(Wire):
    """The session as its person sees it."""

    person: SignedInPerson
    role: Role
    provider: ProviderName | None
    organiser: OrganiserName | None
    clients: list[ActedFor]
    # What the session's pages send with every change, as `X-CSRF-Token`.
    csrf_token: str
    # Whether she may go over to another of her roles or employers (`listMemberships`).
    has_other_memberships: bool
    # Whether this is the demo county, where nothing is real.
    demo: bool


ABOUT = """
select pr.id as provider_id, pr.code as provider_code, pr.name as provider_name,
    o.id as organiser_id, o.code as organiser_code, o.name_fi, o.name_sv, o.name_en,
    exists (
        select from session s join membership m on m.person = $3 and m.id <> s.membership
        where s.id = $4 and (s.reach is null or m.id = any(s.reach))
            and m.first_day <= $5 and (m.last_day is null or m.last_day >= $5)
    ) as has_other_memberships
from (select 1) as always left join provider pr on pr.id = $1 left join organiser o on o.id = $2
"""

CLIENTS = """
select c.id, p.given_name || ' ' || p.family_name as name, coalesce(r.scopes, '{}') as scopes,
    coalesce(r.by_law, false) as by_law,
    coalesce(r.first_day, $2) as first_day, r.last_day
from client c join person p on p.id = c.person
left join lateral (
    -- Two mandates of one pair, on different grounds, are one to her: what either covers, until the later ends.
    select array(
            select distinct scope from representation each, unnest(each.scopes) as covered(scope)
            where each.id = any(array_agg(held.id)) order by scope
        ) as scopes,
        bool_or(held.source = any($5)) as by_law,
        min(held.first_day) as first_day, nullif(max(coalesce(held.last_day, 'infinity')), 'infinity') as last_day
    from representation held
    where held.client = c.id and held.person = $3 and held.first_day <= $2
        and (held.last_day is null or held.last_day >= $2) and held.ended_at is null and $4 = any(held.scopes)
) r on true
where c.id = any($1) order by name
"""


async def signed_in(person: ActingPerson, token: str, *, demo: bool) -> SignedIn:
    """Return the session of a person with the names that her pages show."""
    today = local_day(clock.now())
    about = (await fetch(ABOUT, person.provider, person.organiser, person.id, person.sign_in, today))[0]
    clients = await fetch(CLIENTS, list(person.clients), today, person.id, Scope.SEE_VISITS.value, list(BY_LAW))
    return SignedIn(
        person=SignedInPerson(person.id, person.name, person.language),
        role=person.role,
        provider=ProviderName(about["provider_id"], about["provider_code"], about["provider_name"])
        if about["provider_id"]
        else None,
        organiser=OrganiserName(
            about["organiser_id"],
            about["organiser_code"],
            Text(about["name_fi"], about["name_sv"], about["name_en"]),
        )
        if about["organiser_id"]
        else None,
        clients=[
            ActedFor(row["id"], row["name"], row["scopes"], row["by_law"], row["first_day"], row["last_day"])
            for row in clients
        ],
        csrf_token=csrf_token_of(token),
        has_other_memberships=about["has_other_memberships"],
        demo=demo,
    )
