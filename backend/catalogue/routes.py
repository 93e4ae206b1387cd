"""The organiser's services and the terms of the acts, as a calculator in the browser needs them."""

from datetime import date
from uuid import UUID

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
from backend.reckoning.client_fee import FeeLimits, FeeTable
from backend.wire import Text, Wire


class ReckoningTerms(Wire):
    """What the acts say on a day; null where nothing is known to hold."""

    day: date
    fee_table: FeeTable | None
    fee_limits: FeeLimits | None
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
    return ReckoningTerms(
        day=asked,
        fee_table=in_force_on(asked, fee_tables()),
        fee_limits=in_force_on(asked, fee_limits()),
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
