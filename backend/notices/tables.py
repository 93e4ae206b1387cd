"""What has happened that people are told of; nothing in it is anybody's words, only ids, times and figures."""

from piccolo.columns import JSONB, UUID, Text, Timestamptz
from piccolo.table import Table

from backend.database import DB


class Happening(Table, db=DB):
    """One thing that happened to a client's services, as whoever let it happen has told it (notices/telling.py)."""

    id = UUID(primary_key=True)
    # Of notices/telling.py: Kind.
    kind = Text()
    # Plain ids: what they name stands further right in the house, and may be taken away before this is.
    client = UUID()
    organiser = UUID()
    provider = UUID(null=True, default=None)
    visit = UUID(null=True, default=None)
    # The planned visit that it is about.
    planned = UUID(null=True, default=None)
    at = Timestamptz()
    # Who let it happen, and is not told of her own doing.
    by_person = UUID(null=True, default=None)
    # The one person it is for; null for everyone who follows this client.
    to_person = UUID(null=True, default=None)
    # Times and figures that a notice says.
    facts = JSONB()
    # What it is known by where it may be told twice and is to be heard once.
    once = Text(null=True, default=None, unique=True)
    # When notices were made of it.
    noticed_at = Timestamptz(null=True, default=None)
