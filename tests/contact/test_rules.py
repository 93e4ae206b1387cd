"""Who receives what, until when it is answered, and what is a telephone number."""

from datetime import date

import pytest

from backend.access.roles import Role
from backend.contact.problems import NumberNotDialled
from backend.contact.rules import Kind, due_on, kind_received_by, refuse_number


@pytest.mark.parametrize(("kind", "last_day"), [("complaint", date(2026, 12, 2)), ("reminder", date(2026, 12, 16))])
def test_each_has_its_own_clock(kind: Kind, last_day: date) -> None:
    assert due_on(date(2026, 11, 18), kind) == last_day


def test_a_complaint_is_the_providers_and_a_reminder_the_organisers() -> None:
    received = {role: kind_received_by(role) for role in Role}
    assert {role: kind for role, kind in received.items() if kind} == {
        Role.PROVIDER: "complaint",
        Role.ORGANISER: "reminder",
    }


@pytest.mark.parametrize("written", ["", "040 123 4567", "+358 40 123 4567", "09-310 1234", "112233"])
def test_a_number_is_taken_as_people_write_it(written: str) -> None:
    assert refuse_number(written) is None


@pytest.mark.parametrize(
    "written", ["soita", "1", "112", "+", "040 123 4567 tai 050", "0" * 16, "040\n1234567", "javascript:1"]
)
def test_what_no_phone_could_call_is_refused(written: str) -> None:
    assert isinstance(refuse_number(written), NumberNotDialled)
