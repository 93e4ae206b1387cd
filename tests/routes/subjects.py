"""Whose rows the table of access is tried on, and how each operation is asked for one of them (test_access.py, MAY).

An operation whose path names a row, `{voucher_id:uuid}`, needs nothing here: the subject's `voucher` is filled in. One
that takes more (a query, a body) has a line in `ASK`; a new kind of row a field of `Subject` and a line in `KINDS`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from httpx import Response

from backend import at_rest
from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, TODAY
from tests.invoicing.money import OWED
from tests.routes.asking import Asked, act
from tests.routes.granter import HOME_CARE, LEAVE, RAISE, decision, set_terms
from tests.routes.letters import ASK_LETTERS, LETTERS, REPRESENTATIVE, SEALED_LETTERS
from tests.routes.mandates import paper
from tests.routes.reviewed import QUESTION
from tests.routes.settled import ASK_MONEY, CHANGED, SETTLED, SETTLEMENTS
from tests.sync.phone import uuid7, written

OCTETS = {"content-type": "application/octet-stream"}
# In the order of the columns of the table.
WHOSE = ("own", "another client's", "another provider's", "another organiser's")
# A voucher that has served this week: Helvi's, and of others one at the same provider and organiser, one at another
# provider, one at another organiser. The newest visit of it is the subject's.
SERVED = """
select x.id
from voucher v cross join lateral (
    select * from visit x where x.voucher = v.id and x.state = 'recorded' and x.provider = v.provider
    order by x.started_at desc limit 1
) x
where v.kind = 'voucher' and v.ended_on is null and v.last_day >= $5 and x.started_at >= $5::date - 6
    and v.provider = $1 and v.organiser = $2 and (v.client = $3) = $4 and (not $4 or x.worker = $6)
order by v.id limit 1
"""
# The worker's at the provider.
MEMBERSHIP = """
select m.id from visit x join membership m on m.person = x.worker and m.provider = x.provider
where x.id = $2 and m.role = 'worker' order by m.id limit 1
"""
ROWS = f"""
select v.id as voucher, v.number, v.client, v.decision, v.organiser, x.provider, x.id as visit, x.worker,
    ({MEMBERSHIP.replace("$2", "$1")}) as membership
