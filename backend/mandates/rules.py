"""Who may be given a mandate to act for a client, for what and until when, and who may end it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from backend.access.roles import Role, Scope
from backend.days import ONE_DAY
from backend.mandates.problems import (
    ClientDeceased,
    ClientUnderage,
    CustodyOfAdult,
    DeathDayWrong,
    MandateByDecision,
    MandateInPast,
    MandateOverlaps,
    MandateToOneself,
    OfficialIsParty,
    ReferenceMissing,
    RepresentativeUnderage,
    ScopeMissing,
)
from backend.problems import PeriodEndsBeforeStart, Problem

# Time for a letter to a daughter abroad, or until her next visit; no statute gives it.
INVITATION_LASTS = timedelta(days=7)
# Children, their spouses and a neighbour at once; more is a mistake or somebody else's doing.
MOST_INVITATIONS = 10
# Majority (holhoustoimilaki 442/1999 s.2), and the age from which a child may forbid her custodian (703/2023 s.51).
OF_AGE = 18
MAY_FORBID = 12
FEBRUARY, LEAP_DAY = 2, 29


class Source(StrEnum):
    """What a mandate rests on."""

    IN_APP = "in-app"
    SUOMI_FI = "suomi-fi"
    PAPER = "paper"
    # A guardian (edunvalvoja) has no way through Suomi.fi: her decision is shown to an official (442/1999).
    GUARDIANSHIP = "guardianship"
    # A continuing power of attorney (edunvalvontavaltuutus) that has been confirmed (648/2007).
    CONTINUING_POWER = "continuing-power"
    # A minor's custodian (huoltaja, 361/1983).
    CUSTODY = "custody"


# A client ends what she has given; these come from an authority, and end with its decision.
BY_AUTHORITY = frozenset({Source.GUARDIANSHIP, Source.CONTINUING_POWER})


@dataclass(frozen=True)
class Terms:
    """What a mandate covers and when."""

    source: Source
    scopes: frozenset[Scope]
    first_day: date
    last_day: date | None
    reference: str = ""


@dataclass(frozen=True)
class Party:
    """The client or the representative, as far as a mandate asks who she is; no birthday means a grown-up."""

    person: UUID
    born_on: date | None
    died_on: date | None = None


def birthday(born_on: date, age: int) -> date:
    """Return the day on which somebody becomes so old; born on a leap day, on the first of March."""
    if (born_on.month, born_on.day) == (FEBRUARY, LEAP_DAY):
        return date(born_on.year + age, FEBRUARY, LEAP_DAY - 1) + ONE_DAY
    return born_on.replace(year=born_on.year + age)


def is_younger(born_on: date | None, age: int, today: date) -> bool:
    """Tell whether somebody is younger than an age; whose birthday is not known is not."""
    return born_on is not None and today < birthday(born_on, age)


def refuse_terms(terms: Terms, today: date) -> Problem | None:
    """Return why nobody can be given such a mandate, or None."""
    if Scope.SEE_VISITS not in terms.scopes:
        return ScopeMissing()
    if terms.last_day is not None and terms.last_day < terms.first_day:
        return PeriodEndsBeforeStart()
    if terms.first_day < today:
        return MandateInPast()
    if terms.source is not Source.IN_APP and not terms.reference.strip():
        return ReferenceMissing()
    return None


def refuse_client(client: Party, source: Source, today: date) -> Problem | None:
    """Return why this client has nobody act for her on such a ground, or None."""
    if client.died_on is not None:
        return ClientDeceased()
    if source is Source.CUSTODY:
        return None if is_younger(client.born_on, OF_AGE, today) else CustodyOfAdult()
    if source is Source.IN_APP and is_younger(client.born_on, OF_AGE, today):
        return ClientUnderage()
    return None


def refuse_representative(client: Party, representative: Party, today: date) -> Problem | None:
    """Return why this person cannot act for this client, or None."""
    if representative.person == client.person:
        return MandateToOneself()
    if is_younger(representative.born_on, OF_AGE, today):
        return RepresentativeUnderage()
    return None


def refuse_official(official: UUID, *parties: UUID) -> Problem | None:
    """Return why an official is not the one to do this (434/2003 s.28: she would be a party), or None."""
    return OfficialIsParty() if official in parties else None


def refuse_beside(
    standing: Iterable[tuple[date, date | None]], first_day: date, last_day: date | None
) -> Problem | None:
    """Return which mandate of the same two people already holds on some of these days, or None."""
    for first, last in standing:
        if (last_day is None or first <= last_day) and (last is None or first_day <= last):
            return MandateOverlaps(first, last)
    return None


def last_day_of(terms: Terms, client: Party) -> date | None:
    """Return the last day on which a mandate can hold: custody ends where the child comes of age (361/1983 s.3)."""
    if terms.source is not Source.CUSTODY or client.born_on is None:
        return terms.last_day
    last_of_childhood = birthday(client.born_on, OF_AGE) - ONE_DAY
    return min(terms.last_day or last_of_childhood, last_of_childhood)


def refuse_end(role: Role, source: Source, client: Party, today: date) -> Problem | None:
    """Return why somebody in this role does not end a mandate, or None.

    An official ends any, and a representative gives up her own. A client ends what she gave; from twelve on a child
    forbids her custodian (703/2023 s.51).
    """
    if role is not Role.CLIENT:
        return None
    if source in BY_AUTHORITY:
        return MandateByDecision()
    if source is Source.CUSTODY and is_younger(client.born_on, MAY_FORBID, today):
        return MandateByDecision()
    return None


def waits_until(given_at: datetime, taken_at: datetime | None) -> datetime:
    """Return until when an invitation waits: for its code to be entered, and then as long again for the client."""
    return (taken_at or given_at) + INVITATION_LASTS


def refuse_death(died_on: date, born_on: date | None, today: date) -> Problem | None:
    """Return why nobody can have died on this day, or None."""
    return DeathDayWrong() if died_on > today or (born_on is not None and died_on < born_on) else None


def is_namesake(typed: Sequence[str], known: Sequence[str]) -> bool:
    """Tell whether two people, each a given and a family name, share a name; married women keep one of the two."""
    names = [{part for part in name.casefold().replace("-", " ").split() if part} for name in (*typed, *known)]
    return bool(names[0] & names[2] or names[1] & names[3])
