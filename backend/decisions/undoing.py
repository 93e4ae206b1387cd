"""Taking a decision back within a day: its grant never paid, and what it changed lives on."""

from uuid import UUID, uuid4

from backend import clock
from backend.access import trail
from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.days import start_of
from backend.decisions import rules
from backend.decisions.acts import Done, Held, do, held
from backend.decisions.granting import CLIENT, open_grants
from backend.notices.live import Changed, announce
from backend.problems import NotFound
from backend.vouchers.course import Act

DECISION = """
select id, client, organiser, entered_at, undone_at from service_decision where id = $1 and organiser = $2
"""
# The decision's own voucher, and every other one that it did something to.
TOUCHED = """
select v.id, v.decision = $1 as own, (select a.from_day from voucher_act a
        where a.voucher = v.id and a.decision = $1 and a.act <> 'undone' order by a.sequence limit 1) as acted_from
from voucher v where v.decision = $1 or exists (select from voucher_act a where a.voucher = v.id and a.decision = $1)
order by own desc
"""
HAS_VISITS = "select from visit_record where voucher = $1 and ($2::timestamptz is null or started_at >= $2) limit 1"
UNDO = "update service_decision set undone_at = $2, undone_by = $3 where id = $1"


async def undo(person: ActingPerson, decision: UUID) -> None:
    """Undo a decision within the caller's transaction; undone already, it stays so."""
    rows = await fetch(DECISION, decision, person.organiser)
    if not rows:
        raise NotFound
    client = rows[0]["client"]
    await fetch(CLIENT, client, person.organiser)
    # Read again, now that nobody else decides on this client.
    (row,) = await fetch(DECISION, decision, person.organiser)
    if row["undone_at"] is not None:
        return
    touched = [(one, await held(person, one["id"], even_undone=True)) for one in await fetch(TOUCHED, decision)]
    now = clock.now()
    # What a change took the place of may have visits of its own; what it granted, or raised, may not.
    relied_on = [
        await fetch(HAS_VISITS, grant.id, None if one["own"] else start_of(one["acted_from"]))
        for one, grant in touched
        if one["own"] or was_raised(grant, decision)
    ]
    if problem := rules.refuse_undoing(row["entered_at"], now, has_visits=any(relied_on)):
        raise problem
    await fetch(UNDO, decision, now, person.id)
    for one, grant in touched:
        if one["own"]:
            await do(person, grant, Done(uuid4(), Act("undone", grant.course.first_day)), None)
        else:
            await take_back(person, grant, decision)
    await trail.viewed_decisions(person, [decision], "undone")
    await announce(Changed(row["organiser"], None, frozenset({client})))


def was_raised(grant: Held, decision: UUID) -> bool:
    """Tell whether a decision raised the value of a grant."""
    return any(act.act == "value_raised" and act.decision == decision for act in grant.acts)


async def take_back(person: ActingPerson, grant: Held, decision: UUID) -> None:
    """Take back what a decision did to another grant; one that lives on may not stand beside a newer one."""
    done = next(act for act in grant.acts if act.decision == decision)
    reason = "value" if done.act == "value_raised" else "changed"
    act = Act("undone", done.from_day, reason=reason, decision=decision)
    after = await do(person, grant, Done(uuid4(), act), None)
    others = [one for one in await open_grants(grant.client, grant.service) if one.decision != grant.decision]
    if not after.is_undone and (problem := rules.refuse_second_grant(after.first_day, after.last_paid_day, others)):
        raise problem
