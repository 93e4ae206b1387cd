"""What clients say of visits: who must hear it, until when it is answered, what a provider is shown of it. Pure.

A face alone tells nobody who gave it: a provider sees faces in groups, each of at least five answers from at least
five clients, cut in the order in which they came. What does not fill a group waits, so that no two looks at the page
differ by less than a whole group (docs/decisions/0040).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from backend.days import ONE_DAY
from backend.feedback.problems import (
    DisputeAnswered,
    FeedbackLinkExpired,
    FeedbackLinkUnknown,
    FeedbackLinkUsed,
    VisitSettled,
    VisitTakenBack,
    VoiceTooLong,
    VoiceUnreadable,
)
from backend.problems import Problem
from backend.visits.problems import VisitDisputed

Face = Literal["good", "fair", "bad"]
# Whom words are for: the provider's office, which answers, or the organiser alone.
Reader = Literal["office", "organiser"]
# How a recording is written: the two that browsers record and play without anything of ours.
VoiceKind = Literal["audio/mp4", "audio/webm"]

# What follows are parameters: no statute gives them.
# Until when the provider's office answers, counted from the day on which the words came.
DAYS_TO_ANSWER = 14
# How long a link that needs no sign-in can be used.
LINK_DAYS = 14
# Paper gets lost; more than these would be another thing than asking.
MOST_LINKS = 5
# A group is of so many answers and of so many clients at least.
SMALLEST_GROUP = 5
# By which day of the next month a month is settled where the rulebook does not say (catalogue/terms.py).
LATEST_SETTLEMENT_DAY = 8
# How long a voice note may be, and of how many bytes: four times what a phone makes of a minute of speech (32 kbit/s).
MOST_VOICE_SECONDS = 60
MOST_VOICE_BYTES = 1024 * 1024

# WebM begins so and names itself; before its first cluster it names the codec of each track (RFC 8794, RFC 9559).
WEBM = re.compile(rb"\x1a\x45\xdf\xa3.{0,64}\x42\x82.{1,8}webm", re.DOTALL)
CLUSTER, OPUS = b"\x1f\x43\xb6\x75", re.compile(rb"\x86.{1,8}A_OPUS", re.DOTALL)
VIDEO = re.compile(rb"\x86.{1,8}V_", re.DOTALL)
# A file of ISO/IEC 14496-12 says so after its first length, and of each of its tracks what it holds.
MP4, SOUND, PICTURES = b"ftyp", re.compile(rb"hdlr.{8}soun", re.DOTALL), re.compile(rb"hdlr.{8}vide", re.DOTALL)


@dataclass(frozen=True)
class Given:
    """One face, as groups are cut from them."""

    client: UUID
    face: Face
    # The reader knows of this one by itself: words that are for her, or a grave one.
    is_told: bool = False


@dataclass(frozen=True)
class Faces:
    """How many of each face a reader is shown together."""

    good: int = 0
    fair: int = 0
    bad: int = 0


def shown(given: Iterable[Given]) -> Faces:
    """Return what a reader is shown of a provider's faces, in the order in which they came.

    A group is full with the fifth client; what is not in a full one waits. What the reader knows already fills none, or
    she could reckon out the rest, and is shown in any case.
    """
    faces: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    clients: set[UUID] = set()
    for one in given:
        if one.is_told:
            faces[one.face] += 1
            continue
        waiting[one.face] += 1
        clients.add(one.client)
        if len(clients) >= SMALLEST_GROUP:
            faces += waiting
            waiting, clients = Counter(), set()
    return Faces(**faces)


def is_grave(face: Face, reader: Reader, *, is_urgent: bool) -> bool:
    """Tell whether somebody of the organiser hears of it at once: the worst face, marked, or for her alone."""
    return face == "bad" or is_urgent or reader == "organiser"


def voice_kind(content: bytes) -> VoiceKind | None:
    """Return how a recording of sound alone is written, by what it says of itself; None for anything else."""
    if WEBM.match(content):
        head = content.partition(CLUSTER)[0]
        return "audio/webm" if OPUS.search(head) and not VIDEO.search(head) else None
    is_mp4 = content[4:8] == MP4 and SOUND.search(content) and not PICTURES.search(content)
    return "audio/mp4" if is_mp4 else None


def refuse_voice(content: bytes, seconds: int) -> Problem | None:
    """Return why a voice note is not taken."""
    if seconds > MOST_VOICE_SECONDS or len(content) > MOST_VOICE_BYTES:
        return VoiceTooLong(most=MOST_VOICE_SECONDS)
    return None if voice_kind(content) else VoiceUnreadable()


def answer_due_on(came_on: date, reader: Reader, *, has_words: bool) -> date | None:
    """Return the last day for the office to answer; a face alone, and what is not for it, it does not answer."""
    return came_on + timedelta(days=DAYS_TO_ANSWER) if has_words and reader == "office" else None


def link_until(made_on: date) -> date:
    """Return the last day on which a link can be used."""
    return made_on + timedelta(days=LINK_DAYS)


def refuse_link(*, is_known: bool, is_used: bool, last_day: date | None, today: date) -> Problem | None:
    """Return why no feedback is taken by a link."""
    if not is_known or last_day is None:
        return FeedbackLinkUnknown()
    if is_used:
        return FeedbackLinkUsed()
    return FeedbackLinkExpired(days=LINK_DAYS) if today > last_day else None


def disputed_until(visit_on: date, settlement_day: int | None) -> date:
    """Return the last day on which a visit can be disputed: the day before its month is settled."""
    next_month = (visit_on.replace(day=1) + timedelta(days=31)).replace(day=1)
    return next_month.replace(day=settlement_day or LATEST_SETTLEMENT_DAY) - ONE_DAY


def refuse_dispute(*, is_withdrawn: bool, is_disputed: bool, last_day: date, today: date) -> Problem | None:
    """Return why a visit cannot be disputed; `last_day` is the last one on which it could be."""
    if is_withdrawn:
        return VisitTakenBack()
    if today > last_day:
        return VisitSettled(last_day=last_day.isoformat())
    return VisitDisputed() if is_disputed else None


def refuse_withdrawal(state: str) -> Problem | None:
    """Return why a dispute cannot be taken back; one that has been is taken back once more without a word."""
    return DisputeAnswered() if state == "answered" else None
