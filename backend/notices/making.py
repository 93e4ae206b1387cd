"""Makes notices of what has happened: for each person who follows the client, in each place where she wants to hear it.

Visits that phones have pushed are found by the organiser's change counter, past a cursor of our own: its order is that
of the commits, so none is stepped over. Any number of processes may do this; what one has in hand the others leave.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from backend.access.roles import Scope
from backend.database import fetch, transaction
from backend.days import local_day
from backend.notices.kinds import FOR_OFFICES, Kind
from backend.notices.rules import TELLS_FOR, Choice, group_of, when
from backend.wire import in_base64url

# Happenings that one transaction makes notices of.
MOST_TOGETHER = 500
# RFC 8030 section 5.4: at most 32 characters of base64url.
TOPIC_BYTES = 24

BEGIN_CURSORS = """
insert into notice_cursor (organiser, sequence) select organiser, 0 from change_counter
where organiser not in (select organiser from notice_cursor) on conflict do nothing
"""
BEHIND = """
select c.organiser, c.sequence, k.last from notice_cursor c join change_counter k using (organiser)
where k.last > c.sequence for update of c skip locked
"""
# Visits since the cursor that somebody could hear of: as they were recorded, or as a change made them.
TELL_OF_VISITS = """
insert into happening (id, kind, client, organiser, provider, visit, at, by_person, facts, once)
select gen_random_uuid(), case r.act when 'recorded' then 'done' else 'changed' end, v.client, v.organiser, v.provider,
    v.id, case r.act when 'recorded' then v.ended_at else r.received_at end, v.worker,
    jsonb_build_object('startsAt', v.started_at, 'endsAt', v.ended_at, 'state', v.state, 'deviation', v.deviation),
    'visit ' || v.record
from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as seen(organiser, after, last)
join visit v on v.organiser = seen.organiser and v.change_number > seen.after and v.change_number <= seen.last
join visit_record r on r.id = v.record and r.version = 1 and r.sequence > seen.after
where v.ended_at > $4 and exists (
    select from client c left join representation h on h.client = c.id and h.ended_at is null
    where c.id = v.client and (
        exists (select from push_subscription s where s.person in (c.person, h.person))
        or exists (select from mail_address a where a.person in (c.person, h.person)))
)
on conflict (once) do nothing
"""
MOVE_CURSORS = """
update notice_cursor c set sequence = seen.last from unnest($1::uuid[], $2::bigint[]) as seen(organiser, last)
where c.organiser = seen.organiser
"""

TAKE = "select id from happening where noticed_at is null order by at limit $1 for update skip locked"
# Who follows the client of a happening `t`, and in which role: herself while she lives, and whoever may see her visits
# today. That she gets less than she was granted they are told by her own word, or where an authority has put them in
# her place. What is for offices is told to those who work at the provider's. $2: today, $3: the scope, $5: what
# is for offices.
FOLLOWERS = """
select t.id, c.person, 'client' as role, null::uuid as provider
from taken t join client c on c.id = t.client where c.died_on is null and t.kind <> all($5)
union
select t.id, m.person, 'provider', m.provider
from taken t join membership m on m.role = 'provider' and m.provider = t.provider and m.first_day <= $2
    and (m.last_day is null or m.last_day >= $2)
where t.kind = any($5)
union
select t.id, r.person, 'relative', null from taken t join client c on c.id = t.client and c.died_on is null
join representation r on r.client = t.client and $3 = any(r.scopes) and r.ended_at is null
    and r.first_day <= $2 and (r.last_day is null or r.last_day >= $2)
where t.kind <> all($5) and (t.kind <> 'under_delivery'
    or r.source in ('guardianship', 'continuing-power', 'custody')
    or exists (select from told_choice own where own.person = c.person and own.lets_know))
