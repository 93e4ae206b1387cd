"""Invitations by which a client gives a mandate; the mandate itself is a `Representation` (access/tables.py)."""

from piccolo.columns import UUID, Array, Bytea, Date, ForeignKey, Text, Timestamptz
from piccolo.table import Table

from backend.access.tables import Person
from backend.database import DB
from backend.vouchers.tables import Client


class MandateInvitation(Table, db=DB):
    """A mandate that waits for its representative; once she is confirmed, a `Representation` has the same id."""

    # Made by whoever asks, so that asking twice invites once.
    id = UUID(primary_key=True)
    client = ForeignKey(Client, null=False)
    # Of access/roles.py: Scope.
    scopes = Array(base_column=Text())
    last_day = Date(null=True, default=None)
    # Of the code that the client hands over (mandates/inviting.py).
    code_hash = Bytea(unique=True)
    given_by = ForeignKey(Person, null=False)
    given_at = Timestamptz()
    # Who has entered the code, and waits for the client's word.
    taken_by = ForeignKey(Person, null=True, default=None)
    taken_at = Timestamptz(null=True, default=None)
    # Confirmed, withdrawn, or told to have come to the wrong person.
    ended_at = Timestamptz(null=True, default=None)
