"""How a worker's phone was taken into use, and the passkeys by which people come back."""

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, Text, Timestamptz
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


class Passkey(Table, db=DB):
    """A key of a person's that never leaves her device; here is its public half (WebAuthn level 3)."""

    # The credential's id, as the authenticator chose it.
    id = Bytea(primary_key=True)
    person = ForeignKey(Person, null=False)
    # COSE key (RFC 9052).
    public_key = Bytea()
    # As last told; an authenticator without a counter always says 0.
    sign_count = BigInt()
    # What the browser that made it calls itself: so she knows it again.
    agent = Text()
    # The work phone it was made on; it is ended with that phone.
    device = UUID(null=True, default=None)
    made_at = Timestamptz()
    last_used_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)


class PasskeyChallenge(Table, db=DB):
    """What an authenticator is asked to sign: good once, for some minutes."""

    hash = Bytea(primary_key=True)
    # Who asked for it to add a passkey; None for a sign-in, where nobody is known yet.
    person = ForeignKey(Person, null=True, default=None)
    expires_at = Timestamptz()