from visit x join voucher v on v.id = x.voucher where x.id = $1
"""  # noqa: S608 - written here
# Somebody has looked at the client; $1: the visit.
ENTRY = """
insert into trail_entry (at, organiser, client, person, role, act, subject, organisation)
select timestamptz '2026-11-18 09:00+00', organiser, client, worker, 'worker', 'viewed', client, provider
from visit where id = $1 returning id
"""
# The demo county has none of these, or none that can still be changed; each subject gets one.
KINDS = {
    "photo": """
        insert into attachment (id, visit, worker, bytes, sha256, done_at, begun_at, content_sealed, received_at)
        select $1, id, worker, 4, sha256('x'), started_at, started_at, $3, started_at from visit where id = $2
        """,
    "coming_photo": """
        insert into attachment (id, visit, worker, bytes, sha256, done_at, begun_at)
        select $1, id, worker, 4, sha256('x'), now(), now() from visit where id = $2
        """,
    "key": """
        insert into provider_key (id, provider, name, token_hash, made_by, made_at)
        select $1::uuid, provider, 'A key', sha256(decode(replace($1::uuid::text, '-', ''), 'hex')), worker, started_at
        from visit where id = $2
        """,
    "part": """
        insert into rulebook_part (id, organiser, service, first_day, source, terms, entered_at)
        select $1, x.organiser, v.service, '2027-01-01'::date + (select count(*) from rulebook_part)::integer,
            'A decision', '{"part": "service", "arranging": ["voucher"]}', x.started_at
        from visit x join voucher v on v.id = x.voucher where x.id = $2
        """,
    "session": f"""
        with hers as ({MEMBERSHIP}), happened as (
            insert into sign_in (id, membership, at, way, address, agent)
            select $1, id, timestamptz '2026-11-18 09:00+00', 'demo', '', '' from hers
        )
        insert into session (token_hash, id, membership, created_at, last_seen_at, expires_at, idle_seconds)
        select sha256(decode(replace($1::uuid::text, '-', ''), 'hex')), $1::uuid, id,
            timestamptz '2026-11-18 09:00+00', timestamptz '2026-11-18 09:59+00', 'infinity', 3600
        from hers
        """,  # noqa: S608 - written here
    "planned": """
        insert into planned_visit (id, voucher, client, organiser, provider, worker, starts_at, ends_at, late_at,
            missed_at, noticed, change_number, changed_at)
        select $1, voucher, client, organiser, provider, worker, at, at + interval '10 minutes', at, at, 'missed', 0, at
        from visit, (values (timestamptz '2026-11-18 02:00+00')) as planned(at) where id = $2
        """,
    "act": """
        insert into plan_act (id, provider, act, answer, made, by_person, at)
        select $1::uuid, provider, 'planned', jsonb_build_object('act', $1::uuid, 'visits', 1),
            array(select p.id from planned_visit p where p.voucher = visit.voucher
                and p.starts_at = timestamptz '2026-11-18 02:00+00'),
            worker, timestamptz '2026-11-18 02:00+00'
        from visit where id = $2
        """,
    "phone": """
        insert into device (id, person, first_contact_at, last_contact_at, highest_number)
        select $1, worker, started_at, started_at, 0 from visit where id = $2
        """,
    "passkey": f"""
        insert into passkey (id, membership, credential, public_key, sign_count, name, made_at, made_in)
        select $1::uuid, m.id, decode(replace($1::uuid::text, '-', ''), 'hex'), 'x', 0, 'Her phone',
            timestamptz '2026-11-18 09:00+00', (select id from sign_in limit 1)
        from ({MEMBERSHIP}) m
        """,  # noqa: S608 - written here
    "enrolment": f"""
        insert into enrolment (id, membership, code_hash, made_by, made_at, expires_at, ended_at)
        select $1::uuid, ({MEMBERSHIP}), sha256(decode(replace($1::uuid::text, '-', ''), 'hex')), worker, started_at,
            started_at + interval '10 minutes', started_at
        from visit where id = $2
        """,  # noqa: S608 - written here
    "mandate": f"""
        insert into representation (id, person, client, scopes, first_day, source)
        select $1, {REPRESENTATIVE}, client, '{{see_visits}}', '2026-01-01', 'in-app' from visit x where id = $2
        """,  # noqa: S608 - written here
    "invitation": f"""
        insert into mandate_invitation (id, client, scopes, code_hash, given_by, given_at, taken_by, taken_at)
        select $1::uuid, c.id, '{{see_visits}}', sha256(decode(replace($1::uuid::text, '-', ''), 'hex')), c.person,
            timestamptz '2026-11-18 09:00+00', '{cast.SEPPO.id}', timestamptz '2026-11-18 09:00+00'
        from visit x join client c on c.id = x.client where x.id = $2
        """,  # noqa: S608 - written here
    "explanation": f"""
        with viewed as ({ENTRY.replace("$1", "$2").replace("returning id", "returning *")})
        insert into explanation (id, entry, entry_at, client, organiser, asked_by, asked_at, due_on)
        select $1, v.id, v.at, v.client, v.organiser, c.person, v.at, '2027-01-18'
        from viewed v join client c on c.id = v.client
        """,  # noqa: S608 - written here
    "viewing": """
        insert into unusual_viewing (id, organiser, kind, person, role, organisation, client, day, entries, clients,
            last_at, found_at)
        select $1, organiser, 'no-care-relation', worker, 'worker', provider, client,
            '2020-01-01'::date + (select count(*) from unusual_viewing)::integer, 1, 1, started_at, started_at
        from visit where id = $2
        """,
    "arrival": """
        insert into arrival (visit, voucher, client, organiser, provider, worker, started_at, received_at)
        select $1, voucher, client, organiser, provider, worker, '2026-11-18 09:30+00', '2026-11-18 09:30+00'
        from visit where id = $2
        """,
    "question": QUESTION,
    **SETTLEMENTS,
    **LETTERS,
    "letter": """
        insert into accessibility_feedback (id, organiser, words_sealed, received_at)
        select $1, organiser, $3, started_at from visit where id = $2
        """,
    "rejected": """
        insert into service_decision (id, number, client, organiser, service, resolution, legal_basis,
            language, decided_on, decided_by, first_day, sent_by, sent_on, entered_at)
        select $1::uuid, $1::uuid::text, d.client, d.organiser, d.service, 'rejected', '{x}', 'fi',
            d.decided_on, d.decided_by, d.decided_on, 'letter', d.decided_on, timestamptz '2026-11-18 09:00+00'
        from visit x join voucher v on v.id = x.voucher join service_decision d on d.id = v.decision where x.id = $2
        """,
}

# In which columns the statements above seal something.
SEALED = {
    "photo": (at_rest.PHOTO,),
    "letter": (at_rest.ACCESSIBILITY,),
    **SEALED_LETTERS,
}


@dataclass(frozen=True)
class Subject:
    """One client's rows, of every kind that an operation may be asked for."""

    voucher: UUID
    number: str
    client: UUID
    decision: UUID
    visit: UUID
    worker: UUID
    membership: UUID
    provider: UUID
    organiser: UUID
    # Made for the test.
    photo: UUID
    coming_photo: UUID
    key: UUID
    # The worker's.
    session: UUID
    part: UUID
    # A visit that should have been made this morning, and what the office did to its plan.
    planned: UUID
    act: UUID
    phone: UUID
    passkey: UUID
    enrolment: UUID
    mandate: UUID
    invitation: UUID
    # What she has asked about, what looks unusual, and an entry of the trail that she has not asked about.
    explanation: UUID
    viewing: UUID
    entry: int
    # A visit that has begun.
    arrival: UUID
    feedback: UUID
    dispute: UUID
    question: UUID
    settlement: UUID
    credit: UUID
    account: UUID
    file: UUID
    # To the provider, and to the organiser.
    complaint: UUID
    reminder: UUID
    message: UUID
    letter: UUID
    # A decision that can still be undone.
    rejected: UUID

    @property
    def employment(self) -> UUID:
        """The worker's membership, as her provider's office knows it."""
        return self.membership

    def is_told_in(self, answer: Response) -> bool:
        """Tell whether an answer speaks of this client: by her id, or by that of one of her rows."""
        hers = (
            *(self.client, self.voucher, self.number, self.decision, self.visit, self.photo, self.rejected),
            *(self.mandate, self.invitation, self.explanation, self.viewing, self.arrival, self.planned, self.act),
            *(self.feedback, self.dispute, self.complaint, self.reminder, self.message, self.letter),
            *(self.question, self.settlement, self.credit, self.file),
        )
        return any(str(one) in answer.text for one in hers)


