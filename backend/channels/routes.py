"""What a client, a relative or an office is told, where and when: one's own choices, phones and e-mail address."""

import re
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID, uuid4

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import JSONBody

from backend import at_rest, clock
from backend.access.guards import allow, allow_anyone
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.channels.mail import Letter
from backend.channels.problems import MailAddressWrong, MailLinkEnded, MailNotPossible, PushEndpointNotPublic
from backend.channels.public_addresses import LONGEST_ENDPOINT, PublicResolver, is_endpoint, is_reachable
from backend.channels.push import Endpoint, encrypted
from backend.channels.sending import Channels
from backend.database import fetch, transaction
from backend.notices.kinds import Kind
from backend.notices.making import choice_of
from backend.notices.rules import MINUTES_OF_A_DAY
from backend.notices.words import notice_words
from backend.problems import NotFromHere, NotJson, NotYourRole, SignInNeeded, UnsupportedMediaType
from backend.throttle import STRANGERS, Pace, TooManyRequests, throttle_of
from backend.wire import Token, Wire

WHO = (Role.CLIENT, Role.RELATIVE, Role.PROVIDER)
CHANGES = (SignInNeeded, NotYourRole, NotJson, NotFromHere, UnsupportedMediaType)
# A phone, a tablet and a few that were thrown away.
MOST_PHONES = 10
LINK_LASTS = timedelta(days=2)
# Letters to an address that nobody has confirmed yet, by one person: an inbox is not filled through us.
LETTERS = Pace(at_once=3, a_second=1 / 600)
# What every mail server takes, and nothing that could become a second header (RFC 5321 section 4.1.2, dot-string).
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]*\.)+[A-Za-z]{2,63}")
LONGEST_ADDRESS = 254

MinuteOfDay = Annotated[int, msgspec.Meta(ge=0, le=MINUTES_OF_A_DAY - 1)]
InBase64Url = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]+={0,2}\Z", max_length=200)]


class Told(Wire):
    """What a person is told, and where."""

    kinds: list[Kind]
    # Minutes of the local day; the same twice is no quiet at all.
    quiet_from: int
    quiet_until: int
    wakes: bool
    says_more: bool
    lets_know: bool
    # How many browsers of hers are told.
    phones: int
    # The public key that a browser asks with (`applicationServerKey`).
    push_key: str
    # Where she is written to, and whether she has confirmed it; null without an address.
    mail_address: str | None
    is_mail_confirmed: bool
    # Whether this installation writes letters at all.
    is_mail_possible: bool


