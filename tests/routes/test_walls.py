"""The wall between organisers stands in the database: a forgotten filter leaks nothing (docs/decisions/0032)."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from piccolo.columns.combination import WhereRaw

from backend.access.guards import COOKIE
from backend.access.identity_code import unseal
from backend.chain.sealing import seal_trail
from backend.database import DB, WITHIN, across_organisers, fetch, transaction
from backend.demo import cast
from backend.migrations import m2026_11_24_passkeys as passkeys
from backend.migrations.m2026_11_23_walls import CLOSED, POLICIES
from backend.sessions.beginning import begin_session
from backend.viewings.unusual import find_unusual
from backend.visits.tables import Visit
from backend.vouchers.tables import Client, ServiceDecision, Voucher
from tests.conftest import HOST, TEST_KEYS, Product
from tests.routes.mandates import paper
from tests.routes.subjects import subjects

# A table with one of these says something of a client.
TELLING = ("client", "voucher", "visit", "decision", "attachment")
COUNT = {
    "client": "select organiser from client",
    "service_decision": "select organiser from service_decision",
    "voucher": "select organiser from voucher",
    "visit": "select organiser from visit",
    "trail_entry": "select organiser from trail_entry",
    "trail_seal": "select organiser from trail_seal",
    "explanation": "select organiser from explanation",
    "unusual_viewing": "select organiser from unusual_viewing",
    "rulebook_part": "select organiser from rulebook_part",
    "representation": "select c.organiser from representation r left join client c on c.id = r.client",
    "mandate_invitation": "select c.organiser from mandate_invitation i left join client c on c.id = i.client",
    "voucher_act": "select v.organiser from voucher_act a left join voucher v on v.id = a.voucher",
    "visit_record": "select v.organiser from visit_record r left join visit v on v.id = r.visit",
    "feedback": "select organiser from feedback",
    "feedback_voice": "select organiser from feedback_voice",
    "visit_confirmation": "select organiser from visit_confirmation",
    "dispute": "select organiser from dispute",
    "visit_verdict": "select organiser from visit_verdict",
    "late_verdict": "select organiser from late_verdict",
    "late_decision": "select organiser from late_decision",
    "review_decision": "select organiser from review_decision",
    "review_answer": "select organiser from review_answer",
    "settlement_run": "select organiser from settlement_run",
    "settlement": "select organiser from settlement",
    "settlement_line": "select organiser from settlement_line",
    "settlement_due": "select organiser from settlement_due",
    "credit": "select organiser from credit",
    "outgoing_file": "select organiser from outgoing_file",
    "complaint": "select organiser from complaint",
    "message": "select organiser from message",
    "door_note": "select organiser from door_note",
    "presence_secret": "select organiser from presence_secret",
    "presence_reading": "select organiser from presence_reading",
    "thread_read": "select organiser from thread_read",
    "accessibility_feedback": "select organiser from accessibility_feedback",
    "happening": "select organiser from happening",
    "planned_visit": "select v.organiser from planned_visit p left join voucher v on v.id = p.voucher",
    "visit_series": "select v.organiser from visit_series s left join voucher v on v.id = s.voucher",
    "arrival": "select organiser from arrival",
    "attachment": "select v.organiser from attachment a left join visit v on v.id = a.visit",
}
# What ties a person, $1, to somebody's client, $2.
TIES = {
    "representation": """
        insert into representation (id, person, client, scopes, first_day, source)
        values (gen_random_uuid(), $1, $2, '{see_visits}', '2026-01-01', 'paper')
        """,
    "mandate_invitation": """
        insert into mandate_invitation (id, client, scopes, code_hash, given_by, given_at, taken_by, taken_at)
        select gen_random_uuid(), id, '{see_visits}', sha256('x'), person, now(), $1, now() from client where id = $2
        """,
}
VERDICTS = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, x.record, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind, x.started_at::date,
    x.minutes, 0, 0, 0, 'to_review', '{}', '{}', 1, now()
from visit x join voucher v on v.id = x.voucher
where not exists (select from settlement_line l where l.visit = x.id)
on conflict do nothing
"""
VEIKKO = cast.VEIKKO.id
WHO = "select current_user = session_user as is_own, current_setting('kotiseteli.organiser', true) as organiser"


@contextmanager
def within(organiser: UUID) -> Iterator[None]:
    """Stand where a request of an organiser's staff stands."""
    before = WITHIN.set(organiser)
    try:
        yield
    finally:
        WITHIN.reset(before)


async def test_every_table_that_tells_of_a_client_has_its_policy(database: None) -> None:  # noqa: ARG001 - it is asked
    telling = await fetch(
        """
        select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace and a.attname = any($1)
            and not c.relrowsecurity and not c.relispartition
        """,
        list(TELLING),
    )
    assert [row["name"] for row in telling] == []


