"""One decision of a granter: what it rests on is loaded, the rules decide, it is stored with its voucher or order.

Decisions on one client wait for each other, so that two made at once are decided one after the other. One that is
taken back within a day never paid, and what it changed lives on.
"""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from backend import clock
from backend.access import trail
from backend.access.roles import ActingPerson
from backend.catalogue.in_force import parts_held
from backend.catalogue.statute_book import fee_limits, fee_tables
from backend.catalogue.terms import part_on, terms_on_day
from backend.database import fetch
from backend.days import local_day, start_of
from backend.decisions import rules
from backend.decisions.acts import Done, Held, do, held, known
from backend.decisions.appeal import appeal_until
from backend.decisions.figures import NONE_RECKONED, Figures, Offered, raise_of, reckoned
from backend.decisions.rules import Grant, MakeDecision, OpenGrant, RaiseValue
from backend.notices.live import Changed, announce
from backend.problems import ContentDiffers, NotAVoucher, NotFound, Problem, ProviderCannotServe
from backend.reckoning.explanation import Explanation
from backend.vouchers.course import Act, refuse_end
from backend.vouchers.number import LARGEST, number_from
from backend.vouchers.tables import ServiceDecision, Voucher
from backend.vouchers.words import DecisionWords, decision_words

CLIENT = "select id from client where id = $1 and organiser = $2 for no key update"
SERVICE = """
select s.unit, array(select t.slug from service_task t where t.service = s.id) as tasks from service s where s.id = $1
"""
BEFORE = """
select id, client, service, applied_on, words_sealed, resolution, legal_basis, language, sent_by, sent_on, first_day,
    last_day, arranging, granted as grant, replaces, organiser, about
from service_decision where id = $1
"""
# What stands open: a decision that was changed by another one holds until the other begins.
OPEN_GRANTS = """
select d.id as decision, d.number, coalesce(v.first_day, d.first_day) as first_day,
    least(coalesce(v.last_day, d.last_day), v.ended_on - 1,
        (select min(r.first_day) from service_decision r where r.replaces = d.id and r.undone_at is null) - 1
    ) as last_day
from service_decision d left join voucher v on v.decision = d.id
where d.client = $1 and d.service = $2 and d.about = 'service' and d.resolution <> 'rejected' and d.undone_at is null
    and d.arranging is not null
order by d.first_day
"""
REPLACED = """
select d.id, v.id as voucher from service_decision d left join voucher v on v.decision = d.id
where d.id = $1 and d.client = $2 and d.about = 'service' and d.undone_at is null
"""
APPROVED = """
select from approved_provider where provider = $1 and organiser = $2 and service = $3 and kind = $4
    and first_day <= $5 and (last_day is null or last_day >= $5)
"""
# A price list's own name for the price of an ordinary hour, or its only one.
AGREED_PRICE = """
select price_cents from provider_price where provider = $1 and organiser = $2 and service = $3 and kind = 'order'
    and first_day <= $4 and (last_day is null or last_day >= $4) and band in ('base', 'weekday', 'any')
order by array_position(array['base', 'weekday', 'any'], band), first_day desc limit 1
"""
# Numbers given elsewhere stand beside ours.
NEXT_NUMBER = """
select number from (select $2 || '/' || nextval('decision_number') as number) next
where not exists (select from service_decision d where d.organiser = $1 and d.number = next.number)
"""
RAISED_BEFORE = "select words_sealed, legal_basis, language, sent_by, sent_on from service_decision where id = $1"
TO_UNDO = """
select d.id, d.client, d.organiser, d.entered_at, d.undone_at, d.replaces, r.service as replaced_service
from service_decision d left join service_decision r on r.id = d.replaces where d.id = $1 and d.organiser = $2
"""
# The decision's own voucher, and every other one that it did something to.
TOUCHED = """
select v.id, v.decision = $1 as own, (select a.from_day from voucher_act a
        where a.voucher = v.id and a.decision = $1 and a.act <> 'undone' order by a.sequence limit 1) as acted_from
from voucher v where v.decision = $1 or exists (select from voucher_act a where a.voucher = v.id and a.decision = $1)
order by own desc
"""
# A withdrawn visit was recorded all the same.
HAS_VISITS = """
select from visit where client = (select client from voucher where id = $1) and voucher = $1
    and ($2::timestamptz is null or started_at >= $2) limit 1
"""
MARK_UNDONE = "update service_decision set undone_at = $2, undone_by = $3 where id = $1"


