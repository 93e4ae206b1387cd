"""What proves that somebody was in a client's home: her home's secrets, and what workers read there."""

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, Text, Timestamptz
from piccolo.table import Table

from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.vouchers.tables import Client


class PresenceSecret(Table, db=DB):
    """What the digits of a client's home, or the number on its paper tag, are reckoned from; one of each is in use."""

    id = UUID(primary_key=True)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    # digits or tag.
    kind = Text()
    secret_sealed = Bytea()
    made_at = Timestamptz()
    # When another took its place: a phone that knew it is no longer the client's side.
    ended_at = Timestamptz(null=True, default=None)


class PresenceReading(Table, db=DB):
    """What was read in a client's home in one visit; never where that was."""

    visit = UUID(primary_key=True)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    worker = ForeignKey(Person, null=False)
    # digits or tag: which of the two it was found to be; None: neither, or digits that she had used.
    found = Text(null=True, default=None)
    # Of the digits.
    step = BigInt(null=True, default=None)
    # By the worker's phone.
    read_at = Timestamptz()
