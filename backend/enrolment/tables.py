"""How a worker's phone is taken into use."""

from piccolo.columns import UUID, Bytea, ForeignKey, Timestamptz
from piccolo.table import Table

from backend.access.tables import Device, Membership, Person
from backend.database import DB


class Enrolment(Table, db=DB):
    """A code by which one phone can be taken into use for one employment, once, within minutes."""

    id = UUID(primary_key=True)
    membership = ForeignKey(Membership, null=False)
    code_hash = Bytea(unique=True)
    # Of the office.
    made_by = ForeignKey(Person, null=False)
    made_at = Timestamptz()
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    # Which phone used it.
    device = ForeignKey(Device, null=True, default=None)
    # When another one took its place, or the office let it be.
    ended_at = Timestamptz(null=True, default=None)