class Replaced(msgspec.Struct, frozen=True):
    """The decision that a new one changes."""

    id: UUID
    # None where nothing was granted, or the county gives the service itself.
    voucher: UUID | None


async def decide(person: ActingPerson, made: MakeDecision) -> UUID | Problem:
    """Make a decision within the caller's transaction; return its id, or why it cannot be made, with nothing stored.

    The same decision made again is the one that was made; the same id with other content is refused.
    """
    today = local_day(clock.now())
    if not await fetch(CLIENT, made.client, person.organiser):
        return NotFound()
    if before := await fetch(BEFORE, made.id):
        return made.id if is_same(dict(before[0]), person, made) else ContentDiffers()
    service = await fetch(SERVICE, made.service)
    replaced = await replaced_by(made)
    if not service or (made.replaces is not None and replaced is None):
        return NotFound()
    if problem := rules.refuse_content(made, today):
        return problem
    if problem := await refuse_grant(person, made, set(service[0]["tasks"])):
        return problem
    figures = await figures_of(person, made, service[0]["unit"])
    return figures if isinstance(figures, Problem) else await store(person, made, figures, replaced)


def is_same(before: dict[str, Any], person: ActingPerson, made: MakeDecision) -> bool:
    """Tell whether a decision that is stored is the one that is made."""
    organiser, about, grant = before.pop("organiser"), before.pop("about"), before.pop("grant")
    before["legal_basis"] = tuple(before["legal_basis"])
    before |= msgspec.structs.asdict(decision_words(made.id, before.pop("words_sealed")))
    stored = MakeDecision(**before, grant=None if grant is None else msgspec.json.decode(grant, type=Grant))
    return (organiser, about) == (person.organiser, "service") and stored == made


async def replaced_by(made: MakeDecision) -> Replaced | None:
    """Return the decision that is changed, if it is this client's and stands."""
    rows = await fetch(REPLACED, made.replaces, made.client)
    return Replaced(rows[0]["id"], rows[0]["voucher"]) if rows else None


async def refuse_grant(person: ActingPerson, made: MakeDecision, tasks: set[str]) -> Problem | None:
    """Return why what is granted cannot stand: unknown tasks, another grant beside it, or a provider not approved."""
    grant, first = made.grant, made.first_day
    if grant is None:
        return None
    others = [one for one in await open_grants(made.client, made.service) if one.decision != made.replaces]
    if problem := rules.refuse_tasks(grant.tasks, tasks) or rules.refuse_second_grant(first, made.last_day, others):
        return problem
    asked = (grant.provider, person.organiser, made.service, made.arranging, first)
    return ProviderCannotServe() if grant.provider is not None and not await fetch(APPROVED, *asked) else None


async def figures_of(person: ActingPerson, made: MakeDecision, unit: str) -> Figures | Problem:
    """Return what is reckoned of a grant by the rulebook of its first day, or why the rulebook does not allow it."""
    grant, arranging, first = made.grant, made.arranging, made.first_day
    if grant is None or arranging is None:
        return NONE_RECKONED
    # A granter is always an organiser's: the database holds her membership to it.
    parts = await parts_held(person.organiser, made.service)
    in_force, part = terms_on_day(first, made.service, parts), part_on(first, made.service, parts)
    if isinstance(in_force, Problem):
        return in_force
    source = part.source if part else ""
    offered = Offered(unit, in_force[1], source, fee_tables(), fee_limits())
    figures = reckoned(grant, arranging, first, made.last_day, offered)
    if isinstance(figures, Problem) or arranging != "order" or grant.provider is None:
        return figures
    price = await fetch(AGREED_PRICE, grant.provider, person.organiser, made.service, first)
    return replace(figures, value_cents=price[0]["price_cents"] if price else None)


