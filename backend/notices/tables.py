"""What people are told: what has happened (ids, times and figures, nobody's words), who wants to hear, and notices."""

from piccolo.columns import JSONB, UUID, Array, BigInt, Boolean, Bytea, ForeignKey, SmallInt, Text, Timestamptz
from piccolo.table import Table

from backend.access.tables import Person
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


class NoticeCursor(Table, db=DB):
    """Up to which of an organiser's changes its visits have been told of."""

    organiser = UUID(primary_key=True)
    sequence = BigInt()


class ToldChoice(Table, db=DB):
    """What one person wants to hear of, and when not; who has not chosen is told by notices/rules.py: AS_IT_COMES."""

    # The person.
    person = UUID(primary_key=True)
    kinds = Array(base_column=Text())
    # Minutes of the local day; the same twice is no quiet at all.
    quiet_from = SmallInt()
    quiet_until = SmallInt()
    # Whether a missed visit may disturb her quiet.
    wakes = Boolean()
    # Whether the lock screen says what it is about.
    says_more = Boolean()
    # A client's own word: those who act for her are told when she gets less than she was granted.
    lets_know = Boolean()


class PushSubscription(Table, db=DB):
    """One browser that asked to be told, for as long as the session lasts that asked (RFC 8030)."""

    id = UUID(primary_key=True)
    person = ForeignKey(Person, null=False)
    # The session; it ends and takes this along.
    sign_in = UUID()
    # Of the endpoint, by which a second asking finds it.
    endpoint_hash = Bytea(unique=True)
    # The endpoint is a capability: whoever has it may send there (at_rest.py).
    endpoint_sealed = Bytea()
    # Of the key that it was made for: a browser takes pushes signed with that one alone (RFC 8292 section 4).
    key_id = Text()
    made_at = Timestamptz()


class MailAddress(Table, db=DB):
    """Where a person is written to; only once the link that was sent there has come back."""

    # The person.
    person = UUID(primary_key=True)
    address_sealed = Bytea()
    # Of the link; null once it has been followed.
    token_hash = Bytea(null=True, default=None, unique=True)
    asked_at = Timestamptz()
    confirmed_at = Timestamptz(null=True, default=None)


class Notice(Table, db=DB):
    """One happening on its way to one person, by one browser of hers or by e-mail; the words are made as it is sent."""

    id = UUID(primary_key=True)
    happening = ForeignKey(Happening, null=False)
    person = ForeignKey(Person, null=False)
    # Null: by e-mail.
    subscription = ForeignKey(PushSubscription, null=True, default=None)
    # What a newer notice takes the place of it by, at the push service and on her phone (RFC 8030 section 5.4).
    topic = Text()
    # Until when it is tried.
    tells_until = Timestamptz()
    # When it is tried next; while somebody is sending it, when another may take over.
    next_at = Timestamptz()
    attempts = SmallInt(default=0)
    made_at = Timestamptz()
    ended_at = Timestamptz(null=True, default=None)
    # sent, dropped, refused or given-up.
    outcome = Text(null=True, default=None)
