"""What is over goes, what is not stays, nothing goes unless it is carried out, and what went is written down."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from asyncpg.exceptions import RaiseError

from backend.database import fetch, transaction
from backend.demo import cast
from backend.retention import taking_away
from backend.retention.rules import TERMS, Term, What
from backend.retention.taking_away import OVER, Over, over_now, over_of
from backend.sessions.beginning import begin_session
from tests.conftest import NOW, TODAY, Product
from tests.sync.phone import Phone

BY_WHAT = {term.what: term for term in TERMS}


@pytest.mark.parametrize(
    ("term", "today", "expected"),
    [
        (Term("cases", "", "", years=10), date(2026, 11, 22), date(2016, 11, 22)),
        (Term("cases", "", "", years=3), date(2028, 2, 29), date(2025, 2, 28)),
        (Term("sessions", "", "", days=30), date(2026, 1, 15), date(2025, 12, 16)),
    ],
)
def test_a_term_is_counted_back_from_today(term: Term, today: date, expected: date) -> None:
    assert term.over_before(today) == expected


def test_every_term_names_its_law_and_what_goes_by_it() -> None:
    assert {term.what for term in TERMS} == set(OVER)
    assert all(term.law and term.counted_from and (term.years or term.days) for term in TERMS)


async def counts() -> dict[str, int]:
    tables = ("service_decision", "voucher", "visit", "visit_record", "voucher_act", "session", "refused_mutation")
    return {table: (await fetch(f"select count(*) as n from {table}"))[0]["n"] for table in tables}  # noqa: S608 - our own names


async def over(what: What, today: date, *, carry_out: bool = False) -> dict[str, Any]:
    found = await over_of(BY_WHAT[what], today, carry_out=carry_out)
    return {table: count for table, count in found.rows.items() if count}


@pytest.mark.usefixtures("database")
async def test_a_case_goes_ten_years_after_it_closed_with_all_that_is_in_it() -> None:
    # Expired eighteen days ago; of this client nothing else was granted.
    (case,) = await fetch(
        "select v.client, v.service, v.last_day from voucher v where v.id = $1",
        cast.EXPIRED_VOUCHER.id,
    )
    await fetch("update voucher set last_day = last_day + 4000 where id <> $1", cast.EXPIRED_VOUCHER.id)
    await fetch(
        "update service_decision set client_fee_cents = null, decided_on = decided_on + 4000"
        " where id <> (select decision from voucher where id = $1)",
        cast.EXPIRED_VOUCHER.id,
    )
    (last,) = await fetch("select max(started_at)::date as day from visit where voucher = $1", cast.EXPIRED_VOUCHER.id)
    closed = max(case["last_day"], last["day"])
    others = await fetch(
        "select d.id from service_decision d where d.client = $1 and d.service = $2 and not exists"
        " (select from voucher v where v.decision = d.id and v.id = $3)",
        *(case["client"], case["service"], cast.EXPIRED_VOUCHER.id),
    )
    assert others == []
    on_the_day = closed.replace(year=closed.year + 10)
    assert await over("cases", on_the_day) == {}
    the_day_after = await over("cases", on_the_day + timedelta(days=1))
    assert (the_day_after["service_decision"], the_day_after["voucher"]) == (1, 1)
    assert the_day_after["visit"] == the_day_after["visit_record"] > 0

    before = await counts()
    assert await over("cases", on_the_day + timedelta(days=1)) == the_day_after
    assert await counts() == before
    assert await over("cases", on_the_day + timedelta(days=1), carry_out=True) == the_day_after
    after = await counts()
    assert before["visit_record"] - after["visit_record"] == the_day_after["visit_record"]
    assert await fetch("select from voucher where id = $1", cast.EXPIRED_VOUCHER.id) == []
    assert await fetch("select from voucher where id = $1", cast.HELVIS_VOUCHER.id) != []
    (run,) = await fetch("select what, law, rows from retention_run where what = 'cases'")
    assert (run["law"], run["rows"]) == (BY_WHAT["cases"].law, sum(the_day_after.values()))
    # Once is enough.
    assert await over("cases", on_the_day + timedelta(days=1), carry_out=True) == {}


@pytest.mark.usefixtures("database")
async def test_a_case_with_a_fee_stays_two_years_longer_and_an_open_one_for_good() -> None:
    far = TODAY.replace(year=TODAY.year + 11, month=1)
    await fetch("update service_decision set client_fee_cents = null")
    without = await over("cases", far)
    await fetch("update service_decision set client_fee_cents = 100")
    assert await over("cases", far) == {}
    assert without
    assert await over("fee-cases", far.replace(year=far.year + 2)) == without
    # What goes on until further notice has no voucher.
    (own,) = await fetch("select client, service, decided_by, organiser from service_decision limit 1")
    await fetch(
        "insert into service_decision (id, number, client, organiser, service, resolution, arranging, decided_on,"
        " decided_by, first_day) values (gen_random_uuid(), 'open', $1, $2, $3, 'granted', 'own', $4, $5, $4)",
        *(own["client"], own["organiser"], own["service"], TODAY, own["decided_by"]),
    )
    (stays,) = await fetch(
        "select count(*) filter (where (client, service) = ($1, $2)) as of_it, count(*) as all from service_decision",
        *(own["client"], own["service"]),
    )
    in_centuries = await over("fee-cases", date(2326, 1, 1))
    assert in_centuries["service_decision"] == stays["all"] - stays["of_it"]


async def test_what_phones_sent_and_sessions_go_in_their_time(product: Product) -> None:
    async with product.called_by(cast.ANNA) as caller:
        phone = Phone(caller)
        await phone.push(phone.recording(voucherNumber="000000000000"))
    three_years = NOW.date().replace(year=NOW.year + 3)
    assert await over("refused-records", three_years) == {}
    assert await over("refused-records", three_years + timedelta(days=1)) == {"refused_mutation": 1}
    sessions = await fetch("select expires_at from session")
    last = max(row["expires_at"] for row in sessions).date()
    assert await over("sessions", last + timedelta(days=31), carry_out=True) == {"session": len(sessions)}
    assert await fetch("select from session") == []
    # The sign-ins stay: the trail names them.
    assert await fetch("select from sign_in") != []


@pytest.mark.usefixtures("database")
async def test_what_is_left_after_it_may_be_edited_no_more_than_before() -> None:
    await over_now(TODAY, carry_out=True)
    await fetch(
        "insert into bulk_reply (provider, key, sha256, at) values ($1, 'k', sha256('x'), $2)",
        *(cast.KANELI.id, datetime(2020, 1, 1, tzinfo=UTC)),
    )
    assert await over("bulk-replies", TODAY, carry_out=True) == {"bulk_reply": 1}
    for act in ("delete from visit_record", "update retention_run set rows = 0", "delete from retention_run"):
        with pytest.raises(RaiseError, match="appended to, never edited"):
            async with transaction():
                await fetch(act)


# The same values for each: a client, a person and a time.
ENTERED: dict[tuple[What, str], str] = {
    ("invitations", "mandate_invitation"): """
        insert into mandate_invitation (id, client, scopes, code_hash, given_by, given_at)
        values (gen_random_uuid(), $1, '{see_visits}', sha256('x'), $2, $3)
    """,
    ("enrolments", "enrolment"): """
        insert into enrolment (id, membership, code_hash, made_by, made_at, expires_at)
        select gen_random_uuid(), m.id, sha256('x'), $2, $3::timestamptz - interval '10 minutes', $3
        from membership m join client c on c.person = m.person where c.id = $1 limit 1
    """,
    ("questions", "explanation"): """
        insert into explanation (id, entry, entry_at, client, organiser, asked_by, asked_at, due_on,
            answered_at, answered_by, answer_sealed)
        select gen_random_uuid(), 1, $3::timestamptz, id, organiser, $2, $3, $3::timestamptz::date,
            $3, $2, 'Told.'
        from client where id = $1
    """,
    ("unusual-viewings", "unusual_viewing"): """
        insert into unusual_viewing (id, organiser, kind, person, role, client, day, entries, clients, last_at,
            found_at)
        select gen_random_uuid(), organiser, 'own-relative', $2, 'worker', id, $3::timestamptz::date, 1, 1, $3, $3
        from client where id = $1
    """,
    ("passkeys", "passkey"): """
        with came as (
            insert into sign_in (id, membership, at, way, address, agent)
            select gen_random_uuid(), id, $3, 'enrolment', '', '' from membership
            where person = $2 and $1::uuid is not null limit 1 returning id, membership
        )
        insert into passkey (id, membership, credential, public_key, sign_count, name, made_at, made_in, ended_at)
        select gen_random_uuid(), membership, 'x', 'x', 0, 'x', $3, id, $3 from came
    """,
    ("sign-ins", "sign_in"): """
        insert into sign_in (id, membership, at, way, address, agent)
        select gen_random_uuid(), m.id, $3, 'bank', '', '' from membership m
        where m.person = $2 and $1::uuid is not null limit 1
    """,
    ("newcomers", "newcomer"): """
        insert into newcomer (id, token_hash, way, who_sealed, language, expires_at)
        select gen_random_uuid(), sha256('x'), 'bank', 'x', 'fi', $3 where $1::uuid <> $2::uuid
    """,
    ("refused-sign-ins", "refused_sign_in"): """
        insert into refused_sign_in (id, at, way, reason, address, agent)
        select gen_random_uuid(), $3, 'bank', 'no-role', '', '' where $1::uuid <> $2::uuid
    """,
}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("what", "table"), ENTERED)
async def test_what_came_of_signing_in_and_of_asking_goes_in_its_time(what: What, table: str) -> None:
    await fetch(f"delete from {table}")  # noqa: S608 - our own names
    await fetch(ENTERED[what, table], cast.HELVI.client, cast.KAISA.id, NOW)
    term = BY_WHAT[what]
    last = NOW.date().replace(year=NOW.year + term.years) + timedelta(days=term.days)
    assert await over(what, last) == {}
    assert await over(what, last + timedelta(days=1), carry_out=True) == {table: 1}
    assert await fetch(f"select from {table}") == []


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("held_by", ["a session", "a passkey", "an entry of the trail"])
async def test_a_sign_in_that_something_still_names_stays(held_by: str) -> None:
    await begin_session(cast.KAISA.membership, "demo")
    (row,) = await fetch("select id from sign_in order by at desc limit 1")
    if held_by != "a session":
        await fetch("delete from session")
    if held_by == "a passkey":
        await fetch(
            "insert into passkey (id, membership, credential, public_key, sign_count, name, made_at, made_in)"
            " select gen_random_uuid(), membership, 'x', 'x', 0, 'x', at, id from sign_in where id = $1",
            row["id"],
        )
    if held_by == "an entry of the trail":
        await fetch(
            "insert into trail_entry (at, organiser, client, person, role, act, subject, sign_in)"
            " select $3, organiser, id, person, 'client', 'viewed', id, $2 from client where id = $1",
            *(cast.HELVI.client, row["id"], NOW + timedelta(days=30)),
        )
    far = NOW.date().replace(year=NOW.year + 12) + timedelta(days=33)
    await over("sign-ins", far, carry_out=True)
    assert await fetch("select from sign_in where id = $1", row["id"])


async def test_cases_go_quickly_and_leave_no_index(committed_database: str) -> None:  # noqa: ARG001 - its own
    indexes = "select count(*) as n from pg_class where relname like '%while_taken_away'"
    plan = f"explain select from only visit_record x where visit = '{cast.HELVI.id}' for key share of x"
    seen: list[str] = []
    # A run that was cut off has left one behind.
    await fetch("create index visit_while_taken_away on visit (voucher)")
    taking = taking_away.over_of

    async def watched(term: Term, today: date, *, carry_out: bool) -> Over:
        if carry_out and term.what == "cases":
            async with transaction():
                await fetch("set local enable_seqscan = off")
                seen.extend(row["QUERY PLAN"] for row in await fetch(plan))
        return await taking(term, today, carry_out=carry_out)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking_away, "over_of", watched)
        far = date(2326, 1, 1)
        await fetch("update service_decision set client_fee_cents = null")
        await over_now(far, carry_out=True)
    assert any("visit_record_while_taken_away" in line for line in seen)
    assert (await fetch(indexes))[0]["n"] == 0
    assert await fetch("select from voucher where last_day < current_date") == []


@pytest.mark.usefixtures("database")
async def test_a_question_that_waits_for_its_answer_stays() -> None:
    await fetch(
        "insert into explanation"
        " (id, entry, entry_at, client, organiser, asked_by, asked_at, due_on)"
        " select gen_random_uuid(), 1, $2::timestamptz, id, organiser, $3, $2, $2::timestamptz::date"
        " from client where id = $1",
        *(cast.HELVI.client, NOW, cast.HELVI.id),
    )
    assert await over("questions", date(2326, 1, 1)) == {}
