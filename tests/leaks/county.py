"""Makes the demo county harder to keep apart: odd mandates, two employers, clients of two organisers, more offices."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

from backend.access.roles import Scope
from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, TODAY
from tests.routes.subjects import Subject, subject_of

JOIN = """
insert into membership (id, person, role, organiser, provider, first_day, last_day) values ($1, $2, $3, $4, $5, $6, $7)
"""
MANDATE = """
insert into representation (id, person, client, scopes, first_day, last_day, source, ended_at)
values ($1, $2, $3, $4, $5, $6, 'paper', $7)
"""
BOTH = "insert into client (id, person, organiser) select gen_random_uuid(), $1, $2 on conflict do nothing"
UNDO = "update service_decision set undone_at = $2, undone_by = decided_by where id = any($1)"
# What has been served is undone by nobody (decisions/rules.py).
UNSERVED = """
select id from service_decision d
where not exists (select from voucher v join visit x on x.voucher = v.id where v.decision = d.id)
"""
# Of every organiser and provider, and some of what Anna did.
VISITS = """
select id from (
    select id, row_number() over (partition by organiser, provider order by md5(id::text)) as place from visit
    where state = 'recorded'
) spread where place <= 2 union select id from (select id from visit where worker = $1 order by id limit 10) annas
"""


async def ids(statement: str, *values: object) -> list[UUID]:
    """Return the ids that a statement finds, in an order that does not change."""
    return sorted(row["id"] for row in await fetch(statement, *values))


async def tangle(dice: Random) -> list[Subject]:
    """Tangle the county up; return some clients with rows of every kind."""
    clients = await ids("select id from client")
    persons = await ids("select person as id from client")
    relatives = await ids("select distinct person as id from membership where role = 'relative'")
    workers = await ids("select distinct person as id from membership where role = 'worker'")
    providers = await ids("select id from provider")
    organisers = await ids("select id from organiser")
    since = TODAY - timedelta(days=400)
    for person in dice.sample(relatives, 60):
        await odd_mandate(dice, person, dice.choice(clients))
    for person in dice.sample(workers, 20):
        # Some have left: their membership opens nothing any more.
        last_day = dice.choice([None, None, TODAY - timedelta(days=1)])
        await fetch(JOIN, uuid4(), person, "worker", None, dice.choice(providers), since, last_day)
    for provider in dice.sample(providers, 15):
        await fetch(JOIN, uuid4(), dice.choice(workers), "provider", None, provider, since, None)
    for role in ("granter", "organiser", "finance"):
        for organiser in organisers:
            await fetch(JOIN, uuid4(), dice.choice(workers), role, organiser, None, since, None)
    for person in dice.sample(persons, 20):
        await fetch(BOTH, person, cast.CITY.id)
    made = [await subject_of(visit) for visit in await ids(VISITS, cast.ANNA.id)]
    await fetch(UNDO, dice.sample(await ids(UNSERVED), 15), NOW)
    return made


async def odd_mandate(dice: Random, person: UUID, client: UUID) -> None:
    """Give a mandate that may be over, still to come, ended, or narrow."""
    scopes: Iterable[Scope] = dice.sample(list(Scope), dice.randint(1, len(Scope)))
    first_day = TODAY + timedelta(days=dice.choice([-90, -1, 0, 1]))
    last_day = dice.choice([None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)])
    last_day = None if last_day is None else max(first_day, last_day)
    ended_at = dice.choice([None, None, NOW - timedelta(minutes=1)])
    await fetch(MANDATE, uuid4(), person, client, [scope.value for scope in scopes], first_day, last_day, ended_at)
