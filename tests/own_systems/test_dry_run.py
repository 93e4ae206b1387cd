"""A dry run stores nothing and holds nobody up, and its verdicts are those of the real run."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar

from backend.database import fetch, transaction
from backend.demo import cast
from backend.own_systems.rules import bearing_on_each_other
from backend.piccolo_app import APP_CONFIG
from tests.conftest import NOW, Product
from tests.own_systems.system import (
    System,
    correction_of,
    judged,
    line,
    made_key,
    verdicts_in,
    withdrawal_of,
)
from tests.sync.phone import Phone, written
from tests.written import with_note


async def everything() -> dict[str, list[str]]:
    """Return every row of every table."""
    rows = {}
    for table in APP_CONFIG.table_classes:
        name = table._meta.tablename
        found = await fetch(f"select t::text as row from {name} t order by 1")  # noqa: S608 - our own tables
        rows[name] = [one["row"] for one in found]
    return rows


@dataclass
class Mixture:
    """Good and bad lines, several of one visit among them."""

    chance: random.Random
    # What is stored before.
    recorded: list[dict[str, Any]]
    lines: list[dict[str, Any]] = field(default_factory=list)

    def visit(self) -> dict[str, Any]:
        """Return a visit that is stored, or brought too, or neither."""
        return self.chance.choice([*self.recorded, line()])

    def seen(self) -> str | None:
        """Return what a change has seen."""
        return self.chance.choice([None, None, *(str(one["id"]) for one in self.lines)])

    def new(self) -> dict[str, Any]:
        """Record a visit that later lines may change."""
        made = line(self.chance.choice([cast.HELVIS_VOUCHER, cast.EXPIRED_VOUCHER, cast.UNSEEN_VOUCHER]))
        self.recorded.append(made)
        return made

    def rival(self) -> dict[str, Any]:
        """Say something else under an id that is used."""
        other = self.chance.choice([*self.lines, *self.recorded, line()])
        return other | {"doneAt": written(NOW - timedelta(minutes=self.chance.randint(1, 9)))}

    def made(self, count: int) -> list[dict[str, Any]]:
        """Return so many lines in any order."""
        kinds: list[Callable[[], dict[str, Any]]] = [
            self.new,
            self.new,
            lambda: line(endedAt=written(NOW - timedelta(hours=3))),
            lambda: correction_of(self.visit(), self.seen(), note="a"),
            lambda: correction_of(self.visit(), self.seen(), note="b"),
            lambda: withdrawal_of(self.visit(), self.seen()),
            lambda: self.chance.choice([*self.lines, *self.recorded, line()]),
            self.rival,
            lambda: correction_of(line()),
            lambda: line() | {"worker": str(self.chance.choice([cast.BENGT.id, UUID(int=1)]))},
            lambda: {"id": self.visit()["id"], "name": 7},
            lambda: line() | {"id": self.visit()["id"]},
        ]
        for _ in range(count):
            self.lines.append(self.chance.choice(kinds)())
        self.chance.shuffle(self.lines)
        return self.lines


@pytest.mark.parametrize("seed", range(24))
async def test_a_dry_run_and_the_real_one_agree_on_every_line_and_the_dry_one_stores_nothing(
    system: System, seed: int
) -> None:
    chance = random.Random(seed)
    stored = [line() for _ in range(chance.randint(0, 3))]
    await system.verdicts(*stored)
    lines = Mixture(chance, [*stored]).made(chance.choice([3, 8, 30, 90]))
    before = await everything()
    tried = await system.dry_run(*lines)
    assert await everything() == before
    real = await system.verdicts(*lines)
    assert judged(verdicts_in(tried)) == judged(real)
    assert {one["receipt"] for one in verdicts_in(tried)} <= {None}
    assert (tried.json()["dryRun"], tried.json()["signature"]) == (True, None)


async def test_the_mixed_lines_meet_every_verdict(system: System) -> None:
    chance = random.Random(1)
    stored = [line()]
    await system.verdicts(*stored)
    met = {one["verdict"] for one in await system.verdicts(*Mixture(chance, stored).made(200))}
    assert met == {"accepted", "repeated", "refused", "held"}


async def test_a_dry_run_needs_no_idempotency_key_and_says_what_would_be_reviewed(system: System) -> None:
    (verdict,) = verdicts_in(await system.dry_run(line(cast.OTHER_PROVIDERS_VOUCHER)))
    assert (verdict["verdict"], verdict["toReview"], verdict["receipt"]) == (
        "accepted",
        ["provider-not-approved"],
        None,
    )


@pytest.mark.usefixtures("committed_database")
async def test_a_dry_run_of_new_visits_waits_for_nobody_who_stores(app: Litestar) -> None:
    product = Product(app)
    made = await made_key(product)
    async with product.called_by(None) as caller:
        system = System(caller, made["token"])
        await system.states()

        async def try_them() -> Any:
            return await system.dry_run(*[line() for _ in range(300)])

        async with transaction():
            await fetch("select last from change_counter for update")
            # In a context of its own, so on a connection of its own.
            answer = await asyncio.wait_for(in_own_context(try_them), 20)
    assert {one["verdict"] for one in verdicts_in(answer)} == {"accepted"}


async def in_own_context(work: Any) -> Any:
    """Run as another request does: outside of this test's transaction."""
    return await asyncio.create_task(work(), context=Context())


