"""What finance decided of the demo county's visits, what it asks offices about, and what still waits for it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from backend import at_rest
from backend.database import fetch
from backend.demo.cast import NAMESPACE
from backend.reckoning.own_liability import Totals
from backend.review.deciding import HOLD, STORE
from backend.review.rules import WITHOUT_PRICE, Outcome, Reason, part_of
from backend.verdicts.judging import judge_all

# Of the last days nothing is decided yet; of the month before, the first ones that came.
NEWEST = timedelta(days=7)
DECIDED_OF_TEN, DECIDED_LAST_MONTH, DECIDED_THIS_MONTH = 10, 6, 2
PART_OF_PRICE = 0.6
# Every voucher is judged once, instead of once for each visit that came by it.
ALL_DUE = "insert into verdict_due (voucher) select id from voucher"
ALL_REACHED = "insert into verdict_fold select organiser, last from change_counter on conflict do nothing"
WAITING = """
select v.visit, v.day, v.rules, v.price_cents, v.organiser_cents, v.own_liability_cents, m.person, o.person as office
from visit_verdict v
cross join lateral (
    select person from membership where organiser = v.organiser and role = 'finance' order by id limit 1
) m
left join lateral (
    select person from membership where provider = v.provider and role = 'provider' order by id limit 1
) o on true
where v.verdict = 'to_review' and v.day < $1 order by v.visit
"""
ANSWER = """
insert into review_answer (decision, client, organiser, words_sealed, by_person, at)
select id, client, organiser, $2, $3, $4 from review_decision where id = $1
"""
QUESTION = "Mitä käynnillä tapahtui, ja miksi se poikkesi sovitusta?"
EXPLAINED = "Asiakas oli huonovointinen, ja hoitaja jäi hänen luokseen, kunnes tytär tuli."


class Chosen(NamedTuple):
    """What is decided of a visit, with which reason; of what is asked, whether the office has answered."""

    outcome: Outcome
    reason: Reason
    is_answered: bool = False


async def review_county(today: date) -> None:
    """Judge the county's visits, and decide of those that the rules left to a person, as far as finance has come."""
    now = datetime.combine(today, time(7), UTC)
    await fetch(ALL_DUE)
    await fetch(ALL_REACHED)
    await judge_all()
    for line in await fetch(WAITING, today - NEWEST):
        chosen = chosen_of(line, today)
        if chosen:
            await store(line, chosen, decided_at(line["day"], now))
    # What was decided of some bears on what is left for the others.
    await judge_all()


def decided_at(day: date, now: datetime) -> datetime:
    """Return when a visit was decided of: some days after it, and before this morning."""
    return min(datetime.combine(day + timedelta(days=4), time(9, 20), UTC), now - timedelta(days=1))


def chosen_of(line: Mapping[str, Any], today: date) -> Chosen | None:
    """Return what is decided of a line, the same every time; None where it still waits."""
    drawn = line["visit"].int % 10
    month = today.replace(day=1)
    is_last_month = line["day"] >= (month - timedelta(days=1)).replace(day=1)
    done = DECIDED_OF_TEN
    if is_last_month:
        done = DECIDED_THIS_MONTH if line["day"] >= month else DECIDED_LAST_MONTH
    if drawn >= done:
        # Of what waits, the office is asked about some.
        return Chosen("asked", "what-happened", is_answered=drawn == done) if drawn <= done + 1 else None
    if WITHOUT_PRICE in line["rules"]:
        return Chosen("rejected", "not-covered")
    if "disputed" in line["rules"]:
        return Chosen("rejected", "not-shown-as-made") if drawn % 2 else Chosen("accepted", "provider-explained")
    if drawn % 3 == 0:
        return Chosen("partly", "only-what-is-granted")
    return Chosen("accepted", "agreed-with-case-manager") if drawn % 2 else Chosen("rejected", "beyond-grant")


async def store(line: Mapping[str, Any], chosen: Chosen, at: datetime) -> None:
    """Keep a decision as if it had been made then."""
    id_ = uuid5(NAMESPACE, f"review {line['visit']}")
    whole = Totals(line["price_cents"], line["organiser_cents"], line["own_liability_cents"])
    part = part_of(int(whole.price_cents * PART_OF_PRICE), whole) if chosen.outcome == "partly" else None
    words = at_rest.seal_text(at_rest.REVIEW, id_, QUESTION if chosen.outcome == "asked" else "")
    sums = ([part.organiser_cents], [part.own_liability_cents]) if part else ([None], [None])
    one: tuple[list[UUID], list[UUID]] = ([id_], [line["visit"]])
    await fetch(STORE, *one, [1], [chosen.outcome], [chosen.reason], [words], *sums, line["person"], at)
    await fetch(HOLD, *one, [chosen.outcome])
    if chosen.is_answered and line["office"]:
        sealed = at_rest.seal_text(at_rest.REVIEW_ANSWER, id_, EXPLAINED)
        await fetch(ANSWER, id_, sealed, line["office"], at + timedelta(hours=5))
