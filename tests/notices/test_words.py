"""What a notice says of a visit: that it was made only when it was."""

import pytest

from backend.notices.kinds import Kind
from backend.notices.words import notice_words, said
from backend.providers.deviations import KNOWN, NOT_MADE

FACTS = {"startsAt": "2026-11-18T07:00:00+00:00", "endsAt": "2026-11-18T07:05:00+00:00", "state": "recorded"}


def finnish(kind: Kind = Kind.DONE, **facts: str | None) -> str:
    return said(kind, FACTS | facts, "Helvi N.", "fi", says_more=True)


def test_a_visit_that_was_made_is_said_to_be() -> None:
    assert (
        finnish()
        == finnish(deviation=None)
        == finnish(deviation="extended")
        == "Helvi N.: käynti tehty 09.00\N{EN DASH}09.05"
    )


@pytest.mark.parametrize("code", sorted(NOT_MADE))
def test_one_that_was_not_says_why(code: str) -> None:
    assert "käynti tehty" not in finnish(deviation=code)
    assert "09.00" in finnish(deviation=code)


def test_an_unknown_code_chooses_no_other_sentence() -> None:
    for code in ("letter", "withdrawn", "discreet", "snowed-in"):
        assert finnish(deviation=code) == finnish()


def test_a_withdrawn_one_and_a_change_say_that() -> None:
    assert finnish(deviation="declined", state="withdrawn") == finnish(state="withdrawn")
    assert finnish(Kind.CHANGED, deviation="declined") == finnish(Kind.CHANGED)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_each_language_has_a_sentence_for_each(language: str) -> None:
    told = {key.removeprefix("done.") for key in notice_words(language) if key.startswith("done.")}
    assert told == NOT_MADE <= set(KNOWN)
