"""A worker reads how far the payment of her own visits of a month has come; whom she visited is not told again."""

from datetime import datetime
from typing import Annotated, Literal

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import bounds_of, local_day, month_of
from backend.problems import NotYourRole, SignInNeeded
from backend.visits.summaries import PAYMENT
from backend.wire import MONTH_PATTERN, Text, Wire

VISITS = f"""
select v.started_at, v.ended_at, v.minutes, s.name_fi, s.name_sv, s.name_en, {PAYMENT} as payment
from visit v join voucher w on w.id = v.voucher join service s on s.id = w.service
where v.worker = $1 and v.provider = $2 and v.state = 'recorded' and v.started_at >= $3 and v.started_at < $4
order by v.started_at desc, v.id
"""  # noqa: S608 - written here


class WorkerVisit(Wire):
    """One visit of a worker's own, and how far its payment has come; it says nothing of the client."""

    started_at: datetime
    ended_at: datetime
    minutes: int
    service: Text
    state: Literal["received", "settled", "paid"]


@get(
    "/api/worker-month",
    operation_id="listWorkerMonth",
    guards=[allow(Role.WORKER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_worker_month(
    acting_person: NamedDependency[ActingPerson],
    month: Annotated[str | None, QueryParameter(pattern=MONTH_PATTERN)] = None,
) -> list[WorkerVisit]:
    """List one's own visits of a month, newest first: received, in settlement or paid."""
    first, after = bounds_of(month or month_of(local_day(clock.now())))
    async with transaction():
        rows = await fetch(VISITS, acting_person.id, acting_person.provider, first, after)
    return [
        WorkerVisit(
            started_at=row["started_at"],
            ended_at=row["ended_at"],
            minutes=row["minutes"],
            service=Text(row["name_fi"], row["name_sv"], row["name_en"]),
            state=row["payment"] or "received",
        )
        for row in rows
    ]


ROUTES = [list_worker_month]
