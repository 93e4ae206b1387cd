"""From what an identity provider says of a person to the role she enters in, or to nothing."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from backend import clock
from backend.access.guards import hash_of
from backend.access.identity_code import fingerprint, read_identity_code
from backend.access.roles import Role
from backend.answers import Language
from backend.database import fetch
from backend.days import local_day
from backend.identification.problems import IdentificationTooWeak, IdentityNotProven, NoRoleHere
from backend.identification.rules import (
    Claims,
    Held,
    claim_at,
    following,
    groups_said,
    names_said,
    strength_said,
    subject_said,
)
from backend.identification.ways import Way
from backend.newcomers import standing
from backend.problems import Problem
from backend.sessions.beginning import Vouched
from backend.sessions.ending import end_sessions_in

log = logging.getLogger("kotiseteli")

# Keeps the two things in a hash apart.
APART = "\n"
ONE_DAY = timedelta(days=1)

# What a way may enter, whichever she was in last before the others; a way that follows groups only what they gave.
ENTERED = """
select m.id from membership m
left join lateral (select max(s.at) as last_at from sign_in s where s.membership = m.id) as used on true
where m.person = $1 and m.role = any($2) and m.way is not distinct from $3
    and m.first_day <= $4 and (m.last_day is null or m.last_day >= $4)
order by used.last_at desc nulls last, m.role, m.id
"""
END = "update membership set last_day = greatest($2::date, first_day - 1) where id = any($1)"
BEGIN = """
insert into membership (id, person, role, organiser, provider, first_day, way) values ($1, $2, $3, $4, $5, $6, $7)
"""
ORGANISER = "select id from organiser where code = $1"
PROVIDER = r"select id from provider where regexp_replace(business_id, '\D', '', 'g') = $1"


@dataclass(frozen=True)
class Identified:
    """A person as a provider speaks of her, in what is kept of that."""

    # Keyed: a subject may be an identity code itself.
    subject_hash: bytes
    # Of her session at the provider, by which a logout token may name it.
    sid_hash: bytes | None
    acr: str | None


@dataclass(frozen=True)
class Entry:
    """The membership a person enters in, and the others that she may go over to."""

    membership: UUID
    reach: frozenset[UUID]


def hash_of_subject(way: Way, subject: str, key: bytes) -> bytes:
    """Return what is kept of a provider's own name for a person."""
    return fingerprint(f"{way.issuer}{APART}{subject}", key)


def hash_of_sid(way: Way, sid: str) -> bytes:
    """Return what is kept of a provider's own name for a session, which nobody can guess."""
    return hash_of(f"{way.issuer}{APART}{sid}")


def identified(way: Way, claims: Claims, key: bytes) -> Identified | Problem:
    """Return who came back, or why that is not known well enough."""
    subject, sid, acr = subject_said(claims), claims.get("sid"), claims.get("acr")
    if subject is None:
        return IdentityNotProven()
    if way.acr_values and acr not in way.acr_values:
        return IdentificationTooWeak()
    return Identified(
        hash_of_subject(way, subject, key),
        hash_of_sid(way, sid) if isinstance(sid, str) and sid else None,
        strength_said(acr),
    )


async def entry_of(way: Way, claims: Claims, who: Identified, key: bytes, language: Language) -> Entry | Problem:
    """Return what a person enters by a way, or why there is nothing."""
    if way.is_strong:
        return await entry_by_code(way, claims, key)
    return await entry_by_groups(way, claims, who, language)


def code_said(way: Way, claims: Claims) -> str | None:
    """Return the identity code that a strong way has said, or None where it is none."""
    said = claim_at(claims, way.identity_code_claim)
    return read_identity_code(said) if isinstance(said, str) else None


