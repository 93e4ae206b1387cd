"""Settling a month: 1,000,000 visits of a county, 3,200,000 of a country; beside the bare sum of the same rows.

Visits as many providers have them, 2,500 each in a month, in the order in which they would have come; one in twenty
waits for a person. Filled by sets, without the visits themselves: a run reads their verdicts alone.
"""

import asyncio
import resource
import statistics
import tempfile
import time
from collections.abc import Awaitable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from backend import clock, migrate
from backend.database import DB, fetch, transaction
from backend.embedded import EmbeddedDatabase
from backend.settlement.previewing import NAMES, previewed
from backend.settlement.reconciling import reconcile
from backend.settlement.running import begin_run, settle_all

OF_ONE_PROVIDER = 2_500
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
PREVIEWS = 30
# Well after both months.
NOW = datetime(2026, 12, 6, 10, tzinfo=UTC)

CLEAR = """
delete from approved_provider;
truncate visit_verdict, settlement_due, settlement_run, settlement, settlement_line, credit, verdict_due cascade;
drop table if exists bench_provider;
delete from organiser; delete from provider
"""
# $1: organisers, $2: providers of each.
WHO = """
insert into organiser (id, code, kind, name_fi, name_sv, name_en)
select md5('organiser ' || n)::uuid, 1000 + n, 'county', 'Alue ' || n, 'Område ' || n, 'Area ' || n
from generate_series(0, {organisers} - 1) n;
insert into service (id, code, slug, name_fi, name_sv, name_en, unit)
values (md5('service')::uuid, 1, 'bench', 'Kotihoito', 'Hemvård', 'Home care', 'hour') on conflict do nothing;
insert into provider (id, code, name, business_id)
select md5('provider ' || n)::uuid, 1 + n, 'Tuottaja ' || n, lpad(n::text, 7, '0') || '-0'
from generate_series(0, {organisers} * {providers} - 1) n;
create table bench_provider as
select n as place, md5('provider ' || n)::uuid as provider, md5('organiser ' || n % {organisers})::uuid as organiser
from generate_series(0, {organisers} * {providers} - 1) n;
create unique index on bench_provider (place);
insert into approved_provider (id, provider, organiser, service, kind, first_day)
select gen_random_uuid(), provider, organiser, md5('service')::uuid, 'voucher', '2026-01-01' from bench_provider;
insert into verdict_fold (organiser, reached) select organiser, last from change_counter
on conflict (organiser) do update set reached = excluded.reached
"""
# As visits come: by time, each of another provider; ids as phones make them.
FILL = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8'
        || substr(hash, 4, 15))::uuid, md5('r' || n)::uuid, md5('v' || n % ({visits} / 30))::uuid,
    md5('c' || n % ({visits} / 30))::uuid, b.organiser, b.provider, md5('w' || n % 5000)::uuid, md5('service')::uuid,
    case n / 7 % 10 when 0 then 'order' else 'voucher' end, at::date, 10 + n % 50, 3000 + n % 1000, 2500 + n % 500,
    500 + n % 1000 - n % 500, case n / 3 % 20 when 0 then 'to_review' else 'accepted' end,
    case n / 3 % 20 when 0 then array['over-tolerance'] else array['within-grant'] end,
    '{{"granted": 6000, "used": 4200, "minutes": 45}}', 1, at