async def test_a_select_without_a_filter_finds_the_own_organisers_rows_alone(database: None) -> None:  # noqa: ARG001 - it is asked
    await subjects()
    await fetch(
        """
        insert into representation (id, person, client, scopes, first_day, source)
        select gen_random_uuid(), person, id, '{see_visits}', '2026-01-01', 'paper' from client
        """
    )
    await fetch(
        """
        insert into voucher_act (id, voucher, act, from_day, at, by_person, role)
        select gen_random_uuid(), id, 'ended', '2026-12-01', now(), granted_by, 'granter' from voucher
        """
    )
    await fetch(
        """
        insert into visit_series (id, voucher, provider, first_day, start_minute, minutes, rule, holidays, planned_by,
            planned_at)
        select gen_random_uuid(), id, provider, first_day, 480, 30, 'FREQ=DAILY', 'kept', granted_by, granted_at
        from voucher where provider is not null
        """
    )
    await fetch(
        """
        insert into trail_entry (at, organiser, client, person, role, act, subject)
        select now(), organiser, id, person, 'granter', 'viewed', id from client
        """
    )
    await fetch(
        """
        insert into happening (id, kind, client, organiser, at, facts)
        select gen_random_uuid(), 'missed', id, organiser, now(), '{}' from client
        """
    )
    await fetch(
        """
        insert into arrival (visit, voucher, client, organiser, provider, worker, started_at, received_at)
        select gen_random_uuid(), voucher, client, organiser, provider, worker, now(), now() from visit
        """
    )
    await fetch(
        """
        insert into presence_secret (id, client, organiser, kind, secret_sealed, made_at)
        select gen_random_uuid(), id, organiser, 'digits', 'x', now() from client on conflict do nothing
        """
    )
    await fetch(
        """
        insert into presence_reading (visit, client, organiser, worker, read_at)
        select id, client, organiser, worker, ended_at from visit on conflict do nothing
        """
    )
    await fetch(VERDICTS)
    # A verdict has what finance decided besides.
    await fetch(
        """
        insert into late_verdict
        select (jsonb_populate_record(null::late_verdict, to_jsonb(v))).* from visit_verdict v
        """
    )
    await fetch(
        """
        insert into late_decision (id, visit, record, client, organiser, provider, reason, by_person, at)
        select gen_random_uuid(), id, record, client, organiser, provider, 'other', worker, received_at from visit
        """
    )
    await fetch(
        """
        insert into review_answer (decision, client, organiser, words_sealed, by_person, at)
        select id, client, organiser, 'x', by_person, now() from review_decision where outcome = 'asked'
        on conflict do nothing
        """
    )
    await fetch(
        """
        insert into thread_read (id, client, organiser, provider, person, is_office, read_until)
        select gen_random_uuid(), client, organiser, provider, written_by, is_from_office, received_at from message
        on conflict do nothing
        """
    )
    await seal_trail(find_unusual)
    through: dict[tuple[str, UUID | None], set[UUID]] = {}
    # The whole county is in every table: filled once for all of them.
    for table, statement in COUNT.items():
        for organiser in (cast.COUNTY.id, cast.CITY.id):
            with within(organiser):
                through[table, organiser] = {row["organiser"] for row in await fetch(statement)}
        with within(uuid4()):
            through[table, None] = {row["organiser"] for row in await fetch(statement)}
    wrong = {at: seen for at, seen in through.items() if seen != ({at[1]} if at[1] else set())}
    assert wrong == {}


@pytest.mark.parametrize("tie", ["representation", "mandate_invitation"])
async def test_who_acts_for_an_own_client_is_known_whoever_else_cares_for_her(database: None, tie: str) -> None:  # noqa: ARG001 - it is asked
    asked = "select id from person where id = $1"
    with within(cast.COUNTY.id):
        assert await fetch(asked, VEIKKO) == []
    await fetch(TIES[tie], VEIKKO, cast.HELVI.client)
    with within(cast.COUNTY.id):
        assert len(await fetch(asked, VEIKKO)) == 1
    with within(uuid4()):
        assert await fetch(asked, VEIKKO) == []


async def test_a_paper_names_whom_another_organiser_has_as_a_client(product: Product) -> None:
    (known,) = await fetch("select identity_code_sealed, given_name, family_name from person where id = $1", VEIKKO)
    named = paper(
        identityCode=unseal(known["identity_code_sealed"], TEST_KEYS.identity),
        givenName=known["given_name"],
        familyName=known["family_name"],
    )
    async with product.called_by(cast.MARJA) as marja:
        made = await marja.post(f"/api/clients/{cast.HELVI.client}/mandates", json=named)
        listed = (await marja.get(f"/api/clients/{cast.HELVI.client}/mandates")).json()["mandates"]
    assert made.status_code == 201, made.text
    assert cast.VEIKKO.name in {one["representativeName"] for one in listed}
    (row,) = await fetch("select person from representation where id = $1", UUID(made.json()["id"]))
    assert row["person"] == VEIKKO