async def open_grants(client: UUID, service: UUID) -> list[OpenGrant]:
    """Return what stands open of a service for a client, or stood: the days tell."""
    return [OpenGrant(**row) for row in await fetch(OPEN_GRANTS, client, service)]


async def store(
    person: ActingPerson, made: MakeDecision, figures: Figures, replaced: Replaced | None
) -> UUID | Problem:
    """Store a decision with its voucher or order, and end what it changes on the day it begins."""
    now = clock.now()
    decision = ServiceDecision(
        id=made.id,
        organiser=person.organiser,
        decided_by=person.id,
        client=made.client,
        service=made.service,
        resolution=made.resolution,
        arranging=made.arranging,
        applied_on=made.applied_on,
        last_day=made.last_day,
        granted=None if made.grant is None else msgspec.json.encode(made.grant).decode(),
        client_fee_cents=figures.client_fee_cents,
        replaces=made.replaces,
    )
    words = DecisionWords(made.need, made.grounds)
    if not await store_decision(person, decision, made, words, figures.explanation):
        # Made for another client at this moment.
        return ContentDiffers()
    if made.grant is not None and made.arranging in ("voucher", "order") and made.last_day is not None:
        await store_voucher(person, made, made.grant, figures.value_cents, now)
    if replaced is not None and replaced.voucher is not None:
        await end_changed(person, await held(person, replaced.voucher), made)
    await trail.viewed_decisions(person, [made.id], "decided")
    provider = made.grant.provider if made.grant else None
    await announce(Changed(person.organiser, provider, frozenset({made.client})))  # type: ignore[arg-type]  # a granter has an organiser
    return made.id


async def store_decision(
    person: ActingPerson,
    decision: ServiceDecision,
    told: MakeDecision | RaiseValue,
    words: DecisionWords,
    why: Explanation | None,
) -> bool:
    """Store a decision under the year's next number, with what every decision says; tell whether its id was free."""
    now = clock.now()
    decision.entered_at, decision.decided_on = now, local_day(now)
    decision.number = await next_number(person.organiser, decision.decided_on.year)
    decision.words_sealed = words.sealed(decision.id)  # type: ignore[assignment]  # null=True
    decision.legal_basis, decision.language = list(told.legal_basis), told.language
    decision.first_day, decision.sent_by, decision.sent_on = told.first_day, told.sent_by, told.sent_on
    decision.appeal_until = appeal_until(told.sent_by, told.sent_on)
    decision.reckoning = None if why is None else msgspec.json.encode(why).decode()  # type: ignore[assignment]  # null=True
    stored = await ServiceDecision.insert(decision).on_conflict(action="DO NOTHING").returning(ServiceDecision.id)
    return bool(stored)


async def next_number(organiser: UUID | None, year: int) -> str:
    """Return a decision's number that is free at the organiser."""
    while True:
        if free := await fetch(NEXT_NUMBER, organiser, str(year)):
            return str(free[0]["number"])


async def store_voucher(
    person: ActingPerson, made: MakeDecision, grant: Grant, value_cents: int | None, now: datetime
) -> None:
    """Store the voucher or order of a decision under a number that nobody can guess and nobody else has."""
    stored = False
    while not stored:
        voucher = Voucher(
            id=uuid4(),
            number=number_from(secrets.randbelow(LARGEST + 1)),
            kind=made.arranging,
            decision=made.id,
            client=made.client,
            organiser=person.organiser,
            service=made.service,
            provider=grant.provider,
            first_day=made.first_day,
            last_day=made.last_day,
            quantity=grant.quantity,
            quantity_unit=grant.quantity_unit,
            period=grant.period,
            value_cents=value_cents,
            tasks=list(grant.tasks),
            granted_at=now,
            granted_by=person.id,
        )
        insert = Voucher.insert(voucher).on_conflict(target=Voucher.number, action="DO NOTHING")
        stored = bool(await insert.returning(Voucher.id))


