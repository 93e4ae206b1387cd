"""What the register knows of what a file names, and how it takes in the file's new decisions: all of them at once."""

import asyncio
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from backend.access.identity_code import fingerprint, read_identity_code, seal
from backend.access.roles import ActingPerson
from backend.database import connection, fetch
from backend.decisions.rules import OpenGrant
from backend.imports.rows import Row
from backend.imports.rules import Held, Known, KnownPerson, KnownService, decision_id, is_grant, voucher_first_day
from backend.vouchers.number import LARGEST, number_from
from backend.vouchers.words import DecisionWords, decision_words

SERVICES = """
select s.id, s.slug, s.code, s.unit, coalesce(array_agg(t.slug) filter (where t.slug is not null), '{}') as tasks
from service s left join service_task t on t.service = s.id group by s.id
"""

PERSONS = """
select p.id, p.given_name, p.family_name, p.identity_code_hash, c.id as client
from person p left join client c on c.person = p.id and c.organiser = $2
where p.identity_code_hash = any($1)
"""

PROVIDERS = """
select id, regexp_replace(business_id, '\\D', '', 'g') as business_id from provider
where regexp_replace(business_id, '\\D', '', 'g') = any($1)
"""

APPROVALS = """
select provider, service, kind, first_day, last_day from approved_provider
where organiser = $1 and provider = any($2)
"""

# One that was undone, or that raised a value, is none that can come again.
DECISIONS = """
select distinct on (d.id) case when d.about = 'service' and d.undone_at is null then d.number end as decision_number,
    d.number, p.identity_code_hash as identity_code, d.service, d.resolution, d.decided_on,
    coalesce(d.decided_elsewhere_by, '') as decided_by, d.applied_on, d.id, d.words_sealed, d.legal_basis,
    d.first_day, d.last_day, d.arranging, d.client_fee_cents as client_fee, d.sent_by, d.sent_on, d.appeal_until,
    v.provider, v.quantity, v.quantity_unit, v.period, v.value_cents as value, coalesce(v.tasks, '{}') as tasks,
    v.number as voucher_number
from service_decision d join client c on c.id = d.client join person p on p.id = c.person
left join voucher v on v.decision = d.id
where d.organiser = $1 and d.number = any($2)
"""

NUMBERS = """
select v.number, case when v.organiser = $2 then d.number else '' end as decision
from voucher v join service_decision d on d.id = v.decision where v.number = any($1)
"""

# As decisions/granting.py asks of one client; a decision that was changed holds until the one that changes it begins.
GRANTS = """
select p.identity_code_hash, d.service, d.id as decision, d.number, coalesce(v.first_day, d.first_day) as first_day,
    least(coalesce(v.last_day, d.last_day), v.ended_on - 1,
        (select min(r.first_day) from service_decision r where r.replaces = d.id and r.undone_at is null) - 1
    ) as last_day
from person p join client c on c.person = p.id and c.organiser = $2
join service_decision d on d.client = c.id left join voucher v on v.decision = d.id
where p.identity_code_hash = any($1) and d.about = 'service' and d.resolution <> 'rejected' and d.undone_at is null
    and (v.id is not null or d.arranging is not null)
"""

# As granting.py holds one client while it decides; in one order, so that no two wait for each other.
CLIENTS_HELD = """
select from client c join person p on p.id = c.person
where c.organiser = $2 and p.identity_code_hash = any($1) order by c.id for no key update of c
"""

NEW_PERSONS = """
insert into person (id, given_name, family_name, language, identity_code_sealed, identity_code_hash)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[])
on conflict (identity_code_hash) do nothing
"""

NEW_CLIENTS = """
insert into client (id, person, organiser)
select gen_random_uuid(), p.id, $2 from person p where p.identity_code_hash = any($1)
on conflict (organiser, person) do nothing
"""

# A ban is never lifted by a file: one that does not know of it must not tell where somebody lives.
SAFETY_BANS = """
update client c set has_safety_ban = true from person p
where p.id = c.person and c.organiser = $2 and p.identity_code_hash = any($1) and not c.has_safety_ban
"""

DECISION_COLUMNS = (
    *("id", "number", "client", "organiser", "service", "resolution", "arranging", "applied_on", "words_sealed"),
    *("legal_basis", "language", "decided_on", "decided_by", "decided_elsewhere_by", "first_day", "last_day"),
    *("sent_by", "sent_on", "appeal_until", "client_fee_cents"),
)
VOUCHER_COLUMNS = (
    *("id", "number", "kind", "decision", "client", "organiser", "service", "provider", "first_day", "last_day"),
    *("quantity", "quantity_unit", "period", "value_cents", "tasks", "granted_at", "granted_by"),
)
TRAIL_COLUMNS = (
    *("at", "organiser", "client", "person", "role", "act", "subject", "organisation", "purpose", "sign_in"),
)


def hashes_of(codes: Iterable[str], key: bytes) -> dict[str, bytes | None]:
    """Return the keyed hash of each identity code, None for what cannot be one."""
    read = {code: read_identity_code(code) for code in codes}
    return {code: fingerprint(right, key) if right else None for code, right in read.items()}


