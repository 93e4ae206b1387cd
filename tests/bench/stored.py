"""How the push changes from 10,000 to 10,000,000 visits stored, and a relative's month; beside what the store can.

Fills by sets, in the order of time as life does, with ten thousand more clients: takes some minutes and 30 GB of disk.
"""

import asyncio
import random
from typing import Any

import asyncpg

from backend import at_rest
from backend.demo import cast
from backend.vouchers.number import LARGEST, number_from
from tests.bench.cpu import memory_of
from tests.bench.fleet import fleet
from tests.bench.month import measure_months
from tests.bench.push import OURS, PHONES, ROUNDS, Servers, both_serving, kept_of, measure_both

SIZES = (10_000, 1_000_000, 10_000_000)
CLIENTS = 10_000
# Visits in one transaction of the filling.
SLICE = 250_000
# Phones that the visits have come from, over two years.
DEVICES = 2_000
DAYS = 730

# Clients of the county, each with a voucher of its own that any approved provider may serve.
PEOPLE = """
create table bench_client as
select gen_random_uuid() as client, gen_random_uuid() as person, gen_random_uuid() as decision,
    gen_random_uuid() as voucher, number, n from unnest($1::text[]) with ordinality as given(number, n)
"""
ENTER = """
insert into person (id, given_name, family_name, language)
    select person, 'Bench', 'Client ' || n, 'fi' from bench_client;
insert into client (id, person, organiser) select client, person, '{organiser}' from bench_client;
insert into service_decision (id, number, client, organiser, service, resolution, decided_on, decided_by,
    first_day, last_day)
    select decision, 'bench ' || n, client, '{organiser}', service.id, 'granted', current_date - 800, '{granter}',
        current_date - 790, current_date + 300 from bench_client, service where slug = 'regular-home-care';
insert into voucher (id, number, kind, decision, client, organiser, service, first_day, last_day, quantity,
    quantity_unit, period, granted_at, granted_by)
    select voucher, bench_client.number, 'voucher', decision, bench_client.client, '{organiser}', service, first_day,
        last_day, 6000, 'minute', 'month', now(), '{granter}'
    from bench_client join service_decision on service_decision.id = decision;
create table bench_device as
select n, gen_random_uuid() as device, w.person as worker, w.provider from generate_series(0, {devices} - 1) as d(n)
join (select person, provider, row_number() over () - 1 as place, count(*) over () as workers
    from membership where role = 'worker') w on w.place = d.n % w.workers;
insert into device (id, person, first_contact_at, last_contact_at, highest_number)
    select device, worker, now() - interval '2 years', now(), 1000000 from bench_device;
"""
# The visits from number $1 to $2, as pushes of their time would have left them.
GIVEN = """
create temp table given on commit drop as
select made.*, -1000000000 + n as change_number,
    (lpad(to_hex((extract(epoch from ended_at) * 1000)::bigint), 12, '0') || '7' || substr(hash, 1, 3) || '8'
        || substr(hash, 4, 15))::uuid as id,
    format('{{"arguments":{{"clock":{{"ageSeconds":3600,"offsetSeconds":1}},"code":"%s","elapsedSeconds":%s,'
        || '"endedAt":"%s","note":"%s","startedAt":"%s","tasks":%s,"voucherNumber":"%s"}},'
        || '"doneAt":"%s","id":"%s","name":"record_visit","number":%s}}',
        repeat(substr(hash, 1, 11), 13), minutes * 60, ended_at, note, started_at, tasks, voucher_number, ended_at,
        hash, number) as content
from (
    select timed.n, md5(timed.n::text) as hash, device, worker, provider, timed.n / {devices} + 1 as number, voucher,
        client, bench_client.number as voucher_number, minutes, ended_at,
        ended_at - interval '1 minute' * minutes as started_at, 'Kaikki hyvin, söi hyvin ja lepäsi.' as note,
        '[{{"done":true,"reason":null,"slug":"meal"}},{{"done":true,"reason":null,"slug":"wash"}},'
        || '{{"done":true,"reason":null,"slug":"medicine"}}]' as tasks
    from (
        select n, 10 + (n * 7919) % 50 as minutes,
            now() - interval '{days} days' * (1 - n::float / {largest}) - interval '1 day' as ended_at
        from generate_series($1::bigint, $2::bigint - 1) as series(n)
    ) timed
    join bench_device on bench_device.n = timed.n % {devices}
    join bench_client on bench_client.n = 1 + (timed.n * 104729) % {clients}
) made
"""
STORE = """
insert into visit_record (id, version, visit, act, worker, device, number, content_sealed, sha256, sequence, to_review,
    done_at, received_at)
    select id, 1, id, 'recorded', worker, device, number,
        '{header}' || convert_to(content, 'UTF8'), sha256(convert_to(content, 'UTF8')), change_number,
        '{{}}', ended_at, ended_at from given;
insert into visit (id, voucher, client, organiser, provider, worker, change_number, record, state, started_at, ended_at,
    minutes, tasks, words_sealed, to_review, received_at, time_quality)
    select id, voucher, client, '{organiser}', provider, worker, change_number, id, 'recorded', started_at, ended_at,
        minutes, tasks::jsonb, '{header}' || convert_to(format('{{"note":"%s","reasons":[]}}', note), 'UTF8'), '{{}}',
        ended_at, 'measured' from given;
insert into trail_entry (at, organiser, client, person, role, act, subject)
    select ended_at, '{organiser}', client, worker, 'worker', 'recorded', id from given;
insert into bare_visit
    select id, device, number, voucher_number, started_at, ended_at, tasks::jsonb, note, ended_at from given;
"""


