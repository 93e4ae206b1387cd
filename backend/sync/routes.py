"""Push and pull, the two calls of a phone; a reply names a visit only after the commit that holds it (docs/sync.md)."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from backend import clock
from backend.access.guards import FROM_OLD_PHONES, allow
from backend.access.problems import DeviceNotEnrolled, PhoneLost
from backend.access.roles import ActingPerson, Role
from backend.answers import AS_IT_IS, can_refuse, language_asked, pointer_and_detail, request_id
from backend.database import fetch, transaction
from backend.packing import Packed, unpacked
from backend.problems import (
    DeviceOfAnother,
    InvalidRequest,
    NotFromHere,
    NotJson,
    NotYourRole,
    SignInNeeded,
    TooLarge,
    UnsupportedMediaType,
)
from backend.sync.employers import push_in_session
from backend.sync.pull import AskedOfPull, ChangesSince, Provisions, changes_since, provisions
from backend.sync.push import Contact, Sender, Verdict
from backend.sync.reading import Push, read_mutation
from backend.sync.receipts import SignedReply, signed_reply
from backend.wire import Wire, from_base64url


class PushReply(Wire):
    """One verdict for each mutation, in the order sent."""

    server_time: datetime
    verdicts: list[Verdict]


@post(
    "/api/sync/push",
    operation_id="pushMutations",
    status_code=200,
    opt={AS_IT_IS: True, FROM_OLD_PHONES: True},
    middleware=[unpacked],
    guards=[allow(Role.WORKER)],
    responses=can_refuse(
        *(NotJson, SignInNeeded, NotYourRole, NotFromHere, TooLarge, UnsupportedMediaType),
        *(DeviceOfAnother, DeviceNotEnrolled, PhoneLost),
    ),
)
async def push_mutations(
    request: Request[ActingPerson, Any, State],
    acting_person: NamedDependency[ActingPerson],
    state: State,
    data: JSONBody[Push],
) -> Response[PushReply | SignedReply]:
    """Take in what a phone has recorded; safe to send any number of times."""
    insist_on_phone(acting_person, data.device)
    now = clock.now() if data.protocol == 1 else clock.now().replace(microsecond=0)
    sender = Sender(
        person=acting_person,
        device=data.device,
        sent_at=data.sent_at,
        now=now,
        language=language_asked(request.headers.get("accept-language", "")),
        instance=request_id(request),
    )
    read = []
    for place, record in enumerate(data.mutations):
        try:
            read.append(read_mutation(record))
        except msgspec.ValidationError as wrong:
            found = pointer_and_detail(str(wrong))
            raise InvalidRequest([{**found, "pointer": f"/mutations/{place}{found['pointer']}"}]) from wrong
    verdicts = await push_in_session(sender, told_by(data), read, state.intake)
    if data.protocol == 1:
        return Response(PushReply(now, verdicts))
    sent = [sent for sent, _ in read]
    return Packed(signed_reply(data.device, now, sent, verdicts, state.own_keys.receipts))


def insist_on_phone(person: ActingPerson, device: UUID | None) -> None:
    """Refuse a session that is bound to one phone and used by another."""
    if person.device not in (None, device):
        raise DeviceNotEnrolled


def told_by(data: Push) -> Contact:
    """Return what a push says of the phone itself."""
    token = data.write_token_hash
    return Contact(data.highest_number, data.phone, from_base64url(token) if token else None)


@get(
    "/api/sync/pull",
    operation_id="pullChanges",
    guards=[allow(Role.WORKER)],
    responses=can_refuse(SignInNeeded, NotYourRole, DeviceNotEnrolled, PhoneLost),
)
async def pull_changes(
    acting_person: NamedDependency[ActingPerson],
    state: State,
    after: FromQuery[str | None] = None,
    device: FromQuery[UUID | None] = None,
    round: FromQuery[bool] = False,  # noqa: A002, FBT002  the parameter's own name, left out by apps of before
) -> Provisions | ChangesSince:
    """Give a phone what its worker needs with no network: what is new since `after`, or everything."""
    insist_on_phone(acting_person, device)
    async with transaction():
        if await fetch("select from device where id = $1 and lost_at is not null", device):
            raise PhoneLost
        if after is None and device is None:
            return await provisions(acting_person, state.own_keys, clock.now())
        return await changes_since(acting_person, AskedOfPull(after, device, round), state.own_keys, clock.now())


ROUTES = [push_mutations, pull_changes]
