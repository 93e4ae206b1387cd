"""Where sealed records are delivered, by whoever brings them; nothing is read back (docs/sync.md, sealed records)."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, post
from litestar.datastructures import State
from litestar.params import JSONBody

from backend import clock
from backend.access.guards import allow_anyone
from backend.answers import AS_IT_IS, can_refuse, language_asked, request_id
from backend.problems import NotFromHere, NotJson, TooLarge, UnsupportedMediaType
from backend.sealed.envelope import Envelope
from backend.sealed.taking_in import Delivery, take_in
from backend.sync.reading import MOST_AT_ONCE
from backend.sync.receipts import Refusal, Signature, receipts_in, refusals_in, sign
from backend.throttle import SEALED
from backend.wire import Wire


class Deliver(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Sealed records, brought by a phone or by an office's page."""

    # Of whoever brings them: what is signed is signed to it.
    device: UUID
    envelopes: Annotated[list[Envelope], msgspec.Meta(max_length=MOST_AT_ONCE)]


class SealedReceipt(Wire):
    """The server's word that it has a record; it says nothing of what is in it."""

    id: UUID
    sequence: int
    # Of the canonical record, in hexadecimal.
    sha256: str
    received_at: datetime


class DeliveryReply(Wire):
    """What became of each envelope."""

    # Whole seconds.
    server_time: datetime
    # Of what is stored now or was before, in the order brought.
    receipts: list[SealedReceipt]
    refusals: list[Refusal]
    # Null when there are no receipts.
    signature: Signature | None


@post(
    "/api/sync/sealed",
    operation_id="deliverSealed",
    status_code=200,
    opt={AS_IT_IS: True},
    guards=[allow_anyone(SEALED)],
    responses=can_refuse(NotJson, NotFromHere, TooLarge, UnsupportedMediaType),
)
async def deliver_sealed(request: Request[Any, Any, State], state: State, data: JSONBody[Deliver]) -> DeliveryReply:
    """Take in sealed records, whoever brings them; safe to send any number of times."""
    delivery = Delivery(
        carrier=data.device,
        now=clock.now().replace(microsecond=0),
        language=language_asked(request.headers.get("accept-language", "")),
        instance=request_id(request),
    )
    verdicts = await take_in(delivery, data.envelopes, state.keyring, state.intake)
    receipts = receipts_in(verdicts)
    told = [SealedReceipt(one.id, one.sequence, one.sha256.hex(), one.received_at) for one in receipts]
    signature = sign(state.own_keys.receipts, data.device, receipts)
    return DeliveryReply(delivery.now, told, refusals_in(verdicts), signature)


ROUTES = [deliver_sealed]
