"""Push and pull, the two calls of a phone; a reply names a visit only after the commit that holds it (docs/sync.md)."""

import base64
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import JSONBody

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.answers import AS_IT_IS, can_refuse, language_asked, pointer_and_detail, request_id
from backend.catalogue.tables import Organiser, Service, ServiceTask
from backend.database import transaction
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
from backend.providers.tables import Provider
from backend.sync.pull import ChangesSince, Provisions, ServiceWithTasks, VerificationKey
from backend.sync.push import Sender, Verdict, push
from backend.sync.reading import Push, read_mutation
from backend.sync.receipts import SignedReply
from backend.visits.summaries import visit_summaries
from backend.visits.tables import Visit
from backend.wire import OrganiserName, ProviderName, TaskName, Text, Wire

# A worker's phone holds its last week of visits (docs/sync.md, what a phone keeps).
DAYS_ON_PHONE = 7


class PushReply(Wire):
    """One verdict for each mutation, in the order sent."""

    server_time: datetime
    verdicts: list[Verdict]


@post(
    "/api/sync/push",
    operation_id="pushMutations",
    status_code=200,
    opt={AS_IT_IS: True},
    guards=[allow(Role.WORKER)],
    responses=can_refuse(
        NotJson, SignInNeeded, NotYourRole, NotFromHere, DeviceOfAnother, TooLarge, UnsupportedMediaType
    ),
)
async def push_mutations(
    request: Request[ActingPerson, Any, State],
    acting_person: NamedDependency[ActingPerson],
    state: State,
    data: JSONBody[Push],
) -> PushReply | SignedReply:
    """Take in what a phone has recorded; safe to send any number of times."""
    now = clock.now()
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
    verdicts = await push(sender, data.highest_number, read, state.intake)
    return PushReply(now, verdicts)


def text_of(row: dict[str, Any]) -> Text:
    """Return a row's name in the three languages."""
    return Text(row["name_fi"], row["name_sv"], row["name_en"])


async def services() -> list[ServiceWithTasks]:
    """Return every service with its tasks in their order."""
    tasks = await ServiceTask.select().order_by(ServiceTask.position)
    return [
        ServiceWithTasks(
            row["id"],
            row["code"],
            text_of(row),
            row["unit"],
            [TaskName(task["slug"], text_of(task)) for task in tasks if task["service"] == row["id"]],
        )
        for row in await Service.select().order_by(Service.code)
    ]


@get(
    "/api/sync/pull",
    operation_id="pullChanges",
    guards=[allow(Role.WORKER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def pull_changes(
    acting_person: NamedDependency[ActingPerson], state: State, after: str | None = None, device: UUID | None = None
) -> Provisions | ChangesSince:
    """Give a phone what its worker needs with no network."""
    now = clock.now()
    async with transaction():
        # A worker's membership names a provider; the database holds it to that.
        (provider,) = await Provider.select().where(Provider.id == acting_person.provider)
        visits = await visit_summaries(acting_person, Visit.started_at >= now - timedelta(days=DAYS_ON_PHONE))
        await trail.viewed_vouchers(acting_person, [visit.voucher_id for visit in visits])
        return Provisions(
            server_time=now,
            keys=[
                VerificationKey(name.hex(), base64.urlsafe_b64encode(key.public_bytes_raw()).decode().rstrip("="))
                for name, key in state.own_keys.voucher_keys().items()
            ],
            organisers=[
                OrganiserName(row["id"], row["code"], text_of(row))
                for row in await Organiser.select().order_by(Organiser.code)
            ],
            services=await services(),
            provider=ProviderName(provider["id"], provider["code"], provider["name"]),
            visits=visits,
        )


ROUTES = [push_mutations, pull_changes]
