"""What phones have sent that could not be kept as what it said, so that nothing they sent is lost."""

from piccolo.columns import JSON, UUID, BigInt, Bytea, ForeignKey, Text, Timestamptz
from piccolo.table import Table

from backend.access.tables import Device
from backend.database import DB
from backend.providers.tables import Provider


class RefusedMutation(Table, db=DB):
    """One mutation as the phone sent it, and why it was refused; sent again it is decided anew."""

    # With `sha256` the key.
    id = UUID(primary_key=True)
    # Of the canonical record.
    sha256 = Bytea()
    device = ForeignKey(Device, null=False)
    # The device's running number.
    number = BigInt()
    # The canonical record, byte for byte as it was hashed.
    content = Text()
    problem = JSON()
    received_at = Timestamptz()


class BulkReply(Table, db=DB):
    """What a provider's own system was answered under its idempotency key, to be answered again."""

    # With `key` the key.
    provider = ForeignKey(Provider, null=False, primary_key=True)
    key = Text()
    # Of the body that was sent under it.
    sha256 = Bytea()
    reply = JSON()
    at = Timestamptz()
