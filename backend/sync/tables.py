"""What phones have sent that could not be kept as what it said, so that nothing they sent is lost."""

from piccolo.columns import JSON, UUID, BigInt, Bytea, ForeignKey, Timestamptz
from piccolo.table import Table

from backend.access.tables import Device
from backend.database import DB


class RefusedMutation(Table, db=DB):
    """One mutation as the phone sent it, and why it was refused; sent again it is decided anew."""

    # With `sha256` the key.
    id = UUID(primary_key=True)
    # Of the canonical record.
    sha256 = Bytea()
    device = ForeignKey(Device, null=False)
    # The device's running number.
    number = BigInt()
    # The canonical record, byte for byte as it was hashed, sealed (at_rest.py).
    content_sealed = Bytea()
    problem = JSON()
    received_at = Timestamptz()
