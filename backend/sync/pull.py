"""What a phone needs with no network, by a cursor: only what has changed since it asked last (docs/sync.md)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.access import trail
from backend.access.roles import ActingPerson
from backend.at_door.known import KnownVoucher, RulesAtDoor, rules_at_door, vouchers_known
from backend.database import fetch
from backend.days import bounds_of, local_day, month_of, start_of
from backend.keys import Keys, SealingKey
from backend.rounds.reading import WorkerRound, confirm_round, round_of
from backend.visits.summaries import PAYMENT, VisitSummary, visit_summaries
from backend.visits.tables import Visit
from backend.wire import OrganiserName, ProviderName, TaskName, Text, Wire, from_base64url, in_base64url

# A worker's phone holds her last week of visits, and of them no more than these (docs/sync.md, pull).
DAYS_ON_PHONE = 7
MOST_ROWS = 300
MOST_BYTES = 1_000_000
# Rows that are looked through for what a phone has; a phone that has missed more than this begins anew.
MOST_LOOKED_AT = 4 * MOST_ROWS


class VerificationKey(Wire):
    """A public key that the installation signs by: voucher codes, or receipts."""

    # First four bytes of the SHA-256 of the raw public key, 8 hex digits.
    id: str
    # Ed25519, 32 bytes, base64url without padding.
    public_key: str


class ServiceWithTasks(Wire):
    """A service with its tasks."""

    id: UUID
    code: int
    name: Text
    unit: str
    tasks: list[TaskName]


class Provisions(Wire):
    """What a worker's phone needs to work without a network, whole: for phones that know of no cursor."""

    server_time: datetime
    keys: list[VerificationKey]
    organisers: list[OrganiserName]
    services: list[ServiceWithTasks]
    provider: ProviderName
    # The worker's own, of the last days.
    visits: list[VisitSummary]


class PhoneCatalogue(Wire):
    """What changes seldom: keys, names and services."""

    # Voucher codes are signed by the first; the others signed codes before.
    keys: list[VerificationKey]
    # Receipts are signed by the first.
    receipt_keys: list[VerificationKey]
    sealing_key: SealingKey
    organisers: list[OrganiserName]
    services: list[ServiceWithTasks]
    # What the rulebooks say of its visits, so that a phone can tell at the door what the server will.
    rules: list[RulesAtDoor]
    provider: ProviderName


class ChangesSince(Wire):
    """What is new on a worker's phone since its cursor."""

    server_time: datetime
    # To be sent back as `after`; it says nothing to anybody but the server.
    cursor: str
    # Null when it is as it was.
    catalogue: PhoneCatalogue | None
    # The worker's own of the last days that are new or changed.
    visits: list[VisitSummary]
    # The received visits that the phone may hold, all of them, when it must let go of one; null when of none.
    in_sight: list[UUID] | None
    # Visits of the last days that did not fit.
    left_out: int
    # Her round of today and the next days, whole; null when it is as it was, absent where it is not asked for.
    round: WorkerRound | msgspec.UnsetType | None = msgspec.UNSET
    # What is granted and left by the vouchers of her round and of the visits in sight; null when nothing has come that
    # could bear on it, absent where no round is asked for.
    vouchers: list[KnownVoucher] | msgspec.UnsetType | None = msgspec.UNSET


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """What a phone has, in so many words that the next pull can say what it lacks; only the server reads it."""

    person: UUID
    provider: UUID
    # Fingerprint of the catalogue.
    catalogue: str
    # Of the days that were in sight.
    first_day: date
    # The change number that the phone has come to, of each organiser with visits on it.
    reached: dict[UUID, int]
    # How many visits it holds, the newest of the days in sight, and their fingerprint.
    count: int
    held: str
    # The fingerprint of her round; phones of an earlier release hold none.
    round: str = ""
    # That of how far the payment of what it holds has come; empty where none of it is in one.
    payments: str = ""

    def written(self) -> str:
        """Return it as it goes to the phone and comes back."""
        return in_base64url(msgspec.json.encode(self))


class Place(msgspec.Struct, frozen=True):
    """A visit of the worker's, as far as it decides whether her phone has it."""

    id: UUID
    organiser: UUID
    started_at: datetime
    # The change numbers of its recording and of its latest record.
    came: int
    changed: int
    # settled or paid; None where it is in no settlement.
    payment: str | None = None


class Window(msgspec.Struct, frozen=True):
    """The worker's visits of the days that concern a pull, newest first, and how far every organiser has come."""

    last: dict[UUID, int]
    visits: list[Place]
    # All of the days in sight, also those that are not among `visits`.
    in_days: int


def read_cursor(written: str | None, person: ActingPerson, first_day: date) -> Cursor | None:
    """Return the cursor when the phone can go on from it; None when it begins anew."""
    if written is None:
        return None
    try:
        cursor = msgspec.json.decode(from_base64url(written), type=Cursor)
    except (ValueError, msgspec.MsgspecError):
        return None
    is_hers = (cursor.person, cursor.provider) == (person.id, person.provider)
    is_recent = first_day - timedelta(days=DAYS_ON_PHONE) <= cursor.first_day <= first_day
    return cursor if is_hers and is_recent else None