@pytest.mark.usefixtures("committed_database")
async def test_dry_runs_and_pushes_at_once_disturb_each_other_in_nothing(app: Litestar) -> None:
    product = Product(app)
    made = await made_key(product)
    async with product.called_by(None) as caller, product.called_by(cast.ANNA) as anna:
        system, phone = System(caller, made["token"]), Phone(anna)
        visits = [line(ended_at=NOW - timedelta(minutes=place)) for place in range(12)]
        await system.verdicts(*visits)
        before = await fetch("select count(*) as n from visit_record")
        changes = [correction_of(visit, note="Koe.") for visit in visits] + [withdrawal_of(visit) for visit in visits]
        pushed = [phone.recording() for _ in range(12)]
        answers: list[Any] = await asyncio.gather(
            *(system.dry_run(*random.Random(turn).sample(changes, len(changes))) for turn in range(6)),
            *(phone.verdicts(visit) for visit in pushed),
            *(system.bring(correction_of(visit, note="Totta.")) for visit in visits),
        )
    for answer in answers[:6]:
        assert {one["verdict"] for one in verdicts_in(answer)} == {"accepted"}
    assert {one["verdict"] for verdicts in answers[6:18] for one in verdicts} == {"accepted"}
    assert {one["verdict"] for answer in answers[18:] for one in verdicts_in(answer)} == {"accepted"}
    (after,) = await fetch("select count(*) as n from visit_record")
    assert after["n"] == before[0]["n"] + 24
    tried = [with_note(row) for row in await fetch("select id, tasks, words_sealed from visit")]
    assert [visit for visit in tried if visit["note"] == "Koe."] == []


@pytest.mark.usefixtures("committed_database")
async def test_two_dry_runs_of_two_organisers_visits_never_wait_for_each_other(app: Litestar) -> None:
    product = Product(app)
    made = await made_key(product)
    async with product.called_by(None) as caller:
        system = System(caller, made["token"])
        ours, the_citys = line(), line(cast.VEIKKOS_VOUCHER)
        await system.verdicts(ours, the_citys)
        changes = [correction_of(visit, note="Koe.") for visit in (ours, the_citys)]
        new = [line(), line(cast.VEIKKOS_VOUCHER)]
        # Each is brought with a rival, so that it is stored to be tried.
        rivals = [one | {"doneAt": written(NOW)} for one in new]
        async with held(cast.COUNTY.id) as let_go_of_county, held(cast.CITY.id) as let_go_of_city:
            first = asyncio.create_task(system.dry_run(changes[0], new[1], rivals[1]), context=Context())
            second = asyncio.create_task(system.dry_run(changes[1], new[0], rivals[0]), context=Context())
            await asyncio.sleep(1)
            await let_go_of_county()
            await asyncio.sleep(0.5)
            await let_go_of_city()
            answers = await asyncio.wait_for(asyncio.gather(first, second), 20)
    for answer in answers:
        assert {one["verdict"] for one in verdicts_in(answer)} == {"accepted"}


@asynccontextmanager
async def held(organiser: UUID) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Hold an organiser's change counter on a connection of its own, until it is let go of."""
    free = asyncio.Event()
    taken = asyncio.Event()

    async def hold() -> None:
        async with transaction():
            await fetch("select from change_counter where organiser = $1 for update", organiser)
            taken.set()
            await free.wait()

    task = asyncio.create_task(hold(), context=Context())
    await taken.wait()

    async def let_go() -> None:
        free.set()
        await task

    try:
        yield let_go
    finally:
        await let_go()


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), max_size=12))
def test_lines_are_together_when_a_chain_of_visits_joins_them(touched: list[list[int]]) -> None:
    ids = [uuid4() for _ in range(10)]
    groups = bearing_on_each_other([[ids[one] for one in line_] for line_ in touched])
    assert sorted(place for group in groups for place in group) == list(range(len(touched)))
    of = {place: number for number, group in enumerate(groups) for place in group}
    for one, first in enumerate(touched):
        for other, second in enumerate(touched):
            if set(first) & set(second):
                assert of[one] == of[other]
    reached = [set().union(*(touched[place] for place in group)) for group in groups]
    assert all(not one & other for number, one in enumerate(reached) for other in reached[:number])
