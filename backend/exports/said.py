"""What a client and those who act for her have said and written, and what was answered; and all kinds together."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from backend import at_rest
from backend.database import fetch
from backend.exports.held import HELD, WHO, Kind, Row, Taking
from backend.exports.paid import PAID
from backend.exports.reading import ids_of


def open_feedback(row: Row, _: Taking) -> None:
    """Open what was said of a visit, and the answer."""
    row["words"] = at_rest.unseal_text(at_rest.FEEDBACK, row["id"], row["words_sealed"])
    row["answer"] = at_rest.unseal_text(at_rest.FEEDBACK_ANSWER, row["id"], row["answer_sealed"])
    row["voice_file"] = row["voice_kind"] and voice_file(row["id"], row["voice_kind"])


def voice_file(feedback: UUID, kind: str) -> str:
    """Return the name of the file of what was said aloud."""
    return f"voices/{feedback}.{kind.removeprefix('audio/')}"


def open_complaint(row: Row, _: Taking) -> None:
    """Open what was complained of, and the answer."""
    row["words"] = at_rest.unseal_text(at_rest.COMPLAINT, row["id"], row["words_sealed"])
    row["answer"] = at_rest.unseal_text(at_rest.COMPLAINT_ANSWER, row["id"], row["answer_sealed"])


def open_message(row: Row, _: Taking) -> None:
    """Open what was written."""
    row["words"] = at_rest.unseal_text(at_rest.MESSAGE, row["id"], row["words_sealed"])


def open_door(row: Row, _: Taking) -> None:
    """Open what was noted of her door."""
    row["words"] = msgspec.json.decode(at_rest.unseal(at_rest.DOOR, row["id"].bytes, row["words_sealed"]))


def open_dispute(row: Row, _: Taking) -> None:
    """Open why a visit was disputed, and the answer."""
    row["words"] = at_rest.unseal_text(at_rest.DISPUTE, row["id"], row["words_sealed"])
    row["answer"] = at_rest.unseal_text(at_rest.DISPUTE_ANSWER, row["id"], row["answer_sealed"])


def open_review(row: Row, _: Taking) -> None:
    """Open what was decided of a visit's payment, or asked about it, and what the provider's office answered."""
    row["words"] = at_rest.unseal_text(at_rest.REVIEW, row["id"], row["words_sealed"])
    row["answer"] = at_rest.unseal_text(at_rest.REVIEW_ANSWER, row["id"], row["answer_sealed"])


def open_stands(row: Row, _: Taking) -> None:
    """Open why a visit stays as it was settled."""
    row["words"] = at_rest.unseal_text(at_rest.LATE_DECISION, row["id"], row["words_sealed"])


ANSWERED = WHO | {"words_sealed", "answer_sealed", "answered_by", "provider"}
SAID = (
    Kind(
        "feedback",
        ("feedback", "feedback_voice"),
        # Her own; what was said by a link is her organiser's to give, and a relative's words are the relative's.
        """
        select f.id from feedback f join client c on c.id = f.client
        where f.client = $1 and (f.given_by = c.person or $2 and f.given_by is null) order by f.given_at, f.id
        """,
        """
        select f.*, p.given_name || ' ' || p.family_name as given_by_name, v.name as provider_name
        from feedback f left join person p on p.id = f.given_by join provider v on v.id = f.provider
        where f.id = any($1) order by f.given_at, f.id
        """,
        ANSWERED | {"given_by", "link", "noted_by"},
        opens=open_feedback,
        values=lambda taking: (not taking.is_own,),
    ),
    Kind(
        "confirmations",
        ("visit_confirmation",),
        "select id from visit_confirmation where client = $1 order by confirmed_at, id",
        """
        select c.*, p.given_name || ' ' || p.family_name as confirmed_by_name
        from visit_confirmation c join person p on p.id = c.confirmed_by
        where c.id = any($1) order by c.confirmed_at, c.id
        """,
        WHO | {"confirmed_by"},
    ),
    Kind(
        "disputes",
        ("dispute",),
        "select id from dispute where client = $1 order by raised_at, id",
        """
        select d.*, p.given_name || ' ' || p.family_name as raised_by_name, v.name as provider_name
        from dispute d join person p on p.id = d.raised_by join provider v on v.id = d.provider
        where d.id = any($1) order by d.raised_at, d.id
        """,
        ANSWERED | {"raised_by"},
        opens=open_dispute,
    ),
    Kind(
        "complaints",
        ("complaint",),
        "select id from complaint where client = $1 order by made_at, id",
        """
        select t.*, p.given_name || ' ' || p.family_name as made_by_name, v.name as provider_name
        from complaint t join person p on p.id = t.made_by left join provider v on v.id = t.provider
        where t.id = any($1) order by t.made_at, t.id
        """,
        ANSWERED | {"made_by"},
        opens=open_complaint,
    ),
    Kind(
        "messages",
        ("message",),
        "select id from message where client = $1 order by received_at, id",
        """
        select m.*, p.given_name || ' ' || p.family_name as written_by_name, v.name as provider_name
        from message m join person p on p.id = m.written_by join provider v on v.id = m.provider
        where m.id = any($1) order by m.received_at, m.id
        """,
        WHO | {"words_sealed", "written_by", "provider"},
        opens=open_message,
    ),
    Kind(
        "presence",
        ("presence_reading",),
        "select visit as id from presence_reading where client = $1 order by read_at, visit",
        """
        select r.*, p.given_name || ' ' || p.family_name as worker_name
        from presence_reading r join person p on p.id = r.worker where r.visit = any($1) order by r.read_at, r.visit
        """,
        WHO | {"worker"},
    ),
    Kind(
        "door-notes",
        ("door_note",),
        "select id from door_note where client = $1 order by changed_at, id",
        """
        select n.*, p.given_name || ' ' || p.family_name as changed_by_name, v.name as provider_name
        from door_note n join person p on p.id = n.changed_by left join provider v on v.id = n.provider
        where n.id = any($1) order by n.changed_at, n.id
        """,
        WHO | {"words_sealed", "changed_by", "provider"},
        opens=open_door,
    ),
)
VERDICTS = """
select x.*, v.number as voucher_number, p.name as provider_name, s.slug as service_slug
from {table} x join voucher v on v.id = x.voucher join provider p on p.id = x.provider
join service s on s.id = x.service
where x.visit = any($1) order by x.day, x.visit
"""
JUDGED = (
    Kind(
        "verdicts",
        ("visit_verdict",),
        "select visit as id from visit_verdict where client = $1 order by day, visit",
        VERDICTS.format(table="visit_verdict"),
        WHO | {"worker", "voucher", "provider", "service"},
        json=frozenset({"inputs"}),
    ),
    Kind(
        "late-verdicts",
        ("late_verdict",),
        "select visit as id from late_verdict where client = $1 order by day, visit",
        VERDICTS.format(table="late_verdict"),
        WHO | {"worker", "voucher", "provider", "service"},
        json=frozenset({"inputs"}),
    ),
)
DECIDED = (
    Kind(
        "review-decisions",
        ("review_decision", "review_answer"),
        "select id from review_decision where client = $1 order by at, id",
        """
        select d.*, p.name as provider_name, a.words_sealed as answer_sealed, a.at as answered_at
        from review_decision d join provider p on p.id = d.provider left join review_answer a on a.decision = d.id
        where d.id = any($1) order by d.at, d.id
        """,
        WHO | {"words_sealed", "answer_sealed", "by_person", "provider"},
        opens=open_review,
    ),
    Kind(
        "late-decisions",
        ("late_decision",),
        "select id from late_decision where client = $1 order by at, id",
        """
        select d.*, p.name as provider_name from late_decision d join provider p on p.id = d.provider
        where d.id = any($1) order by d.at, d.id
        """,
        WHO | {"words_sealed", "by_person", "provider"},
        opens=open_stands,
    ),
)
VOICES = """
select f.id, f.voice_kind, v.content_sealed from feedback f join feedback_voice v on v.feedback = f.id where f.id = $1
"""


async def voices_of(taking: Taking) -> AsyncIterator[tuple[str, bytes]]:
    """Yield what was said aloud in the feedback that is taken, one at a time, each with the name of its file."""
    feedback = next(kind for kind in SAID if kind.name == "feedback")
    for one in await ids_of(feedback, taking):
        for row in await fetch(VOICES, one):
            content = at_rest.unseal(at_rest.VOICE, row["id"].bytes, row["content_sealed"])
            yield voice_file(row["id"], row["voice_kind"]), content


KINDS = (*HELD, *SAID, *JUDGED, *DECIDED, *PAID)