def held_by(cursor: Cursor, window: Window) -> list[Place] | None:
    """Return what the phone holds, or None when that cannot be told: then it begins anew.

    A visit that has left otherwise than by the passing of days, a change of provider or a database put back from a
    backup shows here, whoever forgot to tell phones of it.
    """
    if any(reached > window.last.get(organiser, 0) for organiser, reached in cursor.reached.items()):
        return None
    come = [visit for visit in window.visits if visit.came <= cursor.reached.get(visit.organiser, 0)]
    held = come[: cursor.count]
    return held if fingerprint(visit.id.bytes for visit in held) == cursor.held else None


def fingerprint(parts: Iterable[bytes]) -> str:
    """Return a short hash of a set of things."""
    return in_base64url(sha256(b"".join(sorted(parts))).digest()[:12])


def payments_in(visits: Iterable[Place]) -> str:
    """Return a short hash of how far the payment of visits has come; empty where none is in a settlement."""
    told = [f"{visit.id} {visit.payment}".encode() for visit in visits if visit.payment]
    return fingerprint(told) if told else ""


def that_fit(visits: Sequence[VisitSummary]) -> list[VisitSummary]:
    """Return the newest visits, as many as a phone is given at most."""
    fitting: list[VisitSummary] = []
    size = 0
    for visit in visits[:MOST_ROWS]:
        # With the comma or the bracket after it.
        size += len(msgspec.json.encode(visit)) + 1
        if size > MOST_BYTES:
            break
        fitting.append(visit)
    return fitting


# One statement, so one picture of the database: whatever of these visits is stored later than it was taken carries a
# change number above those it shows, and comes with the next pull (docs/decisions/0021).
WINDOW = f"""
with mine as (
    select v.id, v.organiser, v.started_at, v.change_number as changed,
        case when v.state = 'recorded' and v.started_at < $6 then {PAYMENT} end as payment,
        (select r.sequence from visit_record r where r.id = v.id and r.version = 1) as came
    from visit v
    where v.worker = $1 and v.provider = $2 and v.started_at >= $3
    order by v.started_at desc, v.id limit $5
)
select
    (select coalesce(json_object_agg(organiser, last), '{{}}') from change_counter) as last,
    (select coalesce(json_agg(mine), '[]') from mine) as visits,
    (select count(*) from visit v where v.worker = $1 and v.provider = $2 and v.started_at >= $4) as in_days
"""  # noqa: S608 - written in our own code


async def window_of(person: ActingPerson, first_day: date, since: datetime, now: datetime) -> Window:
    """Return the worker's visits from a day on, and count those since the first moment in sight."""
    (this_month, _) = bounds_of(month_of(local_day(now)))
    (row,) = await fetch(WINDOW, person.id, person.provider, start_of(first_day), since, MOST_LOOKED_AT, this_month)
    return Window(
        msgspec.json.decode(row["last"], type=dict[UUID, int]),
        msgspec.json.decode(row["visits"], type=list[Place]),
        row["in_days"],
    )


class AskedOfPull(msgspec.Struct, frozen=True):
    """What a phone asks in a pull."""

    # The cursor of the pull before.
    after: str | None
    device: UUID | None
    # Whether it holds rounds: apps of before do not, and must not seem to.
    round: bool = False


async def round_since(
    person: ActingPerson, device: UUID | None, held: str | None, now: datetime
) -> tuple[str, WorkerRound | None, list[UUID]]:
    """Return a round's fingerprint, the round where her phone lacks it, and its vouchers; note the one it holds."""
    before_her = await round_of(person, now)
    print_ = fingerprint(before_her.marks)
    if held != print_:
        await trail.viewed_vouchers(person, before_her.vouchers, "fetched to the phone")
        return print_, before_her.round, before_her.vouchers
    if device is not None:
        await confirm_round(person, device, print_, before_her, now)
    return print_, None, before_her.vouchers


