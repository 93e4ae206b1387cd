"""What must hold when the noise is over: every visit is there once, as its phone wrote it, and nothing else is."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from tests.chaos.phones import Phone

EXPECTED = """
create temporary table expected (id uuid, device uuid, number bigint, sha256 text, promised bigint, refused boolean)
"""
# Each line is a way to be wrong, and must find nothing.
WRONG = {
    "recorded on a phone and not received": """
        select e.id from expected e left join received_mutation m on m.id = e.id where m.id is null""",
    "received with other content than the phone's": """
        select e.id from expected e join received_mutation m using (id)
        where encode(m.sha256, 'hex') <> e.sha256 or (m.device, m.number) <> (e.device, e.number)""",
    "received and recorded on no phone": """
        select m.id from received_mutation m left join expected e using (id) where e.id is null""",
    "promised under another number than it is stored": """
        select e.id from expected e join received_mutation m using (id)
        where not e.refused and m.sequence is distinct from e.promised""",
    "refused to the phone and stored otherwise": """
        select e.id from expected e join received_mutation m using (id)
        where e.refused <> (m.verdict = 'refused')""",
    "accepted, and not one visit with one record and one entry in the trail": """
        select e.id from expected e where not e.refused and (
            (select count(*) from visit v where v.id = e.id) <> 1
            or (select count(*) from visit_record r where r.visit = e.id) <> 1
            or (select count(*) from trail_entry t where t.subject = e.id and t.act = 'recorded') <> 1)""",
    "a visit under a number that is not its record's": """
        select e.id from expected e join received_mutation m using (id) join visit v using (id)
        where v.change_number <> m.sequence""",
    "an organiser's counter that is not its last change": """
        select c.organiser from change_counter c
        where c.last < (select coalesce(max(v.change_number), 0) from visit v where v.organiser = c.organiser)""",
    "a gap in a phone's numbers that nobody knows of": """
        select d.id from device d join (select device, max(number) as highest, count(*) as n from expected group by 1) e
            on e.device = d.id
        where d.highest_number <> e.highest or e.highest <> e.n""",
}

CHANGES = "select id, change_number from visit where organiser = $1 and change_number > $2 order by change_number"


async def what_is_wrong(address: str, phones: Sequence[Phone]) -> list[str]:
    """Return every way in which the store and the phones disagree, with the first ids."""
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(EXPECTED)
        await connection.copy_records_to_table(
            "expected",
            records=[
                (record.id, phone.device, record.number, record.sha256, phone.receipts.get(record.id), is_refused)
                for phone in phones
                for record in phone.every
                for is_refused in [record.id in phone.refused]
            ],
        )
        await connection.execute("create index on expected (id); analyze expected")
        found = []
        for words, query in WRONG.items():
            rows = await connection.fetch(query)
            if rows:
                found.append(f"{len(rows)} x {words}: {', '.join(str(row[0]) for row in rows[:3])}")
        return found
    finally:
        await connection.close()


class Reader:
    """Follows the organisers' changes by cursor while they are written; it may never step over one."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.cursors: dict[UUID, int] = {}
        self.seen: set[UUID] = set()

    async def read(self, connection: asyncpg.Connection) -> None:
        """Take what is new, as a phone or another system would."""
        for row in await connection.fetch("select id from organiser"):
            organiser = row["id"]
            rows = await connection.fetch(
                CHANGES,
                organiser,
                self.cursors.get(organiser, 0),
            )
            self.seen |= {one["id"] for one in rows}
            if rows:
                self.cursors[organiser] = rows[-1]["change_number"]

    def missed(self, phones: Sequence[Phone]) -> list[UUID]:
        """Return the promised visits that the cursor has stepped over."""
        return [record for phone in phones for record in phone.receipts if record not in self.seen]
