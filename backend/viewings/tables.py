"""What clients ask about those who viewed their data, and viewings that somebody should look into."""

from piccolo.columns import UUID, BigInt, Bytea, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.table import Table

from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.vouchers.tables import Client


class Explanation(Table, db=DB):
    """A client's request to be told why somebody viewed her data, and the organiser's answer (703/2023 s.11)."""

    # Made by whoever asks, so that asking twice does it once.
    id = UUID(primary_key=True)
    # The entry of the trail, and when it was written, which outlive the entry.
    entry = BigInt(unique=True)
    entry_at = Timestamptz()
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    asked_by = ForeignKey(Person, null=False)
    asked_at = Timestamptz()
    # What she wants to know, and why she asks about a viewing of more than two years ago (viewings/words.py), sealed;
    # None when she has just asked.
    words_sealed = Bytea(null=True, default=None)
    # The last day to answer.
    due_on = Date()
    answered_at = Timestamptz(null=True, default=None)
    answered_by = ForeignKey(Person, null=True, default=None)
    answer_sealed = Bytea(null=True, default=None)
    # The number of the written decision by which telling was refused.
    refused_by_decision = Text(null=True, default=None)


class UnusualViewing(Table, db=DB):
    """Viewings of one person on one day that look unusual: of one client, or of many within an hour."""

    id = UUID(primary_key=True)
    organiser = ForeignKey(Organiser, null=False)
    # no-care-relation, many-clients or own-relative.
    kind = Text()
    person = ForeignKey(Person, null=False)
    role = Text()
    organisation = UUID(null=True, default=None)
    # None for many clients.
    client = ForeignKey(Client, null=True, default=None)
    day = Date()
    # Entries of the trail and clients that it is about; of many clients, those of the fullest hour.
    entries = Integer()
    clients = Integer()
    last_at = Timestamptz()
    found_at = Timestamptz()
    # Who has looked into it, when, and what it was: explained or misuse.
    checked_at = Timestamptz(null=True, default=None)
    checked_by = ForeignKey(Person, null=True, default=None)
    outcome = Text(null=True, default=None)
    # What she wrote about it, sealed; None until somebody has.
    words_sealed = Bytea(null=True, default=None)
