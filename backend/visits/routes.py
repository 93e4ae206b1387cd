"""Reading realised visits."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from piccolo.columns.combination import And
from piccolo.custom_types import Combinable

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import transaction
from backend.days import bounds_of, local_day, month_of
from backend.problems import InvalidRequest, NotYourRole, SignInNeeded
from backend.visits.summaries import VisitSummary, visit_summaries
from backend.visits.tables import Visit
from backend.wire import MONTH_PATTERN

# Whose visits are too many to list without naming a client or a voucher.
WHOLE_COUNTY = {Role.GRANTER, Role.ORGANISER}


@get(
    "/api/visits",
    operation_id="listVisits",
    guards=[allow(Role.WORKER, Role.CLIENT, Role.RELATIVE, Role.PROVIDER, Role.GRANTER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_visits(
    acting_person: NamedDependency[ActingPerson],
    client: FromQuery[UUID | None] = None,
    voucher: FromQuery[UUID | None] = None,
    month: Annotated[str | None, QueryParameter(pattern=MONTH_PATTERN)] = None,
) -> list[VisitSummary]:
    """List the realised visits of a month, newest first."""
    if acting_person.role in WHOLE_COUNTY and client is None and voucher is None:
        raise InvalidRequest(errors=[{"pointer": "/client", "detail": "Name a client or a voucher"}])
    first, after = bounds_of(month or month_of(local_day(clock.now())))
    which: Combinable = And(Visit.started_at >= first, Visit.started_at < after)
    if client is not None:
        which = And(which, Visit.client == client)
    if voucher is not None:
        which = And(which, Visit.voucher == voucher)
    async with transaction():
        visits = await visit_summaries(acting_person, which)
        await trail.viewed_vouchers(
            acting_person, [visit.voucher_id for visit in visits], trail.listed(acting_person, client or voucher)
        )
    return visits


ROUTES = [list_visits]