"""
# The places where they want to hear: browsers whose session goes on, in the role they follow in, and e-mail. $4: now.
PLACES = f"""
with taken as (select * from happening where id = any($1)), followers as ({FOLLOWERS}), places as (
    select f.id, f.person, s.id as subscription from followers f join push_subscription s on s.person = f.person
    join session e on e.id = s.sign_in and e.expires_at > $4
        and e.last_seen_at + make_interval(secs => e.idle_seconds) > $4
    join membership m on m.id = e.membership and m.role = f.role and m.provider is not distinct from f.provider
    union
    select f.id, f.person, null from followers f
    join mail_address a on a.person = f.person and a.confirmed_at is not null
)
select t.id, t.kind, t.client, t.at, p.person, p.subscription, o.kinds, o.quiet_from, o.quiet_until, o.wakes,
    o.says_more
from taken t join places p using (id) left join told_choice o on o.person = p.person
where p.person is distinct from t.by_person and (t.to_person is null or t.to_person = p.person)
order by t.at
"""  # noqa: S608 - written here
STEP_ASIDE = """
update notice set ended_at = $2, outcome = 'dropped' where ended_at is null and attempts = 0 and topic = any($1)
"""
ADD = """
insert into notice (id, happening, person, subscription, topic, tells_until, next_at, made_at)
select *, $7 from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[],
    $8::timestamptz[])
on conflict do nothing
"""
DONE = "update happening set noticed_at = $2 where id = any($1)"


def topic_of(place: UUID, client: UUID, kind: Kind) -> str:
    """Return what notices that stand in each other's place are known by; to whoever reads it, a random word.

    An office hears once of what finance has done to many visits: its notices name no client.
    """
    about = b"" if kind in FOR_OFFICES else client.bytes
    said = place.bytes + about + group_of(kind).encode()
    return in_base64url(sha256(said).digest()[:TOPIC_BYTES])


def choice_of(row: dict[str, Any]) -> Choice:
    """Return what a person has chosen, or what holds for who has not."""
    if row["kinds"] is None:
        return Choice()
    return Choice(
        kinds=frozenset(map(Kind, row["kinds"])),
        quiet_from=row["quiet_from"],
        quiet_until=row["quiet_until"],
        wakes=row["wakes"],
        says_more=row["says_more"],
    )


async def tell_of_visits(now: datetime) -> None:
    """Write down which visits have come or changed since the last time."""
    async with transaction():
        await fetch(BEGIN_CURSORS)
        behind = await fetch(BEHIND)
        if not behind:
            return
        organisers, last = [row["organiser"] for row in behind], [row["last"] for row in behind]
        after = [row["sequence"] for row in behind]
        await fetch(TELL_OF_VISITS, organisers, after, last, now - max(TELLS_FOR.values(), default=timedelta()))
        await fetch(MOVE_CURSORS, organisers, last)


async def make_notices(now: datetime) -> int:
    """Make notices of some of what has happened; return of how much, nothing when there is no more."""
    async with transaction():
        taken = [row["id"] for row in await fetch(TAKE, MOST_TOGETHER)]
        if not taken:
            return 0
        rows = await fetch(PLACES, taken, local_day(now), Scope.SEE_VISITS.value, now, sorted(FOR_OFFICES))
        await add(rows, now)
        await fetch(DONE, taken, now)
    return len(taken)


async def add(rows: Iterable[dict[str, Any]], now: datetime) -> None:
    """Put notices on their way, the newest of each topic alone."""
    made: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        kind = Kind(row["kind"])
        if told := when(kind, row["at"], choice_of(row), now):
            topic = topic_of(row["subscription"] or row["person"], row["client"], kind)
            made[topic] = (row["id"], row["person"], row["subscription"], told.tells_until, told.due_at)
    if not made:
        return
    happenings, persons, subscriptions, until, due = zip(*made.values(), strict=True)
    topics = list(made)
    await fetch(STEP_ASIDE, topics, now)
    await fetch(
        ADD,
        *([uuid4() for _ in topics], list(happenings), list(persons), list(subscriptions), topics),
        *(list(until), now, list(due)),
    )