async def test_names_of_clients_end_at_the_wall_and_those_of_staff_do_not(database: None) -> None:  # noqa: ARG001 - it is asked
    wanted = [person.id for person in (cast.HELVI, cast.VEIKKO, cast.ANNA, cast.MARJA, cast.KAISA)]
    asked = "select id from person where id = any($1)"
    with within(cast.COUNTY.id):
        seen = {row["id"] for row in await fetch(asked, wanted)}
        async with across_organisers():
            across = {row["id"] for row in await fetch(asked, wanted)}
        again = {row["id"] for row in await fetch(asked, wanted)}
    assert seen == again == set(wanted) - {cast.VEIKKO.id}
    assert across == set(wanted)


@pytest.mark.parametrize("table", [*CLOSED, *passkeys.CLOSED, "plan_act", "phone_round", "verdict_due"])
async def test_what_phones_and_systems_sent_is_no_organisers(database: None, table: str) -> None:  # noqa: ARG001 - it is asked
    await subjects()
    with within(cast.COUNTY.id):
        assert await fetch(f"select from {table}") == []


async def test_the_role_without_an_organiser_sees_nothing(database: None) -> None:  # noqa: ARG001 - it is asked
    async with transaction():
        await fetch("set local role kotiseteli_organiser")
        for table in COUNT:
            assert await fetch(f"select from {table}") == []


async def test_nothing_is_written_over_the_wall(database: None) -> None:  # noqa: ARG001 - it is asked
    ended = "update voucher set ended_on = last_day where id = $1 returning id"
    enter = "insert into client (id, person, organiser) values ($1, $2, $3)"
    with within(cast.COUNTY.id):
        assert await fetch(ended, cast.VEIKKOS_VOUCHER.id) == []
        assert await fetch("delete from representation where client = $1 returning id", cast.VEIKKO.client) == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(enter, uuid4(), cast.ANNA.id, cast.CITY.id)
        assert await fetch(ended, cast.HELVIS_VOUCHER.id)


async def test_a_route_that_forgot_its_filter_leaks_nothing(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    for table in (Voucher, Visit, ServiceDecision, Client):
        monkeypatch.setattr(table, "visible_to", classmethod(lambda _, __: WhereRaw("true")))
    async with product.called_by(cast.MARJA) as marja:
        theirs = cast.VEIKKOS_VOUCHER.id
        for path in ("vouchers", "visits", "decisions"):
            assert (await marja.get(f"/api/{path}?client={cast.VEIKKO.client}")).json() == [], path
            assert (await marja.get(f"/api/{path}?client={cast.HELVI.client}")).json() != [], path
        for path in (f"/api/vouchers/{theirs}", f"/api/vouchers/{theirs}/paper"):
            assert (await marja.get(path)).status_code == 404
        body = {"id": str(uuid4()), "day": "2026-11-30", "reason": "moved", "words": ""}
        assert (await marja.post(f"/api/vouchers/{theirs}/end", json=body)).status_code == 404
    # The tests' own transaction stands where it stood.
    assert dict((await fetch(WHO))[0])["is_own"]


async def test_no_connection_goes_back_within_walls(committed_database: str, app: Litestar) -> None:  # noqa: ARG001 - its own
    token = await begin_session(cast.MARJA.membership, "demo")
    asked = ["/api/vouchers", "/api/clients", f"/api/vouchers/{uuid4()}", "/api/visits", "/api/rulebook"]
    transport = ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]  # the same protocol in other words
    async with AsyncClient(transport=transport, base_url=HOST, cookies={COOKIE: token}) as marja:
        answers = await asyncio.gather(*(marja.get(path) for path in asked * 8))
        assert {answer.status_code for answer in answers} == {200, 400, 404}
    assert DB.pool is not None
    connections = [await DB.pool.acquire() for _ in range(DB.pool.get_max_size())]
    try:
        for connection in connections:
            row = await connection.fetchrow(WHO)
            assert (row["is_own"], row["organiser"] or "") == (True, "")
    finally:
        for connection in connections:
            await DB.pool.release(connection)


async def test_every_policy_is_tried(database: None) -> None:  # noqa: ARG001 - it is asked
    raised = {row["tablename"]: row["qual"] for row in await fetch("select tablename, qual from pg_policies")}
    assert set(raised) >= {*POLICIES, *COUNT}
    # One by the row's own organiser, and written as the one that is tried, holds as that one does.
    others = {table for table, condition in raised.items() if condition != raised["client"]}
    assert others <= {*COUNT, "person"}
