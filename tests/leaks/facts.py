"""The county as it lies in the tables, read without any of the product's own queries."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import msgspec

from backend.database import fetch


class Membership(msgspec.Struct, frozen=True):
    """A role that somebody can be signed in with."""

    id: UUID
    person: UUID
    role: str
    organiser: UUID | None
    provider: UUID | None
    first_day: date
    last_day: date | None


class Client(msgspec.Struct, frozen=True):
    """A person in her relation to one organiser."""

    id: UUID
    person: UUID
    organiser: UUID
    name: str


class Mandate(msgspec.Struct, frozen=True):
    """A right to act for a client."""

    id: UUID
    person: UUID
    client: UUID
    scopes: tuple[str, ...]
    first_day: date
    last_day: date | None
    has_ended: bool


class Voucher(msgspec.Struct, frozen=True):
    """A voucher or an order."""

    id: UUID
    number: str
    kind: str
    client: UUID
    organiser: UUID
    service: UUID
    provider: UUID | None
    is_undone: bool


class Decision(msgspec.Struct, frozen=True):
    """A decision on a client."""

    id: UUID
    number: str
    client: UUID
    organiser: UUID
    is_undone: bool


class Visit(msgspec.Struct, frozen=True):
    """A visit that was made."""

    id: UUID
    voucher: UUID
    client: UUID
    organiser: UUID
    provider: UUID
    worker: UUID


class Planned(msgspec.Struct, frozen=True):
    """A visit that should be made."""

    id: UUID
    client: UUID
    organiser: UUID
    provider: UUID
    worker: UUID | None


class Photo(msgspec.Struct, frozen=True):
    """A photo of a visit."""

    id: UUID
    visit: UUID


class Invitation(msgspec.Struct, frozen=True):
    """A client's invitation to act for her, and who has entered its code."""

    id: UUID
    client: UUID
    taken_by: UUID | None


class Question(msgspec.Struct, frozen=True):
    """What a client asks about those who viewed her data."""

    id: UUID
    client: UUID
    organiser: UUID


class Voice(msgspec.Struct, frozen=True):
    """What was said of a visit: feedback, or a dispute."""

    id: UUID
    client: UUID
    organiser: UUID
    provider: UUID
    said_by: UUID | None
    # Feedback with words for the provider's office, and grave feedback; a dispute is for both.
    is_for_office: bool = True
    is_for_organiser: bool = True
    is_dispute: bool = False


class Judged(msgspec.Struct, frozen=True):
    """A visit that the rules left to a person, what was decided of it, or a settlement or credit that it is in."""

    id: UUID
    organiser: UUID
    provider: UUID
    client: UUID
    visit: UUID


class Letter(msgspec.Struct, frozen=True):
    """What was written: a complaint to the provider, a reminder to the organiser, or a message."""

    id: UUID
    kind: str
    client: UUID
    organiser: UUID
    provider: UUID | None
    written_by: UUID


class OfOrganiser(msgspec.Struct, frozen=True):
    """What is an organiser's own: a viewing that looks unusual, what was written of accessibility."""

    id: UUID
    organiser: UUID


class OfProvider(msgspec.Struct, frozen=True):
    """What a provider's office has: a key, a worker, her phone, her employment, a code for her phone."""

    id: UUID
    provider: UUID


class OfPerson(msgspec.Struct, frozen=True):
    """What is one person's own: a session of hers, a membership."""

    id: UUID
    person: UUID


class Approval(msgspec.Struct, frozen=True):
    """A provider may serve."""

    provider: UUID
    organiser: UUID
    service: UUID
    kind: str
    first_day: date
    last_day: date | None


