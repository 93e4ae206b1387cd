"""Sends the notices that are due: taken for a while by one process, given to push services and the mail server.

A notice is taken by a statement of its own that says until when it is ours; another process takes it over only when we
have not said what came of it by then. So two never send one, and one that a stopped server had in hand is not lost.
"""

import asyncio
import logging
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from backend import at_rest, clock
from backend.access.roles import Scope
from backend.channels.mail import Letter, MailServer
from backend.channels.push import Answer, Endpoint, Message, PushServices
from backend.database import fetch
from backend.days import local_day
from backend.notices.kinds import FOR_OFFICES, Kind
from backend.notices.rules import Outcome, next_try, urgency
from backend.notices.words import notice_words, said

MOST_TOGETHER = 50
# Longer than a push service or a mail server may take to answer.
OURS_FOR = timedelta(minutes=2)
LONGEST_KEPT = timedelta(days=1)

log = logging.getLogger("kotiseteli")

# $1: now, $2: until when they are ours, $3: how many, $4: today, $5: the scope, $6: what is for offices.
TAKE = """
with due as (
    select id from notice where ended_at is null and next_at <= $1 order by next_at limit $3 for update skip locked
), ours as (
    update notice n set attempts = n.attempts + 1, next_at = $2 from due where n.id = due.id returning n.*
)
select o.id, o.person, o.subscription, o.topic, o.tells_until, o.attempts, h.kind, h.client, h.facts,
    p.language, cp.given_name as client_name, coalesce(t.says_more, false) as says_more,
    s.endpoint_sealed, s.key_id, a.address_sealed,
    -- Her right to hear may have ended since it was made.
    (s.id is not null or a.confirmed_at is not null) and case when h.kind = any($6) then exists (
        select from membership m where m.person = o.person and m.role = 'provider' and m.provider = h.provider
            and m.first_day <= $4 and (m.last_day is null or m.last_day >= $4)
    ) else c.died_on is null and (c.person = o.person or exists (
        select from representation r where r.client = c.id and r.person = o.person and $5 = any(r.scopes)
            and r.ended_at is null and r.first_day <= $4 and (r.last_day is null or r.last_day >= $4)
    )) end as may_hear
from ours o join happening h on h.id = o.happening join client c on c.id = h.client join person cp on cp.id = c.person
join person p on p.id = o.person left join told_choice t on t.person = o.person
left join push_subscription s on s.id = o.subscription
left join mail_address a on a.person = o.person and o.subscription is null
"""
END = """
update notice n set ended_at = $3, outcome = o.outcome from unnest($1::uuid[], $2::text[]) as o(id, outcome)
where n.id = o.id and n.ended_at is null
"""
AGAIN = """
update notice n set next_at = o.next_at from unnest($1::uuid[], $2::timestamptz[]) as o(id, next_at)
where n.id = o.id and n.ended_at is null
"""
GONE = "delete from push_subscription where id = any($1)"


class Shown(msgspec.Struct, frozen=True):
    """What the phone shows, and what it opens when it is pressed (pwa/src/service-worker.ts)."""

    title: str
    body: str
    lang: str
    tag: str
    path: str


@dataclass
class Came:
    """What came of the notices in hand."""

    ended: dict[UUID, Outcome] = field(default_factory=dict)
    again: dict[UUID, datetime] = field(default_factory=dict)
    gone: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Channels:
    """By what notices leave: push services always, a mail server where the installation has one."""

    push: PushServices
    mail: MailServer | None
    # Where the links of letters lead.
    public_url: str


# Where an office sees what it was told of; everybody else is led to the client's page.
PAGES_OF_OFFICES = {Kind.ASKED: "/deviations", Kind.CREDITED: "/settlement"}


def path_of(row: dict[str, Any]) -> str:
    """Return the page that a notice opens."""
    return PAGES_OF_OFFICES.get(row["kind"]) or f"/person/{row['client']}"


async def give(channels: Channels, row: dict[str, Any], now: datetime) -> Answer:
    """Give one notice to its channel."""
    kind = Kind(row["kind"])
    facts = msgspec.json.decode(row["facts"])
    # A letter stays discreet whatever she has chosen for her own lock screen.
    says_more = row["says_more"] and row["subscription"] is not None
    words = said(kind, facts, row["client_name"], row["language"], says_more=says_more)
    if row["subscription"] is None:
        if channels.mail is None:
            return Answer(None)
        return await channels.mail.send(
            Letter(
                to=at_rest.unseal(at_rest.ADDRESS, row["person"].bytes, row["address_sealed"]).decode(),
                subject=words,
                body=notice_words(row["language"])["letter"].format(
                    link=channels.public_url + path_of(row), choices=channels.public_url + "/told"
                ),
                language=row["language"],
            )
        )
    endpoint = msgspec.json.decode(
        at_rest.unseal(at_rest.ENDPOINT, row["subscription"].bytes, row["endpoint_sealed"]), type=Endpoint
    )
    shown = Shown("Kotiseteli", words, row["language"], row["topic"], path_of(row))
    lasts = min(row["tells_until"] - now, LONGEST_KEPT)
    message = Message(msgspec.json.encode(shown), lasts, urgency(kind), row["topic"])
    return await channels.push.send(endpoint, row["key_id"], message)


def note(came: Came, row: dict[str, Any], answer: Answer, now: datetime) -> None:
    """Write down what came of one notice, or when it is tried again."""
    if answer.is_taken:
        came.ended[row["id"]] = "sent"
    elif answer.is_gone and row["subscription"] is not None:
        came.gone.append(row["subscription"])
    elif not answer.may_work_later:
        log.warning("a notice was refused with %s", answer.status)
        came.ended[row["id"]] = "refused"
    else:
        wait = next_try(row["attempts"], random.uniform(0.5, 1.5), answer.asked_to_wait)  # noqa: S311 - spreads, hides nothing
        if now + wait >= row["tells_until"]:
            came.ended[row["id"]] = "given-up"
        else:
            came.again[row["id"]] = now + wait


async def send_one(channels: Channels, row: dict[str, Any], came: Came) -> None:
    """Send one notice, where there is still somebody to hear it."""
    now = clock.now()
    if not row["may_hear"]:
        came.ended[row["id"]] = "dropped"
        return
    if now >= row["tells_until"]:
        came.ended[row["id"]] = "given-up"
        return
    try:
        answer = await give(channels, row, now)
    except at_rest.Unreadable:
        # The key is not here: nobody is told by a guess, and the next start may have it.
        log.exception("where a notice goes cannot be read")
        answer = Answer(None)
    note(came, row, answer, now)


async def send_due(channels: Channels, most: int = MOST_TOGETHER) -> int:
    """Send some of the notices that are due; return how many, nothing when there is none for us."""
    now = clock.now()
    until = now + OURS_FOR
    rows = await fetch(TAKE, now, until, most, local_day(now), Scope.SEE_VISITS.value, sorted(FOR_OFFICES))
    came = Came()
    await asyncio.gather(*(send_one(channels, row, came) for row in rows))
    if came.gone:
        # The notices to a browser that is gone go with it.
        await fetch(GONE, came.gone)
    if came.ended:
        await fetch(END, list(came.ended), list(came.ended.values()), clock.now())
    if came.again:
        await fetch(AGAIN, list(came.again), list(came.again.values()))
    return len(rows)
