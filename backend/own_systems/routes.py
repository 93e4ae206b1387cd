"""Where providers' own systems bring visits and ask what became of them (docs/provider-api.md)."""

import asyncio
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery, HeaderParameter, JSONBody, QueryParameter

from backend import clock
from backend.access.guards import allow
from backend.access.problems import ProviderKeyUnknown
from backend.access.provider_keys import allow_own_system
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse, language_asked, request_id
from backend.database import fetch
from backend.own_systems.problems import IdempotencyKeyMissing, KeyUsedTwice
from backend.own_systems.reading import LARGEST_BODY, BringVisits, read_lines
from backend.own_systems.replies import Claim
from backend.own_systems.states import StatesSince, states_since
from backend.own_systems.taking_in import Bringing, lines_of, take_all
from backend.own_systems.trying import try_all
from backend.problems import NotFromHere, NotJson, NotYourRole, SignInNeeded, TooLarge, UnsupportedMediaType
from backend.sync.pull import VerificationKey, public_halves
from backend.sync.push import Verdict
from backend.sync.receipts import Signature, receipts_in, sign
from backend.sync.rules import canonical, sha256_of
from backend.wire import Wire


class BroughtVisits(Wire):
    """What became of each line, or would become of it."""

    # Whole seconds.
    server_time: datetime
    dry_run: bool
    # In the order brought; a dry run has no receipts.
    verdicts: list[Verdict]
    # Under the receipts, with the provider's id where a push has its device's; null when there are none.
    signature: Signature | None
    # Receipts are signed by the first; the others signed before.
    receipt_keys: list[VerificationKey]


def provider_of(person: ActingPerson) -> UUID:
    """Return whose visits they are; every office has a provider."""
    if person.provider is None:
        raise NotYourRole
    return person.provider


@post(
    "/api/provider/visits",
    operation_id="bringVisits",
    status_code=200,
    guards=[allow_own_system()],
    responses=can_refuse(
        *(SignInNeeded, ProviderKeyUnknown, NotYourRole, NotFromHere, NotJson, TooLarge, UnsupportedMediaType),
        *(IdempotencyKeyMissing, KeyUsedTwice),
    ),
    request_max_body_size=LARGEST_BODY,
)
async def bring_visits(
    request: Request[ActingPerson, Any, State],
    state: State,
    data: JSONBody[BringVisits],
    dry_run: Annotated[bool, QueryParameter(name="dryRun")] = False,  # noqa: FBT002 - it is named in the address
    idempotency_key: Annotated[
        str | None, HeaderParameter(name="Idempotency-Key", min_length=1, max_length=200, pattern=r"\A[!-~]+\Z")
    ] = None,
) -> BroughtVisits:
    """Take in visits from a provider's own system, line by line; a dry run only tells what would become of them."""
    bringing = Bringing(
        provider=provider_of(request.user),
        now=clock.now().replace(microsecond=0),
        language=language_asked(request.headers.get("accept-language", "")),
        instance=request_id(request),
    )
    # A thousand lines take a while to read; phones are answered meanwhile.
    read = await asyncio.to_thread(read_lines, data.mutations)
    keys = public_halves(state.own_keys.receipt_keys())
    if dry_run:
        tried = await try_all(bringing.provider, await lines_of(bringing, read), state.intake.verified)
        return BroughtVisits(bringing.now, dry_run=True, verdicts=tried, signature=None, receipt_keys=keys)
    if idempotency_key is None:
        raise IdempotencyKeyMissing
    sha256 = sha256_of(canonical({"mutations": data.mutations}))
    claim = Claim(bringing.provider, idempotency_key, sha256, bringing.now)
    answered = await claim.stake()
    if answered is not None:
        return msgspec.json.decode(answered, type=BroughtVisits)
    verdicts = await take_all(bringing.provider, await lines_of(bringing, read), state.intake)
    signature = sign(state.own_keys.receipts, bringing.provider, receipts_in(verdicts))
    return await claim.settle(
        BroughtVisits(bringing.now, dry_run=False, verdicts=verdicts, signature=signature, receipt_keys=keys)
    )


@get(
    "/api/provider/visits/states",
    operation_id="listVisitStates",
    guards=[allow_own_system()],
    responses=can_refuse(SignInNeeded, ProviderKeyUnknown, NotYourRole),
)
async def list_visit_states(
    acting_person: NamedDependency[ActingPerson], after: FromQuery[str | None] = None
) -> StatesSince:
    """Tell a provider's own system what has become of the provider's visits since it asked last."""
    return await states_since(provider_of(acting_person), after)


class WorkerOfProvider(Wire):
    """A worker as a provider's own system names her."""

    id: UUID
    name: str
    first_day: date
    last_day: date | None


WORKERS = """
select p.id, p.given_name || ' ' || p.family_name as name, m.first_day, m.last_day
from membership m join person p on p.id = m.person
where m.provider = $1 and m.role = 'worker' order by p.family_name, p.given_name, p.id, m.first_day
"""


@get(
    "/api/provider/workers",
    operation_id="listWorkers",
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_workers(acting_person: NamedDependency[ActingPerson]) -> list[WorkerOfProvider]:
    """List the provider's workers with the ids by which its own system names them."""
    return [WorkerOfProvider(**row) for row in await fetch(WORKERS, acting_person.provider)]


ROUTES = [bring_visits, list_visit_states, list_workers]
