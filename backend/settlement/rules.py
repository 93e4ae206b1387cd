"""When a month is settled, what a settlement says to the byte, and what may be credited. Pure.

Visits of before that were accepted only after their own month was settled come with the next one; what clients owe
themselves stands beside what is paid, and what comes by vouchers beside what comes by orders.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal
from uuid import UUID

from backend.days import ONE_DAY, month_around
from backend.problems import Problem
from backend.settlement.problems import (
    CreditTooLarge,
    EarlierRunUnfinished,
    LaterMonthSettled,
    MonthNotOver,
    NothingToCredit,
)

# By what social care is sold without value added tax; each settlement keeps the one that it was made by.
VAT_GROUNDS = {"social-care": "AVL 1501/1993 37-38"}
VAT_GROUND = "social-care"

# Why the organiser takes back what it has paid for a visit.
CreditReason = Literal["not-made", "wrong-times", "wrong-client", "made-twice", "wrong-price", "other"]
# Why a visit is in no settlement.
Waiting = Literal[
    # No verdict yet.
    "recorded",
    # A person looks at it; the provider's office has been asked.
    "to-review",
    "asked",
    # Nothing is paid for it: a person said so, the rules do, its author took it back.
    "rejected",
    "unpaid",
    "withdrawn",
    # Accepted: it comes with the next run.
    "next-run",
]


def month_before(today: date) -> date:
    """Return the first day of the last month that is over."""
    return month_around(month_around(today).first_day - ONE_DAY).first_day


def month_to_settle(today: date, settlement_day: int | None, latest: date | None) -> date | None:
    """Return the month that settles itself today; None when there is none.

    From the rulebook's day of the month on, whatever weekday it is: a server that was down on the day settles when it
    is up again. A month that a later one has overtaken does not come again, also when a clock goes back.
    """
    month = month_before(today)
    if settlement_day is None or today.day < settlement_day or (latest is not None and latest >= month):
        return None
    return month


def refuse_run(month: date, today: date, latest: date | None, unfinished: date | None) -> Problem | None:
    """Return why a month cannot be settled on a day, or None when it can; settled already, it is so again."""
    if month_before(today) < month:
        return MonthNotOver(first_day=(month_around(month).last_day + ONE_DAY).isoformat())
    if latest is not None and latest > month:
        return LaterMonthSettled(month=f"{latest:%Y-%m}")
    if unfinished is not None and unfinished != month:
        return EarlierRunUnfinished(month=f"{unfinished:%Y-%m}")
    return None


def number_of(month: date, business_id: str) -> str:
    """Return the number of a provider's settlement of a month, the same however often it is made."""
    return f"{month:%Y%m}-{business_id}"


@dataclass(frozen=True)
class Line:
    """One visit as it is paid, or a credit of one."""

    place: int
    visit: UUID
    record: UUID
    credit: UUID | None
    decision: UUID | None
    voucher: UUID
    client: UUID
    service: UUID
    kind: Literal["voucher", "order"]
    day: date
    minutes: int
    price_cents: int
    organiser_cents: int
    own_liability_cents: int


@dataclass(frozen=True)
class Heading:
    """Whose settlement it is."""

    number: str
    organiser: UUID
    provider: UUID
    month: date
    vat_ground: str


def text_of_heading(heading: Heading) -> str:
    """Return the first lines of a settlement's canonical text."""
    return (
        f"kotiseteli settlement 1\nnumber {heading.number}\norganiser {heading.organiser}\n"
        f"provider {heading.provider}\nmonth {heading.month:%Y-%m}\nvat {VAT_GROUNDS[heading.vat_ground]}\n"
    )


def text_of_line(line: Line) -> str:
    """Return one line of a settlement's canonical text; what there is not is a dash."""
    names = (line.visit, line.record, line.credit or "-", line.decision or "-", line.voucher, line.client, line.service)
    figures = (line.minutes, line.price_cents, line.organiser_cents, line.own_liability_cents)
    return " ".join(str(part) for part in (line.place, *names, line.kind, line.day, *figures)) + "\n"


def fingerprint(heading: Heading, lines: Iterable[Line]) -> bytes:
    """Return the SHA-256 of a settlement's canonical text: whoever has the text finds it again with any tool."""
    digest = sha256(text_of_heading(heading).encode())
    for line in lines:
        digest.update(text_of_line(line).encode())
    return digest.digest()


@dataclass(frozen=True)
class Cents:
    """What is paid and what the client owes; together the price."""

    organiser: int
    own_liability: int

    @property
    def price(self) -> int:
        """Return what both come to."""
        return self.organiser + self.own_liability


def left_to_credit(line: Cents, credited: Iterable[Cents]) -> Cents:
    """Return what of a line has not been credited."""
    taken = list(credited)
    return Cents(
        line.organiser - sum(one.organiser for one in taken),
        line.own_liability - sum(one.own_liability for one in taken),
    )


def refuse_credit(asked: Cents, left: Cents) -> Problem | None:
    """Return why so much of a line cannot be credited, or None when it can."""
    if left.price == 0 or asked.price <= 0:
        return NothingToCredit()
    if asked.organiser > left.organiser or asked.own_liability > left.own_liability:
        return CreditTooLarge(left_organiser_cents=left.organiser, left_own_liability_cents=left.own_liability)
    return None
