"""Visits are judged beside the requests: what came, what changed, and what something else has made due."""

from uuid import uuid4

from backend.database import fetch
from backend.demo import cast
from backend.verdicts.judging import judge_all
from tests.conftest import NOW
from tests.verdicts.conftest import Granted, at, grant

ACCEPTED = ("accepted", ["within-grant"])
RAISE = """
insert into dispute (id, visit, client, organiser, provider, raised_by, reason, raised_at, received_at, due_on, state)
select $2, x.id, x.client, x.organiser, x.provider, c.person, 'other', $3, $3, ($3::timestamptz)::date, 'open'
from visit x join client c on c.id = x.client where x.id = $1
"""


async def test_a_visit_is_accepted_with_what_it_costs(granted: Granted) -> None:
    visit = await granted.came(at("2026-11-02"))
    row = (await granted.verdicts())[visit]
    assert (row["verdict"], row["rules"]) == ACCEPTED
    assert row["price_cents"] == row["organiser_cents"] + row["own_liability_cents"] > 0
    assert (row["day"].isoformat(), row["minutes"]) == ("2026-11-02", 60)


async def test_a_correction_is_judged_anew_and_a_withdrawal_ends_it(granted: Granted) -> None:
    visit = await granted.came(at("2026-11-02"))
    before = (await granted.verdicts())[visit]
    await granted.changed(visit, at("2026-11-02"), 120)
    after = (await granted.verdicts())[visit]
    assert after["record"] != before["record"]
    assert after["price_cents"] == 2 * before["price_cents"]
    await granted.changed(visit, at("2026-11-02"), 120, withdrawn=True)
    gone = (await granted.verdicts())[visit]
    assert (gone["verdict"], gone["rules"], gone["price_cents"]) == ("withdrawn", [], 0)


async def test_what_comes_late_takes_its_place_and_the_later_ones_are_judged_anew(granted: Granted) -> None:
    last = [await granted.came(at(f"2026-11-{day:02}")) for day in range(6, 17)]
    assert await granted.verdict(last[-1]) == ("accepted", ["within-tolerance"])
    first = await granted.came(at("2026-11-02"))
    assert await granted.verdict(first) == ACCEPTED
    assert await granted.verdict(last[-1]) == ("to_review", ["over-tolerance"])
    await granted.changed(first, at("2026-11-02"), withdrawn=True)
    assert await granted.verdict(last[-1]) == ("accepted", ["within-tolerance"])


async def test_a_correction_into_another_month_frees_the_month_it_was_in(granted: Granted) -> None:
    november = [await granted.came(at(f"2026-11-{day:02}")) for day in range(2, 14)]
    assert await granted.verdict(november[-1]) == ("to_review", ["over-tolerance"])
    await granted.changed(november[0], at("2026-10-30"))
    assert await granted.verdict(november[-1]) == ("accepted", ["within-tolerance"])
    assert await granted.verdict(november[0]) == ACCEPTED


async def test_a_worker_at_two_places_at_once_sends_both_to_a_person_until_one_is_withdrawn(granted: Granted) -> None:
    elsewhere = await grant(like=cast.VEIKKOS_VOUCHER.id)
    here = await granted.came(at("2026-11-02", 12))
    assert await granted.verdict(here) == ACCEPTED
    other = await grant()
    there = await other.came(at("2026-11-02", 12, 30))
    touching = await other.came(at("2026-11-02", 13, 30))
    far = await elsewhere.came(at("2026-11-02", 12, 30))
    await judge_all()
    assert (await granted.verdicts())[here]["inputs"].count(str(there)) == 1
    assert await granted.verdict(here) == ("to_review", ["overlapping-visits", "within-grant"])
    assert await other.verdict(there) == ("to_review", ["overlapping-visits", "within-grant"])
    assert await other.verdict(touching) == ACCEPTED
    # What she does for another organiser is that organiser's.
    assert str(far) not in (await granted.verdicts())[here]["inputs"]
    await other.changed(there, at("2026-11-02", 12, 30), withdrawn=True)
    assert await granted.verdict(here) == ACCEPTED


async def test_two_visits_at_a_couples_that_were_planned_together_are_no_two_places(granted: Granted) -> None:
    other = await grant()
    here, there = await granted.came(at("2026-11-02")), await other.came(at("2026-11-02"))
    assert (await granted.verdict(here))[0] == "to_review"
    together = uuid4()
    for visit in (here, there):
        await fetch(
            """
            insert into planned_visit (id, voucher, client, organiser, provider, together, starts_at, ends_at, late_at,
                missed_at, change_number, changed_at)
            select $2, voucher, client, organiser, provider, $3, started_at, ended_at, ended_at, ended_at, 1, ended_at
            from visit where id = $1
            """,
            *(visit, visit, together),
        )
        await fetch("update planned_visit set visit = $1, matched_by = 'rule' where id = $1", visit)
    assert await granted.verdict(here) == ACCEPTED
    assert await other.verdict(there) == ACCEPTED


