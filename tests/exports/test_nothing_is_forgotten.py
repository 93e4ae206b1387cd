"""Every table is taken out with a client's data or left out for a stated reason, and so is every column."""

from typing import Any

import msgspec
import pytest

from backend import at_rest
from backend.answers import LANGUAGES
from backend.database import fetch
from backend.demo import cast
from backend.exports.files import export_words
from backend.exports.left_out import LEFT_OUT
from backend.exports.reading import camel
from backend.exports.said import KINDS
from backend.piccolo_app import APP_CONFIG
from tests.conftest import Product
from tests.routes.subjects import subjects

TABLES = {table._meta.tablename for table in APP_CONFIG.table_classes}
# A table with one of these says something of a client (tests/routes/test_walls.py).
TELLING = """
select distinct table_name as name from information_schema.columns
where column_name = any($1) and table_schema = current_schema()
"""
COLUMNS = "select column_name as name from information_schema.columns where table_name = $1"
# What the demo county has none of, or none of Helvi's; $1 is a visit of hers.
SOME = (
    """
    insert into planned_visit (id, voucher, client, organiser, provider, worker, starts_at, ends_at, late_at, missed_at,
        change_number, changed_at)
    select gen_random_uuid(), voucher, client, organiser, provider, worker, started_at, ended_at, ended_at, ended_at, 1,
        ended_at from visit where id = $1
    """,
    """
    insert into arrival (visit, voucher, client, organiser, provider, worker, started_at, received_at)
    select gen_random_uuid(), voucher, client, organiser, provider, worker, started_at, started_at
    from visit where id = $1
    """,
    """
    insert into liability_taken (id, provider, client, organiser, month, turn, own_liability_cents, sha256, taken_at,
        taken_by)
    select gen_random_uuid(), provider, client, organiser, '2026-10-01', 1, 100, 'x', ended_at, worker
    from visit where id = $1
    """,
    """
    insert into happening (id, kind, client, organiser, provider, visit, at, facts)
    select gen_random_uuid(), 'done', client, organiser, provider, id, ended_at, '{}' from visit where id = $1
    """,
    """
    insert into late_decision (id, visit, record, client, organiser, provider, reason, by_person, at)
    select gen_random_uuid(), id, record, client, organiser, provider, 'other', worker, ended_at
    from visit where id = $1
    """,
    """
    insert into told_choice (person, kinds, quiet_from, quiet_until, wakes, says_more, lets_know)
    select c.person, '{}', 0, 0, false, false, false from visit x join client c on c.id = x.client where x.id = $1
    """,
)
JUDGED = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, x.record, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind, x.started_at::date,
    x.minutes, 0, 0, 0, 'to_review', '{}', '{}', 1, now()
from visit x join voucher v on v.id = x.voucher where x.id = $1 on conflict do nothing
"""
CONFIRMED = """
insert into visit_confirmation (id, visit, client, organiser, confirmed_by, confirmed_at)
select gen_random_uuid(), x.id, x.client, x.organiser, c.person, x.ended_at
from visit x join client c on c.id = x.client where x.id = $1 on conflict do nothing
"""
SAID_BY_HER = "update feedback set given_by = $1, link = null where client = $2"
# Which of a client's rows there are, by table; $1 is she.
HERS = {
    "service_decision": "select count(*) as n from service_decision where client = $1",
    "voucher": "select count(*) as n from voucher where client = $1",
    "voucher_act": "select count(*) as n from voucher_act a join voucher v on v.id = a.voucher where v.client = $1",
    "visit": "select count(*) as n from visit where client = $1",
    "representation": "select count(*) as n from representation where client = $1",
    "mandate_invitation": "select count(*) as n from mandate_invitation where client = $1",
    "explanation": "select count(*) as n from explanation where client = $1",
    # What reading them writes is not among them yet.
    "trail_entry": "select count(*) as n from trail_entry where client = $1 and at < now() and act <> 'exported'",
}


def test_every_table_is_taken_or_left_out_for_a_reason() -> None:
    taken = [table for kind in KINDS for table in kind.tables]
    assert len(taken) == len(set(taken))
    assert set(taken) | set(LEFT_OUT) == TABLES
    assert set(taken) & set(LEFT_OUT) == set()
    assert all(LEFT_OUT.values())


async def test_the_database_has_no_other_table_that_tells_of_a_client(database: None) -> None:  # noqa: ARG001 - it is asked
    telling = await fetch(TELLING, ["client", "voucher", "visit", "decision", "attachment"])
    names = {row["name"] for row in telling}
    assert {"visit", "trail_entry"} <= names <= TABLES


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_every_column_goes_out_or_is_named_as_one_that_does_not(product: Product, kind: Any) -> None:
    four = await subjects()
    await fetch(
        """
        insert into voucher_act (id, voucher, act, from_day, at, by_person, role)
        select gen_random_uuid(), id, 'ended', '2026-12-01', now(), granted_by, 'granter' from voucher
        """
    )
    for statement in SOME:
        await fetch(statement, four[0].visit)
    sealed = at_rest.seal(at_rest.ADDRESS, cast.HELVI.id.bytes, b"helvi@example.org")
    await fetch(
        "insert into mail_address (person, address_sealed, asked_at) values ($1, $2, now())", cast.HELVI.id, sealed
    )
    await fetch(SAID_BY_HER, cast.HELVI.id, four[0].client)
    await fetch(CONFIRMED, four[0].visit)
    await fetch(JUDGED, four[0].visit)
    await fetch(JUDGED.replace("visit_verdict", "late_verdict"), four[0].visit)
    async with product.called_by(cast.HELVI) as helvi:
        answer = await helvi.get(f"/api/clients/{four[0].client}/data")
    rows = answer.json()[kind.name]
    assert rows, kind.name
    table = kind.tables[0]
    columns = {row["name"] for row in await fetch(COLUMNS, table)}
    assert {camel(name) for name in columns - kind.without} <= set(rows[0])
    assert {camel(name) for name in kind.without} & set(rows[0]) == set()


@pytest.mark.parametrize("table", HERS)
async def test_as_many_rows_go_out_as_there_are(product: Product, table: str) -> None:
    four = await subjects()
    client = four[0].client
    kind = next(kind for kind in KINDS if table in kind.tables)
    (count,) = await fetch(HERS[table], client)
    async with product.called_by(cast.HELVI) as helvi:
        rows = (await helvi.get(f"/api/clients/{client}/data")).json()[kind.name]
    assert len([row for row in rows if row.get("act") != "exported"]) == count["n"]


def test_each_kind_has_its_words_in_the_three_languages() -> None:
    names = {kind.name for kind in KINDS}
    texts = [export_words(language) for language in LANGUAGES]
    assert all(set(words["kinds"]) == names for words in texts)
    assert len({msgspec.json.encode(sorted(words)) for words in texts}) == 1
    # A header has no other letters (RFC 9110 section 5.5).
    assert all(words["file"].isascii() for words in texts)
