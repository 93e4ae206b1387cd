"""Realised visits as people read them, with names and tasks in words."""

# Piccolo types a joined column as the foreign key or its target; which one it is shows only when it runs.
# mypy: disable-error-code="union-attr"

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from piccolo.columns.combination import And
from piccolo.custom_types import Combinable

from backend import clock
from backend.access.mandates import whose_photos
from backend.access.roles import ActingPerson, Role
from backend.catalogue.tables import ServiceTask
from backend.database import fetch
from backend.days import bounds_of, local_day, month_of
from backend.presence.checking import outcomes
from backend.presence.rules import Outcome
from backend.visits.problems import VisitDisputed, VisitsOverlap
from backend.visits.tables import Visit
from backend.visits.words import words_of
from backend.wire import Text, Wire


class VisitTask(Wire):
    """A task with its name, done or not."""

    slug: str
    name: Text
    done: bool
    reason: str | None


class VisitPhoto(Wire):
    """A photo of a visit that has wholly come."""

    id: UUID
    # As the phone sent it.
    bytes: int


class VisitSummary(Wire):
    """One realised visit."""

    id: UUID
    voucher_id: UUID
    voucher_number: str
    client_name: str
    service: Text
    provider_name: str
    worker_name: str
    started_at: datetime
    ended_at: datetime
    minutes: int
    tasks: list[VisitTask]
    note: str
    # A withdrawn visit was taken back by the worker who recorded it; how far its payment has come, only she reads here.
    state: Literal["recorded", "withdrawn", "settled", "paid"]
    # What was otherwise than booked, by its code; null when nothing was.
    deviation: str | None
    # How long it had been booked for, where that is known and something was otherwise.
    booked_minutes: int | None
    # What was read in the client's home, as proof that somebody was there.
    presence: Outcome
    # Slugs of what a person will look at before the visit is paid.
    to_review: list[str]
    received_at: datetime
    # The record that holds; a correction names it.
    record: UUID
    # Photos of receipts; none for those who may not see them.
    attachments: list[VisitPhoto]


# Whose table it is stands after this feature (docs/architecture.md, arrows); only what a list needs is read of it.
PHOTOS = """
select visit, id, bytes from attachment where visit = any($1) and received_at is not null order by done_at, id
"""


async def photos_of(person: ActingPerson, visits: dict[UUID, UUID]) -> dict[UUID, list[VisitPhoto]]:
    """Return the photos of these visits, each given with its client, that a person may see."""
    seen = await whose_photos(person, set(visits.values()))
    asked = [visit for visit, client in visits.items() if client in seen]
    photos: dict[UUID, list[VisitPhoto]] = {}
    for row in await fetch(PHOTOS, asked) if asked else []:
        photos.setdefault(row["visit"], []).append(VisitPhoto(row["id"], row["bytes"]))
    return photos


# Told when visits are read, not when they are stored: of two, whichever came second, both are to be looked at. A visit
# is no longer than a day (visits/rules.py), which lets the client's index bound the search.
OVERLAPPING = """
select one.id from visit one
where one.id = any($1) and one.state = 'recorded' and exists (
    select from visit other
    where other.client = one.client and other.voucher = one.voucher and other.id <> one.id
        and other.state = 'recorded' and other.started_at < one.ended_at and other.ended_at > one.started_at
        and other.started_at >= one.started_at - interval '1 day'
)
"""


async def overlapping(visits: list[UUID]) -> set[UUID]:
    """Return those of the visits during which another was recorded by the same voucher."""
    return {row["id"] for row in await fetch(OVERLAPPING, visits)} if visits else set()


# What its client says of a visit stands after this feature too; the visit is never changed by it.
DISPUTED = "select visit from dispute where visit = any($1) and state = 'open'"


async def disputed(visits: list[UUID]) -> set[UUID]:
    """Return those of the visits that a client disputes and the provider has not answered."""
    return {row["visit"] for row in await fetch(DISPUTED, visits)} if visits else set()


# How far the payment of a visit `v` has come: what says so stands after this feature too. What was taken back whole is
# in no payment any more. Nothing of a month is settled before it is over (settlement/rules.py), which spares a search.
PAYMENT = """(
    select case when p.id is null then 'settled' else 'paid' end
    from settlement_line l left join payment p on p.settlement = l.settlement
    where l.visit = v.id and l.credit is null
        and l.price_cents > coalesce((select sum(c.price_cents) from credit c where c.visit = l.visit), -1)
)"""
PAID = f"""
select v.id, {PAYMENT} as payment from visit v where v.id = any($1) and v.state = 'recorded' and v.started_at < $2
"""  # noqa: S608 - written here


