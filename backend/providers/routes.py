"""Providers as the organiser and its finance see them: how much each has served in a month."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch
from backend.days import bounds_of, local_day, month_of
from backend.problems import NotYourRole, SignInNeeded
from backend.wire import MONTH_PATTERN, Wire


class ProviderSummary(Wire):
    """A provider that the organiser has approved, and its realised services in a month."""

    id: UUID
    name: str
    business_id: str
    # How many services it is approved for on this day.
    services: int
    visits: int
    minutes: int
    clients: int
    month: str


@get(
    "/api/providers",
    operation_id="listProviders",
    guards=[allow(Role.ORGANISER, Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_providers(
    acting_person: NamedDependency[ActingPerson],
    month: Annotated[str | None, QueryParameter(pattern=MONTH_PATTERN)] = None,
) -> list[ProviderSummary]:
    """List the organiser's providers with their realised services of a month; totals only, no client."""
    today = local_day(clock.now())
    asked = month or month_of(today)
    first, after = bounds_of(asked)
    rows = await fetch(
        """
        with realised as (
            select v.provider, count(*) as visits, sum(r.minutes) as minutes, count(distinct v.client) as clients
            from visit_record r join visit v on v.id = r.visit
            where v.organiser = $1 and r.started_at >= $2 and r.started_at < $3 group by v.provider
        ), approved as (
            select provider, count(distinct service) as services from approved_provider
            where organiser = $1 and first_day <= $4 and (last_day is null or last_day >= $4) group by provider
        )
        select p.id, p.name, p.business_id, coalesce(a.services, 0) as services, coalesce(r.visits, 0) as visits,
            coalesce(r.minutes, 0) as minutes, coalesce(r.clients, 0) as clients
        from provider p left join approved a on a.provider = p.id left join realised r on r.provider = p.id
        where a.provider is not null or r.provider is not null order by p.name
        """,
        acting_person.organiser,
        first,
        after,
        today,
    )
    return [ProviderSummary(**row, month=asked) for row in rows]


ROUTES = [list_providers]
