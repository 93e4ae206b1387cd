"""A record and its mutation become one row and go back as two; what has no place in the older shape is not lost."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from backend import migrate
from backend.database import fetch
from backend.migrations import m2026_11_22_first_storey as first
from backend.migrations import m2026_11_22_second_storey as second
from backend.migrations import m2026_11_22_third_storey as third
from tests.conftest import new_database, opened

START = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
ORGANISER, SERVICE, PROVIDER, PERSON, CLIENT, DECISION, VOUCHER, DEVICE = (uuid4() for _ in range(8))
RECORDED, BY_DEMO, REFUSED = (uuid4() for _ in range(3))
NUMBER = "7K3M9QXD2FXN"
COUNTY: list[tuple[Any, ...]] = [
    (
        "insert into organiser (id, code, kind, name_fi, name_sv, name_en) values ($1, 1, 'county', '', '', '')",
        ORGANISER,
    ),
    (
        "insert into service (id, slug, unit, code, name_fi, name_sv, name_en) values ($1, 's', 'hour', 1, '', '', '')",
        SERVICE,
    ),
    ("insert into provider (id, code, name, business_id) values ($1, 1, '', '')", PROVIDER),
    ("insert into person (id, given_name, family_name, language) values ($1, 'A', 'B', 'fi')", PERSON),
    ("insert into client (id, person, organiser) values ($1, $2, $3)", CLIENT, PERSON, ORGANISER),
    ("insert into device values ($1, $2, now(), now(), 9)", DEVICE, PERSON),
    (
        """
        insert into service_decision (id, number, client, organiser, service, resolution, grounds, decided_on,
            decided_by, first_day)
        values ($1, 'K-1', $2, $3, $4, 'granted', 'why', $6, $5, $6)
        """,
        *(DECISION, CLIENT, ORGANISER, SERVICE, PERSON, date(2026, 1, 1)),
    ),
    (
        """
        insert into voucher (id, number, kind, decision, client, organiser, service, first_day, last_day, quantity,
            quantity_unit, period, value_cents, granted_at, granted_by)
        values ($1, $2, 'order', $3, $4, $5, $6, '2026-01-01', '2026-12-31', 600, 'minute', 'month', 3000, now(), $7)
        """,
        *(VOUCHER, NUMBER, DECISION, CLIENT, ORGANISER, SERVICE, PERSON),
    ),
]
TABLES = ("visit", "visit_record", "received_mutation", "service_decision", "voucher")


async def add_visit(visit: UUID, place: int, to_review: list[str]) -> None:
    start = START + timedelta(hours=place)
    await fetch(
        """
        insert into visit (id, voucher, client, organiser, provider, worker, change_number)
        values ($1, $2, $3, $4, $5, $6, $7)
        """,
        *(visit, VOUCHER, CLIENT, ORGANISER, PROVIDER, PERSON, place),
    )
    await fetch(
        """
        insert into visit_record (id, visit, voucher, act, started_at, ended_at, minutes, tasks, note, to_review,
            done_at, received_at)
        values ($1, $1, $2, 'recorded', $3, $4, 30, $5, 'päivää', $6, $4, $7)
        """,
        *(visit, VOUCHER, start, start + timedelta(minutes=30), '[{"slug": "wash", "done": true}]', to_review, START),
    )


async def add_mutation(mutation: UUID, number: int, verdict: str, problem: str | None, sequence: int | None) -> None:
    content = f'{{"number":{number}}}'
    await fetch(
        "insert into received_mutation values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(mutation, DEVICE, number, content, sha256(content.encode()).digest(), verdict, problem, sequence, START),
    )


async def everything() -> dict[str, list[dict[str, Any]]]:
    return {table: [dict(row) for row in await fetch(f"select * from {table} order by id")] for table in TABLES}  # noqa: S608 - our own names


@pytest.fixture
async def first_storey(server: str) -> AsyncIterator[None]:
    """Give a database of the first storey with a visit that was sent, one of the demo's, and what was refused."""
    async with new_database(server) as address, opened(address):
        await migrate.migrate_forwards()
        await migrate.migrate_backwards(to=first.ID)
        for statement, *values in COUNTY:
            await fetch(statement, *values)
        await add_visit(RECORDED, 1, [])
        await add_mutation(RECORDED, 1, "accepted", None, 1)
        await add_visit(BY_DEMO, 2, ["voucher-ended", "phone-clock-differs"])
        await add_mutation(REFUSED, 2, "refused", '{"type": "/problems/visit-in-future", "was": "\\u0000"}', None)
        yield


async def as_the_third_storey() -> None:
    """Bring the database forwards, and back to where the third storey leaves it."""
    await migrate.migrate_forwards()
    await migrate.migrate_backwards(to=third.ID)


@pytest.mark.usefixtures("first_storey")
async def test_every_shape_of_the_first_storey_comes_back_as_it_was() -> None:
    before = await everything()
    await as_the_third_storey()
    rows = {row["id"]: row for row in await fetch("select * from visit_record")}
    assert (rows[RECORDED]["content"], rows[RECORDED]["number"], rows[RECORDED]["device"]) == (
        '{"number":1}',
        1,
        DEVICE,
    )
    assert (rows[BY_DEMO]["number"], rows[BY_DEMO]["sequence"], rows[BY_DEMO]["worker"]) == (None, 2, PERSON)
    assert rows[BY_DEMO]["sha256"] == sha256(rows[BY_DEMO]["content"].encode()).digest()
    visits = {row["id"]: row for row in await fetch("select * from visit")}
    assert (visits[BY_DEMO]["state"], visits[BY_DEMO]["to_review"]) == (
        "recorded",
        ["voucher-ended", "phone-clock-differs"],
    )
    assert [row["id"] for row in await fetch("select id from refused_mutation")] == [REFUSED]
    for _ in range(2):
        await migrate.migrate_backwards(to=first.ID)
        assert await everything() == before
        await as_the_third_storey()
    assert {row["id"]: row for row in await fetch("select * from visit_record")} == rows


LOST_GOING_BACK = {
    "a record that was refused under a number that another one has": (
        second.ID,
        """
        insert into refused_mutation (id, sha256, device, number, content, problem, received_at)
        select gen_random_uuid(), sha256, device, 1, 'other', problem, received_at from refused_mutation
        """,
    ),
    "other content that was refused under the same id": (
        second.ID,
        """
        insert into refused_mutation (id, sha256, device, number, content, problem, received_at)
        select id, sha256('other'), device, 3, 'other', problem, received_at from refused_mutation
        """,
    ),
    "what happened to a grant": (
        first.ID,
        """
        insert into voucher_act (id, voucher, act, from_day, at, by_person, role)
        select gen_random_uuid(), id, 'paused', '2026-11-01', now(), granted_by, 'granter' from voucher
        """,
    ),
    "what a decision made here says": (first.ID, "update service_decision set entered_at = now(), need = 'need'"),
    "who decided elsewhere": (first.ID, "update service_decision set decided_elsewhere_by = 'Tiina Malli'"),
}


@pytest.mark.parametrize("what", LOST_GOING_BACK)
@pytest.mark.usefixtures("first_storey")
async def test_what_has_no_place_in_the_older_shape_is_not_lost(what: str) -> None:
    await as_the_third_storey()
    back_to, statement = LOST_GOING_BACK[what]
    await fetch(statement)
    with pytest.raises(asyncpg.PostgresError):
        await migrate.migrate_backwards(to=back_to)
