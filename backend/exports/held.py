"""Everything that is held of one client, kind by kind: where it lies, how it opens, and what is left out and why.

A kind takes every column of its table but those it names, so that a column that comes later goes out with the rest. A
table that is neither taken nor left out for a stated reason fails tests/exports/test_nothing_is_forgotten.py.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from backend import at_rest
from backend.access.identity_code import unseal
from backend.database import fetch
from backend.viewings.listing import answer_of
from backend.viewings.words import question_words
from backend.visits.words import words_of
from backend.vouchers.words import decision_words

Row = dict[str, Any]
# How a row opens: with what, and it changes the row.
Opens = Callable[[Row, "Taking"], None]


@dataclass(frozen=True)
class Taking:
    """Whose data are taken, by whom and how they open."""

    client: UUID
    # From when on the client is told who viewed her data (viewings/rules.py).
    told_from: datetime
    identity_key: bytes
    # Taken by her or for her from her own page, not by an official.
    is_own: bool
    # By herself and nobody else.
    is_herself: bool


@dataclass(frozen=True)
class Kind:
    """One kind of what is held of a client."""

    # Its file's, and how the words about it are found (words/export.*.json).
    name: str
    tables: tuple[str, ...]
    # Ids of the client's rows, $1 the client; the rows of some ids, $1, in that order.
    ids: str
    rows: str
    # What does not go out as it lies: sealed, replaced by a name, or of the house alone.
    without: frozenset[str] = frozenset()
    # Columns of JSON.
    json: frozenset[str] = frozenset()
    opens: Opens | None = None
    # What hangs on the rows of a page.
    adds: Callable[[list[Row]], Awaitable[None]] | None = None
    only_herself: bool = False
    values: Callable[[Taking], tuple[object, ...]] = field(default=lambda _: ())


def open_person(row: Row, taking: Taking) -> None:
    """Open her identity code."""
    sealed = row["identity_code_sealed"]
    row["identity_code"] = unseal(sealed, taking.identity_key) if sealed else None


def open_decision(row: Row, _: Taking) -> None:
    """Open need and grounds."""
    row |= msgspec.structs.asdict(decision_words(row["id"], row["words_sealed"]))


def open_act(row: Row, _: Taking) -> None:
    """Open what was written beside an act."""
    row["words"] = at_rest.unseal_text(at_rest.ACT, row["id"], row["words_sealed"])


def open_visit(row: Row, _: Taking) -> None:
    """Open the note, and why a task was not done."""
    row["note"], row["tasks"] = words_of(row["id"], row["tasks"], row["words_sealed"])


def open_mandate(row: Row, _: Taking) -> None:
    """Open what it rests on."""
    row["reference"] = at_rest.unseal_text(at_rest.MANDATE, row["id"], row["reference_sealed"])


def open_question(row: Row, _: Taking) -> None:
    """Open what she asked and what she was answered."""
    row |= msgspec.structs.asdict(question_words(row["id"], row["words_sealed"]))
    row["answer"] = answer_of(row["id"], row["answer_sealed"])


def open_address(row: Row, _: Taking) -> None:
    """Open where she is told by mail."""
    row["address"] = at_rest.unseal(at_rest.ADDRESS, row["person"].bytes, row["address_sealed"]).decode()


# The first record of a visit has its id; the others are found by an index of their own (third storey).
RECORDS = """
select r.*, p.given_name || ' ' || p.family_name as worker_name, v.number as voucher_number
from (
    select * from visit_record where id = any($1) and id = visit and version = 1
    union all
    select * from visit_record where visit = any($1) and (id <> visit or version > 1)
) r join visit x on x.id = r.visit join voucher v on v.id = x.voucher join person p on p.id = r.worker
order by r.visit, r.sequence, r.version
"""
PHOTOS_OF = """
select a.id, a.visit, a.bytes, a.sha256, a.done_at, a.received_at from attachment a
where a.visit = any($1) and a.content_sealed is not null order by a.done_at, a.id
"""


async def add_to_visits(rows: list[Row]) -> None:
    """Add to visits each version and correction that was recorded, and their photos."""
    visits = {row["id"]: row for row in rows}
    for row in rows:
        row["records"], row["photos"] = [], []
    for record in await fetch(RECORDS, list(visits)):
        visits[record["visit"]]["records"].append(record_told(dict(record)))
    for photo in await fetch(PHOTOS_OF, list(visits)):
        told = dict(photo)
        visits[told.pop("visit")]["photos"].append(told | {"file": photo_file(photo["id"])})


def record_told(record: Row) -> Row:
    """Return a record in what it says: of another client's voucher, named by a mistake, only that it came."""
    sealed = record["content_sealed"]
    content = msgspec.json.decode(
        at_rest.unseal(at_rest.RECORD, at_rest.of_record(record["id"], record["sha256"]), sealed)
    )
    said = content.get("arguments", {})
    is_hers = said.get("voucherNumber") in {None, record["voucher_number"]}
    kept = ("id", "version", "act", "worker_name", "sha256", "to_review", "done_at", "received_at")
    return {name: record[name] for name in kept} | {"said": said if is_hers else None}


