"""What phones have sent, with the verdict each got, so that a repeat gets the first answer again."""

from piccolo.columns import JSON, UUID, BigInt, Bytea, ForeignKey, Text, Timestamptz
from piccolo.table import Table

from backend.access.tables import Device
from backend.database import DB


class ReceivedMutation(Table, db=DB):
    """One mutation as the phone sent it, accepted or refused, and what was answered."""

    id = UUID(primary_key=True)
    device = ForeignKey(Device, null=False)
    # The device's running number; each is used once.
    number = BigInt()
    # The canonical record, byte for byte as it was hashed.
    content = Text()
    sha256 = Bytea()
    # accepted or refused; held ones are not stored.
    verdict = Text()
    problem = JSON(null=True, default=None)
    # The organiser's change counter, for an accepted one.
    sequence = BigInt(null=True, default=None)
    received_at = Timestamptz()