async def know(rows: list[Row], organiser: UUID, identity_key: bytes, today: date, *, to_keep: bool) -> Known:
    """Load what this organiser's register says of what the rows name; `to_keep`, nobody else changes it meanwhile."""
    known = Known(organiser, today)
    for service in await fetch(SERVICES):
        one = KnownService(service["id"], service["unit"], frozenset(service["tasks"]))
        known.services |= {service["slug"]: one, str(service["code"]): one}
    # Ten thousand hashes take a moment, in which others are to be answered.
    known.hashes = await asyncio.to_thread(hashes_of, {row.identity_code for row in rows}, identity_key)
    hashes = list({code_hash for code_hash in known.hashes.values() if code_hash})
    if to_keep:
        await hold_back_others(organiser, hashes)
    for person in await fetch(PERSONS, hashes, organiser):
        named = KnownPerson(person["id"], person["given_name"], person["family_name"], person["client"])
        known.persons[person["identity_code_hash"]] = named
    await know_providers(known, rows, organiser)
    numbers = [row.decision_number for row in rows]
    for decision in await fetch(DECISIONS, organiser, numbers):
        before: dict[str, Any] = dict(decision)
        before |= msgspec.structs.asdict(decision_words(before.pop("id"), before.pop("words_sealed")))
        before |= {"legal_basis": tuple(before["legal_basis"]), "tasks": tuple(before["tasks"])}
        known.decisions[before["number"]] = before
    given = [row.voucher_number for row in rows if row.voucher_number]
    known.number_of = {row["number"]: row["decision"] for row in await fetch(NUMBERS, given, organiser)}
    for grant in await fetch(GRANTS, hashes, organiser):
        place = (grant["identity_code_hash"], grant["service"])
        open_grant = OpenGrant(grant["decision"], grant["number"], grant["first_day"], grant["last_day"])
        known.grants.setdefault(place, []).append(open_grant)
    return known


async def know_providers(known: Known, rows: list[Row], organiser: UUID) -> None:
    """Load the providers that the rows name, and when each was approved for what."""
    named = list({row.provider for row in rows if row.provider})
    known.providers = {row["business_id"]: row["id"] for row in await fetch(PROVIDERS, named)}
    for approval in await fetch(APPROVALS, organiser, list(known.providers.values())):
        place = (approval["provider"], approval["service"], approval["kind"])
        known.approvals.setdefault(place, []).append(Held(approval["first_day"], approval["last_day"]))


async def hold_back_others(organiser: UUID, hashes: list[bytes]) -> None:
    """Let no other import of the organiser, and no decision on these clients, come in between until the commit."""
    await fetch("select from organiser where id = $1 for no key update", organiser)
    await fetch(CLIENTS_HELD, hashes, organiser)


async def take_in(rows: list[Row], known: Known, person: ActingPerson, identity_key: bytes, now: datetime) -> None:
    """Store new decisions with their clients and grants, and write each into the trail."""
    clients = await take_in_clients(rows, known, person, identity_key)
    decisions, vouchers, trail = [], [], []
    for row in rows:
        client = clients[known.hashes[row.identity_code] or b""]
        service = known.services[row.service.lower()].id
        decision = decision_id(known.organiser, row.decision_number)
        decisions.append(
            (
                *(decision, row.decision_number, client, person.organiser, service, row.resolution, row.arranging),
                *(row.applied_on, DecisionWords(row.need, row.grounds).sealed(decision), list(row.legal_basis)),
                # A decision is made in one of the national languages (423/2003 s.12).
                *("sv" if row.language == "sv" else "fi", row.decided_on, person.id, row.decided_by),
                *(row.first_day, row.last_day, row.sent_by, row.sent_on, row.appeal_until, row.client_fee),
            )
        )
        subject = decision
        if is_grant(row):
            subject = uuid4()
            number = row.voucher_number or number_from(secrets.randbelow(LARGEST + 1))
            vouchers.append(
                (
                    *(subject, number, row.arranging, decision, client, person.organiser, service),
                    *(known.providers.get(row.provider or ""), voucher_first_day(row), row.last_day),
                    *(row.quantity, row.quantity_unit, row.period, row.value, list(row.tasks), now, person.id),
                )
            )
        trail.append(
            (
                *(now, person.organiser, client, person.id, person.role.value, "imported", subject),
                *(person.organisation, person.purpose, person.sign_in),
            )
        )
    copy = connection().copy_records_to_table
    await copy("service_decision", records=decisions, columns=DECISION_COLUMNS)
    await copy("voucher", records=vouchers, columns=VOUCHER_COLUMNS)
    await copy("trail_entry", records=trail, columns=TRAIL_COLUMNS)


async def take_in_clients(
    rows: list[Row], known: Known, person: ActingPerson, identity_key: bytes
) -> dict[bytes, UUID]:
    """Make clients of those who are not yet, and return everyone's id by the hash of her identity code."""
    by_hash = {code_hash: row for row in reversed(rows) if (code_hash := known.hashes[row.identity_code])}
    new = {code_hash: row for code_hash, row in by_hash.items() if code_hash not in known.persons}
    codes = [read_identity_code(row.identity_code) or "" for row in new.values()]
    sealed = await asyncio.to_thread(lambda: [seal(code, identity_key) for code in codes])
    await fetch(
        NEW_PERSONS,
        [uuid4() for _ in new],
        [row.given_name for row in new.values()],
        [row.family_name for row in new.values()],
        [row.language for row in new.values()],
        sealed,
        list(new),
    )
    await fetch(NEW_CLIENTS, list(by_hash), person.organiser)
    banned = [known.hashes[row.identity_code] for row in rows if row.safety_ban]
    await fetch(SAFETY_BANS, banned, person.organiser)
    found = await fetch(PERSONS, list(by_hash), person.organiser)
    return {row["identity_code_hash"]: row["client"] for row in found}
