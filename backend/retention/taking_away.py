"""Takes away what the law no longer lets us keep, all of one kind or nothing, and writes down how much it was.

Without being told to carry out it only counts. What is appended to lets nobody but this take rows away (the triggers of
migration `at rest`): each deletion says for its own transaction that it is retention's.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

import asyncpg

from backend import clock
from backend.database import DB, connection, fetch, transaction
from backend.retention.rules import TERMS, Term, What

# A case is what one client was granted of one service. It is open as long as anything of it goes on, and its visits
# are of it however late they were recorded; with a fee in it, the fee's longer term holds for the whole.
CASES = """
create temp table closed_case on commit drop as
select d.client, d.service from service_decision d left join voucher v on v.decision = d.id
group by d.client, d.service
having max(greatest(d.decided_on, case
        when d.resolution = 'rejected' or d.undone_at is not null then d.decided_on
        else coalesce(v.ended_on, v.last_day, d.last_day, 'infinity') end)) < {over_before}
    and bool_or(d.client_fee_cents is not null) = {has_fee}
    and not exists (select from visit x join voucher w on w.id = x.voucher
        where x.client = d.client and w.service = d.service and x.started_at >= {over_before});
create temp table closed_decision on commit drop as
select d.id from service_decision d join closed_case c using (client, service);
create temp table closed_voucher on commit drop as
select v.id from voucher v join closed_decision d on d.id = v.decision;
create temp table closed_visit on commit drop as
select x.id from visit x join closed_voucher v on v.id = x.voucher;
analyze closed_case, closed_decision, closed_voucher, closed_visit;
"""
CASE_ROWS = (
    ("planned_visit", "voucher in (select id from closed_voucher)"),
    ("visit_series", "voucher in (select id from closed_voucher)"),
    ("attachment", "visit in (select id from closed_visit)"),
    ("feedback_voice", "feedback in (select id from feedback where visit in (select id from closed_visit))"),
    ("feedback", "visit in (select id from closed_visit)"),
    ("feedback_link", "visit in (select id from closed_visit)"),
    ("visit_confirmation", "visit in (select id from closed_visit)"),
    ("dispute", "visit in (select id from closed_visit)"),
    ("visit_verdict", "visit in (select id from closed_visit)"),
    ("late_verdict", "visit in (select id from closed_visit)"),
    ("late_decision", "visit in (select id from closed_visit)"),
    ("credit", "visit in (select id from closed_visit)"),
    ("settlement_line", "visit in (select id from closed_visit)"),
    ("review_answer", "decision in (select id from review_decision where visit in (select id from closed_visit))"),
    ("review_decision", "visit in (select id from closed_visit)"),
    ("presence_reading", "visit in (select id from closed_visit)"),
    ("visit_record", "visit in (select id from closed_visit)"),
    ("visit", "id in (select id from closed_visit)"),
    ("voucher_act", "voucher in (select id from closed_voucher)"),
    ("voucher", "id in (select id from closed_voucher)"),
    ("service_decision", "id in (select id from closed_decision)"),
)
# By what is over: rows of which table, in the order in which they can go. {over_before} is a day.
OVER: dict[What, tuple[tuple[str, str], ...]] = {
    "sessions": (("session", "expires_at < {over_before}"),),
    "invitations": (("mandate_invitation", "given_at < {over_before}"),),
    "enrolments": (("enrolment", "expires_at < {over_before}"),),
    "passkeys": (
        (
            "passkey",
            "(ended_at < {over_before} or membership in (select id from membership where last_day < {over_before}))",
        ),
    ),
    "bulk-replies": (("bulk_reply", "at < {over_before}"),),
    "half-photos": (("attachment", "content_sealed is null and begun_at < {over_before}"),),
    "arrivals": (("arrival", "received_at < {over_before}"),),
    "notices": (
        ("notice", "happening in (select id from happening where at < {over_before})"),
        ("happening", "at < {over_before}"),
    ),
    "unconfirmed-addresses": (("mail_address", "confirmed_at is null and asked_at < {over_before}"),),
    "photos": (("attachment", "received_at < {over_before}"),),
    "plans": (
        ("planned_visit", "starts_at < {over_before}"),
        (
            "visit_series",
            "planned_at < {over_before} and not exists (select from planned_visit p where p.series = visit_series.id)",
        ),
        ("plan_act", "at < {over_before}"),
        ("phone_round", "at < {over_before}"),
    ),
    "taken-out": (("liability_taken", "taken_at < {over_before}"), ("hours_taken", "taken_at < {over_before}")),
    "refused-records": (("refused_mutation", "received_at < {over_before}"),),
    "questions": (("explanation", "answered_at < {over_before}"),),
    "feedback": (
        ("feedback_voice", "feedback in (select id from feedback where received_at < {over_before})"),
        ("feedback", "received_at < {over_before}"),
        (
            "feedback_link",
            "made_at < {over_before} and not exists (select from feedback f where f.link = feedback_link.id)",
        ),
        ("visit_confirmation", "confirmed_at < {over_before}"),
        ("dispute", "received_at < {over_before} and state <> 'open'"),
    ),
    "door-notes": (
        (
            "door_note",
            """changed_at < {over_before} and not exists (select from voucher v where v.client = door_note.client
                and coalesce(v.ended_on, v.last_day) >= {over_before}
                and (door_note.provider is null or v.provider is null or v.provider = door_note.provider))""",
        ),
    ),
    "presence-codes": (
        (
            "presence_secret",
            """(ended_at < {over_before} or made_at < {over_before} and not exists (select from voucher v
                where v.client = presence_secret.client and coalesce(v.ended_on, v.last_day) >= {over_before}))""",
        ),
    ),
    "letters": (
        ("complaint", "received_at < {over_before} and answered_at is not null"),
        ("message", "received_at < {over_before}"),
        ("thread_read", "read_until < {over_before}"),
    ),
    "accessibility-feedback": (("accessibility_feedback", "answered_at < {over_before}"),),
    "unusual-viewings": (("unusual_viewing", "day < {over_before}"),),
    "refused-sign-ins": (("refused_sign_in", "at < {over_before}"),),
    # One whose session goes on, in which a passkey was added, or that an entry of the trail still names, is not over.
    "sign-ins": (
        (
            "sign_in",
            """at < {over_before} and not exists (select from session s where s.id = sign_in.id)
            and not exists (select from passkey p where p.made_in = sign_in.id)
            and not exists (select from trail_entry t
                where t.sign_in = sign_in.id and t.at < {over_before} + interval '31 days')""",
        ),
    ),
    "newcomers": (("newcomer", "expires_at < {over_before}"),),
    "cases": CASE_ROWS,
    "fee-cases": CASE_ROWS,
}


@dataclass(frozen=True)
class Over:
    """What is over of one kind, or was taken away: how many rows of each table."""

    term: Term
    over_before: date
    rows: dict[str, int]

    def in_words(self) -> str:
        """Return a line for the report."""
        counted = ", ".join(f"{count} {table}" for table, count in self.rows.items() if count) or "nothing"
        return f"{self.term.what}: {counted} (before {self.over_before}; {self.term.law})"


async def over_now(today: date, *, carry_out: bool) -> list[Over]:
    """Return what is over on a day; carried out, it is gone."""
    if not carry_out:
        return [await over_of(term, today, carry_out=False) for term in TERMS]
    counted = [await over_of(term, today, carry_out=False) for term in TERMS]
    async with quickly_taken(needed=any(one.rows.get("service_decision") for one in counted)):
        return [await over_of(term, today, carry_out=True) for term in TERMS]


# Of every row that goes the database asks whether another would be left without it. Phones and granters pay for no
# index that answers this alone; these stand for as long as cases go, and no push waits for one to be made or dropped.
# What a run that was cut off has left is not trusted.
ASKED_BY = (
    ("visit_record", "visit"),
    ("visit", "voucher"),
    ("voucher_act", "decision"),
    ("service_decision", "replaces"),
)
MAKE_INDEX = "create index concurrently {table}_while_taken_away on {table} ({column})"
DROP_INDEX = "drop index concurrently if exists {table}_while_taken_away"


@asynccontextmanager
async def quickly_taken(*, needed: bool) -> AsyncIterator[None]:
    """Let cases go quickly; inside a transaction, where no such index can be made, they go slowly."""
    if not needed or DB.current_transaction.get() is not None:
        yield
        return
    line = await asyncpg.connect(**DB.config)
    try:
        await line.execute("set statement_timeout = 0")
        for table, column in ASKED_BY:
            await line.execute(DROP_INDEX.format(table=table))
            await line.execute(MAKE_INDEX.format(table=table, column=column))
        yield
    finally:
        for table, _ in ASKED_BY:
            await line.execute(DROP_INDEX.format(table=table))
        await line.close()


async def over_of(term: Term, today: date, *, carry_out: bool) -> Over:
    """Count what is over of one kind, and take it away where that is carried out."""
    before = term.over_before(today)
    day = f"date '{before.isoformat()}'"
    rows: dict[str, int] = {}
    async with transaction():
        # Ten years of visits take longer than any request may.
        await connection().execute("set local statement_timeout = 0; set local kotiseteli.keeper = 'retention'")
        if OVER[term.what] is CASE_ROWS:
            has_fee = "true" if term.what == "fee-cases" else "false"
            await connection().execute(CASES.format(over_before=day, has_fee=has_fee))
        for table, condition in OVER[term.what]:
            which = f"from {table} where {condition.format(over_before=day)}"
            if carry_out:
                rows[table] = int((await connection().execute(f"delete {which}")).split()[-1])
            else:
                rows[table] = (await fetch(f"select count(*) as n {which}"))[0]["n"]
        if carry_out and any(rows.values()):
            await fetch(
                "insert into retention_run (at, what, law, over_before, rows) values ($1, $2, $3, $4, $5)",
                *(clock.now(), term.what, term.law, before, sum(rows.values())),
            )
        if OVER[term.what] is CASE_ROWS:
            await connection().execute("drop table closed_visit, closed_voucher, closed_decision, closed_case")
        # Whoever asks within a transaction of hers is no keeper after it.
        await connection().execute("set local kotiseteli.keeper = ''")
    return Over(term, before, rows)
