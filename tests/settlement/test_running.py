"""A run settles a month once, provider by provider, whoever begins it and however often it is cut off."""

import asyncio
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from backend import clock
from backend.database import fetch, transaction
from backend.demo import cast
from backend.settlement import running
from backend.settlement.reconciling import reconcile
from backend.settlement.rules import Heading, Line, fingerprint
from backend.settlement.running import Run, begin_due_runs, begin_run, settle_all, settle_run
from tests.conftest import NOW, Product
from tests.settlement.month import (
    AUGUST,
    COUNTY,
    KANELI,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    become,
    decide,
    everything,
    judged,
    lines_of,
    settled,
    settlement_of,
    visits_of,
)

SUMS = """
select count(*) as lines, sum(price_cents) as price_cents, sum(organiser_cents) as organiser_cents,
    coalesce(sum(organiser_cents) filter (where kind = 'voucher'), 0) as voucher_cents,
    coalesce(sum(organiser_cents) filter (where kind = 'order'), 0) as order_cents,
    sum(own_liability_cents) as own_liability_cents
from visit_verdict where provider = $1 and day >= $2 and day < ($2::date + interval '1 month')::date
"""


@pytest.mark.usefixtures("database")
async def test_a_month_is_paid_as_its_visits_say_with_orders_and_own_liability_apart() -> None:
    await judged()
    (sums,) = await fetch(SUMS, KANELI, OCTOBER)
    await settled(OCTOBER)
    made = await settlement_of(OCTOBER)
    assert {name: made[name] for name in dict(sums)} == dict(sums)
    assert made["order_cents"] > 0 < made["voucher_cents"]
    assert made["organiser_cents"] + made["own_liability_cents"] == made["price_cents"]
    assert [line["visit"] for line in await lines_of(made["id"])] == await visits_of(OCTOBER)
    assert (await reconcile()).is_right


@pytest.mark.usefixtures("database")
async def test_the_fingerprint_is_that_of_the_lines_as_they_are_stored() -> None:
    await judged()
    await decide((await visits_of(OCTOBER))[5], "partly", 100, 10)
    await settled(OCTOBER)
    made = await settlement_of(OCTOBER)
    heading = Heading(made["number"], COUNTY, KANELI, OCTOBER, made["vat_ground"])
    rows = [Line(**{name: row[name] for name in Line.__annotations__}) for row in await lines_of(made["id"])]
    assert fingerprint(heading, rows) == made["sha256"]


@pytest.mark.usefixtures("database")
async def test_again_settles_nothing_again() -> None:
    await judged()
    await settled(OCTOBER)
    before = await everything()
    await settled(OCTOBER)
    assert await everything() == before
    assert len(before) == 1


@pytest.mark.usefixtures("database")
async def test_only_what_is_accepted_is_settled_and_a_decision_holds_before_the_rules() -> None:
    await judged()
    visits = await visits_of(OCTOBER)
    for visit, verdict in zip(visits, ("to_review", "unpaid", "withdrawn"), strict=False):
        await become(visit, verdict)
    rejected, asked, whole, partly, too_much = visits[3:8]
    await decide(rejected, "rejected")
    await decide(asked, "asked")
    decision = await decide(whole, "accepted")
    await decide(partly, "partly", 70, 7)
    # It was reckoned anew since, and came to less.
    await decide(too_much, "partly", 900_000, 0)
    await settled(OCTOBER)
    lines = {line["visit"]: line for line in await lines_of((await settlement_of(OCTOBER))["id"])}
    assert set(visits) - set(lines) == {*visits[:3], rejected, asked}
    assert lines[whole]["decision"] == decision
    assert (lines[partly]["organiser_cents"], lines[partly]["own_liability_cents"]) == (70, 7)
    assert lines[too_much]["organiser_cents"] == lines[too_much]["minutes"] * 50
    assert (await reconcile()).is_right


@pytest.mark.usefixtures("database")
async def test_a_late_visit_comes_with_the_next_month(monkeypatch: pytest.MonkeyPatch) -> None:
    await judged()
    late = (await visits_of(OCTOBER))[:2]
    for visit in late:
        await decide(visit, "asked")
    await settled(OCTOBER)
    for visit in late:
        await become(visit, "accepted")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=20))
    await settled(NOVEMBER)
    made = await settlement_of(NOVEMBER)
    assert [line["visit"] for line in await lines_of(made["id"])] == [*late, *await visits_of(NOVEMBER)]
    assert (await reconcile()).is_right


