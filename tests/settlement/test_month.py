"""Months in any order of acts against a ledger of two sides: never a cent adrift.

Visits are judged, judged anew after a correction, withdrawn, disputed, decided of, settled, credited and paid, as often
and in whatever order; the ledger is a dictionary that every act posts to twice.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from backend import clock
from backend.database import fetch, transaction
from backend.days import ONE_DAY, local_day, month_around
from backend.demo import cast
from backend.settlement.reconciling import reconcile
from backend.settlement.rules import month_before
from tests.conftest import NOW, Product
from tests.settlement.month import COUNTY, KANELI, become, decide, settled, unjudged

T = TypeVar("T")
BEGINS = NOW.replace(month=9, day=6)
VISITS = """
select x.id, (x.started_at at time zone 'Europe/Helsinki')::date as day from visit x
where x.provider = $1 and x.organiser = $2 and x.state = 'recorded' and x.started_at >= '2026-08-01'
order by x.started_at
"""
JUDGE = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, $2, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind, $3, x.minutes, $4 + $5::int,
    $4::int, $5::int, 'accepted', '{}', '{}', 1, x.received_at
from visit x join voucher v on v.id = x.voucher where x.id = $1
on conflict (visit) do update set record = excluded.record, price_cents = excluded.price_cents, verdict = 'accepted',
    rules = '{}', organiser_cents = excluded.organiser_cents, own_liability_cents = excluded.own_liability_cents
"""
BOOKED = """
select visit, sum(organiser_cents) as organiser, sum(own_liability_cents) as own, count(*) filter (where credit is null)
    as visits from settlement_line group by visit
"""
MADE = """
select coalesce(sum(organiser_cents), 0) as organiser, coalesce(sum(own_liability_cents), 0) as own from settlement
"""
AGAIN = """
set local session_replication_role = replica;
truncate settlement_line, credit, settlement, settlement_run, review_decision cascade;
set local session_replication_role = origin
"""


@dataclass
class ModelVisit:
    """A visit as the ledger knows it: what it comes to, and what has been settled and credited of it."""

    day: date
    organiser: int = 0
    own: int = 0
    # As it stands; None: nothing has come yet.
    verdict: str | None = None
    is_settled: bool = False
    paid: tuple[int, int] = (0, 0)
    credited: tuple[int, int] = (0, 0)
    # Credits that wait for the next run.
    waiting: list[tuple[int, int]] = field(default_factory=list)


SETTLED = "select id, organiser_cents as cents from settlement where month = $1"
KEPT_BACK = """
select s.id, s.organiser_cents + coalesce((select sum(cents) from set_off where debt = s.id), 0)
    - coalesce((select sum(cents) from set_off where settlement = s.id), 0) as due, p.cents as paid
from settlement s left join payment p on p.settlement = s.id
"""


@dataclass
class Here:
    """What the months pass in."""

    loop: asyncio.AbstractEventLoop
    product: Product
    visits: list[tuple[UUID, date]]
    now: datetime = BEGINS

    def wait_for(self, what: Coroutine[Any, Any, T]) -> T:
        """Do something in the tests' own loop, and in their transaction."""
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(30)