async def subjects() -> list[Subject]:
    """Return the four that the table's columns speak of, and put the county in a state in which all can be done."""
    for organiser in (cast.COUNTY.id, cast.CITY.id):
        for service in (HOME_CARE, LEAVE):
            await set_terms(
                service, organiser=organiser, value={"unit": "hour", "baseCents": 3000}, priceCeilingCents=9000
            )
    return [
        await subject(cast.KANELI.id, cast.COUNTY.id, is_helvi=True),
        await subject(cast.KANELI.id, cast.COUNTY.id),
        await subject(cast.MAJAKKA.id, cast.COUNTY.id),
        await subject(cast.MAJAKKA.id, cast.CITY.id),
    ]


async def subject(provider: UUID, organiser: UUID, *, is_helvi: bool = False) -> Subject:
    """Find a client of a provider and an organiser."""
    (row,) = await fetch(SERVED, provider, organiser, cast.HELVI.client, is_helvi, TODAY, cast.ANNA.id)
    found = await subject_of(row["id"])
    await fetch("update service_decision set client_fee_cents = 1000 where id = $1", found.decision)
    return found


async def subject_of(visit: UUID) -> Subject:
    """Return whom a visit was made to, with every kind of row."""
    (row,) = await fetch(ROWS, visit)
    found: dict[str, Any] = dict(row)
    made = {kind: uuid4() for kind in KINDS}
    for kind, statement in KINDS.items():
        content = [at_rest.seal(place, made[kind].bytes, b"x") for place in SEALED.get(kind, ())]
        await fetch(statement, made[kind], visit, *content)
    (entry,) = await fetch(ENTRY, visit)
    return Subject(**(found | made), entry=entry["id"])


