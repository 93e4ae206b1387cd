"""A person keeps her passkeys: she reads which there are, adds one, calls it something else, takes it away."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from backend import clock
from backend.access.guards import COOKIE, allow
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.identification.attempts import keep_refused
from backend.identification.rules import UNNAMED, readable_name
from backend.passkeys.ceremony import ALGORITHMS, NewKey, Party, party_of, read_added, verify_added
from backend.passkeys.challenges import ask, take
from backend.passkeys.ending import WAY, end_passkey, vouched
from backend.passkeys.problems import PasskeyNotAdded, PasskeyNotForThisJob, SignInNotFresh, TooManyPasskeys
from backend.passkeys.rules import CHALLENGE_LASTS, OPENED, refuse_adding
from backend.problems import (
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    Problem,
    SignInNeeded,
    TooLarge,
    UnsupportedMediaType,
)
from backend.sessions.beginning import origin_of
from backend.wire import Name, Wire, in_base64url

# The longest that is read, in base64url, and what is around it.
LARGEST_SENT = 50_000
# What is shown of the page's own service beside the person's name.
PRODUCT = "Kotiseteli"
KEEPERS_REFUSALS = (SignInNeeded, NotYourRole, NotFromHere)
CHANGE_REFUSALS = (*KEEPERS_REFUSALS, NotJson, UnsupportedMediaType)
STANDING_REFUSALS = (PasskeyNotForThisJob, SignInNotFresh, TooManyPasskeys)

Caller = Request[ActingPerson, Any, State]


class PasskeySummary(Wire):
    """A passkey, as its person recognises it."""

    id: UUID
    name: str
    role: Role
    # The provider she works for by it.
    workplace: str | None
    made_at: datetime
    last_used_at: datetime | None
    # When its counter last went back: there may be a copy of it.
    doubted_at: datetime | None
    # The work phone that it is bound to; it opens nothing elsewhere.
    device: UUID | None


class MyPasskeys(Wire):
    """A person's passkeys, and whether she can add one in this session."""

    passkeys: list[PasskeySummary]
    # The slug of the problem that adding one would meet; null when she can.
    refusal: str | None


class RelyingParty(Wire):
    """Who asks for a passkey."""

    id: str
    name: str


class KeyOwner(Wire):
    """For whom a passkey is made, as the device shows it."""

    # Of her job: one device may hold a passkey for each of hers.
    id: str
    name: str
    display_name: str


class KeyKind(Wire):
    """A kind of signature that is taken (RFC 9053)."""

    type: Literal["public-key"]
    alg: int


class KnownCredential(Wire):
    """A passkey that the device need not make again."""

    type: Literal["public-key"]
    id: str


class KeyDemands(Wire):
    """What is asked of the device: that it knows whose passkey it is, and asks her for her finger, face or code."""

    resident_key: Literal["required"]
    require_resident_key: bool
    user_verification: Literal["required"]


class PasskeyWanted(Wire):
    """What the browser is asked for: PublicKeyCredentialCreationOptionsJSON of WebAuthn level 3."""

    rp: RelyingParty
    user: KeyOwner
    challenge: str
    pub_key_cred_params: list[KeyKind]
    # In milliseconds.
    timeout: int
    exclude_credentials: list[KnownCredential]
    authenticator_selection: KeyDemands
    attestation: Literal["none"]