async def begin_as_newcomer(way: Way, claims: Claims, who: Identified, language: Language) -> str | None:
    """Let whoever was strongly identified and is nobody here show what lets her in; None where a way lets nobody."""
    code = code_said(way, claims)
    if not way.is_strong or Role.RELATIVE not in way.roles or code is None:
        return None
    given, family = names_said(claims)
    vouched = Vouched(way.name, who.subject_hash, who.sid_hash)
    return await standing.begin(standing.Identified(code, given, family), vouched, who.acr, language)


async def entry_by_code(way: Way, claims: Claims, key: bytes) -> Entry | Problem:
    """Return what the person with the identity code enters; nobody is entered into the register by signing in."""
    code = code_said(way, claims)
    if code is None:
        return IdentityNotProven()
    rows = await fetch("select id from person where identity_code_hash = $1", fingerprint(code, key))
    return await entered(way, rows[0]["id"]) if rows else NoRoleHere()


async def entry_by_groups(way: Way, claims: Claims, who: Identified, language: Language) -> Entry | Problem:
    """Let a person's memberships say what her groups say today, and return what she enters.

    She is entered into the register when a group gives her a role for the first time, and never found by anything but
    her organisation's own name for her: an organisation that could name anyone could become anyone.
    """
    # Two sign-ins of one person at once would enter her twice.
    await fetch("select pg_advisory_xact_lock($1)", int.from_bytes(who.subject_hash[:8], "big", signed=True))
    groups = groups_said(claims, way.group_claim)
    roles = frozenset(role for group, role in way.groups.items() if group in groups)
    known = await fetch("select person from identity where subject_hash = $1", who.subject_hash)
    if not known and not roles:
        return NoRoleHere()
    given, family = names_said(claims)
    if known:
        person: UUID = known[0]["person"]
        await fetch("update person set given_name = $2, family_name = $3 where id = $1", person, given, family)
    else:
        person = uuid4()
        await fetch(
            "insert into person (id, given_name, family_name, language) values ($1, $2, $3, $4)",
            *(person, given, family, language),
        )
        await fetch(
            "insert into identity (subject_hash, person, way, first_at) values ($1, $2, $3, $4)",
            *(who.subject_hash, person, way.name, clock.now()),
        )
    await follow_groups(way, person, roles)
    return await entered(way, person)


async def follow_groups(way: Way, person: UUID, roles: frozenset[Role]) -> None:
    """End the roles that no group gives any more, as of yesterday, and begin those that one gives now."""
    today = local_day(clock.now())
    rows = await fetch(
        "select id, role, first_day, last_day from membership where person = $1 and way = $2", person, way.name
    )
    change = following(
        (Held(row["id"], Role(row["role"]), row["first_day"], row["last_day"]) for row in rows), roles, today
    )
    if change.ended:
        await fetch(END, list(change.ended), today - ONE_DAY)
        for membership in change.ended:
            await end_sessions_in(membership)
    organiser = await one_id(ORGANISER, way.organiser)
    provider = await one_id(PROVIDER, way.provider)
    if organiser is None and provider is None:
        return
    for role in sorted(change.begun):
        await fetch(BEGIN, uuid4(), person, role.value, organiser, provider, today, way.name)


async def one_id(statement: str, named: int | str | None) -> UUID | None:
    """Return the id of what the file of ways names, or None where it names none."""
    if named is None:
        return None
    rows = await fetch(statement, named)
    if not rows:
        log.error("the file of KOTISETELI_SIGN_IN names an organisation that is not in the register: %s", named)
        return None
    found: UUID = rows[0]["id"]
    return found


async def entered(way: Way, person: UUID) -> Entry | Problem:
    """Return what a person enters by a way: the membership last used, of those that it may enter."""
    follows = None if way.is_strong else way.name
    roles = [role.value for role in way.roles]
    rows = await fetch(ENTERED, person, roles, follows, local_day(clock.now()))
    if not rows:
        return NoRoleHere()
    first, *others = (row["id"] for row in rows)
    return Entry(first, frozenset(others))