class ChooseTold(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What a person chooses to be told."""

    kinds: Annotated[list[Kind], msgspec.Meta(max_length=len(Kind))]
    quiet_from: MinuteOfDay
    quiet_until: MinuteOfDay
    wakes: bool
    says_more: bool
    lets_know: bool


class PushKeys(msgspec.Struct, rename="lower", forbid_unknown_fields=True):
    """What is encrypted to, as a browser gives it (Push API, `PushSubscription.toJSON`)."""

    p256dh: InBase64Url
    auth: InBase64Url


class SubscribePhone(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A browser that asks to be told."""

    endpoint: Annotated[str, msgspec.Meta(max_length=LONGEST_ENDPOINT)]
    keys: PushKeys
    # The key it asked its push service with.
    push_key: Annotated[str, msgspec.Meta(max_length=100)]


class UnsubscribePhone(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A browser that is not to be told any more."""

    endpoint: Annotated[str, msgspec.Meta(max_length=LONGEST_ENDPOINT)]


class WriteTo(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The address that a person wants to be written to at."""

    address: Annotated[str, msgspec.Meta(max_length=LONGEST_ADDRESS)]


class ConfirmAddress(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What the link in the letter carries."""

    token: Token


class NothingMore(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """What is asked says everything; a body only keeps other sites' forms out."""


CHOSEN = """
select t.*, (select count(*) from push_subscription s where s.person = p.id) as phones, a.address_sealed, a.confirmed_at
from person p left join told_choice t on t.person = p.id left join mail_address a on a.person = p.id where p.id = $1
"""
CHOOSE = """
insert into told_choice (person, kinds, quiet_from, quiet_until, wakes, says_more, lets_know)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (person) do update set kinds = excluded.kinds, quiet_from = excluded.quiet_from,
    quiet_until = excluded.quiet_until, wakes = excluded.wakes, says_more = excluded.says_more,
    lets_know = excluded.lets_know
"""
# What was on its way to whoever used this browser before is not for her; the newest of a person's browsers stay.
LEAVE_TO = "delete from push_subscription where endpoint_hash = $1 and person <> $2"
KNOWN = "select id from push_subscription where endpoint_hash = $1 for update"
LEAVE_OWN = "delete from push_subscription where endpoint_hash = $1 and person = $2"
SUBSCRIBE = """
insert into push_subscription (id, person, sign_in, endpoint_hash, endpoint_sealed, key_id, made_at)
values ($1, $2, $3, $4, $5, $6, $7) on conflict (endpoint_hash) do nothing
"""
# Asking again keeps what waits for her.
ASK_AGAIN = """
update push_subscription set sign_in = $3, endpoint_sealed = $5, key_id = $6, made_at = $7
where id = $1 and person = $2 and endpoint_hash = $4
"""
KEEP_NEWEST = """
delete from push_subscription where id in (
    select id from push_subscription where person = $1 order by made_at desc, id offset $2)
"""
ASK_TO_CONFIRM = """
insert into mail_address (person, address_sealed, token_hash, asked_at) values ($1, $2, $3, $4)
on conflict (person) do update set address_sealed = excluded.address_sealed, token_hash = excluded.token_hash,
    asked_at = excluded.asked_at, confirmed_at = null
"""
CONFIRM = """
update mail_address set confirmed_at = $2, token_hash = null where token_hash = $1 and asked_at > $3 returning person
"""


async def told_of(person: UUID, state: State) -> Told:
    """Return what a person is told, and where."""
    (row,) = await fetch(CHOSEN, person)
    choice = choice_of(row)
    sealed = row["address_sealed"]
    return Told(
        kinds=[kind for kind in Kind if kind in choice.kinds],
        quiet_from=choice.quiet_from,
        quiet_until=choice.quiet_until,
        wakes=choice.wakes,
        says_more=choice.says_more,
        lets_know=bool(row["lets_know"]),
        phones=row["phones"],
        push_key=state.own_keys.push_key(),
        mail_address=at_rest.unseal(at_rest.ADDRESS, person.bytes, sealed).decode() if sealed else None,
        is_mail_confirmed=row["confirmed_at"] is not None,
        is_mail_possible=state.channels.mail is not None,
    )


@get("/api/told", operation_id="readTold", guards=[allow(*WHO)], responses=can_refuse(SignInNeeded, NotYourRole))
async def read_told(acting_person: NamedDependency[ActingPerson], state: State) -> Told:
    """Read what one is told oneself, when and where."""
    return await told_of(acting_person.id, state)


@post("/api/told", operation_id="chooseTold", guards=[allow(*WHO)], status_code=200, responses=can_refuse(*CHANGES))
async def choose_told(acting_person: NamedDependency[ActingPerson], data: JSONBody[ChooseTold], state: State) -> Told:
    """Choose what one is told, and when not."""
    async with transaction():
        await fetch(
            CHOOSE,
            *(acting_person.id, sorted({kind.value for kind in data.kinds}), data.quiet_from, data.quiet_until),
            *(data.wakes, data.says_more, data.lets_know),
        )
        return await told_of(acting_person.id, state)


@post(
    "/api/told/phones",
    operation_id="subscribePhone",
    guards=[allow(*WHO)],
    status_code=200,
    responses=can_refuse(*CHANGES, PushEndpointNotPublic),
)
async def subscribe_phone(
    acting_person: NamedDependency[ActingPerson], data: JSONBody[SubscribePhone], state: State
) -> Told:
    """Have this browser told, for as long as this session lasts."""
    channels: Channels = state.channels
    anywhere = channels.push.anywhere
    endpoint = Endpoint(data.endpoint, data.keys.p256dh.rstrip("="), data.keys.auth.rstrip("="))
    key_id = state.own_keys.push_key_id(data.push_key)
    if key_id is None or not is_endpoint(data.endpoint, anywhere=anywhere):
        raise PushEndpointNotPublic
    try:
        encrypted(endpoint, b"{}")
    except ValueError:
        raise PushEndpointNotPublic from None
    if not await is_reachable(data.endpoint, PublicResolver(anywhere=anywhere)):
        raise PushEndpointNotPublic
    known_by = sha256(data.endpoint.encode()).digest()
    async with transaction():
        await fetch(LEAVE_TO, known_by, acting_person.id)
        known = await fetch(KNOWN, known_by)
        asked = known[0]["id"] if known else uuid4()
        sealed = at_rest.seal(at_rest.ENDPOINT, asked.bytes, msgspec.json.encode(endpoint))
        await fetch(
            ASK_AGAIN if known else SUBSCRIBE,
            *(asked, acting_person.id, acting_person.sign_in, known_by, sealed, key_id, clock.now()),
        )
        await fetch(KEEP_NEWEST, acting_person.id, MOST_PHONES)
        return await told_of(acting_person.id, state)


@post(
    "/api/told/phones/leave",
    operation_id="unsubscribePhone",
    guards=[allow(*WHO)],
    status_code=200,
    responses=can_refuse(*CHANGES),
)
async def unsubscribe_phone(
    acting_person: NamedDependency[ActingPerson], data: JSONBody[UnsubscribePhone], state: State
) -> Told:
    """Have this browser told no more; what was on its way to it is not sent."""
    async with transaction():
        await fetch(LEAVE_OWN, sha256(data.endpoint.encode()).digest(), acting_person.id)
        return await told_of(acting_person.id, state)


@post(
    "/api/told/mail",
    operation_id="askForMail",
    guards=[allow(*WHO)],
    status_code=200,
    responses=can_refuse(*CHANGES, MailNotPossible, MailAddressWrong, TooManyRequests),
)
async def ask_for_mail(
    request: Request[ActingPerson, Any, State],
    acting_person: NamedDependency[ActingPerson],
    data: JSONBody[WriteTo],
    state: State,
) -> Told:
    """Give an address to be written to; it is used once the link that is sent there has been followed."""
    channels: Channels = state.channels
    if channels.mail is None:
        raise MailNotPossible
    if not ADDRESS.fullmatch(data.address):
        raise MailAddressWrong
    throttle_of(request).keep_pace(f"letters {acting_person.id}", LETTERS)
    token = secrets.token_urlsafe(32)
    words = notice_words(acting_person.language)
    sealed = at_rest.seal(at_rest.ADDRESS, acting_person.id.bytes, data.address.encode())
    async with transaction():
        # The letter first goes out when the token that it carries is known.
        await fetch(ASK_TO_CONFIRM, acting_person.id, sealed, sha256(token.encode()).digest(), clock.now())
        told = await told_of(acting_person.id, state)
    link = f"{channels.public_url}/confirm-address#{token}"
    letter = Letter(data.address, words["confirm_subject"], words["confirm"].format(link=link), acting_person.language)
    if not (await channels.mail.send(letter)).is_taken:
        raise MailNotPossible
    return told


@post(
    "/api/told/mail/confirm",
    operation_id="confirmAddress",
    guards=[allow_anyone(STRANGERS)],
    status_code=204,
    responses=can_refuse(MailLinkEnded, NotJson, NotFromHere, UnsupportedMediaType, TooManyRequests),
)
async def confirm_address(data: JSONBody[ConfirmAddress]) -> None:
    """Confirm an address by the link that was sent there; whoever reads that inbox may, in whatever browser."""
    now = clock.now()
    async with transaction():
        if not await fetch(CONFIRM, sha256(data.token.encode()).digest(), now, now - LINK_LASTS):
            raise MailLinkEnded


@post(
    "/api/told/mail/leave",
    operation_id="leaveMail",
    guards=[allow(*WHO)],
    status_code=200,
    responses=can_refuse(*CHANGES),
)
async def leave_mail(
    acting_person: NamedDependency[ActingPerson],
    data: JSONBody[NothingMore],  # noqa: ARG001 - it is empty
    state: State,
) -> Told:
    """Be written to no more; the address is forgotten."""
    async with transaction():
        await fetch(
            "delete from notice where person = $1 and subscription is null and ended_at is null", acting_person.id
        )
        await fetch("delete from mail_address where person = $1", acting_person.id)
        return await told_of(acting_person.id, state)


ROUTES = [
    read_told,
    choose_told,
    subscribe_phone,
    unsubscribe_phone,
    ask_for_mail,
    confirm_address,
    leave_mail,
]