class NewPasskey(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The passkey that a device has made, its octets in base64url."""

    client_data: str
    attestation: str
    # What she calls it.
    name: Name


class PasskeyName(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What she calls a passkey."""

    name: Name


# Her own, of all her jobs.
PASSKEYS = """
select p.id, p.name, m.role, pr.name as workplace, p.made_at, p.last_used_at, p.doubted_at, p.device
from passkey p join membership m on m.id = p.membership left join provider pr on pr.id = m.provider
where m.person = $1 and p.ended_at is null
"""
IN_ORDER = " order by p.made_at desc, p.id"
# What the session is for, and when she proved who she is. Locked: she adds one after another.
JOB = """
select m.id as membership, m.way is not null as follows_groups, s.created_at as proved_at, s.device,
    (select count(*) from passkey p join membership o on o.id = p.membership
        where o.person = m.person and p.ended_at is null) as held
from session s join membership m on m.id = s.membership where s.id = $1 for update of s
"""
ADD = """
insert into passkey (id, membership, credential, public_key, sign_count, device, name, made_at, made_in)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (credential) do nothing returning id
"""


def standing(job: dict[str, Any]) -> Problem | None:
    """Return why a passkey for this job cannot be added in this session, or None."""
    named = ("follows_groups", "proved_at", "held")
    return refuse_adding(now=clock.now(), **{name: job[name] for name in named})


async def job_of(person: ActingPerson) -> dict[str, Any]:
    """Return what a passkey added in this session would be for."""
    rows = await fetch(JOB, person.sign_in)
    if not rows:
        raise SignInNeeded
    return rows[0]


async def get_passkey(person: UUID, passkey: UUID) -> PasskeySummary:
    """Return a passkey of a person's own; another's does not exist for her."""
    rows = await fetch(PASSKEYS + " and p.id = $2", person, passkey)
    if not rows:
        raise NotFound
    return PasskeySummary(**rows[0])


@get(
    "/api/passkeys",
    operation_id="listPasskeys",
    guards=[allow(*OPENED)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_passkeys(acting_person: NamedDependency[ActingPerson]) -> MyPasskeys:
    """List the person's passkeys, the newest first, and tell whether she can add one now."""
    async with transaction():
        problem = standing(await job_of(acting_person))
        rows = await fetch(PASSKEYS + IN_ORDER, acting_person.id)
    return MyPasskeys([PasskeySummary(**row) for row in rows], problem.slug() if problem else None)


@post(
    "/api/passkeys/challenge",
    operation_id="beginPasskey",
    status_code=200,
    guards=[allow(*OPENED)],
    responses=can_refuse(*CHANGE_REFUSALS, *STANDING_REFUSALS),
)
async def begin_passkey(request: Caller, acting_person: NamedDependency[ActingPerson]) -> PasskeyWanted:
    """Tell the browser which passkey to make: for this job, by this session, within five minutes."""
    async with transaction():
        job = await job_of(acting_person)
        if problem := standing(job):
            raise problem
        known = await fetch(
            "select credential from passkey where membership = $1 and ended_at is null order by made_at",
            job["membership"],
        )
        challenge = await ask("adding", request.cookies[COOKIE])
    party = party_of(request.app.state.settings, request.headers.get("host"))
    workplaces = await fetch("select name from provider where id = $1", acting_person.provider)
    shown = ", ".join([acting_person.name, *(row["name"] for row in workplaces)])
    return PasskeyWanted(
        rp=RelyingParty(party.name, PRODUCT),
        user=KeyOwner(in_base64url(job["membership"].bytes), shown, shown),
        challenge=challenge,
        pub_key_cred_params=[KeyKind("public-key", int(algorithm)) for algorithm in ALGORITHMS],
        timeout=int(CHALLENGE_LASTS.total_seconds() * 1000),
        exclude_credentials=[KnownCredential("public-key", in_base64url(row["credential"])) for row in known],
        authenticator_selection=KeyDemands("required", require_resident_key=True, user_verification="required"),
        attestation="none",
    )


@post(
    "/api/passkeys",
    operation_id="addPasskey",
    guards=[allow(*OPENED)],
    request_max_body_size=LARGEST_SENT,
    responses=can_refuse(*CHANGE_REFUSALS, TooLarge, PasskeyNotAdded, PasskeyNotForThisJob, TooManyPasskeys),
)
async def add_passkey(
    request: Caller, acting_person: NamedDependency[ActingPerson], data: JSONBody[NewPasskey]
) -> PasskeySummary:
    """Add the passkey that the browser has made."""
    party = party_of(request.app.state.settings, request.headers.get("host"))
    made = await made_here(request.cookies[COOKIE], data, party)
    passkey = uuid4()
    async with transaction():
        added = made is not None and await keep(passkey, made, acting_person, data.name)
        if not added:
            of = vouched(made.credential).subject_hash if made else None
            await keep_refused(WAY, PasskeyNotAdded.slug(), origin_of(request), of)
    if not added:
        raise PasskeyNotAdded
    return await get_passkey(acting_person.id, passkey)


async def made_here(token: str, data: NewPasskey, party: Party) -> NewKey | None:
    """Return the passkey that was asked for in this session and made for us; its challenge is spent either way."""
    added = read_added(data.client_data, data.attestation)
    if added is None or not await take("adding", added.challenge, token):
        return None
    return verify_added(added, party)


async def keep(passkey: UUID, made: NewKey, person: ActingPerson, name: str) -> bool:
    """Keep a new passkey; False where somebody has it already."""
    job = await job_of(person)
    problem = standing(job)
    # She was in time when she was asked for it.
    if problem and not isinstance(problem, SignInNotFresh):
        raise problem
    rows = await fetch(
        ADD,
        *(passkey, job["membership"], made.credential, made.public_key, made.sign_count, job["device"]),
        *(readable_name(name) or UNNAMED, clock.now(), person.sign_in),
    )
    return bool(rows)


@put(
    "/api/passkeys/{passkey_id:uuid}/name",
    operation_id="renamePasskey",
    guards=[allow(*OPENED)],
    responses=can_refuse(*CHANGE_REFUSALS, NotFound),
)
async def rename_passkey(
    acting_person: NamedDependency[ActingPerson], passkey_id: FromPath[UUID], data: JSONBody[PasskeyName]
) -> PasskeySummary:
    """Call a passkey something else."""
    async with transaction():
        found = await get_passkey(acting_person.id, passkey_id)
        found.name = readable_name(data.name) or UNNAMED
        await fetch("update passkey set name = $2 where id = $1", passkey_id, found.name)
    return found


@delete(
    "/api/passkeys/{passkey_id:uuid}",
    operation_id="removePasskey",
    guards=[allow(*OPENED)],
    responses=can_refuse(*KEEPERS_REFUSALS, NotFound),
)
async def remove_passkey(acting_person: NamedDependency[ActingPerson], passkey_id: FromPath[UUID]) -> Response[None]:
    """Take a passkey away: it opens nothing any more, and whoever came in by it elsewhere is out."""
    async with transaction():
        if not await end_passkey(passkey_id, acting_person.id, acting_person.sign_in):
            raise NotFound
    return Response(None, status_code=204)


ROUTES = [list_passkeys, begin_passkey, add_passkey, rename_passkey, remove_passkey]
