"""A provider's own system brings visits: decided and stored line by line on the same road as a phone's push."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec

from backend.access.roles import ActingPerson, Role
from backend.answers import Language
from backend.database import fetch
from backend.own_systems.problems import WorkerNotEmployed
from backend.own_systems.reading import ReadLine
from backend.problems import Problem
from backend.sync.gathering import MOST_TOGETHER
from backend.sync.push import Facts, Intake, Line, Sender, Verdict, facts_in, take_in
from backend.visits.mutations import VOUCHER_FACTS, Days, RecordVisit


class Bringing(msgspec.Struct, frozen=True):
    """Whose system brings lines, when, and in which language it is answered."""

    provider: UUID
    now: datetime
    language: Language
    instance: str

    def sender(self, worker: UUID) -> Sender:
        """Return the worker as the sender of her lines."""
        person = ActingPerson(worker, "", self.language, Role.WORKER, None, self.provider, clients=())
        return Sender(person, None, self.now, self.now, self.language, self.instance)


EMPLOYMENTS = """
select person, jsonb_agg(jsonb_build_object('first_day', first_day, 'last_day', last_day)) as days
from membership where provider = $1 and role = 'worker' and person = any($2) group by person
"""


async def lines_of(bringing: Bringing, read: Sequence[ReadLine]) -> list[Line]:
    """Return the lines with their senders; one whose worker is not the provider's asks for nothing but its refusal."""
    workers = list({line.worker for line in read})
    rows = await fetch(EMPLOYMENTS, bringing.provider, workers)
    employed = {row["person"]: msgspec.json.decode(row["days"], type=list[Days]) for row in rows}
    senders = {worker: bringing.sender(worker) for worker in workers}
    return [Line(senders[line.worker], line.sent, refuse_worker(line, employed) or line.asked) for line in read]


def refuse_worker(line: ReadLine, employed: Mapping[UUID, Sequence[Days]]) -> Problem | None:
    """Return why a line's worker cannot have made this visit for the provider; pure."""
    if isinstance(line.asked, Problem):
        return None
    day, employments = line.day(), employed.get(line.worker, ())
    was_employed = any(day is None or days.hold(day) for days in employments)
    return None if was_employed else WorkerNotEmployed()


# A record of another provider is never the same as one that is brought, whatever it says.
FACTS = f"""
with known as (
    select r.id, r.worker, r.device, r.number, r.sequence, r.received_at, r.to_review,
        case when v.provider = $1 then encode(r.sha256, 'hex') else '' end as sha256
    from visit_record r join visit v on v.id = r.visit where r.id = any($2)
), voucher_facts as ({VOUCHER_FACTS.format(numbers="$3", provider="$1")})
select (select coalesce(json_agg(known), '[]') from known) as known,
    (select coalesce(json_agg(voucher_facts), '[]') from voucher_facts) as vouchers
"""  # noqa: S608 - both parts are written here, and every value is a parameter


async def facts(provider: UUID, lines: Sequence[Line]) -> Facts:
    """Load what the decisions on lines need."""
    numbers = [line.asked.voucher_number for line in lines if isinstance(line.asked, RecordVisit)]
    (row,) = await fetch(FACTS, provider, [line.sent.id for line in lines], numbers)
    return facts_in(row, None)


async def take_all(provider: UUID, lines: Sequence[Line], intake: Intake) -> list[Verdict]:
    """Take in lines, recordings first, in portions between which phones are answered; a verdict for each."""
    places = sorted(range(len(lines)), key=lambda place: not isinstance(lines[place].asked, RecordVisit))
    verdicts: dict[int, Verdict] = {}
    for first in range(0, len(places), MOST_TOGETHER):
        portion = places[first : first + MOST_TOGETHER]
        taken = await take_in([lines[place] for place in portion], partial(facts, provider), intake)
        verdicts |= dict(zip(portion, taken.verdicts, strict=True))
    return [verdicts[place] for place in range(len(lines))]