def withdrawal(subject: Subject) -> Asked:
    """Take the subject's visit back, as a phone and as a provider's system write it."""
    arguments = {"visit": str(subject.visit), "seen": str(subject.visit), "reason": "recordedTwice"}
    return {"id": str(uuid7(NOW)), "name": "withdraw_visit", "doneAt": written(NOW), "arguments": arguments}


def push(subject: Subject) -> Asked:
    """Push a withdrawal from a new phone."""
    told = {"device": str(uuid4()), "sentAt": written(NOW), "highestNumber": 1}
    return {"json": {**told, "mutations": [{**withdrawal(subject), "number": 1}]}}


def bring(subject: Subject) -> Asked:
    """Bring a withdrawal from a provider's own system."""
    line = {**withdrawal(subject), "worker": str(subject.worker)}
    return {
        "json": {"mutations": [line]},
        "params": {"dryRun": "false"},
        "headers": {"Idempotency-Key": str(uuid4())},
    }


def photo(subject: Subject) -> Asked:
    """Announce a photo of the subject's visit."""
    return act(visit=str(subject.visit), bytes=10, sha256="0" * 64, doneAt=written(NOW))


def of_client(subject: Subject) -> Asked:
    """Ask a list for one client."""
    return {"params": {"client": str(subject.client)}}


