"""What a worker's phone judges a visit by with no network: the rulebooks' terms, and what is left of her vouchers.

It is brought with a pull (sync/pull.py). The rules themselves are in the app, from the same table as the server's.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec
from piccolo.columns.combination import And

from backend.access import trail
from backend.access.roles import ActingPerson
from backend.catalogue.in_force import part_of
from backend.catalogue.terms import Part, as_held, asks_presence
from backend.database import fetch
from backend.days import local_day
from backend.verdicts.loading import pauses_of
from backend.verdicts.terms import DaysPaused, JudgingTerms, judging_terms
from backend.vouchers.summaries import VoucherAtDoor, at_door, summaries, voucher_rows
from backend.vouchers.tables import Voucher
from backend.wire import Wire


class RulesAtDoor(Wire):
    """What an organiser's rulebook says of judging the visits of a service, from day to day."""

    organiser_code: int
    service_code: int
    terms: list[JudgingTerms]
    # Whether a visit may carry what was read in the client's home.
    asks_presence: bool


class KnownVoucher(VoucherAtDoor, kw_only=True):
    """What a phone can judge a visit by without a network: what the door is told, and the voucher's own bounds."""

    ended_on: date | None
    pauses: list[DaysPaused]
    # What of the service is to be done.
    tasks: list[str]


class BookAtDoor(msgspec.Struct, frozen=True):
    """An organiser's rulebook as it holds, and the codes of its services."""

    organiser_code: int
    parts: list[Part]
    codes: dict[UUID, int]


PARTS = """
select p.id, p.service, p.first_day, p.last_day, p.source, p.terms, o.code as organiser_code, s.code as service_code
from rulebook_part p join organiser o on o.id = p.organiser left join service s on s.id = p.service
where p.withdrawn_at is null and exists (
    select from approved_provider a
    where a.organiser = p.organiser and a.provider = $1 and (p.service is null or a.service = p.service)
)
order by o.code, s.code, p.first_day, p.id
"""


async def books_at_door(provider: UUID | None) -> list[BookAtDoor]:
    """Return what the rulebooks say of the services that a provider is approved for."""
    parts: dict[int, list[Part]] = {}
    codes: dict[int, dict[UUID, int]] = {}
    for row in await fetch(PARTS, provider):
        organiser = row["organiser_code"]
        parts.setdefault(organiser, []).append(part_of(row))
        of_it = codes.setdefault(organiser, {})
        if row["service"] is not None:
            of_it[row["service"]] = row["service_code"]
    return [BookAtDoor(organiser, as_held(of_it), codes[organiser]) for organiser, of_it in parts.items()]


async def vouchers_known(person: ActingPerson, which: Iterable[UUID], now: datetime) -> list[KnownVoucher]:
    """Return what is granted and left by those of the vouchers that she could open at the door."""
    today, ids = local_day(now), list(which)
    if not ids:
        return []
    named = And(And(Voucher.standing(), Voucher.payable_to(person, today)), Voucher.id.is_in(ids))
    rows = await voucher_rows(named)
    found = await summaries(rows, today)
    await trail.viewed_vouchers(person, [voucher.id for voucher in found], "fetched to the phone")
    return [
        KnownVoucher(
            **msgspec.structs.asdict(at_door(voucher)),
            ended_on=row["ended_on"],
            pauses=list(pauses_of(row["pauses"])),
            tasks=row["tasks"],
        )
        for row, voucher in zip(rows, found, strict=True)
    ]


async def rules_at_door(person: ActingPerson, first_day: date, today: date) -> list[RulesAtDoor]:
    """Return what visits from a day on are judged by, of each service that the worker's provider is approved for."""
    return [
        RulesAtDoor(
            book.organiser_code,
            code,
            [terms for terms in judging_terms(book.parts, service) if ends_after(terms, first_day)],
            asks_presence(book.parts, today),
        )
        for book in await books_at_door(person.provider)
        for service, code in book.codes.items()
    ]


def ends_after(terms: JudgingTerms, day: date) -> bool:
    """Tell whether terms still hold on a day or later."""
    return terms.last_day is None or terms.last_day >= day