@pytest.mark.usefixtures("database")
async def test_what_nobody_has_settled_yet_comes_with_the_first_month_that_is() -> None:
    await judged(since=AUGUST)
    await settled(OCTOBER)
    made = await settlement_of(OCTOBER)
    found = [line["visit"] for line in await lines_of(made["id"])]
    assert found == [*await visits_of(AUGUST), *await visits_of(SEPTEMBER), *await visits_of(OCTOBER)]


@pytest.mark.usefixtures("database")
async def test_a_provider_with_nothing_to_be_paid_has_no_settlement() -> None:
    await judged()
    for visit in await visits_of(OCTOBER):
        await become(visit, "to_review")
    await settled(OCTOBER)
    assert await everything() == []
    (run,) = await fetch("select finished_at from settlement_run")
    assert run["finished_at"] is not None


@pytest.mark.usefixtures("database")
async def test_what_is_settled_is_not_judged_or_decided_any_more() -> None:
    await judged()
    visit = (await visits_of(OCTOBER))[0]
    await settled(OCTOBER)
    with pytest.raises(asyncpg.SerializationError, match="is settled"):
        async with transaction():
            await fetch("update visit_verdict set price_cents = 0, organiser_cents = 0, own_liability_cents = 0")
    with pytest.raises(asyncpg.RaiseError, match="appended to, never edited"):
        async with transaction():
            await fetch("update settlement_line set minutes = 0 where visit = $1", visit)


@pytest.mark.usefixtures("database")
async def test_one_that_is_settled_by_another_hand_is_not_settled_twice() -> None:
    await judged()
    await settled(OCTOBER)
    (line, *_) = await lines_of((await settlement_of(OCTOBER))["id"])
    names = ", ".join(line)
    values = ", ".join(f"${place}" for place in range(1, len(line) + 1))
    with pytest.raises(asyncpg.UniqueViolationError):
        async with transaction():
            await fetch(
                f"insert into settlement_line ({names}) values ({values})",  # noqa: S608 - written here
                *(line | {"place": 100_000, "settlement": uuid4()}).values(),
            )


@pytest.fixture
async def whole_county(committed_database: str) -> None:  # noqa: ARG001 - it is filled
    """Give a county of its own with every visit since October accepted."""
    await judged(provider=None)


@pytest.mark.usefixtures("whole_county")
async def test_a_run_that_was_cut_off_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await begin_run(COUNTY, OCTOBER, None) is None
    settle_provider = running.settle_provider
    done: list[object] = []

    async def cut_off(*of_what: object) -> bool:
        if len(done) == 7:
            raise OSError("the line to the database is gone")
        done.append(of_what)
        return await settle_provider(*of_what)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(running, "settle_provider", cut_off)
    with pytest.raises(OSError, match="gone"):
        await settle_all()
    monkeypatch.setattr(running, "settle_provider", settle_provider)
    await asyncio.sleep(0)
    before = await everything()
    assert 0 < len(before) < 20
    await settle_all()
    after = await everything()
    assert [one for one in after if one["number"] in {old["number"] for old in before}] == before
    assert len(after) > len(before)
    assert (await reconcile()).is_right


@pytest.mark.usefixtures("whole_county")
async def test_several_at_once_settle_what_one_settles() -> None:
    begun = await asyncio.gather(*(begin_run(COUNTY, OCTOBER, None) for _ in range(4)))
    assert begun == [None] * 4
    (row,) = await fetch("select id, organiser, month, settled_on, started_at from settlement_run")
    await asyncio.gather(*(settle_run(Run(**dict(row))) for _ in range(3)))
    found = await everything()
    assert len({one["number"] for one in found}) == len(found)
    (sums,) = await fetch("select sum(organiser_cents) as cents from visit_verdict where day < $1", NOVEMBER)
    assert sum(one["organiser_cents"] for one in found) == sums["cents"]
    assert (await reconcile()).is_right


@pytest.mark.usefixtures("whole_county")
async def test_a_verdict_that_comes_while_its_month_is_settled_waits_and_is_settled_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late, *rest = await visits_of(OCTOBER)
    await decide(late, "asked")

    settle = asyncio.create_task(settled(OCTOBER))
    accepting = asyncio.create_task(become(late, "accepted"))
    await asyncio.gather(settle, accepting)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=20))
    await settled(NOVEMBER)
    both = [await lines_of((await settlement_of(month))["id"]) for month in (OCTOBER, NOVEMBER)]
    found = [line["visit"] for lines in both for line in lines]
    assert sorted(found) == sorted([late, *rest, *await visits_of(NOVEMBER)])
    assert (await reconcile()).is_right


