"""A phone says that a visit has begun, where it has a network: told to whoever waits, and of no other weight.

It goes beside the outbox (docs/sync.md): nothing waits for it, it is not sent again, and no visit is better or worse
for it. The visit that is recorded takes its place.
"""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from piccolo.columns.combination import And

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.notices.kinds import Kind
from backend.notices.live import Changed, announce
from backend.notices.telling import Happened, tell
from backend.problems import NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType, VoucherNotFound
from backend.vouchers.tables import Voucher
from backend.wire import Instant, Text, Wire, Words, hold_to_our_times

# A visit whose record has not come after so long is shown as going on no more.
SHOWN_FOR = timedelta(hours=12)

KEEP = """
insert into arrival (visit, voucher, client, organiser, provider, worker, started_at, received_at)
select $1, $2, $3, $4, $5, $6, $7, $8 where not exists (select from visit where id = $1)
on conflict (visit) do nothing returning visit
"""
TAKE_BACK = "delete from arrival where visit = $1 and worker = $2 returning client, organiser, provider"
GOING_ON = """
select a.visit, a.client, a.voucher, a.started_at, p.given_name || ' ' || p.family_name as worker_name,
    s.name_fi, s.name_sv, s.name_en
from arrival a join person p on p.id = a.worker join voucher v on v.id = a.voucher join service s on s.id = v.service
where a.client = any($1) and a.started_at > $2 and not exists (select from visit x where x.id = a.visit)
order by a.started_at
"""


class TellArrival(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A visit has begun, under the id that its record will have."""

    visit: UUID
    voucher_number: Annotated[Words, msgspec.Meta(max_length=40)]
    started_at: Instant

    def __post_init__(self) -> None:
        """Hold the time to the calendar."""
        hold_to_our_times(self.started_at)


class TakeBackArrival(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A visit was begun by mistake."""

    visit: UUID


class GoingOn(Wire):
    """A visit that has begun and has not been recorded yet."""

    visit: UUID
    client_id: UUID
    started_at: datetime
    worker_name: str
    service: Text


@post(
    "/api/arrivals",
    operation_id="tellArrival",
    status_code=204,
    guards=[allow(Role.WORKER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotJson, NotFromHere, UnsupportedMediaType, VoucherNotFound),
)
async def tell_arrival(acting_person: NamedDependency[ActingPerson], data: JSONBody[TellArrival]) -> None:
    """Say that a visit has begun; saying it twice says it once."""
    now = clock.now()
    async with transaction():
        named = And(Voucher.standing(), Voucher.number == data.voucher_number)
        payable = Voucher.payable_to(acting_person, local_day(now))
        found = await Voucher.select(Voucher.id, Voucher.client, Voucher.organiser).where(And(named, payable))
        if not found:
            raise VoucherNotFound
        (voucher,) = found
        # A phone whose clock is ahead has not arrived tomorrow.
        at = min(data.started_at, now)
        of = (voucher["id"], voucher["client"], voucher["organiser"], acting_person.provider, acting_person.id)
        if not await fetch(KEEP, data.visit, *of, at, now):
            return
        await trail.viewed_vouchers(acting_person, [voucher["id"]], "opened at the door")
        await announce(Changed(voucher["organiser"], acting_person.provider, frozenset({voucher["client"]})))
        await tell(
            Happened(
                Kind.ARRIVED,
                *(voucher["client"], voucher["organiser"], acting_person.provider, data.visit),
                at=at,
                by=acting_person.id,
                facts={"startsAt": at.isoformat()},
                once=f"arrived {data.visit}",
            )
        )


@post(
    "/api/arrivals/taken-back",
    operation_id="takeBackArrival",
    status_code=204,
    guards=[allow(Role.WORKER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotJson, NotFromHere, UnsupportedMediaType),
)
async def take_back_arrival(acting_person: NamedDependency[ActingPerson], data: JSONBody[TakeBackArrival]) -> None:
    """Say that one's visit was begun by mistake; one that nobody has said has begun is none."""
    async with transaction():
        for row in await fetch(TAKE_BACK, data.visit, acting_person.id):
            await announce(Changed(row["organiser"], row["provider"], frozenset({row["client"]})))


@get(
    "/api/arrivals",
    operation_id="listArrivals",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_arrivals(
    acting_person: NamedDependency[ActingPerson], client: FromQuery[UUID | None] = None
) -> list[GoingOn]:
    """List the visits that have begun, as far as phones have said, and are not recorded yet."""
    clients = [one for one in acting_person.clients if client in {None, one}]
    async with transaction():
        rows = await fetch(GOING_ON, clients, clock.now() - SHOWN_FOR)
        await trail.viewed_vouchers(acting_person, [row["voucher"] for row in rows])
    return [
        GoingOn(
            visit=row["visit"],
            client_id=row["client"],
            started_at=row["started_at"],
            worker_name=row["worker_name"],
            service=Text(row["name_fi"], row["name_sv"], row["name_en"]),
        )
        for row in rows
    ]


ROUTES = [tell_arrival, take_back_arrival, list_arrivals]
