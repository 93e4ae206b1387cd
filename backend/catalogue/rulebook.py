"""The organiser enters its rulebook part by part and withdraws what is still to come (routes); nothing is edited.

The rows are the history: who entered and who withdrew what, and when.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.catalogue.in_force import part_of, parts_held
from backend.catalogue.statute_book import fee_tables
from backend.catalogue.terms import GeneralTerms, Part, PartTerms, as_held, refuse_part, refuse_terms
from backend.database import fetch, transaction
from backend.days import local_day
from backend.problems import (
    AbovePriceCeiling,
    AboveStatutoryFee,
    BandWithoutPrice,
    ContentDiffers,
    FeeOfFreeService,
    NotFound,
    NotYourRole,
    OverlappingValidity,
    PeriodEndsBeforeStart,
    QuantityZero,
    SignInNeeded,
    TermsInForce,
    UnitDiffers,
)
from backend.wire import NOT_BLANK, OrganiserName, Text, Wire, hold_to_our_times

Source = Annotated[str, msgspec.Meta(pattern=NOT_BLANK, max_length=500)]


class EnterPart(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A part of the rulebook: the general one where no service is named."""

    # Made by whoever enters it, so that entering twice does it once.
    id: UUID
    service: UUID | None
    first_day: date
    last_day: date | None
    # The decision that its figures come from.
    source: Source
    terms: PartTerms

    def __post_init__(self) -> None:
        """Hold it to days that can be reckoned with, and the kind of terms to what it is a part on."""
        hold_to_our_times(self.first_day, self.last_day or self.first_day)
        if (self.service is None) != isinstance(self.terms, GeneralTerms):
            raise ValueError("General terms are for no service, and a service's terms for one")

    def part(self) -> Part:
        """Return it as the rules know it."""
        return Part(self.id, self.service, self.first_day, self.last_day, self.source, self.terms)


class RulebookPart(Wire):
    """A part of the rulebook with its days as they hold."""

    id: UUID
    # Null: the general part.
    service: UUID | None
    first_day: date
    # Of a part without one, the day before the next begins.
    last_day: date | None
    source: str
    terms: PartTerms
    entered_at: datetime
    # Null: came with the installation.
    entered_by: str | None
    # Whether it is still to come.
    can_withdraw: bool


class Rulebook(Wire):
    """Every part of an organiser's rulebook that has not been withdrawn: what was, what holds and what is to come."""

    organiser: OrganiserName
    parts: list[RulebookPart]


STANDING = """
select r.id, r.service, r.first_day, r.last_day, r.source, r.terms, r.entered_at,
    p.given_name || ' ' || p.family_name as entered_by
from rulebook_part r left join person p on p.id = r.entered_by left join service s on s.id = r.service
where r.organiser = $1 and r.withdrawn_at is null order by s.code nulls first, r.first_day
"""


async def parts_told(organiser: UUID | None) -> list[RulebookPart]:
    """Return an organiser's parts with their history: the general one first, then by service and day."""
    rows, today = await fetch(STANDING, organiser), local_day(clock.now())
    held = {part.id: part for part in as_held([part_of(row) for row in rows])}
    return [told(held[row["id"]], row, today) for row in rows]


def told(part: Part, row: Mapping[str, Any], today: date) -> RulebookPart:
    """Return a part as it holds, with who entered it."""
    return RulebookPart(
        part.id,
        part.service,
        part.first_day,
        part.last_day,
        part.source,
        part.terms,
        row["entered_at"],
        row["entered_by"],
        part.first_day > today,
    )