GENERAL = """
insert into rulebook_part (id, organiser, service, first_day, source, terms, entered_at)
values (gen_random_uuid(), $1, null, '2026-01-01', 'A decision', $2::jsonb, now())
"""


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("day", "terms", "begins"),
    [
        (4, '{"part": "general", "settlementDay": 5}', False),
        (5, '{"part": "general", "settlementDay": 5}', True),
        (30, '{"part": "general", "settlementDay": 8}', True),
        (30, '{"part": "general"}', False),
    ],
)
async def test_the_rulebooks_day_begins_the_run(
    monkeypatch: pytest.MonkeyPatch, day: int, terms: str, *, begins: bool
) -> None:
    await fetch("delete from rulebook_part where service is null")
    await fetch(GENERAL, COUNTY, terms)
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(day=day))
    await begin_due_runs()
    await begin_due_runs()
    found = await fetch("select month, by_person from settlement_run where organiser = $1", COUNTY)
    assert [dict(row) for row in found] == ([{"month": OCTOBER, "by_person": None}] if begins else [])


async def test_finance_lets_a_month_be_settled_and_nobody_else(product: Product) -> None:
    await judged()
    async with product.called_by(cast.TUULA) as tuula:
        before = (await tuula.get("/api/settlements/runs")).json()
        assert (before["nextMonth"], before["isOver"], before["runs"]) == ("2026-10", True, [])
        asked = await tuula.post("/api/settlements/run", json={})
        assert asked.status_code == 202, asked.text
        await settle_all()
        after = (await tuula.get("/api/settlements/runs")).json()
        too_early = await tuula.post("/api/settlements/run", json={"month": "2026-11"})
        too_late = await tuula.post("/api/settlements/run", json={"month": "2026-09"})
        odd = await tuula.post("/api/settlements/run", json={"month": "2026-13"})
    (run,) = after["runs"]
    assert (run["month"], run["providers"], run["startedBy"]) == ("2026-10", 1, cast.TUULA.name)
    assert run["finishedAt"] is not None
    assert (after["nextMonth"], after["isOver"]) == ("2026-11", False)
    assert too_early.json()["type"] == "/problems/month-not-over"
    assert too_early.json()["firstDay"] == "2026-12-01"
    assert too_late.json()["type"] == "/problems/later-month-settled"
    assert odd.status_code == 400


async def test_a_clock_that_goes_back_settles_nothing_again(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    await judged(since=SEPTEMBER)
    async with product.called_by(cast.TUULA) as tuula:
        await tuula.post("/api/settlements/run", json={})
        await settle_all()
        before = await everything()
        monkeypatch.setattr(clock, "now", lambda: NOW - timedelta(days=30))
        assert (await tuula.post("/api/settlements/run", json={})).status_code in {401, 409}
        await begin_due_runs()
        await settle_all()
    assert await everything() == before


async def test_settlements_are_read_page_by_page_and_to_the_byte(product: Product) -> None:
    await judged(since=date(2026, 8, 1))
    await settled(OCTOBER)
    made = await settlement_of(OCTOBER)
    for person in (cast.TUULA, cast.OLLI):
        async with product.called_by(person) as caller:
            (listed,) = (await caller.get("/api/settlements")).json()["settlements"]
            one = (await caller.get(f"/api/settlements/{made['id']}")).json()
            text = await caller.get(f"/api/settlements/{made['id']}/text")
            lines: list[Any] = []
            after: int | None = 0
            while after is not None:
                page = (await caller.get(f"/api/settlements/{made['id']}/lines?after={after}")).json()
                lines, after = lines + page["lines"], page["next"]
        assert listed == {name: value for name, value in one.items() if name not in {"parts", "setOffs"}}
        assert one["sha256"] == made["sha256"].hex() == sha256(text.content).hexdigest()
        assert sum(part["organiserCents"] for part in one["parts"]) == one["organiserCents"] == made["organiser_cents"]
        assert [line["place"] for line in lines] == list(range(1, made["lines"] + 1))
        assert sum(line["ownLiabilityCents"] for line in lines) == made["own_liability_cents"]
