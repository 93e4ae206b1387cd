"""Where a client lives and how one comes in, as her organiser and each office that serves her know it."""

from piccolo.columns import UUID, Bytea, ForeignKey, Timestamptz
from piccolo.table import Table

from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.providers.tables import Provider
from backend.vouchers.tables import Client


class DoorNote(Table, db=DB):
    """An office's notes on one client's door; changed in place: a code that no longer opens is nobody's to keep."""

    id = UUID(primary_key=True)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    # None: the organiser's own, which every office that serves her reads.
    provider = ForeignKey(Provider, null=True, default=None)
    words_sealed = Bytea()
    changed_by = ForeignKey(Person, null=False)
    changed_at = Timestamptz()