@get(
    "/api/rulebook",
    operation_id="readRulebook",
    guards=[allow(Role.GRANTER, Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def read_rulebook(acting_person: NamedDependency[ActingPerson]) -> Rulebook:
    """Read the organiser's rulebook: every version of every part."""
    async with transaction():
        [organiser] = await fetch(
            "select id, code, name_fi, name_sv, name_en from organiser where id = $1", acting_person.organiser
        )
        parts = await parts_told(acting_person.organiser)
    name = Text(organiser["name_fi"], organiser["name_sv"], organiser["name_en"])
    return Rulebook(OrganiserName(organiser["id"], organiser["code"], name), parts)


async def one_after_the_other(organiser: UUID | None) -> None:
    """Let nobody else change this rulebook until the transaction ends: two who enter at once cannot overlap."""
    await fetch("select from organiser where id = $1 for no key update", organiser)


@post(
    "/api/rulebook/parts",
    operation_id="enterRulebookPart",
    guards=[allow(Role.ORGANISER)],
    responses=can_refuse(
        SignInNeeded,
        NotYourRole,
        NotFound,
        ContentDiffers,
        OverlappingValidity,
        PeriodEndsBeforeStart,
        BandWithoutPrice,
        AbovePriceCeiling,
        AboveStatutoryFee,
        FeeOfFreeService,
        UnitDiffers,
        QuantityZero,
    ),
)
async def enter_part(acting_person: NamedDependency[ActingPerson], data: JSONBody[EnterPart]) -> RulebookPart:
    """Enter a part of the rulebook; one that holds until further notice ends the day before this begins."""
    async with transaction():
        await one_after_the_other(acting_person.organiser)
        if not await is_repeated(acting_person.organiser, data):
            await refuse_or_store(acting_person, data.part())
        parts = await parts_told(acting_person.organiser)
    return next(part for part in parts if part.id == data.id)


async def is_repeated(organiser: UUID | None, data: EnterPart) -> bool:
    """Tell whether this very part stands already; the same id with other content, or withdrawn since, is refused."""
    rows = await fetch(
        """
        select id, organiser, service, first_day, last_day, source, terms, withdrawn_at from rulebook_part where id = $1
        """,
        data.id,
    )
    if not rows:
        return False
    [row] = rows
    if row["organiser"] != organiser or row["withdrawn_at"] is not None or part_of(row) != data.part():
        raise ContentDiffers
    return True


async def refuse_or_store(person: ActingPerson, part: Part) -> None:
    """Store a part that can stand."""
    now = clock.now()
    unit = None
    if part.service is not None:
        services = await fetch("select unit from service where id = $1", part.service)
        if not services:
            raise NotFound
        unit = services[0]["unit"]
    held = await parts_held(person.organiser, part.service)
    problem = refuse_part(part, held, local_day(now)) or refuse_terms(part, unit, fee_tables())
    if problem:
        raise problem
    stored = await fetch(
        """
        insert into rulebook_part (id, organiser, service, first_day, last_day, source, terms, entered_at, entered_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing returning id
        """,
        part.id,
        person.organiser,
        part.service,
        part.first_day,
        part.last_day,
        part.source,
        msgspec.json.encode(part.terms).decode(),
        now,
        person.id,
    )
    if not stored:
        # Another organiser took the id in this very moment.
        raise ContentDiffers


@post(
    "/api/rulebook/parts/{part_id:uuid}/withdrawal",
    operation_id="withdrawRulebookPart",
    status_code=200,
    guards=[allow(Role.ORGANISER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound, TermsInForce),
)
async def withdraw_part(acting_person: NamedDependency[ActingPerson], part_id: FromPath[UUID]) -> list[RulebookPart]:
    """Withdraw a part that does not hold yet; what it would have ended goes on. The rulebook's parts are answered."""
    async with transaction():
        await one_after_the_other(acting_person.organiser)
        rows = await fetch(
            "select first_day, withdrawn_at from rulebook_part where id = $1 and organiser = $2",
            part_id,
            acting_person.organiser,
        )
        if not rows:
            raise NotFound
        now = clock.now()
        if rows[0]["withdrawn_at"] is None:
            if rows[0]["first_day"] <= local_day(now):
                raise TermsInForce
            await fetch(
                "update rulebook_part set withdrawn_at = $1, withdrawn_by = $2 where id = $3",
                now,
                acting_person.id,
                part_id,
            )
        return await parts_told(acting_person.organiser)


ROUTES = [read_rulebook, enter_part, withdraw_part]