async def end_changed(person: ActingPerson, before: Held, made: MakeDecision) -> None:
    """End the grant that a decision changes on the day the new one begins, unless it has ended by then."""
    from_day = max(made.first_day, before.course.first_day)
    if refuse_end(before.course, from_day) is None:
        act = Act("ended", from_day, reason="changed", decision=made.id)
        await do(person, before, Done(uuid4(), act), None)


async def raise_value(person: ActingPerson, voucher: UUID, raised: RaiseValue) -> UUID | Problem:
    """Raise the value of a voucher by a decision of its own, within the caller's transaction (569/2009 s.8)."""
    grant = await held(person, voucher)
    done = Done(raised.id, Act("value_raised", raised.first_day, value_cents=raised.value_cents, decision=raised.id))
    if await known(grant.id, done):
        (before,) = await fetch(RAISED_BEFORE, raised.id)
        told = (raised.grounds, list(raised.legal_basis), raised.language, raised.sent_by, raised.sent_on)
        words, *others = before.values()
        same = (decision_words(raised.id, words).grounds, *others) == told
        return raised.id if same else ContentDiffers()
    if grant.kind != "voucher":
        return NotAVoucher()
    if problem := rules.refuse_days([raised.sent_on, raised.first_day]) or rules.refuse_notice(
        raised.grounds, raised.legal_basis, raised.sent_on, local_day(clock.now())
    ):
        return problem
    in_force = terms_on_day(raised.first_day, grant.service, await parts_held(grant.organiser, grant.service))
    why = in_force if isinstance(in_force, Problem) else raise_of(grant.course, raised, in_force[1])
    if isinstance(why, Problem):
        return why
    decision = ServiceDecision(
        id=raised.id,
        organiser=person.organiser,
        decided_by=person.id,
        client=grant.client,
        service=grant.service,
        about="value",
        resolution="granted",
        arranging="voucher",
        last_day=grant.course.last_paid_day,
    )
    if not await store_decision(person, decision, raised, DecisionWords("", raised.grounds), why):
        return ContentDiffers()
    await do(person, grant, done, None)
    await trail.viewed_decisions(person, [raised.id], "decided")
    return raised.id


async def undo(person: ActingPerson, decision: UUID) -> None:
    """Undo a decision within the caller's transaction; undone already, it stays so."""
    rows = await fetch(TO_UNDO, decision, person.organiser)
    if not rows:
        raise NotFound
    client = rows[0]["client"]
    await fetch(CLIENT, client, person.organiser)
    # Read again, now that nobody else decides on this client.
    (row,) = await fetch(TO_UNDO, decision, person.organiser)
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
    await fetch(MARK_UNDONE, decision, now, person.id)
    for one, grant in touched:
        if one["own"]:
            await do(person, grant, Done(uuid4(), Act("undone", grant.course.first_day)), None)
        else:
            await take_back(person, grant, decision)
    await refuse_to_live_beside_another(client, row["replaced_service"], row["replaces"])
    await trail.viewed_decisions(person, [decision], "undone")
    await announce(Changed(row["organiser"], None, frozenset({client})))


def was_raised(grant: Held, decision: UUID) -> bool:
    """Tell whether a decision raised the value of a grant."""
    return any(act.act == "value_raised" and act.decision == decision for act in grant.acts)


async def take_back(person: ActingPerson, grant: Held, decision: UUID) -> None:
    """Take back what a decision did to another grant."""
    done = next(act for act in grant.acts if act.decision == decision)
    reason = "value" if done.act == "value_raised" else "changed"
    await do(person, grant, Done(uuid4(), Act("undone", done.from_day, reason=reason, decision=decision)), None)


async def refuse_to_live_beside_another(client: UUID, service: UUID, changed: UUID | None) -> None:
    """Refuse an undoing after which what had been changed would stand beside a newer grant."""
    if changed is None:
        return
    grants = {one.decision: one for one in await open_grants(client, service)}
    found = grants.pop(changed, None)
    if found and (problem := rules.refuse_second_grant(found.first_day, found.last_day, grants.values())):
        raise problem
