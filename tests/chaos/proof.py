"""What must hold when the noise is over: every record is there once, as its phone wrote it, and nothing else is."""

from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from tests.chaos.phones import Phone

EXPECTED = """
create temporary table expected (id uuid, device uuid, number bigint, sha256 text, promised bigint, refused boolean);
create temporary table stands (visit uuid, record uuid);
create temporary table passed (organiser uuid, change_number bigint);
create temporary view received as
    select id, device, number, sha256 from visit_record where device is not null
    union all
    select id, device, number, sha256 from refused_mutation
"""
READY = "create index on expected (id); analyze expected; analyze stands; analyze passed"
# Each line is a way to be wrong, and must find nothing.
WRONG = {
    "recorded on a phone and not received": """
        select e.id from expected e
        where not exists (select from visit_record r where r.id = e.id)
            and not exists (select from refused_mutation f where f.id = e.id)""",
    "received with other content than the phone's": """
        select e.id from expected e join received m using (id)
        where encode(m.sha256, 'hex') <> e.sha256 or (m.device, m.number) <> (e.device, e.number)""",
    "received and recorded on no phone": """
        select m.id from received m left join expected e using (id) where e.id is null""",
    "received twice": "select id from received group by id having count(*) > 1",
    "promised under another number than it is stored": """
        select e.id from expected e join visit_record r using (id)
        where not e.refused and r.sequence is distinct from e.promised""",
    "refused to the phone and stored otherwise": """
        select e.id from expected e where e.refused <> exists(select from refused_mutation f where f.id = e.id)""",
    "accepted, and not one record of one visit": """
        select e.id from expected e where not e.refused and 1 <> (
            select count(*) from visit_record r join visit v on v.id = r.visit
            where r.id = e.id and v.worker = r.worker and (r.act = 'recorded') = (v.id = r.id))""",
    "accepted, and not one entry in the trail": """
        select r.visit from (select visit, count(*) as n from visit_record where device is not null group by visit) r
        left join (select subject, count(*) as n from trail_entry where role = 'worker' group by subject) t
            on t.subject = r.visit
        where t.n is distinct from r.n""",
    "a visit that does not stand where its phone left it": """
        select s.visit from stands s left join visit v on v.id = s.visit and v.record = s.record
            and (v.state = 'withdrawn') = (select r.act = 'withdrawn' from visit_record r where r.id = s.record)
            and not 'versions-differ' = any(v.to_review)
        where v.id is null""",
    "a visit under a number that is not its latest record's": """
        select v.id from visit v join stands s on s.visit = v.id join visit_record r on r.id = v.record
        where v.change_number <> r.sequence""",
    "stepped over by a cursor": """
        select v.id from visit v join stands s on s.visit = v.id
        where not exists (
            select from passed p where (p.organiser, p.change_number) = (v.organiser, v.change_number))""",
    "an organiser's counter that is not its last change": """
        select c.organiser from change_counter c
        where c.last < (select coalesce(max(v.change_number), 0) from visit v where v.organiser = c.organiser)""",
    "a gap in a phone's numbers that nobody knows of": """
        select d.id from device d join (select device, max(number) as highest, count(*) as n from expected group by 1) e
            on e.device = d.id
        where d.highest_number <> e.highest or e.highest <> e.n""",
}

# What a phone may hold: her own of the days in sight for her provider, the newest; and how many there are.
IN_SIGHT = """
select id, record, count(*) over () as of_all from visit
where worker = $1 and provider = $2
    and started_at >= (date_trunc('day', $3::timestamptz at time zone 'Europe/Helsinki') - interval '7 days')
        at time zone 'Europe/Helsinki'
order by started_at desc, id limit 300
"""
CHANGES = "select change_number from visit where organiser = $1 and change_number > $2 order by change_number"


async def what_is_wrong(address: str, phones: Sequence[Phone], reader: "Reader") -> list[str]:
    """Return every way in which the store and the phones disagree, with the first ids."""
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(EXPECTED)
        await connection.copy_records_to_table(
            "expected",
            records=(
                (line.id, phone.device, line.number, line.sha256, line.promised, line.refused)
                for phone in phones
                for line in phone.ledger.lines()
            ),
        )
        await connection.copy_records_to_table(
            "stands", records=(pair for phone in phones for pair in phone.ledger.stands())
        )
        await connection.copy_records_to_table("passed", records=reader.passed())
        await connection.execute(READY)
        found = []
        for words, query in WRONG.items():
            rows = await connection.fetch(query)
            if rows:
                found.append(f"{len(rows)} x {words}: {', '.join(str(row[0]) for row in rows[:3])}")
        for phone in phones:
            found += [f"{count} x {words}: phone {phone.device}" for words, count in phone.broken.items() if count]
            found += await what_it_holds_wrongly(connection, phone)
        return found
    finally:
        await connection.close()


async def what_it_holds_wrongly(connection: asyncpg.Connection, phone: Phone) -> list[str]:
    """Return how what a phone has pulled is not what the store says she may hold; who may not ask is not asked."""
    if phone.protocol == 1 or not phone.has_session:
        return []
    pulled_at = datetime.fromisoformat(phone.pulled_at)
    rows = await connection.fetch(IN_SIGHT, phone.owner.person, phone.owner.provider, pulled_at)
    holds = {row["id"]: row["record"] for row in rows}
    differing = [str(visit) for visit, _ in holds.items() ^ phone.in_sight.items()]
    found = []
    if differing:
        found.append(f"{len(differing)} x pulled otherwise than it stands: phone {phone.device}, {differing[:3]}")
    if phone.left_out != (rows[0]["of_all"] if rows else 0) - len(rows):
        found.append(f"1 x another number left out than was: phone {phone.device}")
    return found


class Reader:
    """Follows the organisers' changes by cursor while they are written; it may never step over one."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        # By organiser: every change number that was read, in the order read.
        self.read_numbers: dict[UUID, array[int]] = {}

    async def read(self, connection: asyncpg.Connection) -> None:
        """Take what is new, as a phone or another system would."""
        for row in await connection.fetch("select id from organiser"):
            numbers = self.read_numbers.setdefault(row["id"], array("q"))
            cursor = numbers[-1] if numbers else 0
            numbers.extend(one["change_number"] for one in await connection.fetch(CHANGES, row["id"], cursor))

    def passed(self) -> Iterator[tuple[UUID, int]]:
        """Return every change that was read."""
        for organiser, numbers in self.read_numbers.items():
            for number in numbers:
                yield organiser, number
