"""The provider's office keeps its workers: adds one, says until when she works, and makes the code for her phone."""

import secrets
from datetime import date
from typing import Annotated, Literal
from uuid import UUID, uuid4

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from backend import clock
from backend.access.guards import allow, hash_of
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.enrolment.problems import EmploymentEndsBeforeItBegins, NotEmployedToday
from backend.enrolment.rules import CODE_BITS, CODE_LASTS, code_of, refuse_end, refuse_enrolment
from backend.problems import NotFound, NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.wire import Wire, hold_to_our_times

# A name is of letters: no control characters, and none that turn the direction of what stands after it
# (Unicode technical report 36, section 3).
PersonName = Annotated[
    str,
    msgspec.Meta(
        pattern=r"\A\s*[^\x00-\x1f\x7f-\x9f\s\u200e\u200f\u202a-\u202e\u2066-\u2069]"
        r"[^\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]*\Z",
        max_length=100,
    ),
]
OFFICE_REFUSES = (SignInNeeded, NotYourRole, NotFromHere, NotJson, UnsupportedMediaType, NotFound)


class EmploymentSummary(Wire):
    """One worker's time with the provider."""

    id: UUID
    # The person, as phones and visits name her.
    worker: UUID
    name: str
    language: str
    first_day: date
    last_day: date | None


class EmployWorker(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Somebody begins to work for the provider."""

    # Made by the page, so that what is sent twice employs once.
    id: UUID
    given_name: PersonName
    family_name: PersonName
    # In which she is served until she chooses herself.
    language: Literal["fi", "sv", "en"]
    first_day: date

    def __post_init__(self) -> None:
        """Hold the day to the calendar."""
        hold_to_our_times(self.first_day)


class EndEmployment(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Until when somebody works for the provider."""

    # The last day of work; null takes an end back.
    last_day: date | None

    def __post_init__(self) -> None:
        """Hold the day to the calendar."""
        if self.last_day is not None:
            hold_to_our_times(self.last_day)


class NewEnrolment(Wire):
    """A code for a worker's phone, told this once."""

    id: UUID
    code: str
    # For how long it opens: clocks of offices differ from ours.
    lasts_seconds: int


class EnrolmentStanding(Wire):
    """What has become of a code."""

    state: Literal["open", "used", "over"]


EMPLOYMENTS = """
select m.id, m.person as worker, p.given_name || ' ' || p.family_name as name, p.language, m.first_day, m.last_day
from membership m join person p on p.id = m.person
where m.role = 'worker' and m.provider = $1
"""
IN_ORDER = " order by p.family_name, p.given_name, m.first_day, m.id"


async def get_employment(person: ActingPerson, employment: UUID) -> EmploymentSummary:
    """Return an employment of the office's own provider, locked; another's does not exist for it."""
    rows = await fetch(EMPLOYMENTS + " and m.id = $2 for update of m", person.provider, employment)
    if not rows:
        raise NotFound
    return EmploymentSummary(**rows[0])


@get(
    "/api/provider/employments",
    operation_id="listEmployments",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_employments(acting_person: NamedDependency[ActingPerson]) -> list[EmploymentSummary]:
    """List the provider's workers by name, also those who have left or have not begun."""
    rows = await fetch(EMPLOYMENTS + IN_ORDER, acting_person.provider)
    return [EmploymentSummary(**row) for row in rows]


@post(
    "/api/provider/employments",
    operation_id="employWorker",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(*OFFICE_REFUSES),
)
async def employ_worker(
    acting_person: NamedDependency[ActingPerson], data: JSONBody[EmployWorker]
) -> EmploymentSummary:
    """Add a worker from a day on; sent again it adds nobody."""
    async with transaction():
        if not await fetch("select from membership where id = $1", data.id):
            await fetch(
                """
                with somebody as (
                    insert into person (id, given_name, family_name, language) values ($1, $2, $3, $4) returning id
                )
                insert into membership (id, person, role, provider, first_day)
                select $5, id, 'worker', $6, $7 from somebody
                """,
                *(uuid4(), data.given_name.strip(), data.family_name.strip(), data.language),
                *(data.id, acting_person.provider, data.first_day),
            )
        return await get_employment(acting_person, data.id)


@post(
    "/api/provider/employments/{employment_id:uuid}/end",
    operation_id="endEmployment",
    status_code=200,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(*OFFICE_REFUSES, EmploymentEndsBeforeItBegins),
)
async def end_employment(
    acting_person: NamedDependency[ActingPerson], employment_id: FromPath[UUID], data: JSONBody[EndEmployment]
) -> EmploymentSummary:
    """Say until when a worker works here; after that day she reads nothing, and what she did still comes."""
    async with transaction():
        employment = await get_employment(acting_person, employment_id)
        if data.last_day is not None and (problem := refuse_end(employment.first_day, data.last_day)):
            raise problem
        await fetch("update membership set last_day = $2 where id = $1", employment_id, data.last_day)
        await end_code(employment_id)
        return await get_employment(acting_person, employment_id)


async def end_code(employment: UUID) -> None:
    """Let the code that is open for an employment open nothing any more."""
    await fetch(
        "update enrolment set ended_at = $2 where membership = $1 and used_at is null and ended_at is null",
        employment,
        clock.now(),
    )


@post(
    "/api/provider/employments/{employment_id:uuid}/enrolment",
    operation_id="makeEnrolment",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(*OFFICE_REFUSES, NotEmployedToday),
)
async def make_enrolment(acting_person: NamedDependency[ActingPerson], employment_id: FromPath[UUID]) -> NewEnrolment:
    """Make the code for a worker's phone: one use, ten minutes; the one made before opens nothing any more."""
    now = clock.now()
    made = NewEnrolment(uuid4(), code_of(secrets.randbits(CODE_BITS)), int(CODE_LASTS.total_seconds()))
    async with transaction():
        employment = await get_employment(acting_person, employment_id)
        if problem := refuse_enrolment(employment.first_day, employment.last_day, local_day(now)):
            raise problem
        await end_code(employment_id)
        await fetch(
            """
            insert into enrolment (id, membership, code_hash, made_by, made_at, expires_at)
            values ($1, $2, $3, $4, $5, $6)
            """,
            *(made.id, employment_id, hash_of(made.code), acting_person.id, now, now + CODE_LASTS),
        )
    return made


@get(
    "/api/provider/enrolments/{enrolment_id:uuid}",
    operation_id="readEnrolment",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def read_enrolment(
    acting_person: NamedDependency[ActingPerson], enrolment_id: FromPath[UUID]
) -> EnrolmentStanding:
    """Tell the page that shows a code whether a phone has used it."""
    rows = await fetch(
        """
        select case when e.used_at is not null then 'used' when e.ended_at is not null or e.expires_at <= $3 then 'over'
            else 'open' end as state
        from enrolment e join membership m on m.id = e.membership where e.id = $1 and m.provider = $2
        """,
        *(enrolment_id, acting_person.provider, clock.now()),
    )
    if not rows:
        raise NotFound
    return EnrolmentStanding(rows[0]["state"])


ROUTES = [list_employments, employ_worker, end_employment, make_enrolment, read_enrolment]
