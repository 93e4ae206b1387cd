"""Puts the demo county into an empty database, all or nothing, as it is at this moment of the day."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import msgspec

from backend import at_rest, clock
from backend.access.identity_code import fingerprint, seal
from backend.database import connection, fetch, transaction
from backend.demo.cast import COUNTY
from backend.demo.contact import ComplaintRow, MessageRow
from backend.demo.county import County, build
from backend.demo.decisions import DecisionRow
from backend.demo.doors import DoorNoteRow
from backend.demo.feedback import DisputeRow, FeedbackRow, FeedbackVoiceRow
from backend.demo.people import PersonRow
from backend.demo.presence import PresenceSecretRow
from backend.demo.review import review_county
from backend.demo.rounds import known_at
from backend.demo.visits import VisitRecordRow, VisitRow
from backend.door_notes.keeping import sealed
from backend.keys import Keys
from backend.rounds.watching import Around, match_around
from backend.visits.words import RecordedTask, kept_words
from backend.vouchers.words import DecisionWords

# A row by its columns.
Stored = dict[str, Any]


def as_built(row: Any, _keys: Keys) -> Stored:
    """Return a row that is stored as it is."""
    return dict(row._asdict())


def stored_person(person: PersonRow, keys: Keys) -> Stored:
    """Return a person with the identity code sealed."""
    row = person._asdict()
    code = row.pop("identity_code")
    return row | {
        "identity_code_sealed": seal(code, keys.identity),
        "identity_code_hash": fingerprint(code, keys.identity),
    }


def stored_decision(decision: DecisionRow, _keys: Keys) -> Stored:
    """Return a decision with its words sealed."""
    row = decision._asdict()
    words = DecisionWords(row.pop("need"), row.pop("grounds"))
    return row | {"words_sealed": words.sealed(decision.id)}


def stored_visit(visit: VisitRow, _keys: Keys) -> Stored:
    """Return a visit with its words sealed."""
    row = visit._asdict()
    words = kept_words(visit.id, row.pop("note"), msgspec.json.decode(visit.tasks, type=list[RecordedTask]))
    return row | {"tasks": words.tasks, "words_sealed": words.sealed}


def stored_record(record: VisitRecordRow, _keys: Keys) -> Stored:
    """Return a record with its content sealed."""
    row = record._asdict()
    place = at_rest.of_record(record.id, record.sha256)
    return row | {"content_sealed": at_rest.seal(at_rest.RECORD, place, row.pop("content").encode())}


def stored_voice(place: bytes, answer_place: bytes) -> Callable[[Any, Keys], Stored]:
    """Return what seals what a client said, and what was answered."""

    def stored(voice: FeedbackRow | DisputeRow | ComplaintRow, _keys: Keys) -> Stored:
        row = voice._asdict()
        words, answer = row.pop("words"), row.pop("answer")
        return row | {
            "words_sealed": at_rest.seal_text(place, voice.id, words),
            "answer_sealed": at_rest.seal_text(answer_place, voice.id, answer),
        }

    return stored


def stored_recording(voice: FeedbackVoiceRow, _keys: Keys) -> Stored:
    """Return what was said aloud sealed."""
    row = voice._asdict()
    return row | {"content_sealed": at_rest.seal(at_rest.VOICE, voice.feedback.bytes, row.pop("content"))}


def stored_message(message: MessageRow, _keys: Keys) -> Stored:
    """Return a message with its words sealed."""
    row = message._asdict()
    return row | {"words_sealed": at_rest.seal_text(at_rest.MESSAGE, message.id, row.pop("words"))}


def stored_door(note: DoorNoteRow, _keys: Keys) -> Stored:
    """Return notes on a door sealed."""
    row = note._asdict()
    return row | {"words_sealed": sealed(note.id, row.pop("words"))}


def stored_presence(secret: PresenceSecretRow, _keys: Keys) -> Stored:
    """Return the secret of a home sealed."""
    row = secret._asdict()
    return row | {"secret_sealed": at_rest.seal(at_rest.PRESENCE, secret.id.bytes, row.pop("secret"))}


# Of the tables whose rows are not stored as they are built.
SEALED: dict[str, Callable[[Any, Keys], Stored]] = {
    "person": stored_person,
    "service_decision": stored_decision,
    "visit": stored_visit,
    "visit_record": stored_record,
    "feedback": stored_voice(at_rest.FEEDBACK, at_rest.FEEDBACK_ANSWER),
    "dispute": stored_voice(at_rest.DISPUTE, at_rest.DISPUTE_ANSWER),
    "complaint": stored_voice(at_rest.COMPLAINT, at_rest.COMPLAINT_ANSWER),
    "feedback_voice": stored_recording,
    "message": stored_message,
    "door_note": stored_door,
    "presence_secret": stored_presence,
}


async def store(county: County, keys: Keys) -> None:
    """Copy every row into its table."""
    for table in fields(county):
        stored = SEALED.get(table.name, as_built)
        rows = [stored(row, keys) for row in getattr(county, table.name)]
        await connection().copy_records_to_table(
            table.name, records=[tuple(row.values()) for row in rows], columns=tuple(rows[0])
        )


# What was noticed before the county was loaded was told then.
NOTICED = """
update planned_visit set noticed = case when missed_at <= $1 then 'missed' else 'late' end
where visit is null and late_at <= $1
"""


async def load_county(today: date, keys: Keys) -> None:
    """Build the county for a day and store it; contents can be sealed by then."""
    county = build(today).until(clock.now())
    county = replace(county, planned_visit=known_at(county.planned_visit, clock.now()))
    async with transaction():
        await store(county, keys)
        past = [plan for plan in county.planned_visit if plan.starts_at <= clock.now()]
        await match_around(Around(plan.voucher, plan.starts_at) for plan in past)
        await fetch(NOTICED, clock.now())
        await review_county(today)


async def is_loaded() -> bool:
    """Tell whether the demo county is in the database."""
    rows = await fetch("select exists (select from organiser where id = $1) as there", COUNTY.id)
    return bool(rows[0]["there"])