from (
    select n, md5(n::text) as hash, timestamptz '2026-10-01' + n::float / {visits} * interval '30.9 days' as at
    from generate_series({first}, {last} - 1) n
) made join bench_provider b on b.place = made.n % {of}
"""
SLICE = 500_000
# What a run reads, summed and nothing else.
BARE = """
select count(*), sum(price_cents), sum(organiser_cents), sum(own_liability_cents) from visit_verdict
where verdict = 'accepted'
"""
DUE = """
insert into settlement_due select organiser, provider, $1 from bench_provider on conflict do nothing
"""


async def seconds(work: Awaitable[Any]) -> float:
    """Return how long something takes."""
    begun = time.perf_counter()
    await work
    return time.perf_counter() - begun


async def fill(owner: "asyncpg.Connection[Any]", visits: int, organisers: int) -> None:
    """Have so many visits judged, of so many organisers."""
    await owner.execute("set session_replication_role = replica; set statement_timeout = 0")
    await owner.execute(CLEAR)
    providers = visits // OF_ONE_PROVIDER // organisers
    await owner.execute(WHO.format(organisers=organisers, providers=providers))
    for first in range(0, visits, SLICE):
        last = min(first + SLICE, visits)
        await owner.execute(FILL.format(visits=visits, first=first, last=last, of=organisers * providers))
    await owner.execute(DUE, OCTOBER)
    await owner.execute("vacuum (analyze)")
    await owner.execute("checkpoint")


async def settle(month: date) -> None:
    """Settle a month of every organiser."""
    for row in await fetch("select distinct organiser from bench_provider"):
        if problem := await begin_run(row["organiser"], month, None):
            raise problem
    await settle_all()


async def previews() -> list[float]:
    """Preview some providers, one after the other."""
    some = await fetch("select organiser, provider from bench_provider limit $1", PREVIEWS + 1)
    took = [await seconds(preview(row["organiser"], row["provider"])) for row in some]
    # The first one finds nothing prepared.
    return took[1:]


async def preview(organiser: UUID, provider: UUID) -> None:
    """Preview a provider's settlement."""
    async with transaction():
        (names,) = await fetch(NAMES, organiser, provider)
        await previewed(dict(names), organiser, provider, OCTOBER)


async def measured(owner: "asyncpg.Connection[Any]", visits: int, organisers: int) -> dict[str, float]:
    """Settle so many visits, and look at them again."""
    await fill(owner, visits, organisers)
    shown = await previews()
    bare = min([await seconds(fetch(BARE)) for _ in range(3)])
    ours = await seconds(settle(OCTOBER))
    again = await seconds(settle(OCTOBER))
    # As if something had come for every provider: each visit is looked at, none is settled again.
    await owner.execute(DUE, OCTOBER)
    looked = await seconds(settle(NOVEMBER))
    (made,) = await fetch("select count(*) as settlements, sum(lines) as lines from settlement")
    (waits,) = await fetch("select count(*) as visits from visit_verdict where verdict = 'to_review'")
    if made["lines"] + waits["visits"] != visits or made["settlements"] != visits // OF_ONE_PROVIDER:
        raise RuntimeError(f"Of {visits} visits {made['lines']} are in {made['settlements']} settlements.")
    return {
        "bare_sum_s": bare,
        "settle_s": ours,
        "micros_a_visit": ours / visits * 1e6,
        "again_s": again,
        "all_looked_at_again_s": looked,
        "preview_p50_ms": statistics.median(shown) * 1000,
        "preview_worst_ms": max(shown) * 1000,
    }


async def figures(address: str, sizes: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """Measure at each size."""
    await DB.open(address, 4)
    now, clock.now = clock.now, lambda: NOW
    try:
        await migrate.migrate_forwards()
        owner = await asyncpg.connect(address)
        found: dict[str, Any] = {}
        for name, (visits, organisers) in sizes.items():
            found[name] = await measured(owner, visits, organisers)
        # The most that the process has ever held.
        found["python_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found["reconcile_s"] = await seconds(reconciled())
        await owner.close()
        return found
    finally:
        clock.now = now
        await DB.close()


async def reconciled() -> None:
    """Prove the books; the visits themselves are not there, and nothing is said of them."""
    found = await reconcile()
    if not found.is_right:
        raise RuntimeError(found.in_words())


def run(sizes: dict[str, tuple[int, int]] | None = None) -> dict[str, Any]:
    """Measure a county and a country."""
    with tempfile.TemporaryDirectory(prefix="kotiseteli-settle-") as folder:
        embedded = EmbeddedDatabase(Path(folder) / "postgresql")
        address = embedded.start()
        try:
            wanted = sizes or {"county_1_million": (1_000_000, 1), "country_3_2_million": (3_200_000, 20)}
            return asyncio.run(figures(address, wanted))
        finally:
            embedded.stop()


def run_long() -> dict[str, Any]:
    """Measure ten million, beside one."""
    return run({"county_1_million": (1_000_000, 1), "at_10_million": (10_000_000, 20)})
