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

from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, TODAY
from tests.routes.granter import HOME_CARE, LEAVE, decision, set_terms
from tests.sync.phone import uuid7, written

Asked = dict[str, Any]
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
where x.id = $2 order by m.id limit 1
"""
ROWS = f"""
select v.id as voucher, v.number, v.client, v.decision, v.organiser, x.provider, x.id as visit, x.worker,
    ({MEMBERSHIP.replace("$2", "$1")}) as membership
from visit x join voucher v on v.id = x.voucher where x.id = $1
"""  # noqa: S608 - written here
# The demo county has none of these, or none that can still be changed; each subject gets one.
KINDS = {
    "photo": """
        insert into attachment (id, visit, worker, bytes, sha256, done_at, begun_at, content, received_at)
        select $1, id, worker, 4, sha256('x'), started_at, started_at, '\\xff', started_at from visit where id = $2
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
    "rejected": """
        insert into service_decision (id, number, client, organiser, service, resolution, need, grounds, legal_basis,
            language, decided_on, decided_by, first_day, sent_by, sent_on, entered_at)
        select $1::uuid, $1::uuid::text, d.client, d.organiser, d.service, 'rejected', '', 'x', '{x}', 'fi',
            d.decided_on, d.decided_by, d.decided_on, 'letter', d.decided_on, timestamptz '2026-11-18 09:00+00'
        from visit x join voucher v on v.id = x.voucher join service_decision d on d.id = v.decision where x.id = $2
        """,
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
    # A decision that can still be undone.
    rejected: UUID

    def is_told_in(self, answer: Response) -> bool:
        """Tell whether an answer speaks of this client: by her id, or by that of one of her rows."""
        hers = (self.client, self.voucher, self.number, self.decision, self.visit, self.photo, self.rejected)
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
        await fetch(statement, made[kind], visit)
    return Subject(**(found | made))


def act(**said: object) -> Asked:
    """Ask with a body that has an id of its own."""
    return {"json": {"id": str(uuid4()), **said}}


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


RAISE = {
    "valueCents": 8000,
    "firstDay": TODAY.isoformat(),
    "grounds": "Toimeentulo vaarantuu.",
    "legalBasis": ["569/2009 8 §"],
    "language": "fi",
    "sentBy": "in_person",
    "sentOn": TODAY.isoformat(),
}
# What an operation is asked with beside what its path names. A `path` goes before the subject's own ids.
ASK: dict[str, Callable[[Subject], Asked]] = {
    "addPhoto": photo,
    "addPhotoPart": lambda subject: {
        "path": {"photo": subject.coming_photo},
        "params": {"from": 0},
        "content": b"x",
        "headers": OCTETS,
    },
    "bringVisits": bring,
    "decide": lambda subject: {"json": decision(client=str(subject.client))},
    "endVoucher": lambda _: act(day=TODAY.isoformat(), reason="need_ended", words=""),
    "giveUpPhoto": lambda subject: {"path": {"photo": subject.coming_photo}},
    "listClients": lambda subject: {"params": {"search": subject.number}},
    "listDecisions": of_client,
    "listVisits": of_client,
    "listVouchers": of_client,
    "pauseVoucher": lambda _: act(firstDay=TODAY.isoformat(), lastDay=None, causedBy="client", words=""),
    "pushMutations": push,
    "raiseValue": lambda _: act(**RAISE),
    "refuseVoucher": lambda _: act(words=""),
    "resumeVoucher": lambda _: act(lastDay=TODAY.isoformat()),
    "takeUpMembership": lambda subject: {"json": {"membership": str(subject.membership)}},
    "undoDecision": lambda subject: {"path": {"decision": subject.rejected}, "json": {}},
}
# What must have happened to the subject before.
BEFORE = {
    "resumeVoucher": """
        insert into voucher_act (id, voucher, act, from_day, reason, words, at, by_person, role)
        select gen_random_uuid(), id, 'paused', date '2026-11-01', 'client', '', now(), granted_by, 'granter'
        from voucher where id = $1
        """,
}
# What is done without a word is told by what it has left: nothing, when it was done.
LEFT = {"giveUpPhoto": "select from attachment where visit = $1 and content is null"}


def asked(operation: str, path: str, subject: Subject) -> tuple[str, Asked]:
    """Return the address and the request by which an operation is asked for a subject."""
    said = ASK[operation](subject) if operation in ASK else {}
    named = said.pop("path", {})

    def value(place: re.Match[str]) -> str:
        kind = place[1].removesuffix("_id")
        return str(named.get(kind) or getattr(subject, kind))

    return re.sub(r"\{(\w+):\w+\}", value, path), said