async def changes_since(person: ActingPerson, asked: AskedOfPull, keys: Keys, now: datetime) -> ChangesSince:
    """Return what a worker's phone lacks; called in a transaction."""
    after, device = asked.after, asked.device
    first_day = local_day(now) - timedelta(days=DAYS_ON_PHONE)
    since = start_of(first_day)
    cursor = read_cursor(after, person, first_day)
    window = await window_of(person, cursor.first_day if cursor else first_day, since, now)
    held = held_by(cursor, window) if cursor else None
    holds = {visit.id for visit in held or ()}
    reached = cursor.reached if cursor and held is not None else {}
    in_days = {visit.id: visit for visit in window.visits if visit.started_at >= since}
    news = {
        visit.id
        for visit in in_days.values()
        if visit.id not in holds or visit.changed > reached.get(visit.organiser, 0)
    }
    if cursor and held and payments_in(held) != cursor.payments:
        # What is settled or paid is no change of any visit: it shows here, a few times a month.
        news.update(in_days)
    summaries: list[VisitSummary] = []
    fitting = list(in_days)
    if news:
        every = await visit_summaries(person, Visit.started_at >= since, most=MOST_ROWS)
        summaries = that_fit([visit for visit in every if visit.id in in_days])
        fitting = [visit.id for visit in summaries]
    told = [visit for visit in summaries if visit.id in news]
    if told:
        await trail.viewed_vouchers(person, [visit.voucher_id for visit in told], "fetched to the phone")
    left_out = window.in_days - len(fitting)
    if device is not None:
        await note_left_out(person, device, left_out)
    catalogue = await phone_catalogue(person, keys, first_day, local_day(now))
    print_ = fingerprint([msgspec.json.encode(catalogue)])
    round_held = cursor.round if cursor and held is not None else None
    round_print, her_round, ahead = (
        await round_since(person, device, round_held, now) if asked.round else ("", msgspec.UNSET, [])
    )
    vouchers: list[KnownVoucher] | msgspec.UnsetType | None = None if asked.round else msgspec.UNSET
    if asked.round and (told or her_round or cursor is None or cursor.first_day != first_day):
        vouchers = await vouchers_known(person, {*ahead, *(visit.voucher_id for visit in summaries)}, now)
    next_cursor = Cursor(
        person=person.id,
        provider=catalogue.provider.id,
        catalogue=print_,
        first_day=first_day,
        reached={in_days[one].organiser: window.last[in_days[one].organiser] for one in fitting},
        count=len(fitting),
        held=fingerprint(one.bytes for one in fitting),
        round=round_print,
        payments=payments_in(in_days[one] for one in fitting),
    )
    return ChangesSince(
        server_time=now,
        cursor=next_cursor.written(),
        catalogue=None if held is not None and cursor and cursor.catalogue == print_ else catalogue,
        visits=told,
        in_sight=fitting if held is None or holds.difference(fitting) else None,
        left_out=left_out,
        round=her_round,
        vouchers=vouchers,
    )


async def note_left_out(person: ActingPerson, device: UUID, left_out: int) -> None:
    """Note for the office how much did not fit on a phone."""
    await fetch(
        "update device set left_out = $3 where id = $1 and person = $2 and left_out <> $3", device, person.id, left_out
    )


async def provisions(person: ActingPerson, keys: Keys, now: datetime) -> Provisions:
    """Return what phones without a cursor are given, whole; called in a transaction."""
    since = now - timedelta(days=DAYS_ON_PHONE)
    visits = await visit_summaries(person, Visit.started_at >= since, most=MOST_ROWS)
    await trail.viewed_vouchers(person, [visit.voucher_id for visit in visits], "fetched to the phone")
    known = await phone_catalogue(person, keys, local_day(now), local_day(now))
    return Provisions(now, known.keys, known.organisers, known.services, known.provider, visits)


# As one value: a phone asks many times a day, and hardly ever is any of it new.
IN_WORDS = "json_build_object('fi', name_fi, 'sv', name_sv, 'en', name_en)"
NAMES = f"""
with task as (
    select service, json_agg(json_build_object('slug', slug, 'name', {IN_WORDS}) order by position) as tasks
    from service_task group by service
), offered as (
    select id, code, {IN_WORDS} as name, unit, coalesce(tasks, '[]') as tasks
    from service left join task on task.service = service.id
), county as (select id, code, {IN_WORDS} as name from organiser)
select json_build_object(
    'organisers', (select json_agg(county order by code) from county),
    'services', (select coalesce(json_agg(offered order by code), '[]') from offered),
    'provider', (select json_build_object('id', id, 'code', code, 'name', name) from provider where id = $1)
) as names
"""  # noqa: S608 - written in our own code


class Names(Wire):
    """What the catalogue says beside the keys."""

    organisers: list[OrganiserName]
    services: list[ServiceWithTasks]
    # A worker's membership names one; the database holds it to that.
    provider: ProviderName


async def phone_catalogue(person: ActingPerson, keys: Keys, first_day: date, today: date) -> PhoneCatalogue:
    """Return what changes seldom, and concerns visits from a day on."""
    (row,) = await fetch(NAMES, person.provider)
    names = msgspec.json.decode(row["names"], type=Names)
    return PhoneCatalogue(
        keys=public_halves(keys.voucher_keys()),
        receipt_keys=public_halves(keys.receipt_keys()),
        sealing_key=keys.sealing_key(),
        organisers=names.organisers,
        services=names.services,
        rules=await rules_at_door(person, first_day, today),
        provider=names.provider,
    )


def public_halves(keys: Mapping[bytes, Ed25519PublicKey]) -> list[VerificationKey]:
    """Return keys as phones take them."""
    return [VerificationKey(id_.hex(), in_base64url(key.public_bytes_raw())) for id_, key in keys.items()]
