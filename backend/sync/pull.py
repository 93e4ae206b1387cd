"""What a phone needs with no network, by a cursor: only what has changed since it asked last (docs/sync.md)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.visits.summaries import VisitSummary
from backend.wire import OrganiserName, ProviderName, TaskName, Text, Wire


class VerificationKey(Wire):
    """A public key that the installation signs by: voucher codes, or receipts."""

    # First four bytes of the SHA-256 of the raw public key, 8 hex digits.
    id: str
    # Ed25519, 32 bytes, base64url without padding.
    public_key: str


class SealingKey(Wire):
    """The public key that phones seal records to (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str
    kid: str


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
    sealing_key: SealingKey | None
    organisers: list[OrganiserName]
    services: list[ServiceWithTasks]
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
