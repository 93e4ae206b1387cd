"""What clients say: groups of five, who must hear, until when it is answered, and what can still be disputed."""

import json
from datetime import date
from pathlib import Path
from random import Random
from uuid import NAMESPACE_OID, uuid5

import pytest

from backend.demo.feedback import TUNE
from backend.feedback.rules import (
    Face,
    Faces,
    Given,
    Reader,
    answer_due_on,
    disputed_until,
    is_grave,
    link_until,
    refuse_dispute,
    refuse_link,
    shown,
    voice_kind,
)
from tests.feedback.recordings import film, mp4, webm

GROUPS = json.loads((Path(__file__).parent / "groups.json").read_text(encoding="utf-8"))
SIGNS: dict[str, Face] = {"+": "good", "0": "fair", "-": "bad"}


def given(written: str) -> list[Given]:
    """Read "a+ !b-": client a gave the best face, b the worst, which the reader knows already."""
    told = [(one.startswith("!"), one.removeprefix("!")) for one in written.split()]
    return [Given(uuid5(NAMESPACE_OID, one[0]), SIGNS[one[1]], is_told=is_told) for is_told, one in told]


@pytest.mark.parametrize("case", GROUPS, ids=lambda case: case["case"])
def test_faces_are_shown_in_groups_of_five(case: dict[str, object]) -> None:
    assert shown(given(str(case["faces"]))) == Faces(*case["shown"])  # type: ignore[misc]  # a list of three


def test_no_two_looks_differ_by_less_than_five_clients() -> None:
    dice = Random(5)
    clients = [uuid5(NAMESPACE_OID, str(number)) for number in range(12)]
    said = [Given(dice.choice(clients), dice.choice(list(SIGNS.values()))) for _ in range(400)]
    last, since = Faces(), list[Given]()
    for until, newest in enumerate(said, 1):
        since.append(newest)
        now = shown(said[:until])
        if now != last:
            assert len({one.client for one in since}) >= 5
            last, since = now, []


@pytest.mark.parametrize(
    ("face", "reader", "is_urgent", "grave"),
    [
        ("good", "office", False, False),
        ("fair", "office", False, False),
        ("bad", "office", False, True),
        ("good", "office", True, True),
        ("fair", "organiser", False, True),
    ],
)
def test_the_worst_what_is_marked_and_what_is_for_the_organiser_is_grave(
    *, face: Face, reader: Reader, is_urgent: bool, grave: bool
) -> None:
    assert is_grave(face, reader, is_urgent=is_urgent) == grave


def test_words_for_the_office_are_answered_in_two_weeks_and_a_face_never() -> None:
    came = date(2026, 11, 18)
    assert answer_due_on(came, "office", has_words=True) == date(2026, 12, 2)
    assert answer_due_on(came, "office", has_words=False) is None
    assert answer_due_on(came, "organiser", has_words=True) is None


@pytest.mark.parametrize(
    ("is_known", "is_used", "today", "slug"),
    [
        (True, False, date(2026, 12, 2), None),
        (True, False, date(2026, 12, 3), "feedback-link-expired"),
        (True, False, date(2027, 11, 18), "feedback-link-expired"),
        (True, True, date(2026, 11, 19), "feedback-link-used"),
        (False, False, date(2026, 11, 19), "feedback-link-unknown"),
    ],
)
def test_a_link_is_used_once_in_two_weeks(*, is_known: bool, is_used: bool, today: date, slug: str | None) -> None:
    last_day = link_until(date(2026, 11, 18)) if is_known else None
    problem = refuse_link(is_known=is_known, is_used=is_used, last_day=last_day, today=today)
    assert (problem.slug() if problem else None) == slug


@pytest.mark.parametrize(
    ("visit_on", "settlement_day", "last_day"),
    [
        (date(2026, 11, 1), 6, date(2026, 12, 5)),
        (date(2026, 11, 30), 6, date(2026, 12, 5)),
        (date(2026, 12, 31), 4, date(2027, 1, 3)),
        (date(2026, 1, 31), 8, date(2026, 2, 7)),
        (date(2026, 11, 18), None, date(2026, 12, 7)),
    ],
)
def test_a_visit_is_disputed_until_its_month_is_settled(
    visit_on: date, settlement_day: int | None, last_day: date
) -> None:
    assert disputed_until(visit_on, settlement_day) == last_day


@pytest.mark.parametrize(
    ("withdrawn", "disputed", "today", "slug"),
    [
        (False, False, date(2026, 12, 5), None),
        (False, False, date(2026, 12, 6), "visit-settled"),
        (False, True, date(2026, 12, 5), "visit-disputed"),
        (True, False, date(2026, 12, 5), "visit-taken-back"),
    ],
)
def test_what_cannot_be_disputed(*, withdrawn: bool, disputed: bool, today: date, slug: str | None) -> None:
    problem = refuse_dispute(is_withdrawn=withdrawn, is_disputed=disputed, last_day=date(2026, 12, 5), today=today)
    assert (problem.slug() if problem else None) == slug


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (TUNE, "audio/webm"),
        (webm(100_000), "audio/webm"),
        (mp4(), "audio/mp4"),
        (film(), None),
        (mp4(b"vide"), None),
        (mp4() + mp4(b"vide"), None),
        (b"", None),
        (b"OggS" + bytes(100), None),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
    ],
)
def test_a_recording_is_known_by_its_bytes(content: bytes, kind: str | None) -> None:
    assert voice_kind(content) == kind


def test_no_picture_is_seen_in_the_sound_itself() -> None:
    head, cluster, rest = TUNE.partition(b"\x1f\x43\xb6\x75")
    assert voice_kind(head + cluster + b"\x86\x85V_VP9" + rest) == "audio/webm"
