"""What was said and written of the subjects that the table of access is tried on, and how it is asked (subjects.py)."""

from typing import Any

from backend import at_rest
from backend.demo import cast
from tests.conftest import NOW
from tests.routes.asking import act
from tests.sync.phone import written

# Helvi's daughter acts for her, and for the others somebody who is nobody's.
REPRESENTATIVE = f"case when x.client = '{cast.HELVI.client}' then uuid '{cast.KAISA.id}' else '{cast.SEPPO.id}' end"
# $1: the row, $2: a visit, $3: something sealed.
COMPLAINED = f"""
insert into complaint (id, kind, client, organiser, provider, made_by, words_sealed, made_at, received_at, due_on)
select $1, '{{kind}}', x.client, x.organiser, x.provider, {REPRESENTATIVE}, $3, x.started_at, x.started_at, '2026-12-01'
from visit x where x.id = $2
"""  # noqa: S608 - written here
LETTERS = {
    # Words for the office, also aloud, and grave; an open dispute. Whoever acts for her said both.
    "feedback": f"""
        with given as (
            insert into feedback (id, visit, client, organiser, provider, given_by, face, reader, is_urgent, is_grave,
                words_sealed, given_at, received_at, due_on, voice_kind, voice_seconds)
            select $1, x.id, x.client, x.organiser, x.provider, {REPRESENTATIVE}, 'bad', 'office', false, true, $3,
                x.started_at, x.started_at, '2026-12-01', 'audio/webm', 1
            from visit x where x.id = $2 returning id, client, organiser
        )
        insert into feedback_voice (feedback, client, organiser, content_sealed)
        select id, client, organiser, $4 from given
        """,  # noqa: S608 - written here
    "dispute": f"""
        insert into dispute (id, visit, client, organiser, provider, raised_by, reason, raised_at, received_at, due_on,
            state)
        select $1, x.id, x.client, x.organiser, x.provider, {REPRESENTATIVE}, 'other', x.started_at, x.started_at,
            '2026-12-01', 'open'
        from visit x where x.id = $2
        """,  # noqa: S608 - written here
    # To the provider, and to the organiser.
    "complaint": COMPLAINED.format(kind="complaint"),
    "reminder": COMPLAINED.format(kind="reminder"),
    # From the office, and read there.
    "message": """
        with seen as (
            insert into thread_read (id, client, organiser, provider, person, is_office, read_until)
            select gen_random_uuid(), client, organiser, provider, worker, true, started_at from visit where id = $2
            on conflict do nothing
        )
        insert into message (id, client, organiser, provider, is_from_office, written_by, words_sealed, received_at)
        select $1, client, organiser, provider, true, worker, $3, started_at from visit where id = $2
        """,
}
SEALED_LETTERS = {
    "feedback": (at_rest.FEEDBACK, at_rest.VOICE),
    "complaint": (at_rest.COMPLAINT,),
    "reminder": (at_rest.COMPLAINT,),
    "message": (at_rest.MESSAGE,),
}


def letters_of(subject: Any) -> dict[str, str]:
    """Name the messages of a subject and her provider."""
    return {"client": str(subject.client), "provider": str(subject.provider)}


ASK_LETTERS = {
    "answerComplaint": lambda _: {"json": {"words": "We are sorry."}},
    "keepDoorNote": lambda _: {"json": {"address": "Koivutie 1"}},
    "listMessages": lambda subject: {"params": letters_of(subject)},
    "listThreads": lambda subject: {"params": {"client": str(subject.client)}},
    "makeComplaint": lambda subject: act(
        **letters_of(subject), kind="complaint", words="The bill is wrong.", madeAt=written(NOW)
    ),
    "readMessages": lambda subject: {"json": letters_of(subject) | {"until": str(subject.message)}},
    "writeMessage": lambda subject: act(**letters_of(subject), words="Who comes tomorrow?"),
}
