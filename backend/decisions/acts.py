"""What happens to a grant: an act is appended, and the voucher's end and pauses are kept in step with it."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from piccolo.columns.combination import And

from backend import at_rest, clock
from backend.access import trail
from backend.access.roles import ActingPerson
from backend.database import fetch
from backend.notices.live import Changed, announce
from backend.problems import ContentDiffers, NotFound, Problem
from backend.vouchers.course import Act, Course, course
from backend.vouchers.tables import Voucher

VOUCHER = """
select id, kind, decision, client, organiser, service, provider, first_day, last_day, value_cents
from voucher where id = $1 for update
"""
ACTS = """
select act, from_day, to_day, value_cents, reason, decision from voucher_act where voucher = $1 order by sequence
"""
APPEND = """
insert into voucher_act (id, voucher, act, from_day, to_day, value_cents, reason, words_sealed, decision, at, by_person,
    role)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing returning id
"""


class Held(msgspec.Struct, frozen=True):
    """A voucher or order that nobody else changes until the transaction ends, and its course so far."""

    id: UUID
    kind: str
    decision: UUID
    client: UUID
    organiser: UUID
    service: UUID
    provider: UUID | None
    # As it was granted.
    value_cents: int | None
    acts: tuple[Act, ...]
    course: Course


class Done(msgspec.Struct, frozen=True):
    """An act with the id its asker gave it, and what she wrote beside it."""

    id: UUID
    act: Act
    words: str = ""


async def held(person: ActingPerson, voucher: UUID, *, even_undone: bool = False) -> Held:
    """Take hold of a voucher that this person may see; one that was undone is there for nobody but the undoing."""
    # Locked first: whether it was undone is asked when nobody can do it any more.
    rows = await fetch(VOUCHER, voucher)
    visible = Voucher.of(person) if even_undone else Voucher.visible_to(person)
    if not rows or not await Voucher.exists().where(And(visible, Voucher.id == voucher)):
        raise NotFound
    row = rows[0]
    acts = tuple(msgspec.convert(dict(one), Act) for one in await fetch(ACTS, voucher))
    return Held(
        *(row["id"], row["kind"], row["decision"], row["client"], row["organiser"], row["service"], row["provider"]),
        row["value_cents"],
        acts,
        course(row["first_day"], row["last_day"], row["value_cents"], acts),
    )


# A stay in hospital or a death is often learned of afterwards: the visits that have come meanwhile are marked as if it
# had been known, or unmarked when it was not so; each gets a change number, so that phones and offices see it.
MARK_VISITS = """
with wanted as (
    select x.id, x.to_review as before, array(
        select slug from unnest(x.to_review) with ordinality as kept(slug, place)
        where slug not in ('voucher-ended', 'voucher-paused') order by place
    ) || case when v.ended_on <= d.day then array['voucher-ended'] else '{}' end
      || case when exists (
            select from jsonb_to_recordset(v.pauses) as pause(first_day date, last_day date)
            where d.day >= pause.first_day and (pause.last_day is null or d.day <= pause.last_day)
        ) then array['voucher-paused'] else '{}' end as after
    from voucher v join visit x on x.voucher = v.id
    cross join lateral (select (x.started_at at time zone 'Europe/Helsinki')::date as day) d
    where v.id = $1 and x.client = $2 and x.state = 'recorded'
), changed as (
    -- The order of the reasons says nothing.
    select id, after, row_number() over (order by id) as place from wanted
    where not (before <@ after and after <@ before)
), counter as (
    update change_counter set last = last + (select count(*) from changed) where organiser = $3 returning last
)
update visit x set to_review = c.after, change_number = counter.last - (select count(*) from changed) + c.place
from changed c, counter where x.id = c.id
"""


async def known(voucher: UUID, done: Done) -> bool:
    """Tell whether the act was done before; the same id with other content is refused."""
    rows = await fetch(
        "select voucher, act, from_day, to_day, value_cents, reason, decision, words_sealed "
        "from voucher_act where id = $1",
        done.id,
    )
    if not rows:
        return False
    before: dict[str, Any] = dict(rows[0])
    of_voucher, words = before.pop("voucher"), at_rest.unseal_text(at_rest.ACT, done.id, before.pop("words_sealed"))
    if (of_voucher, words, msgspec.convert(before, Act)) != (voucher, done.words, done.act):
        raise ContentDiffers
    return True


async def day_of(act: UUID) -> date | None:
    """Return from which day an act holds that was done before."""
    rows = await fetch("select from_day from voucher_act where id = $1", act)
    return rows[0]["from_day"] if rows else None


async def do(person: ActingPerson, grant: Held, done: Done, refused: Problem | None) -> Course:
    """Append an act unless a rule refuses it, keep the voucher in step, and tell; done twice it is done once."""
    if await known(grant.id, done):
        return grant.course
    if refused is not None:
        raise refused
    act = done.act
    stored = await fetch(
        APPEND,
        *(done.id, grant.id, act.act, act.from_day, act.to_day, act.value_cents, act.reason),
        *(at_rest.seal_text(at_rest.ACT, done.id, done.words), act.decision),
        *(clock.now(), person.id, person.role.value),
    )
    if not stored:
        # Another request has just done something else under this id.
        raise ContentDiffers
    after = course(grant.course.first_day, grant.course.last_day, grant.value_cents, (*grant.acts, act))
    await fetch(
        "update voucher set ended_on = $2, pauses = $3::jsonb where id = $1",
        grant.id,
        after.ended_on,
        written_pauses(after),
    )
    await fetch(MARK_VISITS, grant.id, grant.client, grant.organiser)
    await trail.viewed_vouchers(person, [grant.id], act.act)
    await announce(Changed(grant.organiser, grant.provider, frozenset({grant.client})))
    return after


def written_pauses(found: Course) -> str:
    """Return pauses as the voucher keeps them, for whoever must know the days and nothing else."""
    days: list[dict[str, date | None]] = [
        {"first_day": pause.first_day, "last_day": pause.last_day} for pause in found.pauses
    ]
    return msgspec.json.encode(days).decode()
