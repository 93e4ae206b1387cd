"""What can be a visit, how long it was, and which record it is."""

import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.days import HERE, local_day
from backend.sync.rules import Receipted, canonical, receipt_text, sha256_of
from backend.visits.rules import (
    Clocks,
    RecordedVisit,
    RecordingTerms,
    Standing,
    Version,
    clock_differs,
    minutes_of,
    realised,
    refuse_recording,
    time_quality,
)
from tests.rules.vectors import cases, instant


@pytest.mark.parametrize("case", cases("visit_refusals.json"))
def test_a_recording_is_refused_only_for_what_cannot_be(case: dict[str, Any]) -> None:
    recording = case["recording"]
    visit = RecordedVisit(
        voucher_number=recording["voucher_number"],
        code_holds=recording["code_holds"],
        started_at=instant(recording["started_at"]),
        ended_at=instant(recording["ended_at"]),
    )
    problem = refuse_recording(visit, instant(case["now"]), RecordingTerms(**case["terms"]))
    assert (problem.slug() if problem else None) == case["refused"]


@pytest.mark.parametrize("case", cases("realised.json"))
def test_a_visit_stands_where_its_records_leave_it(case: dict[str, Any]) -> None:
    versions = [
        Version(UUID(int=one["id"]), one["act"], one["seen"] and UUID(int=one["seen"])) for one in case["versions"]
    ]
    expected = Standing(UUID(int=case["record"]), case["state"], versions_differ=case["versions_differ"])
    assert realised(versions) == expected


@pytest.mark.parametrize("case", cases("duration.json"))
def test_a_visit_is_as_long_as_the_clock_minutes_a_person_reads(case: dict[str, Any]) -> None:
    assert minutes_of(instant(case["started_at"]), instant(case["ended_at"])) == case["minutes"]


@pytest.mark.parametrize("case", cases("canonical_record.json"))
def test_a_record_has_one_canonical_form_and_one_hash(case: dict[str, Any]) -> None:
    assert canonical(case["record"]) == case["canonical"]
    assert sha256_of(case["canonical"]).hex() == case["sha256"]


@pytest.mark.parametrize("case", cases("receipt_text.json"))
def test_receipts_are_signed_over_one_text(case: dict[str, Any]) -> None:
    receipts = [
        Receipted(UUID(one["id"]), bytes.fromhex(one["sha256"]), one["sequence"], instant(one["received_at"]))
        for one in case["receipts"]
    ]
    assert receipt_text(UUID(case["device"]), receipts) == case["text"]


@pytest.mark.parametrize("case", cases("time_quality.json"))
def test_the_times_of_a_visit_are_graded_by_three_clocks(case: dict[str, Any]) -> None:
    assert time_quality(Clocks(**case["clocks"]), RecordingTerms(**case["terms"])) == case["quality"]


@pytest.mark.parametrize("case", cases("local_days.json"))
def test_an_instant_falls_on_the_day_of_the_clients_home(case: dict[str, Any]) -> None:
    assert local_day(instant(case["instant"])).isoformat() == case["day"]
    assert f"{instant(case['instant']).astimezone(HERE):%H:%M}" == case["time"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_note_of_any_letters_is_written_as_the_standard_says(note: str) -> None:
    # RFC 8785 writes strings as ECMAScript does; Python's own encoder is an independent witness.
    assert canonical({"note": note}) == json.dumps({"note": note}, ensure_ascii=False, separators=(",", ":"))


def test_a_phone_clock_is_noticed_from_two_minutes_on() -> None:
    terms = RecordingTerms(1440, 120, 86400)
    noon = instant("2026-11-18T10:00:00Z")
    before, after = instant("2026-11-18T09:57:59.999Z"), instant("2026-11-18T10:02:00.001Z")
    edge = instant("2026-11-18T10:02:00Z")
    assert not clock_differs(noon, edge, noon, terms)
    assert clock_differs(noon, after, noon, terms)
    assert clock_differs(noon, before, noon, terms)
    # Put right before it was sent: the record itself still tells.
    assert not clock_differs(edge, noon, noon, terms)
    assert clock_differs(after, noon, noon, terms)
    # A visit recorded days ago is late, not wrong.
    assert not clock_differs(instant("2026-11-01T10:00:00Z"), noon, noon, terms)