async def test_a_dispute_sends_a_visit_to_a_person_and_its_withdrawal_lets_it_go(granted: Granted) -> None:
    visit, dispute = await granted.came(at("2026-11-02")), uuid4()
    assert await granted.verdict(visit) == ACCEPTED
    await fetch(RAISE, visit, dispute, NOW)
    assert await granted.verdict(visit) == ("to_review", ["disputed", "within-grant"])
    await fetch("update dispute set state = 'withdrawn', withdrawn_at = $2 where id = $1", dispute, NOW)
    assert await granted.verdict(visit) == ACCEPTED


async def test_what_happens_to_the_voucher_or_to_its_price_is_seen_without_a_visit(granted: Granted) -> None:
    visit = await granted.came(at("2026-11-02"))
    assert await granted.verdict(visit) == ACCEPTED
    await fetch("update voucher set ended_on = '2026-11-02' where id = $1", granted.id)
    assert await granted.verdict(visit) == ("to_review", ["outside-validity", "within-grant"])
    await fetch("update voucher set ended_on = null where id = $1", granted.id)
    assert await granted.verdict(visit) == ACCEPTED
    kept = await fetch("delete from provider_price returning provider, organiser, service, kind, band, price_cents")
    assert await granted.verdict(visit) == ("to_review", ["price-not-in-force", "within-grant"])
    for row in kept:
        await fetch(
            """
            insert into provider_price (id, provider, organiser, service, kind, band, price_cents, first_day)
            values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, '2026-01-01') on conflict do nothing
            """,
            *row.values(),
        )
    assert await granted.verdict(visit) == ACCEPTED
    await fetch("update approved_provider set last_day = '2026-11-01'")
    assert (await granted.verdict(visit))[1][0] == "provider-not-approved"


async def test_what_waits_takes_the_grant_last(granted: Granted) -> None:
    waits = await granted.came(at("2026-11-02"), to_review=("versions-differ",))
    rest = [await granted.came(at(f"2026-11-{day:02}")) for day in range(3, 13)]
    assert await granted.verdict(rest[-1]) == ACCEPTED
    assert await granted.verdict(waits) == ("to_review", ["noticed-on-arrival", "within-tolerance"])


SETTLE = """
insert into settlement_line (settlement, place, visit, record, voucher, client, organiser, provider, service, kind, day,
    minutes, price_cents, organiser_cents, own_liability_cents)
select gen_random_uuid(), 1, visit, record, voucher, client, organiser, provider, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents from visit_verdict where visit = $1
"""


async def test_a_settled_visit_keeps_its_verdict_and_a_later_record_stands_beside_it(granted: Granted) -> None:
    visit = await granted.came(at("2026-11-02"))
    before = (await granted.verdicts())[visit]
    await fetch(SETTLE, visit)
    await granted.changed(visit, at("2026-11-02"), 30)
    rest = [await granted.came(at(f"2026-11-{day:02}")) for day in range(3, 12)]
    after = await granted.verdicts()
    assert dict(after[visit]) == dict(before)
    # What was settled is what it took.
    assert (after[rest[-1]]["verdict"], after[rest[-1]]["rules"]) == ACCEPTED
    assert '"taken": 600' in after[rest[-1]]["inputs"] or '"of": "money"' in after[rest[-1]]["inputs"]
    (late,) = await fetch("select verdict, rules, price_cents from late_verdict where visit = $1", visit)
    assert (late["verdict"], late["rules"]) == ("to_review", ["changed-after-settlement"])
    assert 2 * late["price_cents"] == before["price_cents"]
    await granted.changed(visit, at("2026-11-02"), 30, withdrawn=True)
    await judge_all()
    (late,) = await fetch("select verdict, rules, price_cents from late_verdict where visit = $1", visit)
    assert (late["verdict"], late["price_cents"]) == ("to_review", 0)


async def test_nothing_is_written_where_nothing_has_changed(granted: Granted) -> None:
    await granted.came(at("2026-11-02"))
    await judge_all()
    (before,) = await fetch("select xmin::text as by from visit_verdict where voucher = $1", granted.id)
    await fetch("insert into verdict_due (voucher) values ($1)", granted.id)
    await judge_all()
    (after,) = await fetch("select xmin::text as by from visit_verdict where voucher = $1", granted.id)
    assert before == after
    assert await fetch("select from verdict_due") == []
