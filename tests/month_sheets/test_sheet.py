"""A month on paper: one page however full it is, no word lost, and what is not hers to see left out."""

from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.month_sheets.sheet import (
    DASH,
    LANGUAGES,
    WORDS,
    MonthContents,
    SheetMoney,
    SheetPlan,
    SheetVisit,
    month_sheet,
    written_span,
    written_time,
)

NOVEMBER = date(2026, 11, 1)
MONEY = SheetMoney(own_liability_cents=12345, price_cents=98765, waiting=0)


def visit(day: int, hour: int = 7, worker: str = "Anna Laine", service: str = "Kotihoito") -> SheetVisit:
    """Return half an hour in November."""
    begun = datetime(2026, 11, day, hour, 5, tzinfo=UTC)
    return SheetVisit(begun, begun + timedelta(minutes=30), 30, worker, service)


def month(
    visits: list[SheetVisit], money: SheetMoney | None = MONEY, undone: tuple[SheetPlan, ...] = ()
) -> MonthContents:
    """Return Helvi's November."""
    return MonthContents("Helvi Aaltonen", NOVEMBER, visits, undone, money, date(2026, 11, 18))


def words_on(paper: bytes) -> tuple[int, str]:
    """Return how many pages there are, and all that is read on them."""
    document = pypdfium2.PdfDocument(paper)
    try:
        pages = [document[number] for number in range(len(document))]
        return len(pages), " ".join(page.get_textpage().get_text_range().replace("\r\n", " ") for page in pages)
    finally:
        document.close()


def test_the_month_tells_each_day_its_sums_and_what_she_pays() -> None:
    pages, said = words_on(month_sheet(month([visit(2), visit(2, 15), visit(3)]), "fi"))
    assert pages == 1
    for expected in (
        "Käynnit: marraskuu 2026",
        "ma 2.11.",
        f"9.05{DASH}9.35 Anna Laine",
        f"17.05{DASH}17.35",
        "3 käyntiä",
        "1 h 30 min",
    ):
        assert expected in said
    assert "123,45" in said
    assert "987,65" in said


def test_who_may_not_see_money_is_told_none() -> None:
    _, said = words_on(month_sheet(month([visit(2)], money=None), "fi"))
    assert "€" not in said


def test_a_missed_and_a_cancelled_visit_stand_on_their_days() -> None:
    at = datetime(2026, 11, 4, 10, tzinfo=UTC)
    undone = (SheetPlan(at, at + timedelta(minutes=30), "missed"), SheetPlan(at, at + timedelta(hours=1), "cancelled"))
    _, said = words_on(month_sheet(month([visit(2)], undone=undone), "en"))
    assert f"12.00{DASH}12.30 planned visit that has not been recorded" in said
    assert f"12.00{DASH}13.00 cancelled visit" in said
    # What was not done is in no sum.
    assert "1 visit, 30 min" in said


def test_an_empty_month_says_so() -> None:
    _, said = words_on(month_sheet(month([], money=None), "sv"))
    assert "Inga besök denna månad." in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_four_visits_a_day_of_two_services_still_stand_on_one_page(language: str) -> None:
    full = [
        visit(day, hour, worker="Maria-Annikki Korhonen-Virtanen", service="Kotihoito" if hour < 12 else "Omaishoito")
        for day in range(1, 31)
        for hour in (6, 10, 14, 18)
    ]
    assert words_on(month_sheet(month(full), language))[0] == 1  # type: ignore[arg-type]


def test_the_same_month_gives_the_same_bytes() -> None:
    assert month_sheet(month([visit(2)]), "fi") == month_sheet(month([visit(2)]), "fi")


@settings(max_examples=15, deadline=None)
@given(name=st.text(min_size=1, max_size=60))
def test_any_name_can_be_printed(name: str) -> None:
    assert month_sheet(month([visit(2, worker=name, service=name)]), "fi").startswith(b"%PDF")


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (61, "1 h 1 min")])
def test_lengths_are_written_as_people_say_them(minutes: int, said: str) -> None:
    assert written_time(minutes, WORDS["en"]) == said


def test_a_visit_over_midnight_is_written_by_the_clock_at_home() -> None:
    begun = datetime(2026, 11, 2, 21, 50, tzinfo=UTC)
    assert written_span(begun, begun + timedelta(minutes=30)) == f"23.50{DASH}0.20"
