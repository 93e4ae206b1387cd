"""What is told at the door, and when it leaves the phone."""

from datetime import UTC, datetime

import pytest

from backend.door_notes.rules import DoorWords, at_door, days_on_phone, kept_until

NOON, EVENING = datetime(2026, 11, 18, 10, tzinfo=UTC), datetime(2026, 11, 18, 17, 30, tzinfo=UTC)


def test_the_offices_word_goes_before_the_organisers_and_of_safety_both_are_told() -> None:
    office = DoorWords(key="Koukku 12", safety="Koira")
    organiser = DoorWords(address="Koivutie 1", key="Ei avainta", safety="Kynnys")
    told = at_door(office, organiser)
    assert (told.address, told.door, told.key, told.safety) == ("Koivutie 1", "", "Koukku 12", ["Kynnys", "Koira"])


def test_blanks_alone_are_nothing() -> None:
    assert DoorWords(address="  ", key="\n").stripped().is_empty()


@pytest.mark.parametrize(
    ("has_safety_ban", "until"),
    [(False, datetime(2026, 11, 18, 22, tzinfo=UTC)), (True, datetime(2026, 11, 18, 19, 30, tzinfo=UTC))],
)
def test_notes_go_with_the_day_of_the_last_visit_or_soon_after_it(*, has_safety_ban: bool, until: datetime) -> None:
    assert kept_until([EVENING, NOON], has_safety_ban=has_safety_ban) == until


def test_a_safety_ban_brings_no_address_before_its_day() -> None:
    assert days_on_phone(has_safety_ban=True) < days_on_phone(has_safety_ban=False)
