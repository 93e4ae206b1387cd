"""Who someone is, whom they may act for, and which phone and session they use.

A reference to a table further right in the house is a plain id here; its foreign key stands in the migration.
"""

from piccolo.columns import UUID, Array, BigInt, Boolean, Bytea, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.table import Table

from backend.database import DB


class Person(Table, db=DB):
    """A human being, once, however many roles she has."""

    id = UUID(primary_key=True)
    given_name = Text()
    family_name = Text()
    # fi, sv or en: the language she is served in (423/2003 s.10).
    language = Text()
    # Personal identity code (henkilötunnus), encrypted; found by its keyed hash (access/identity_code.py).
    identity_code_sealed = Bytea(null=True, default=None)
    identity_code_hash = Bytea(null=True, default=None, unique=True)


class Membership(Table, db=DB):
    """A role a person holds, for an organiser or a provider, from a day to a day."""

    id = UUID(primary_key=True)
    person = ForeignKey(Person, null=False)
    role = Text()
    organiser = UUID(null=True, default=None)
    provider = UUID(null=True, default=None)
    first_day = Date()
    last_day = Date(null=True, default=None)
    # The way in whose groups it follows, and the only one by which it is entered; null when a person entered it.
    way = Text(null=True, default=None)


class Representation(Table, db=DB):
    """A mandate to act for a client (puolesta-asiointi), from a day to a day; a relative has no right as such."""

    id = UUID(primary_key=True)
    person = ForeignKey(Person, null=False)
    client = UUID()
    # What it covers, of access/roles.py: Scope.
    scopes = Array(base_column=Text())
    first_day = Date()
    last_day = Date(null=True, default=None)
    # What it rests on: in-app, suomi-fi, paper, guardianship, continuing-power or custody.
    source = Text()
    # The paper's or the decision's own number and date, as the official wrote it down, sealed (at_rest.py); None where
    # there is none.
    reference_sealed = Bytea(null=True, default=None)
    # Who gave or entered it, and when; null for one from before it was kept.
    given_by = UUID(null=True, default=None)
    given_at = Timestamptz(null=True, default=None)
    # When it was ended before its last day, and by whom; it ends at once.
    ended_at = Timestamptz(null=True, default=None)
    ended_by = UUID(null=True, default=None)


class SignIn(Table, db=DB):
    """A sign-in as it happened; the trail names it, so it is kept as long as the trail."""

    id = UUID(primary_key=True)
    membership = ForeignKey(Membership, null=False)
    at = Timestamptz()
    # The door: an identity provider's name, enrolment, passkey, role-change or demo.
    way = Text()
    # How strongly an identity provider says the person was identified.
    acr = Text(null=True, default=None)
    # Where it came from: the network address, and what the browser calls itself.
    address = Text()
    agent = Text()


class Session(Table, db=DB):
    """A sign-in that lasts; the token itself is only in the person's cookie."""

    token_hash = Bytea(primary_key=True)
    # The sign-in it began with.
    id = ForeignKey(SignIn, null=False, unique=True)
    membership = ForeignKey(Membership, null=False)
    # When she proved who she is; a change of role keeps it.
    created_at = Timestamptz()
    # To the minute.
    last_seen_at = Timestamptz()
    expires_at = Timestamptz()
    # How long it may rest unused.
    idle_seconds = Integer()
    # Beside its own, the memberships she may go over to in it; null: every one of hers.
    reach = Array(base_column=UUID(), null=True, default=None)
    # The worker's phone that the sign-in is bound to; a plain id, the phone may speak first later.
    device = UUID(null=True, default=None)
    # The way in by which an identity provider stands for it, and keyed hashes of what it calls the person and its own
    # session, by which it ends this one; or `passkey` and the hash of that one's name. Null for sessions of other
    # doors. A change of role carries them on.
    way = Text(null=True, default=None)
    subject_hash = Bytea(null=True, default=None)
    sid_hash = Bytea(null=True, default=None)


class Device(Table, db=DB):
    """A worker's phone, known by the id it made itself."""

    id = UUID(primary_key=True)
    person = ForeignKey(Person, null=False)
    first_contact_at = Timestamptz()
    last_contact_at = Timestamptz()
    # The highest running number the phone has given; a record below it that is missing is known to exist.
    highest_number = BigInt()
    # Every number up to this one has come.
    complete_to = BigInt(default=0)
    # Of the token inside a sealed record, by which the phone is known without a session (sync/sealed.py).
    write_token_hash = Bytea(null=True, default=None)
    # The build of the app that it last spoke with.
    app = Text(null=True, default=None)
    # Whether its browser has promised to keep the store; None until it has said.
    storage_kept = Boolean(null=True, default=None)
    # Unsent visits that went with a store the browser threw away, and when that was noticed.
    lost_visits = Integer(default=0)
    lost_noticed_at = Timestamptz(null=True, default=None)
    # Rows that did not fit on the phone at its last pull.
    left_out = Integer(default=0)
    # When it was told to be lost: from then on nobody reads with it, and what it sends goes to review.
    lost_at = Timestamptz(null=True, default=None)


class ProviderKey(Table, db=DB):
    """What a provider's own system is known by; the token itself was shown once."""

    id = UUID(primary_key=True)
    provider = UUID()
    # What the office calls the system.
    name = Text()
    token_hash = Bytea(unique=True)
    made_by = ForeignKey(Person, null=False)
    made_at = Timestamptz()
    last_used_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)


class TrailEntry(Table, db=DB):
    """Who viewed or changed what of whom, and why (703/2023 s.10); appended to, never edited, and kept by years."""

    # With `at` the key.
    id = BigInt(primary_key=True)
    at = Timestamptz()
    organiser = UUID()
    client = UUID()
    person = UUID()
    role = Text()
    act = Text()
    # The voucher, visit or client that was touched.
    subject = UUID()
    # The provider or the organiser whose user she is; null for a client, who acts for herself, and her representative.
    organisation = UUID(null=True, default=None)
    # What the data were used for; null in entries from before it was kept.
    purpose = Text(null=True, default=None)
    # From where: the sign-in; null for one without a session.
    sign_in = UUID(null=True, default=None)
