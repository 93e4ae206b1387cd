"""The phones of a provider's workers, and how much on each has not come: known by the gaps in its numbers."""

from datetime import datetime
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.phones import losing
from backend.problems import NotYourRole, SignInNeeded
from backend.wire import Wire


class PhoneSummary(Wire):
    """One phone of one worker."""

    id: UUID
    # Whose it is.
    worker: UUID
    worker_name: str
    last_contact_at: datetime
    # Records that it had made when it was last heard of, and that have not come; refused ones have.
    not_sent: int
    # The build of the app that it last spoke with, and whether its browser has promised to keep the store; null until
    # the phone has said.
    app: str | None
    storage_kept: bool | None
    # Unsent visits that a vanished store took along, and when that was noticed.
    lost_visits: int
    lost_noticed_at: datetime | None
    # Visits of the last days that did not fit on the phone at its last pull.
    left_out: int
    # When it was told to be lost; null: it is in use.
    lost_at: datetime | None


# Up to `complete_to` every number of a phone has come, so that only what is above it is counted. How far it has come
# since is kept, and says nothing new about anybody.
PHONES = """
with mine as (
    select distinct d.id, d.highest_number, d.complete_to, d.last_contact_at, d.person, d.app, d.storage_kept,
        d.lost_visits, d.lost_noticed_at, d.left_out, d.lost_at
    from device d join membership m on m.person = d.person
    where m.role = 'worker' and m.provider = $1 and m.first_day <= $2 and (m.last_day is null or m.last_day >= $2)
), come as (
    select id, number, row_number() over (partition by id order by number) as place from (
        select m.id, r.number from mine m join visit_record r on r.device = m.id and r.version = 1
        where r.number > m.complete_to
        union
        select m.id, r.number from mine m join visit_record r on r.device = m.id and r.version > 1
        where r.number > m.complete_to
        union
        select m.id, f.number from mine m join refused_mutation f on f.device = m.id where f.number > m.complete_to
    ) numbers
), counted as (
    select m.id,
        m.highest_number - m.complete_to - count(c.number) filter (where c.number <= m.highest_number) as not_sent,
        m.complete_to + count(c.number) filter (where c.number = m.complete_to + c.place) as complete_to
    from mine m left join come c on c.id = m.id group by m.id, m.highest_number, m.complete_to
), kept as (
    update device d set complete_to = c.complete_to from counted c where c.id = d.id and c.complete_to > d.complete_to
)
select m.id, m.person as worker, p.given_name || ' ' || p.family_name as worker_name, m.last_contact_at, c.not_sent,
    m.app, m.storage_kept, m.lost_visits, m.lost_noticed_at, m.left_out, m.lost_at
from mine m join counted c using (id) join person p on p.id = m.person
order by m.lost_visits > 0 desc, c.not_sent > 0 desc, m.last_contact_at, m.id
"""


@get(
    "/api/phones",
    operation_id="listPhones",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_phones(acting_person: NamedDependency[ActingPerson]) -> list[PhoneSummary]:
    """List the workers' phones: first those that have lost something, then those on which something waits."""
    async with transaction():
        rows = await fetch(PHONES, acting_person.provider, local_day(clock.now()))
    return [PhoneSummary(**row) for row in rows]


ROUTES = [list_phones, *losing.ROUTES]
