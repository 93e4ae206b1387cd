"""The services that can be granted, and the terms of the acts, as a calculator in the browser needs them."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid4

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.catalogue import rulebook
from backend.catalogue.in_force import parts_held
from backend.catalogue.price import PriceUnit
from backend.catalogue.rules import in_force_on
from backend.catalogue.statute_book import LIABILITY_SOURCE, fee_limits, fee_tables
from backend.catalogue.terms import Part, ServiceTerms, terms_on_day
from backend.database import fetch, transaction
from backend.days import local_day
from backend.problems import ContentDiffers, NothingInForce, NotYourRole, ServiceExists, SignInNeeded
from backend.reckoning.client_fee import FeeLimits, FeeTable
from backend.wire import Slug, TaskName, Text, Wire

# A worker ticks them off on a phone, one below the other.
MOST_TASKS = 40


class ReckoningTerms(Wire):
    """What the acts say on a day; null where nothing is known to hold."""

    day: date
    fee_table: FeeTable | None
    fee_limits: FeeLimits | None
    # The sections by which a price is divided between organiser and client.
    liability_source: str


class ServiceChoice(Wire):
    """A service that can be granted, and the organiser's terms for it on a day."""

    id: UUID
    # Carried in the signed voucher code.
    code: int
    slug: str
    name: Text
    # What its prices are for.
    unit: PriceUnit
    tasks: list[TaskName]
    # By the service's part and the general one; null where the organiser has none in force.
    terms: ServiceTerms | None


class AddService(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A service that no organiser has yet."""

    id: UUID
    slug: Slug
    name: Text
    unit: PriceUnit
    # In the order in which a worker sees them.
    tasks: Annotated[list[TaskName], msgspec.Meta(min_length=1, max_length=MOST_TASKS)]

    def __post_init__(self) -> None:
        """Hold the tasks apart."""
        if len({task.slug for task in self.tasks}) < len(self.tasks):
            raise ValueError("Two tasks have the same short name")


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


# With its tasks as [{slug, name: {fi, sv, en}}].
SERVICES = """
select s.id, s.code, s.slug, s.name_fi, s.name_sv, s.name_en, s.unit, (
    select coalesce(jsonb_agg(jsonb_build_object(
        'slug', t.slug, 'name', jsonb_build_object('fi', t.name_fi, 'sv', t.name_sv, 'en', t.name_en)
    ) order by t.position), '[]') from service_task t where t.service = s.id
) as tasks
from service s where $1::uuid is null or s.id = $1 order by s.code
"""


@get(
    "/api/services",
    operation_id="listServices",
    guards=[allow(Role.GRANTER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_services(
    acting_person: NamedDependency[ActingPerson], day: FromQuery[date | None] = None
) -> list[ServiceChoice]:
    """List every service, with the organiser's terms for it on a day, today when none is asked for."""
    asked = day or local_day(clock.now())
    async with transaction():
        rows = await fetch(SERVICES, None)
        parts = await parts_held(acting_person.organiser)
    return [choice_of(row, parts, asked) for row in rows]


def choice_of(row: Mapping[str, Any], parts: list[Part], day: date) -> ServiceChoice:
    """Return a service with the terms that hold for it on a day."""
    found = terms_on_day(day, row["id"], parts)
    return ServiceChoice(
        row["id"],
        row["code"],
        row["slug"],
        Text(row["name_fi"], row["name_sv"], row["name_en"]),
        row["unit"],
        msgspec.json.decode(row["tasks"], type=list[TaskName]),
        None if isinstance(found, NothingInForce) else found[1],
    )


@post(
    "/api/services",
    operation_id="addService",
    guards=[allow(Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole, ServiceExists, ContentDiffers),
)
async def add_service(acting_person: NamedDependency[ActingPerson], data: JSONBody[AddService]) -> ServiceChoice:
    """Add a service to the catalogue that all organisers share; its terms are each organiser's own."""
    async with transaction():
        # One after the other: each takes the code after the last.
        await fetch("lock table service in share row exclusive mode")
        known = await fetch(SERVICES, data.id)
        if not known:
            await store_service(data)
            known = await fetch(SERVICES, data.id)
        parts = await parts_held(acting_person.organiser)
    choice = choice_of(known[0], parts, local_day(clock.now()))
    if (choice.slug, choice.name, choice.unit, choice.tasks) != (data.slug, data.name, data.unit, data.tasks):
        raise ContentDiffers
    return choice


async def store_service(data: AddService) -> None:
    """Store a new service and its tasks, unless another has its slug."""
    if await fetch("select from service where slug = $1", data.slug):
        raise ServiceExists
    await fetch(
        """
        insert into service (id, code, slug, name_fi, name_sv, name_en, unit)
        select $1, coalesce(max(code), 0) + 1, $2, $3, $4, $5, $6 from service
        """,
        data.id,
        data.slug,
        data.name.fi,
        data.name.sv,
        data.name.en,
        data.unit,
    )
    for position, task in enumerate(data.tasks, start=1):
        await fetch(
            """
            insert into service_task (id, service, slug, name_fi, name_sv, name_en, position)
            values ($1, $2, $3, $4, $5, $6, $7)
            """,
            uuid4(),
            data.id,
            task.slug,
            task.name.fi,
            task.name.sv,
            task.name.en,
            position,
        )


ROUTES = [read_reckoning_terms, list_services, add_service, *rulebook.ROUTES]
