"""A granter's 10,000 clients of one organiser with 1,000,000 visits: lists and a voucher's month, whole and bare.

Whole answers are asked of the application itself, guard, trail, commit and JSON included, with no network between.
"""

import asyncio
import logging
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
from httpx import ASGITransport, AsyncClient

from backend import clock, migrate
from backend.app import build_app
from backend.clients.listing import Asked, Order, read_page, read_place
from backend.database import DB, fetch, transaction
from backend.days import local_day
from backend.demo import cast
from backend.demo.loading import load_county
from backend.embedded import EmbeddedDatabase
from backend.keys import Keys, read_keys
from backend.sessions.beginning import begin_session
from backend.settings import settings_from
from tests.signed_in import headers_of

CLIENTS = 10_000
VISITS = 1_000_000
# A year of visits, this month's among them.
DAYS = 365
CALLS = 200
ORDERS: tuple[Order, ...] = ("name", "lastDay")

# Ten thousand people with the demo county's kinds of names, a voucher each and every third a second one, and so many
# visits in the year before today that they are a million. Constraints are checked once they are all there.
LOAD = """
create temp table named as select given_name, family_name, row_number() over () as n from person;
create temp table made as
select n, gen_random_uuid() as client, gen_random_uuid() as person, gen_random_uuid() as decision,
    (select given_name from named where named.n = 1 + (m.n * 7919) % (select count(*) from named)) as given_name,
    (select family_name from named where named.n = 1 + (m.n * 104729) % (select count(*) from named)) as family_name
from generate_series(1, {clients}) as m(n);
insert into person (id, given_name, family_name, language)
    select person, given_name, family_name || ' ' || n % 97, 'fi' from made;
insert into client (id, person, organiser) select client, person, '{organiser}' from made;
insert into service_decision (id, number, client, organiser, service, resolution, decided_on, decided_by,
    first_day, last_day)
    select decision, 'bench ' || n, client, '{organiser}', '{service}', 'granted', current_date - 400, '{granter}',
        current_date - 380, current_date + n % 300 from made;
create temp table granted as
select gen_random_uuid() as id, made.*, case k when 1 then '{service}' else '{second}' end::uuid as service
from made, generate_series(1, 2) as k where k = 1 or n % 3 = 0;
insert into voucher (id, number, kind, decision, client, organiser, service, provider, first_day, last_day, quantity,
    quantity_unit, period, value_cents, granted_at, granted_by)
    select id, upper(translate(substr(md5(id::text), 1, 12), 'abcdef', 'abcdef')), 'voucher', decision, client,
        '{organiser}', service, '{provider}', current_date - 380, current_date + n % 300, 600 + 60 * (n % 40), 'minute',
        'month', null, now(), '{granter}' from granted;
create temp table done as
select gen_random_uuid() as id, v.id as voucher, v.client,
    now() - interval '1 day' * ({days} * random()) as started_at, 20 + (random() * 50)::integer as minutes
from (select id, client, row_number() over () - 1 as place from granted) v
join generate_series(0, {visits} - 1) as visit(n) on visit.n % (select count(*) from granted) = v.place;
insert into visit (id, voucher, client, organiser, provider, worker, change_number, record, state, started_at, ended_at,
    minutes, tasks, to_review, received_at)
    select id, voucher, client, '{organiser}', '{provider}', '{worker}', 1000000 + row_number() over (), id, 'recorded',
        started_at, started_at + interval '1 minute' * minutes, minutes, '[]',
        case when random() < 0.02 then '{{voucher-ended}}'::text[] else '{{}}' end, started_at from done;
"""
# Those of the demo county that are served most: their months have the most visits to price.
MONTHS_VOUCHERS = """
select v.id from voucher v join visit x on x.voucher = v.id
where v.organiser = $1 and x.change_number < 1000000 and x.started_at > now() - interval '1 month'
group by v.id order by count(*) desc limit 50
"""