STATEMENTS: dict[str, tuple[type, str]] = {
    "memberships": (Membership, "select * from membership"),
    "clients": (
        Client,
        """
        select c.id, c.person, c.organiser, p.given_name || ' ' || p.family_name as name
        from client c join person p on p.id = c.person
        """,
    ),
    "mandates": (Mandate, "select *, ended_at is not null as has_ended from representation"),
    "vouchers": (
        Voucher,
        "select v.*, d.undone_at is not null as is_undone from voucher v join service_decision d on d.id = v.decision",
    ),
    "decisions": (Decision, "select *, undone_at is not null as is_undone from service_decision"),
    "visits": (Visit, "select id, voucher, client, organiser, provider, worker from visit"),
    "photos": (Photo, "select id, visit from attachment"),
    "planned": (Planned, "select id, client, organiser, provider, worker from planned_visit"),
    "keys": (OfProvider, "select id, provider from provider_key"),
    "workers": (OfProvider, "select person as id, provider from membership where role = 'worker'"),
    "phones": (
        OfProvider,
        "select d.id, m.provider from device d join membership m on m.person = d.person and m.role = 'worker'",
    ),
    "employments": (OfProvider, "select id, provider from membership where role = 'worker'"),
    "enrolments": (OfProvider, "select e.id, m.provider from enrolment e join membership m on m.id = e.membership"),
    "invitations": (Invitation, "select id, client, taken_by from mandate_invitation"),
    "questions": (Question, "select id, client, organiser from explanation"),
    "unusual": (OfOrganiser, "select id, organiser from unusual_viewing"),
    "accessibility": (OfOrganiser, "select id, organiser from accessibility_feedback"),
    "voices": (
        Voice,
        """
        select id, client, organiser, provider, given_by as said_by,
            (words_sealed is not null or voice_kind is not null) and reader = 'office' as is_for_office,
            is_grave as is_for_organiser, false as is_dispute
        from feedback
        union all select id, client, organiser, provider, raised_by, true, true, true from dispute
        """,
    ),
    "reviewed": (
        Judged,
        """
        select visit as id, organiser, provider, client, visit from visit_verdict where verdict = 'to_review'
        union all select id, organiser, provider, client, visit from review_decision
        """,
    ),
    "settled": (
        Judged,
        """
        select settlement as id, organiser, provider, client, visit from settlement_line
        union all select id, organiser, provider, client, visit from credit
        union all select id, organiser, provider, client, visit from late_decision
        """,
    ),
    "letters": (
        Letter,
        """
        select id, kind, client, organiser, provider, made_by as written_by from complaint
        union all select id, 'message', client, organiser, provider, written_by from message
        """,
    ),
    "sessions": (
        OfPerson,
        """
        select s.id, m.person from session s join membership m on m.id = s.membership
        union all select id, person from membership
        union all select p.id, m.person from passkey p join membership m on m.id = p.membership
        """,
    ),
    "approvals": (Approval, "select * from approved_provider"),
}
OTHERS = """
select given_name || ' ' || family_name as name from person p where not exists (select from client where person = p.id)
"""


@dataclass
class Facts:
    """Everything that decides who sees what, on one day."""

    today: date
    memberships: list[Membership] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    mandates: list[Mandate] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    keys: list[OfProvider] = field(default_factory=list)
    workers: list[OfProvider] = field(default_factory=list)
    phones: list[OfProvider] = field(default_factory=list)
    employments: list[OfProvider] = field(default_factory=list)
    enrolments: list[OfProvider] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unusual: list[OfOrganiser] = field(default_factory=list)
    accessibility: list[OfOrganiser] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    reviewed: list[Judged] = field(default_factory=list)
    settled: list[Judged] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    sessions: list[OfPerson] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    # Names that somebody bears who is nobody's client: they tell nothing by themselves.
    borne_by_others: set[str] = field(default_factory=set)


async def read_facts(today: date) -> Facts:
    """Read the county."""
    facts = Facts(today)
    for name, (kind, statement) in STATEMENTS.items():
        rows = [dict(row) for row in await fetch(statement)]
        setattr(facts, name, msgspec.convert(rows, list[kind]))  # type: ignore[valid-type]  # one of the above
    facts.memberships = [one for one in facts.memberships if one.first_day <= today <= (one.last_day or today)]
    rows = await fetch(OTHERS)
    facts.borne_by_others = {row["name"] for row in rows}
    return facts
