"""Visits of the demo county as the rules left them to a person."""

from typing import Any
from uuid import UUID, uuid4

from backend.database import fetch
from backend.demo import cast
from tests.conftest import Caller

# The newest visits of a provider, judged; $4 how many, and of those that have a row it is written anew.
LEAVE_TO_REVIEW = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, x.record, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind,
    (x.started_at at time zone 'Europe/Helsinki')::date, x.minutes, 4000, 3000, 1000, 'to_review', $3, '{}', 1,
    x.ended_at
from visit x join voucher v on v.id = x.voucher
where x.provider = $1 and x.organiser = $2 and x.state = 'recorded'
order by x.started_at desc, x.id limit $4
on conflict (visit) do update set verdict = 'to_review', rules = excluded.rules, price_cents = 4000,
    organiser_cents = 3000, own_liability_cents = 1000, decision = null
returning visit
"""
# What the rules themselves found waits for nobody meanwhile.
ALL_ELSE = """
update visit_verdict set verdict = 'unpaid', decision = null, price_cents = 0, organiser_cents = 0,
    own_liability_cents = 0
"""


async def leave_to_review(
    count: int = 1, *rules: str, provider: UUID = cast.KANELI.id, organiser: UUID = cast.COUNTY.id
) -> list[str]:
    """Leave the newest visits of a provider to a person, and return their ids."""
    asked = (provider, organiser, list(rules) or ["over-tolerance"], count)
    return [str(row["visit"]) for row in await fetch(LEAVE_TO_REVIEW, *asked)]


async def nothing_waits() -> None:
    """Let nothing of the demo county wait."""
    await fetch(ALL_ELSE)


async def lines(caller: Caller, which: str = "waiting", **asked: str) -> list[dict[str, Any]]:
    """Return the lines of finance's queue, its first page."""
    answer = await caller.get("/api/review", params={"which": which} | asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["lines"])


def decision(line: dict[str, Any], outcome: str, reason: str, **said: Any) -> dict[str, Any]:
    """Return what decides of a line as its reader saw it."""
    seen = {"visit": line["visitId"], "record": line["record"], "turns": line["turns"]}
    return {"id": str(uuid4()), "outcome": outcome, "reason": reason} | seen | said


async def decide(caller: Caller, *decisions: dict[str, Any]) -> list[str | None]:
    """Decide, and return why each was not taken."""
    answer = await caller.post("/api/review/decisions", json={"decisions": decisions})
    assert answer.status_code == 200, answer.text
    told = answer.json()["verdicts"]
    assert [one["id"] for one in told] == [one["id"] for one in decisions]
    assert all((one["verdict"] == "taken") == (one["problem"] is None) for one in told)
    return [one["problem"] for one in told]


async def held(visit: str) -> str | None:
    """Return the outcome of the decision that holds for a visit, as settling finds it."""
    (row,) = await fetch(
        "select d.outcome from visit_verdict v left join review_decision d on d.id = v.decision where v.visit = $1",
        UUID(visit),
    )
    outcome: str | None = row["outcome"]
    return outcome
