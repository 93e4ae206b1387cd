"""Decisions of many visits at once: each is weighed by itself, stored, and told, and none waits for another."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from backend import at_rest, clock
from backend.access import trail
from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.notices.kinds import Kind
from backend.notices.live import Changed, announce
from backend.notices.telling import Happened, tell
from backend.problems import ContentDiffers, NotFound, Problem
from backend.reckoning.own_liability import Totals
from backend.review.rules import Decided, Deciding, Outcome, Reason, Standing, part_of, refuse_decision


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One decision as somebody asks for it."""

    id: UUID
    visit: UUID
    outcome: Outcome
    reason: Reason
    words: str
    price_cents: int | None
    # What she saw: the record, and how many decisions there had been.
    record: UUID
    turns: int


# One decision of a visit after the other, and none while it is judged anew.
LOCK = "select from visit_verdict where visit = any($1) and organiser = $2 order by visit for no key update"
# Whether a visit is settled stands in a table of a feature after this one.
STANDINGS = """
select v.visit, v.verdict, v.record, v.rules, v.price_cents, v.organiser_cents, v.own_liability_cents, v.client,
    v.provider, coalesce(d.turn, 0) as turns, d.outcome, d.record as decided_record, d.rules as decided_rules,
    d.price_cents as part_cents, d.organiser_cents as part_organiser_cents,
    d.own_liability_cents as part_own_liability_cents, a.decision is not null as is_answered,
    exists (select from settlement_line s where s.visit = v.visit and s.credit is null) as is_settled
from visit_verdict v
left join lateral (select * from review_decision o where o.visit = v.visit order by o.turn desc limit 1) d on true
left join review_answer a on a.decision = d.id
where v.visit = any($1) and v.organiser = $2
"""
KNOWN = "select id, visit, outcome, reason, price_cents, words_sealed from review_decision where id = any($1)"
STORE = """
insert into review_decision (id, visit, turn, record, rules, client, organiser, provider, outcome, reason, words_sealed,
    price_cents, organiser_cents, own_liability_cents, by_person, at)
select g.id, v.visit, g.turn, v.record, v.rules, v.client, v.organiser, v.provider, g.outcome, g.reason,
    g.words_sealed, g.organiser_cents + g.own_liability_cents, g.organiser_cents, g.own_liability_cents, $9, $10
from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::bytea[], $7::integer[], $8::integer[])
    as g(id, visit, turn, outcome, reason, words_sealed, organiser_cents, own_liability_cents)
join visit_verdict v on v.visit = g.visit
"""
# A question leaves a visit waiting, and so does what is taken back.
HOLD = """
update visit_verdict v set decision = case when g.outcome in ('accepted', 'partly', 'rejected') then g.id end
from unnest($1::uuid[], $2::uuid[], $3::text[]) as g(id, visit, outcome) where v.visit = g.visit
"""


def standing_of(row: Mapping[str, Any]) -> Standing:
    """Return a row of the query as the rules take it."""
    part = None
    if row["part_cents"] is not None:
        part = Totals(row["part_cents"], row["part_organiser_cents"], row["part_own_liability_cents"])
    latest = None
    if row["turns"]:
        latest = Decided(row["outcome"], row["decided_record"], row["decided_rules"], row["is_answered"], part)
    return Standing(
        verdict=row["verdict"],
        record=row["record"],
        rules=row["rules"],
        reckoned=Totals(row["price_cents"], row["organiser_cents"], row["own_liability_cents"]),
        turns=row["turns"],
        latest=latest,
        is_settled=row["is_settled"],
    )


async def decide(person: ActingPerson, asked: list[Asked]) -> dict[UUID, Problem | None]:
    """Decide of visits, each by itself; return by decision why it was not taken, or None where it is, now or before."""
    visits = [one.visit for one in asked]
    await fetch(LOCK, visits, person.organiser)
    found = {row["visit"]: row for row in await fetch(STANDINGS, visits, person.organiser)}
    known = {row["id"]: row for row in await fetch(KNOWN, [one.id for one in asked])}
    told: dict[UUID, Problem | None] = {}
    taken: list[Asked] = []
    for one in asked:
        if one.id in known:
            told[one.id] = None if is_same(one, known[one.id]) else ContentDiffers()
        elif one.visit not in found:
            told[one.id] = NotFound()
        else:
            has_words = bool(one.words.strip())
            deciding = Deciding(one.outcome, one.reason, has_words, one.price_cents, one.record, one.turns)
            told[one.id] = refuse_decision(deciding, standing_of(found[one.visit]))
            if told[one.id] is None:
                taken.append(one)
    if taken:
        await store(person, taken, found)
    return told


def is_same(asked: Asked, row: Mapping[str, Any]) -> bool:
    """Tell whether a decision is the one that is known by its id."""
    words = at_rest.unseal_text(at_rest.REVIEW, row["id"], row["words_sealed"])
    said = (asked.visit, asked.outcome, asked.reason, asked.price_cents, asked.words.strip())
    return said == (row["visit"], row["outcome"], row["reason"], row["price_cents"], words)


async def store(person: ActingPerson, taken: list[Asked], found: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Keep decisions, write the trail, and let open pages know."""
    parts = [
        None if one.price_cents is None else part_of(one.price_cents, standing_of(found[one.visit]).reckoned)
        for one in taken
    ]
    ids, visits, outcomes = [one.id for one in taken], [one.visit for one in taken], [one.outcome for one in taken]
    await fetch(
        STORE,
        *(ids, visits, [found[one.visit]["turns"] + 1 for one in taken], outcomes, [one.reason for one in taken]),
        [at_rest.seal_text(at_rest.REVIEW, one.id, one.words.strip()) for one in taken],
        [part and part.organiser_cents for part in parts],
        [part and part.own_liability_cents for part in parts],
        *(person.id, clock.now()),
    )
    await fetch(HOLD, ids, visits, outcomes)
    await trail.append(trail.VISITS, person, visits, "decided of payment")
    if person.organiser is None:
        raise RuntimeError("Who decides of visits acts for an organiser.")
    whose = {visit: (found[visit]["client"], person.organiser, found[visit]["provider"]) for visit in visits}
    questions = [one.visit for one in taken if one.outcome == "asked"]
    await tell(*(Happened(Kind.ASKED, *whose[visit], visit=visit, by=person.id) for visit in questions))
    clients: dict[UUID, set[UUID]] = {}
    for visit in visits:
        clients.setdefault(found[visit]["provider"], set()).add(found[visit]["client"])
    for provider, of_it in clients.items():
        await announce(Changed(person.organiser, provider, frozenset(of_it)))
