"""Providers as the county's offices see them: how much each has served in a month, and at what price each serves."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.catalogue.in_force import parts_held
from backend.catalogue.price import value_in_bands
from backend.catalogue.terms import Part, ServiceTerms, part_on
from backend.database import fetch, transaction
from backend.days import bounds_of, local_day, month_of
from backend.problems import NotFound, NotYourRole, SignInNeeded
from backend.providers.deviations import WAS_MADE
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


class BandValue(Wire):
    """What the organiser pays at most in a time band, and by which decision."""

    band: str
    value_cents: int
    first_day: date
    last_day: date | None
    source: str


class OfferedPrice(Wire):
    """What a provider asks in a time band."""

    kind: Literal["voucher", "order"]
    band: str
    price_cents: int


class ProviderOffer(Wire):
    """An approved provider and its prices in force; one without prices has been approved and has not given any."""

    id: UUID
    name: str
    prices: list[OfferedPrice]


class Offers(Wire):
    """What a service costs on a day: the organiser's values and every approved provider's prices."""

    day: date
    service: UUID
    values: list[BandValue]
    providers: list[ProviderOffer]


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
        f"""
        with realised as (
            select provider, count(*) as visits, sum(minutes) as minutes, count(distinct client) as clients from visit
            where organiser = $1 and started_at >= $2 and started_at < $3 and state = 'recorded'
                and {WAS_MADE.format(visit="visit")} group by provider
        ), approved as (
            select provider, count(distinct service) as services from approved_provider
            where organiser = $1 and first_day <= $4 and (last_day is null or last_day >= $4) group by provider
        )
        select p.id, p.name, p.business_id, coalesce(a.services, 0) as services, coalesce(r.visits, 0) as visits,
            coalesce(r.minutes, 0) as minutes, coalesce(r.clients, 0) as clients
        from provider p left join approved a on a.provider = p.id left join realised r on r.provider = p.id
        where a.provider is not null or r.provider is not null order by p.name
        """,  # noqa: S608 - written here
        acting_person.organiser,
        first,
        after,
        today,
    )
    return [ProviderSummary(**row, month=asked) for row in rows]


# Of two that overlap, which is refused when entered, the newer holds: catalogue/rules.py: in_force_on.
PRICES_IN_FORCE = """
select distinct on (p.name, p.id, a.kind, o.band) p.id, p.name, a.kind, o.band, o.price_cents
from approved_provider a join provider p on p.id = a.provider
left join provider_price o on o.provider = a.provider and o.organiser = a.organiser and o.service = a.service
    and o.kind = a.kind and o.first_day <= $3 and (o.last_day is null or o.last_day >= $3)
where a.organiser = $1 and a.service = $2 and a.first_day <= $3 and (a.last_day is null or a.last_day >= $3)
order by p.name, p.id, a.kind, o.band, o.first_day desc
"""


@get(
    "/api/reckoning/offers",
    operation_id="listOffers",
    guards=[allow(Role.GRANTER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def list_offers(
    acting_person: NamedDependency[ActingPerson], service: FromQuery[UUID], day: FromQuery[date | None] = None
) -> Offers:
    """List the organiser's voucher values for a service on a day, and every approved provider's prices."""
    asked = day or local_day(clock.now())
    async with transaction():
        if not await fetch("select from service where id = $1", service):
            raise NotFound
        parts = await parts_held(acting_person.organiser, service)
        prices = await fetch(PRICES_IN_FORCE, acting_person.organiser, service, asked)
    return Offers(asked, service, values_in(part_on(asked, service, parts)), by_provider(prices))


def values_in(part: Part | None) -> list[BandValue]:
    """Return what a voucher is worth in each time band by the part in force."""
    if part is None or not isinstance(part.terms, ServiceTerms) or part.terms.value is None:
        return []
    values = value_in_bands(part.terms.value)
    return [BandValue(band, cents, part.first_day, part.last_day, part.source) for band, cents in values.items()]


def by_provider(rows: Iterable[Mapping[str, Any]]) -> list[ProviderOffer]:
    """Return one offer for each provider, in the order of the rows."""
    offers: dict[UUID, ProviderOffer] = {}
    for row in rows:
        offer = offers.setdefault(row["id"], ProviderOffer(row["id"], row["name"], []))
        if row["band"] is not None:
            offer.prices.append(OfferedPrice(row["kind"], row["band"], row["price_cents"]))
    return list(offers.values())


ROUTES = [list_providers, list_offers]