def photo_file(photo: UUID) -> str:
    """Return the name of a photo's file."""
    return f"photos/{photo}.jpg"


WHO = frozenset({"client", "organiser"})
SEALED = frozenset({"words_sealed"})
HELD = (
    Kind(
        "person",
        ("person", "client"),
        "select id from client where id = $1",
        """
        select p.*, c.*, jsonb_build_object('fi', o.name_fi, 'sv', o.name_sv, 'en', o.name_en) as organiser_name
        from client c join person p on p.id = c.person join organiser o on o.id = c.organiser where c.id = any($1)
        """,
        frozenset({"person", "organiser", "identity_code_sealed", "identity_code_hash"}),
        frozenset({"organiser_name"}),
        open_person,
    ),
    Kind(
        "decisions",
        ("service_decision",),
        # One that was undone was never anybody's but its organiser's (docs/decisions/0032).
        "select id from service_decision where client = $1 and ($2 or undone_at is null) order by decided_on, number",
        """
        select d.*, jsonb_build_object('fi', s.name_fi, 'sv', s.name_sv, 'en', s.name_en) as service_name,
            coalesce(d.decided_elsewhere_by, b.given_name || ' ' || b.family_name) as decider,
            u.given_name || ' ' || u.family_name as undoer, r.number as replaces_number
        from service_decision d join service s on s.id = d.service join person b on b.id = d.decided_by
        left join person u on u.id = d.undone_by left join service_decision r on r.id = d.replaces
        where d.id = any($1) order by d.decided_on, d.number
        """,
        WHO | SEALED | {"service", "decided_by", "decided_elsewhere_by", "undone_by", "replaces"},
        frozenset({"service_name", "granted", "reckoning"}),
        open_decision,
        values=lambda taking: (not taking.is_own,),
    ),
    Kind(
        "vouchers",
        ("voucher",),
        """
        select v.id from voucher v join service_decision d on d.id = v.decision
        where v.client = $1 and ($2 or d.undone_at is null) order by v.first_day, v.number
        """,
        """
        select v.*, jsonb_build_object('fi', s.name_fi, 'sv', s.name_sv, 'en', s.name_en) as service_name,
            p.name as provider_name, g.given_name || ' ' || g.family_name as granter,
            d.number as decision_number
        from voucher v join service s on s.id = v.service left join provider p on p.id = v.provider
        join person g on g.id = v.granted_by join service_decision d on d.id = v.decision
        where v.id = any($1) order by v.first_day, v.number
        """,
        WHO | {"service", "provider", "granted_by", "decision"},
        frozenset({"service_name", "pauses"}),
        values=lambda taking: (not taking.is_own,),
    ),
    Kind(
        "events",
        ("voucher_act",),
        """
        select a.id from voucher_act a join voucher v on v.id = a.voucher join service_decision d on d.id = v.decision
        where v.client = $1 and ($2 or d.undone_at is null) order by a.sequence
        """,
        """
        select a.*, v.number as voucher_number, d.number as decision_number,
            p.given_name || ' ' || p.family_name as done_by
        from voucher_act a join voucher v on v.id = a.voucher join person p on p.id = a.by_person
        left join service_decision d on d.id = a.decision where a.id = any($1) order by a.sequence
        """,
        SEALED | {"voucher", "decision", "by_person", "sequence"},
        opens=open_act,
        values=lambda taking: (not taking.is_own,),
    ),
    Kind(
        "visits",
        ("visit", "visit_record", "attachment"),
        "select id from visit where client = $1 order by started_at, id",
        """
        select x.*, v.number as voucher_number,
            jsonb_build_object('fi', s.name_fi, 'sv', s.name_sv, 'en', s.name_en) as service_name,
            f.name as provider_name,
            w.given_name || ' ' || w.family_name as worker_name
        from visit x join voucher v on v.id = x.voucher join service s on s.id = v.service
        join provider f on f.id = x.provider join person w on w.id = x.worker
        where x.id = any($1) order by x.started_at, x.id
        """,
        WHO | SEALED | {"voucher", "provider", "worker", "change_number"},
        frozenset({"service_name"}),
        open_visit,
        add_to_visits,
    ),
    Kind(
        "plans",
        ("planned_visit",),
        "select id from planned_visit where client = $1 order by starts_at, id",
        """
        select n.*, v.number as voucher_number, f.name as provider_name,
            w.given_name || ' ' || w.family_name as worker_name
        from planned_visit n join voucher v on v.id = n.voucher join provider f on f.id = n.provider
        left join person w on w.id = n.worker where n.id = any($1) order by n.starts_at, n.id
        """,
        WHO | {"voucher", "provider", "worker", "series", "together", "change_number"},
    ),
    Kind(
        "arrivals",
        ("arrival",),
        "select visit as id from arrival where client = $1 order by started_at, visit",
        """
        select a.*, f.name as provider_name, w.given_name || ' ' || w.family_name as worker_name
        from arrival a join provider f on f.id = a.provider join person w on w.id = a.worker
        where a.visit = any($1) order by a.started_at, a.visit
        """,
        WHO | {"voucher", "provider", "worker"},
    ),
    Kind(
        "happenings",
        ("happening",),
        # What is for one person alone is hers.
        """
        select h.id from happening h join client c on c.id = h.client
        where h.client = $1 and (h.to_person is null or h.to_person = c.person) order by h.at, h.id
        """,
        "select h.* from happening h where h.id = any($1) order by h.at, h.id",
        WHO | {"provider", "by_person", "to_person", "planned", "once"},
        frozenset({"facts"}),
    ),
    Kind(
        "told-choices",
        ("told_choice",),
        "select t.person as id from told_choice t join client c on c.person = t.person where c.id = $1",
        "select t.* from told_choice t where t.person = any($1)",
        frozenset({"person"}),
        only_herself=True,
    ),
    Kind(
        "mail-addresses",
        ("mail_address",),
        "select a.person as id from mail_address a join client c on c.person = a.person where c.id = $1",
        "select a.* from mail_address a where a.person = any($1)",
        frozenset({"person", "address_sealed", "token_hash"}),
        opens=open_address,
        only_herself=True,
    ),
    Kind(
        "mandates",
        ("representation",),
        "select id from representation where client = $1 order by first_day, id",
        """
        select r.*, p.given_name || ' ' || p.family_name as representative,
            g.given_name || ' ' || g.family_name as given_by_name,
            e.given_name || ' ' || e.family_name as ended_by_name
        from representation r join person p on p.id = r.person left join person g on g.id = r.given_by
        left join person e on e.id = r.ended_by where r.id = any($1) order by r.first_day, r.id
        """,
        WHO | {"person", "given_by", "ended_by", "reference_sealed"},
        opens=open_mandate,
    ),
    Kind(
        "invitations",
        ("mandate_invitation",),
        "select id from mandate_invitation where client = $1 order by given_at, id",
        """
        select i.*, t.given_name || ' ' || t.family_name as taken_by_name from mandate_invitation i
        left join person t on t.id = i.taken_by where i.id = any($1) order by i.given_at, i.id
        """,
        WHO | {"code_hash", "given_by", "taken_by"},
    ),
    Kind(
        "viewings",
        ("trail_entry",),
        "select id from trail_entry where client = $1 and at >= $2 order by at, id",
        """
        select t.*, p.given_name || ' ' || p.family_name as name, coalesce(f.name, o.name_fi) as organisation_name,
            case when d.undone_at is null then coalesce(v.number, d.number) end as about
        from trail_entry t left join person p on p.id = t.person left join provider f on f.id = t.organisation
        left join organiser o on o.id = t.organisation left join visit x on x.id = t.subject
        left join voucher v on v.id = coalesce(x.voucher, t.subject)
        left join service_decision d on d.id = coalesce(v.decision, t.subject)
        where t.id = any($1) order by t.at, t.id
        """,
        # From where somebody looked is the viewer's own; what was undone is named nowhere else either.
        WHO | {"person", "organisation", "subject", "sign_in"},
        values=lambda taking: (taking.told_from,),
    ),
    Kind(
        "explanations",
        ("explanation",),
        "select id from explanation where client = $1 order by asked_at, id",
        "select e.* from explanation e where e.id = any($1) order by e.asked_at, e.id",
        WHO | SEALED | {"asked_by", "answered_by", "answer_sealed"},
        opens=open_question,
    ),
    Kind(
        "sign-ins",
        ("sign_in",),
        """
        select s.id from sign_in s join membership m on m.id = s.membership join client c on c.person = m.person
        where c.id = $1 and m.role = 'client' order by s.at, s.id
        """,
        "select s.* from sign_in s where s.id = any($1) order by s.at, s.id",
        frozenset({"membership"}),
        only_herself=True,
    ),
)
