"""What providers' own systems were answered under their idempotency keys, to be answered again."""

from piccolo.columns import JSON, Bytea, ForeignKey, Text, Timestamptz
from piccolo.table import Table

from backend.database import DB
from backend.providers.tables import Provider


class BulkReply(Table, db=DB):
    """One use of an idempotency key."""

    # With `key` the primary key.
    provider = ForeignKey(Provider, null=False, primary_key=True)
    key = Text()
    # Of the lines that were sent under it.
    sha256 = Bytea()
    # None while they are being taken in, and when a server died over it.
    reply = JSON(null=True, default=None)
    at = Timestamptz()
