"""The organiser's services and the terms of the acts, as a calculator in the browser needs them."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.catalogue.rules import in_force_on
from backend.catalogue.statute_book import FEE_BY_HOURS, LIABILITY_SOURCE, fee_limits, fee_tables
from backend.database import fetch, transaction
from backend.days import local_day
from backend.problems import NotYourRole, SignInNeeded
from backend.wire import Text, Wire


class AmountsByHousehold(Wire):
    """A figure for each size of household, from one person on, and what each further person adds."""

    sizes: list[int]
    each_further: int | None


class FeeTableRow(Wire):
    """The shares of income, in hundredths of a percent, from so many hours a month on."""

    from_hours: int
    basis_points: list[int]
    at_most_cents: int | None


class FeeTableTerms(Wire):
    """The table of client fees in force, and whether it was read in its source."""

    source: str
    first_day: date
    last_day: date | None
    verified: bool
    rows: list[FeeTableRow]
    larger_as_last: bool


class FeeLimitTerms(Wire):
    """The income limits of client fees in force, and whether they were read in their source."""

    source: str
    first_day: date
    last_day: date | None
    verified: bool
    limits_cents: AmountsByHousehold


class ReckoningTerms(Wire):
    """What the acts say on a day; null where nothing is known to hold."""

    day: date
    fee_table: FeeTableTerms | None
    fee_limits: FeeLimitTerms | None
    # The sections by which a price is divided between organiser and client.
    liability_source: str


class ServiceChoice(Wire):
    """A service that the organiser has values for."""

    id: UUID
    slug: str
    name: Text
    # hour or day.
    unit: str
    # Whether its client fee is the one that goes by granted hours and household (734/1992 s.10e).
    fee_by_hours: bool


@get(
    "/api/reckoning/terms",
    operation_id="readReckoningTerms",
    guards=[allow(Role.GRANTER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def read_reckoning_terms(day: FromQuery[date | None] = None) -> ReckoningTerms:
    """Read the statutory terms in force on a day, today when none is asked for."""
    asked = day or local_day(clock.now())
    table, limits = in_force_on(asked, fee_tables()), in_force_on(asked, fee_limits())
    return ReckoningTerms(
        day=asked,
        fee_table=msgspec.convert(table, FeeTableTerms | None, from_attributes=True),
        fee_limits=msgspec.convert(limits, FeeLimitTerms | None, from_attributes=True),
        liability_source=LIABILITY_SOURCE,
    )


@get(
    "/api/services",
    operation_id="listServices",
    guards=[allow(Role.GRANTER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_services(acting_person: NamedDependency[ActingPerson]) -> list[ServiceChoice]:
    """List the services that the organiser has ever given a value."""
    async with transaction():
        rows = await fetch(
            """
            select id, slug, name_fi, name_sv, name_en, unit from service
            where id in (select service from voucher_value where organiser = $1) order by code
            """,
            acting_person.organiser,
        )
    return [
        ServiceChoice(
            row["id"],
            row["slug"],
            Text(row["name_fi"], row["name_sv"], row["name_en"]),
            row["unit"],
            row["slug"] in FEE_BY_HOURS,
        )
        for row in rows
    ]


ROUTES = [read_reckoning_terms, list_services]
