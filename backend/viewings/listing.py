"""Who has viewed a client's data, as she reads it: by day and person, what, why, and what was explained."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from backend import at_rest
from backend.access.roles import ActingPerson, Role
from backend.database import fetch
from backend.viewings.words import question_words
from backend.wire import Text, Wire


class Explained(Wire, kw_only=True):
    """A request for an explanation, and the answer once it is there."""

    id: UUID
    asked_at: datetime
    words: str
    # The last day on which the organiser must have answered.
    due_on: date
    answered_at: datetime | None
    answer: str | None
    # The number of the written decision by which telling was refused; null: it was told.
    refused_by_decision: str | None


class Viewing(Wire, kw_only=True):
    """What one person did with one thing of a client's on one day."""

    # The latest entry of the trail among them; an explanation is asked for by it.
    entry: int
    day: date
    client_id: UUID
    viewer_name: str
    # It was the reader herself.
    is_own: bool
    role: Role
    # The provider or the organiser whose user the viewer was; null for the client and those who act for her.
    organisation: Text | None
    # Whose register it is of.
    organiser: Text
    act: str
    about: Literal["voucher", "decision", "visit", "client"]
    # Of the voucher, decision or visit.
    service: Text | None
    # What the data were used for; null in entries from before it was kept.
    purpose: str | None
    times: int
    first_at: datetime
    last_at: datetime
    explained: Explained | None


# {which} narrows the entries t of the trail.
VIEWINGS = """
with seen as (
    select (t.at at time zone 'Europe/Helsinki')::date as day, t.client, t.organiser, t.person, t.role, t.organisation,
        t.act, t.subject, t.purpose, count(*) as times, min(t.at) as first_at, max(t.at) as last_at,
        max(t.id) as entry, max(e.entry) as explained
    from trail_entry t left join explanation e on e.entry = t.id
    where {which}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
)
select s.*, p.given_name || ' ' || p.family_name as viewer_name, f.name as provider_name,
    o.name_fi as own_fi, o.name_sv as own_sv, o.name_en as own_en, r.name_fi, r.name_sv, r.name_en,
    case when s.subject = s.client then 'client' when d.id is not null then 'decision'
        when x.id is not null then 'visit' else 'voucher' end as about,
    n.name_fi as service_fi, n.name_sv as service_sv, n.name_en as service_en,
    e.id, e.asked_at, e.words_sealed, e.due_on, e.answered_at, e.answer_sealed, e.refused_by_decision
from seen s
join organiser r on r.id = s.organiser
left join person p on p.id = s.person
left join provider f on f.id = s.organisation
left join organiser o on o.id = s.organisation
left join visit x on x.id = s.subject
left join voucher v on v.id = coalesce(x.voucher, s.subject)
left join service_decision d on d.id = s.subject
left join service n on n.id = coalesce(v.service, d.service)
left join explanation e on e.entry = s.explained
order by s.day desc, s.last_at desc, s.entry desc
"""
OF_A_TIME = VIEWINGS.format(which="t.client = any($1) and t.at >= $2 and t.at < $3")
OF_ENTRIES = VIEWINGS.format(which="t.id = any($1)")


async def viewings_between(
    person: ActingPerson, clients: Sequence[UUID], first: datetime, after: datetime
) -> list[Viewing]:
    """Return who viewed the data of these clients between two instants, the latest first."""
    return [viewing_of(row, person) for row in await fetch(OF_A_TIME, list(clients), first, after)]


async def viewings_of(person: ActingPerson, entries: Sequence[int]) -> dict[int, Viewing]:
    """Return what single entries of the trail say."""
    found = [viewing_of(row, person) for row in await fetch(OF_ENTRIES, list(entries))]
    return {one.entry: one for one in found}


def named(row: Mapping[str, Any], of: str) -> Text | None:
    """Return words in three languages, or None where there are none."""
    return None if row[f"{of}_fi"] is None else Text(row[f"{of}_fi"], row[f"{of}_sv"], row[f"{of}_en"])


def organisation_of(row: Mapping[str, Any]) -> Text | None:
    """Return whose user somebody was: a provider has one name in every language."""
    name = row["provider_name"]
    return named(row, "own") if name is None else Text(name, name, name)


def explained_of(row: Mapping[str, Any]) -> Explained:
    """Return a request for an explanation."""
    return Explained(
        id=row["id"],
        asked_at=row["asked_at"],
        words=question_words(row["id"], row["words_sealed"]).words,
        due_on=row["due_on"],
        answered_at=row["answered_at"],
        answer=answer_of(row["id"], row["answer_sealed"]),
        refused_by_decision=row["refused_by_decision"],
    )


def answer_of(question: UUID, sealed: bytes | None) -> str | None:
    """Return what a client was answered; None while she waits."""
    return None if sealed is None else at_rest.unseal_text(at_rest.ANSWER, question, sealed)


def viewing_of(row: Mapping[str, Any], person: ActingPerson) -> Viewing:
    """Return what one person did with one thing on one day."""
    return Viewing(
        entry=row["entry"],
        day=row["day"],
        client_id=row["client"],
        # Whoever she was, an entry is never left out for want of a name.
        viewer_name=row["viewer_name"] or "",
        is_own=row["person"] == person.id,
        role=Role(row["role"]),
        organisation=organisation_of(row),
        organiser=Text(row["name_fi"], row["name_sv"], row["name_en"]),
        act=row["act"],
        about=row["about"],
        service=named(row, "service"),
        purpose=row["purpose"],
        times=row["times"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        explained=explained_of(row) if row["id"] else None,
    )