async def enter_people(owner: "asyncpg.Connection[Any]") -> None:
    """Enter the clients and the phones."""
    chance = random.Random(20261122)
    numbers = {number_from(chance.randrange(LARGEST)) for _ in range(CLIENTS)}
    await owner.execute(PEOPLE, sorted(numbers))
    await owner.execute(ENTER.format(organiser=cast.COUNTY.id, granter=cast.MARJA.id, devices=DEVICES))
    await owner.execute("create unique index on bench_client (n); create unique index on bench_device (n); analyze")


async def fill(owner: "asyncpg.Connection[Any]", first: int, last: int) -> None:
    """Store the visits numbered from `first` up to `last`, under change numbers below all that a push can take."""
    words = {"organiser": cast.COUNTY.id, "devices": DEVICES, "clients": CLIENTS, "days": DAYS, "largest": SIZES[-1]}
    # As long as a seal, which is all that matters of what nobody here reads.
    words["header"] = "\\x" + "00" * at_rest.OVERHEAD
    for start in range(first, last, SLICE):
        async with owner.transaction():
            await owner.execute(GIVEN.format(**words), start, min(start + SLICE, last))
            await owner.execute(STORE.format(**words))
    # Size and statistics as a running installation's own vacuum leaves them, and nothing of the filling left to write.
    await owner.execute("vacuum (analyze)")
    await owner.execute("checkpoint")


async def figures(servers: Servers) -> dict[str, Any]:
    """Measure at each size."""
    owner = await asyncpg.connect(servers.address)
    # The rows are whole by how they are made; checking ten million of them one by one is not what is measured.
    await owner.execute("set session_replication_role = replica")
    await enter_people(owner)
    phones = await fleet(servers.address, servers.data, PHONES)
    found: dict[str, Any] = {}
    there = 0
    for size in SIZES:
        await fill(owner, there, size)
        there = size
        both = await measure_both(phones, servers.postmaster, (servers.ours, servers.bare), ROUNDS)
        found[f"at_{size}"] = both | {"memory_mib": memory_of(servers.ours) + memory_of(servers.postmaster)}
    found["relatives_month"] = await measure_months(owner, servers.data, f"http://127.0.0.1:{OURS}")
    await owner.close()
    found["promised_and_stored"] = await kept_of(servers.address, phones)
    return found


def run() -> dict[str, Any]:
    """Return the figures."""
    with both_serving() as servers:
        return asyncio.run(figures(servers))