async def payments_of(visits: list[UUID]) -> dict[UUID, str]:
    """Return how far the payment of each visit that is in one has come."""
    (this_month, _) = bounds_of(month_of(local_day(clock.now())))
    rows = await fetch(PAID, visits, this_month) if visits else []
    return {row["id"]: row["payment"] for row in rows if row["payment"]}


async def task_names(services: set[UUID]) -> dict[tuple[UUID, str], Text]:
    """Return the name of each task of these services."""
    if not services:
        return {}
    rows = await ServiceTask.select().where(ServiceTask.service.is_in(list(services)))
    return {(row["service"], row["slug"]): Text(row["name_fi"], row["name_sv"], row["name_en"]) for row in rows}


async def visit_summaries(person: ActingPerson, which: Combinable, most: int | None = None) -> list[VisitSummary]:
    """Return the visits that a person may see and that are asked for, newest first, all or the first of them."""
    voucher = Visit.voucher
    query = (
        Visit.select(
            Visit.id,
            Visit.client,
            Visit.state,
            Visit.record,
            Visit.started_at,
            Visit.ended_at,
            Visit.minutes,
            Visit.tasks,
            Visit.words_sealed,
            Visit.to_review,
            Visit.deviation,
            Visit.booked_minutes,
            Visit.received_at,
            voucher.id.as_alias("voucher_id"),
            voucher.number.as_alias("voucher_number"),
            voucher.client.person.given_name.as_alias("client_given"),
            voucher.client.person.family_name.as_alias("client_family"),
            voucher.service.id.as_alias("service_id"),
            voucher.service.name_fi.as_alias("fi"),
            voucher.service.name_sv.as_alias("sv"),
            voucher.service.name_en.as_alias("en"),
            Visit.provider.name.as_alias("provider_name"),
            Visit.worker.given_name.as_alias("worker_given"),
            Visit.worker.family_name.as_alias("worker_family"),
        )
        .where(And(Visit.visible_to(person), which))
        .order_by(Visit.started_at, ascending=False)
        .order_by(Visit.id)
    )
    rows = await (query if most is None else query.limit(most))
    names = await task_names({row["service_id"] for row in rows})
    photos = await photos_of(person, {row["id"]: row["client"] for row in rows})
    overlap = await overlapping([row["id"] for row in rows])
    dispute = await disputed([row["id"] for row in rows])
    present = await outcomes({row["id"]: (row["started_at"], row["ended_at"]) for row in rows})
    paid = await payments_of([row["id"] for row in rows]) if person.role is Role.WORKER else {}
    for row in rows:
        row["presence"] = present.get(row["id"], "not-asked")
        row["state"] = paid.get(row["id"], row["state"])
        if row["id"] in overlap:
            row["to_review"] = [*row["to_review"], VisitsOverlap.slug()]
        if row["id"] in dispute:
            row["to_review"] = [*row["to_review"], VisitDisputed.slug()]
    return [summary_of(row, names, photos.get(row["id"], [])) for row in rows]


def summary_of(row: dict[str, Any], names: dict[tuple[UUID, str], Text], photos: list[VisitPhoto]) -> VisitSummary:
    """Return one visit in words; a task the catalogue does not know is shown by its slug."""
    note, done = words_of(row["id"], row["tasks"], row["words_sealed"])
    return VisitSummary(
        id=row["id"],
        voucher_id=row["voucher_id"],
        voucher_number=row["voucher_number"],
        client_name=f"{row['client_given']} {row['client_family']}",
        service=Text(row["fi"], row["sv"], row["en"]),
        provider_name=row["provider_name"],
        worker_name=f"{row['worker_given']} {row['worker_family']}",
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        minutes=row["minutes"],
        tasks=[
            VisitTask(
                task.slug,
                names.get((row["service_id"], task.slug), Text(task.slug, task.slug, task.slug)),
                task.done,
                task.reason,
            )
            for task in done
        ],
        note=note,
        state=row["state"],
        deviation=row["deviation"],
        booked_minutes=row["booked_minutes"],
        presence=row["presence"],
        to_review=row["to_review"],
        received_at=row["received_at"],
        record=row["record"],
        attachments=photos,
    )