# What an operation is asked with beside what its path names. A `path` goes before the subject's own ids.
ASK: dict[str, Callable[[Subject], Asked]] = {
    **dict.fromkeys(
        ("confirmRepresentative", "endMandate", "takeNoteOfFeedback", "undoPlanAct"), lambda _: {"json": {}}
    ),
    **dict.fromkeys(
        ("listArrivals", "listDecisions", "listMandates", "listPlannedVisits", "listVisits", "listVouchers"), of_client
    ),
    "addPhoto": photo,
    "answerAccessibilityFeedback": lambda _: {"json": {"words": "The button has its name now."}},
    "answerDispute": lambda _: {"json": {"outcome": "stands", "words": "The times are right."}},
    "answerFeedback": lambda _: {"json": {"words": "We are sorry."}},
    **ASK_LETTERS,
    **ASK_MONEY,
    "confirmVisit": lambda _: act(),
    "disputeVisit": lambda subject: act(visit=str(subject.visit), reason="other", raisedAt=written(NOW)),
    "giveFeedback": lambda subject: act(visit=str(subject.visit), face="good", givenAt=written(NOW)),
    "readPresenceCode": of_client,
    "listFeedback": lambda subject: {"params": {"client": str(subject.client), "month": "2026-11"}},
    "makeFeedbackLink": lambda subject: act(visit=str(subject.visit)),
    "addPhotoPart": lambda subject: {
        "path": {"photo": subject.coming_photo},
        "params": {"from": 0},
        "content": b"x",
        "headers": OCTETS,
    },
    "answerExplanation": lambda _: {"json": {"words": "She asked for her voucher on the telephone."}},
    "askForExplanation": lambda subject: act(entry=subject.entry),
    "bringVisits": bring,
    "tellArrival": lambda subject: {
        "json": {"visit": str(uuid4()), "voucherNumber": subject.number, "startedAt": written(NOW)}
    },
    "checkUnusualViewing": lambda _: {"json": {"outcome": "explained", "words": "She stood in for another."}},
    "decide": lambda subject: {"json": decision(client=str(subject.client))},
    "endEmployment": lambda _: {"json": {"lastDay": TODAY.isoformat()}},
    "enterMandate": lambda _: {"json": paper()},
    "endVoucher": lambda _: act(day=TODAY.isoformat(), reason="need_ended", words=""),
    "findClients": lambda subject: {"json": {"search": subject.number}},
    "giveUpPhoto": lambda subject: {"path": {"photo": subject.coming_photo}},
    "inviteRepresentative": lambda subject: act(client=str(subject.client), scopes=["see_visits"], lastDay=None),
    "printMonth": lambda subject: {"params": {"client": str(subject.client), "month": "2026-11"}},
    "cancelPlan": lambda _: act(scope="this"),
    "changePlan": lambda subject: act(
        scope="this", day=TODAY.isoformat(), startMinute=180, minutes=10, worker=str(subject.worker)
    ),
    "matchPlan": lambda _: {"json": {"visit": None}},
    "planVisits": lambda subject: act(
        voucher=str(subject.voucher), workers=[], firstDay=TODAY.isoformat(), startMinute=120, minutes=10
    ),
    "pauseVoucher": lambda _: act(firstDay=TODAY.isoformat(), lastDay=None, causedBy="client", words=""),
    "pushMutations": push,
    "raiseValue": lambda _: act(**RAISE),
    "renamePasskey": lambda _: {"json": {"name": "Her old phone"}},
    "recordDeath": lambda _: {"json": {"diedOn": TODAY.isoformat()}},
    "refuseVoucher": lambda _: act(words=""),
    "resumeVoucher": lambda _: act(lastDay=TODAY.isoformat()),
    "takeUpMembership": lambda subject: {"json": {"membership": str(subject.membership)}},
    "undoDecision": lambda subject: {"path": {"decision": subject.rejected}, "json": {}},
}
# Nothing has been said of its visits.
UNSAID = """
with unheard as (
    delete from feedback_voice where feedback in (
        select f.id from feedback f join visit x on x.id = f.visit where x.voucher = $1)
), unsaid as (delete from feedback where visit in (select id from visit where voucher = $1))
delete from dispute where visit in (select id from visit where voucher = $1)
"""
# What must have happened to the subject before.
BEFORE = {
    "printOwnLiability": OWED,
    "readOwnLiability": OWED,
    "creditVisit": SETTLED,
    "letSettlementStand": CHANGED,
    "listLateRecords": CHANGED,
    "confirmVisit": UNSAID,
    "disputeVisit": UNSAID,
    "giveFeedback": UNSAID,
    "resumeVoucher": """
        insert into voucher_act (id, voucher, act, from_day, reason, at, by_person, role)
        select gen_random_uuid(), id, 'paused', date '2026-11-01', 'client', now(), granted_by, 'granter'
        from voucher where id = $1
        """,
}
# What is done without a word is told by what it has left: nothing, when it was done.
LEFT = {"giveUpPhoto": "select from attachment where visit = $1 and content_sealed is null"}


def asked(operation: str, path: str, subject: Subject) -> tuple[str, Asked]:
    """Return the address and the request by which an operation is asked for a subject."""
    said = ASK[operation](subject) if operation in ASK else {}
    named = said.pop("path", {})

    def value(place: re.Match[str]) -> str:
        kind = place[1].removesuffix("_id")
        return str(named.get(kind) or getattr(subject, kind))

    return re.sub(r"\{(\w+):\w+\}", value, path), said
