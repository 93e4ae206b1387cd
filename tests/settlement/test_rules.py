"""When a month is settled, what a settlement says to the byte, and what may be credited."""

from datetime import date
from hashlib import sha256
from uuid import UUID

import pytest

from backend.problems import Problem
from backend.settlement.problems import (
    CreditTooLarge,
    EarlierRunUnfinished,
    LaterMonthSettled,
    MonthNotOver,
    NothingToCredit,
)
from backend.settlement.rules import (
    Cents,
    Heading,
    Line,
    fingerprint,
    left_to_credit,
    month_to_settle,
    number_of,
    refuse_credit,
    refuse_run,
    text_of_heading,
    text_of_line,
)

SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))


@pytest.mark.parametrize(
    ("today", "day", "latest", "settles"),
    [
        (date(2026, 11, 3), 4, SEPTEMBER, None),
        # A Sunday is a day like the others.
        (date(2026, 11, 8), 8, SEPTEMBER, OCTOBER),
        (date(2026, 11, 4), 4, SEPTEMBER, OCTOBER),
        # The server was down on the day.
        (date(2026, 11, 29), 4, SEPTEMBER, OCTOBER),
        (date(2026, 11, 4), 4, OCTOBER, None),
        (date(2026, 11, 4), None, SEPTEMBER, None),
        (date(2026, 11, 4), 4, None, OCTOBER),
        (date(2027, 1, 5), 5, None, date(2026, 12, 1)),
        # A clock that has gone back.
        (date(2026, 10, 20), 4, OCTOBER, None),
        # One that was ahead for a while.
        (date(2026, 11, 4), 4, date(2029, 1, 1), None),
    ],
)
def test_a_month_settles_itself_from_its_day_on(
    today: date, day: int | None, latest: date | None, settles: date | None
) -> None:
    assert month_to_settle(today, day, latest) == settles


@pytest.mark.parametrize(
    ("month", "latest", "unfinished", "problem"),
    [
        (OCTOBER, None, None, None),
        (OCTOBER, SEPTEMBER, None, None),
        # Again is no fault, whether it is ready or not.
        (OCTOBER, OCTOBER, None, None),
        (OCTOBER, OCTOBER, OCTOBER, None),
        (NOVEMBER, OCTOBER, None, MonthNotOver),
        (SEPTEMBER, OCTOBER, None, LaterMonthSettled),
        (OCTOBER, SEPTEMBER, SEPTEMBER, EarlierRunUnfinished),
    ],
)
def test_months_are_settled_one_after_the_other(
    month: date, latest: date | None, unfinished: date | None, problem: type[Problem] | None
) -> None:
    found = refuse_run(month, date(2026, 11, 1), latest, unfinished)
    assert type(found) is (problem or type(None))


def test_a_month_is_over_when_its_last_day_is() -> None:
    assert isinstance(refuse_run(OCTOBER, date(2026, 10, 31), None, None), MonthNotOver)


def test_a_number_is_of_the_month_and_the_firm_and_fits_an_invoice() -> None:
    number = number_of(OCTOBER, "0112038-9")
    assert number == "202610-0112038-9"
    # Finvoice 3.0, InvoiceNumber.
    assert len(number) <= 20


ID = UUID(int=1)
HEADING = Heading("202610-0112038-9", ID, ID, OCTOBER, "social-care")
LINE = Line(1, ID, ID, None, None, ID, ID, ID, "voucher", date(2026, 10, 2), 30, 2000, 1800, 200)


def test_the_text_is_what_it_is_for_good() -> None:
    one = "00000000-0000-0000-0000-000000000001"
    text = (
        f"kotiseteli settlement 1\nnumber 202610-0112038-9\norganiser {one}\nprovider {one}\nmonth 2026-10\n"
        "vat AVL 1501/1993 37-38\n"
        f"1 {one} {one} - - {one} {one} {one} voucher 2026-10-02 30 2000 1800 200\n"
    )
    assert text_of_heading(HEADING) + text_of_line(LINE) == text
    assert fingerprint(HEADING, [LINE]) == sha256(text.encode()).digest()


@pytest.mark.parametrize(
    ("asked", "credited", "problem"),
    [
        (Cents(1800, 200), [], None),
        (Cents(1, 0), [], None),
        (Cents(0, 200), [Cents(1800, 0)], None),
        (Cents(1801, 0), [], CreditTooLarge),
        (Cents(0, 201), [], CreditTooLarge),
        (Cents(1000, 0), [Cents(801, 0)], CreditTooLarge),
        (Cents(0, 0), [], NothingToCredit),
        (Cents(1, 0), [Cents(1800, 200)], NothingToCredit),
    ],
)
def test_no_more_is_credited_than_was_paid(asked: Cents, credited: list[Cents], problem: type[Problem] | None) -> None:
    found = refuse_credit(asked, left_to_credit(Cents(1800, 200), credited))
    assert type(found) is (problem or type(None))