class Months(RuleBasedStateMachine):
    """Some months of one provider's."""

    here: Here

    @initialize()
    def begin(self) -> None:
        """Begin with nothing judged, settled or credited."""
        self.here.now = BEGINS
        self.visits = {visit: ModelVisit(day) for visit, day in self.here.visits}
        self.ledger: Counter[str] = Counter()
        self.latest = date(2026, 1, 1)
        # What is left to pay of each settlement, as they were made; and those that somebody has paid.
        self.due: dict[UUID, int] = {}
        self.paid: dict[UUID, int] = {}
        self.steps = 0
        self.here.wait_for(self.from_the_start())

    async def from_the_start(self) -> None:
        """Forget what was settled before."""
        for statement in AGAIN.split(";"):
            await fetch(statement)
        await unjudged()

    def post(self, debit: str, credit: str, cents: int) -> None:
        """Book an amount on two sides."""
        self.ledger[debit] += cents
        self.ledger[credit] -= cents

    @rule(seed=st.integers(0, 2**32))
    def step(self, seed: int) -> None:
        """Let something happen; by dice of its own, for what Hypothesis draws itself is mostly the smallest."""
        self.steps += 1
        chance = Random(f"{seed} {self.steps}")
        acts = [*[self.judge] * 6, self.withdraw, self.dispute, *[self.decide] * 2, *[self.credit] * 3, self.settle]
        act = chance.choice([*acts, self.pay, self.credit_all, self.settle])
        note(act.__name__)
        act(chance)

    def one(self, chance: Random) -> tuple[UUID, ModelVisit]:
        """Return a visit that has been made."""
        made = [visit for visit, one in self.visits.items() if one.day <= local_day(self.here.now)]
        visit = chance.choice(made)
        return visit, self.visits[visit]

    def changed(self, visit: UUID, one: ModelVisit, what: Coroutine[Any, Any, None]) -> bool:
        """Change a verdict; what is settled is refused by the database itself."""
        if not one.is_settled:
            self.here.wait_for(what)
            return True
        with pytest.raises(asyncpg.SerializationError, match=str(visit)):
            self.here.wait_for(in_a_savepoint(what))
        return False

    def judge(self, chance: Random) -> None:
        """Judge a visit that has come, or been corrected."""
        visit, one = self.one(chance)
        organiser, own = chance.randrange(1, 9000), chance.choice([0, chance.randrange(900)])
        if self.changed(visit, one, run(JUDGE, visit, uuid4(), one.day, organiser, own)):
            one.organiser, one.own, one.verdict = organiser, own, "accepted"

    def withdraw(self, chance: Random) -> None:
        """Withdraw a visit."""
        visit, one = self.one(chance)
        if one.verdict and self.changed(visit, one, become(visit, "withdrawn")):
            one.organiser, one.own, one.verdict = 0, 0, "withdrawn"

    def dispute(self, chance: Random) -> None:
        """Leave a visit to a person, for the client disputes it."""
        visit, one = self.one(chance)
        if (
            one.verdict
            and one.verdict != "withdrawn"
            and self.changed(visit, one, become(visit, "to_review", "disputed"))
        ):
            one.verdict = "to_review"

    def decide(self, chance: Random) -> None:
        """Let finance decide of what waits for it."""
        waits = [visit for visit, one in self.visits.items() if one.verdict == "to_review" and not one.is_settled]
        if not waits:
            return
        visit = chance.choice(waits)
        one = self.visits[visit]
        outcome = chance.choice(["accepted", "partly", "rejected", "asked"])
        part = (one.organiser // 2, one.own // 2) if outcome == "partly" else (None, None)
        self.here.wait_for(decide_anew(visit, outcome, *part))
        if outcome == "partly":
            one.organiser, one.own = one.organiser // 2, one.own // 2
        one.verdict = {"accepted": "accepted", "partly": "accepted", "rejected": "rejected"}.get(outcome, "to_review")

    def credit(self, chance: Random) -> None:
        """Credit some of a visit: perhaps too much, perhaps of one that is not settled."""
        candidates = [visit for visit, one in self.visits.items() if one.is_settled] or [self.one(chance)[0]]
        visit = chance.choice(candidates)
        one = self.visits[visit]
        left = (one.paid[0] - one.credited[0], one.paid[1] - one.credited[1])
        asked = chance.choice([left, (left[0] // 2, 0), (0, left[1]), (left[0] + 1, 0), (0, left[1] + 1)])
        taken = one.is_settled and sum(left) > 0 and sum(asked) > 0 and asked[0] <= left[0] and asked[1] <= left[1]
        assert self.here.wait_for(self.asked_to_credit(visit, *asked)) == (204 if taken else 409)
        if taken:
            one.credited = (one.credited[0] + asked[0], one.credited[1] + asked[1])
            one.waiting.append(asked)

    def credit_all(self, _: Random) -> None:
        """Credit all that is left of what was settled, so that the next month may come below nothing."""
        for visit, one in self.visits.items():
            left = (one.paid[0] - one.credited[0], one.paid[1] - one.credited[1])
            if one.is_settled and sum(left) > 0:
                assert self.here.wait_for(self.asked_to_credit(visit, *left)) == 204
                one.credited = one.paid
                one.waiting.append(left)

    async def asked_to_credit(self, visit: UUID, organiser: int, own: int) -> int:
        """Ask for a credit in finance; return the status."""
        body = {"id": str(uuid4()), "visit": str(visit), "reason": "other", "organiserCents": organiser}
        async with self.here.product.called_by(cast.TUULA) as tuula:
            answer = await tuula.post("/api/credits", json=body | {"ownLiabilityCents": own})
        return answer.status_code

    def settle(self, chance: Random) -> None:
        """Settle the month before, perhaps twice; then perhaps a month goes by."""
        month = month_before(local_day(self.here.now))
        for _ in range(chance.choice([1, 1, 2])):
            self.here.wait_for(settled(month))
        if month > self.latest:
            self.latest = month
            for one in self.visits.values():
                self.book(one)
            for row in self.here.wait_for(fetch(SETTLED, month)):
                self.keep_back(row["id"], row["cents"])
        assert self.here.wait_for(reconcile()).is_right
        if chance.random() < 0.7:
            self.here.now = (self.here.now.replace(day=28) + timedelta(days=8)).replace(day=6)

    def book(self, one: ModelVisit) -> None:
        """Book what a run makes of a visit."""
        # What was credited before this run began is carried out by it.
        for organiser, own in one.waiting:
            self.post("owed by the county", "care", organiser)
            self.post("own liability", "owed by clients", own)
        one.waiting.clear()
        if one.verdict == "accepted" and not one.is_settled and one.day <= month_around(self.latest).last_day:
            one.is_settled, one.paid = True, (one.organiser, one.own)
            self.post("care", "owed by the county", one.organiser)
            self.post("owed by clients", "own liability", one.own)

    def keep_back(self, settlement: UUID, cents: int) -> None:
        """Keep back of a settlement what is owed by those before it, the oldest first."""
        for debt, owed in self.due.items():
            if owed < 0 < cents and debt not in self.paid:
                kept = min(-owed, cents)
                self.due[debt], cents = owed + kept, cents - kept
                if self.due[debt] == 0:
                    self.paid[debt] = 0
                if cents == 0:
                    self.paid[settlement] = 0
        self.due[settlement] = cents

    def pay(self, chance: Random) -> None:
        """Pay what is left of a settlement, or pay it back; another sum, or twice, is not believed."""
        if not self.due:
            return
        settlement = chance.choice(list(self.due))
        cents = self.due[settlement] + chance.choice([0, 0, 0, 1])
        is_right = settlement not in self.paid and cents == self.due[settlement]
        assert self.here.wait_for(self.asked_to_pay(settlement, cents)) == (204 if is_right else 409)
        if is_right:
            self.paid[settlement] = cents
            self.post("owed by the county", "bank", cents)

    async def asked_to_pay(self, settlement: UUID, cents: int) -> int:
        """Tell of a payment in finance; return the status."""
        body = {"id": str(uuid4()), "cents": cents, "paidOn": local_day(self.here.now).isoformat()}
        async with self.here.product.called_by(cast.TUULA) as tuula:
            return (await tuula.post(f"/api/settlements/{settlement}/payment", json=body)).status_code

    @invariant()
    def balances(self) -> None:
        """Compare every visit, and the whole, to the cent."""
        if not hasattr(self, "ledger"):
            return
        assert sum(self.ledger.values()) == 0
        booked = {row["visit"]: row for row in self.here.wait_for(fetch(BOOKED))}
        assert set(booked) == {visit for visit, one in self.visits.items() if one.is_settled}
        for visit, row in booked.items():
            one = self.visits[visit]
            waits = (sum(organiser for organiser, _ in one.waiting), sum(own for _, own in one.waiting))
            assert row["visits"] == 1
            assert row["organiser"] == one.paid[0] - one.credited[0] + waits[0]
            assert row["own"] == one.paid[1] - one.credited[1] + waits[1]
        (made,) = self.here.wait_for(fetch(MADE))
        assert made["organiser"] == self.ledger["care"] == -self.ledger["owed by the county"] - self.ledger["bank"]
        assert made["own"] == self.ledger["owed by clients"]
        held = {row["id"]: row for row in self.here.wait_for(fetch(KEPT_BACK))}
        assert {id_: row["due"] for id_, row in held.items()} == self.due
        assert {id_: row["paid"] for id_, row in held.items() if row["paid"] is not None} == self.paid
        # Whatever was kept back, what is owed in all is what is not paid yet.
        assert -self.ledger["owed by the county"] == sum(self.due.values()) - sum(self.paid.values())


async def run(statement: str, *values: object) -> None:
    """Run a statement."""
    await fetch(statement, *values)


async def in_a_savepoint(what: Coroutine[Any, Any, None]) -> None:
    """Do what is refused so that nothing else is undone."""
    async with transaction():
        await what


async def decide_anew(visit: UUID, outcome: str, organiser: int | None, own: int | None) -> None:
    """Decide, whatever was decided before: of a record the latest decision holds."""
    await fetch("set local session_replication_role = replica")
    await fetch("delete from review_decision where visit = $1", visit)
    await fetch("set local session_replication_role = origin")
    await decide(visit, outcome, organiser, own)


async def test_whatever_happens_in_whatever_order_not_a_cent_is_adrift(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = await fetch(VISITS, KANELI, COUNTY)
    # Some of any day, and some on the first and the last days of months.
    edges = [(row["id"], row["day"]) for row in rows if {row["day"].day, (row["day"] + ONE_DAY).day} & {1}]
    some = [*Random(20261123).sample([(row["id"], row["day"]) for row in rows], 40), *edges[::5]]
    some = sorted(set(some))
    here = Here(asyncio.get_running_loop(), product, some)
    monkeypatch.setattr(clock, "now", lambda: here.now)
    assert min(day for _, day in some) < local_day(BEGINS) - ONE_DAY
    months_here = type("MonthsHere", (Months,), {"here": here})
    chosen = settings(
        max_examples=10,
        stateful_step_count=60,
        # A failure is told as it was found: making it smaller takes minutes.
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, months_here, settings=chosen)