@contextmanager
def database() -> Iterator[tuple[str, Keys]]:
    """Start a PostgreSQL of its own; give its address and the installation's keys."""
    with tempfile.TemporaryDirectory(prefix="kotiseteli-bench-") as folder:
        embedded = EmbeddedDatabase(Path(folder) / "postgresql")
        try:
            yield embedded.start(), read_keys(Path(folder))
        finally:
            embedded.stop()


async def load(address: str, keys: Keys) -> None:
    """Fill the database: the demo county, and beside it what this bench is about."""
    keys.open_contents()
    await migrate.migrate_forwards()
    await load_county(local_day(clock.now()), keys)
    services = await fetch("select id from service where slug in ('regular-home-care', 'home-nursing') order by code")
    statements = LOAD.format(
        clients=CLIENTS,
        visits=VISITS,
        days=DAYS,
        organiser=cast.COUNTY.id,
        service=services[0]["id"],
        second=services[1]["id"],
        granter=cast.MARJA.id,
        provider=cast.KANELI.id,
        worker=cast.ANNA.id,
    )
    owner = await asyncpg.connect(address)
    await owner.execute("set session_replication_role = replica")
    await owner.execute(statements)
    await owner.execute("vacuum (analyze)")
    await owner.close()


async def measured(call: Callable[[int], Awaitable[object]]) -> dict[str, float]:
    """Return what so many calls took, in milliseconds."""
    taken = []
    for number in range(-5, CALLS):
        began = time.perf_counter()
        await call(number)
        if number >= 0:
            taken.append((time.perf_counter() - began) * 1000)
    return {"p50_ms": statistics.median(taken), "p95_ms": statistics.quantiles(taken, n=20)[18]}


async def places(organiser: Any, order: Order, today: date, keys: Keys) -> list[str | None]:
    """Return where every stretch of the list begins, so that calls come to all of them."""
    found: list[str | None] = [None]
    after = None
    while True:
        page = await read_page(Asked(organiser, today, "", order, read_place(after), 200), keys.identity)
        after = page.next
        if after is None:
            return found
        found.append(after)


async def figures(address: str, keys: Keys) -> dict[str, Any]:
    """Measure each order, a search, and the queries alone."""
    await DB.open(address, 4)
    await load(address, keys)
    app = build_app(settings_from({"KOTISETELI_DEMO": "1"}), keys)
    # One line a request would be measured with it.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    transport = ASGITransport(app)  # type: ignore[arg-type]  # the same protocol in other words
    today, dice = local_day(clock.now()), random.Random(1)
    found: dict[str, Any] = {}
    async with AsyncClient(transport=transport, base_url="https://kotiseteli.test") as marja:
        marja.headers.update(headers_of(await begin_session(cast.MARJA.membership, "demo")))

        async def answered(**asked: object) -> None:
            (await marja.post("/api/clients/search", json=asked)).raise_for_status()

        async def listed(order: Order, begins: list[str | None], _: int) -> None:
            await answered(order=order, after=dice.choice(begins))

        async def queried(order: Order, _: int) -> None:
            async with transaction():
                await read_page(Asked(cast.COUNTY.id, today, "", order, read_place(None), 50), keys.identity)

        for order in ORDERS:
            begins = await places(cast.COUNTY.id, order, today, keys)
            found[f"by_{order}"] = await measured(partial(listed, order, begins))
            found[f"by_{order}_query_alone"] = await measured(partial(queried, order))
        found["search_by_name"] = await measured(lambda number: answered(search=f"niem {number % 97}"))
        vouchers = await fetch(MONTHS_VOUCHERS, cast.COUNTY.id)

        async def one_voucher(_: int) -> None:
            (await marja.get(f"/api/vouchers/{dice.choice(vouchers)['id']}")).raise_for_status()

        found["voucher_with_its_money"] = await measured(one_voucher)
    await DB.close()
    return found


def run() -> dict[str, Any]:
    """Return the figures."""
    with database() as (address, keys):
        return asyncio.run(figures(address, keys))
