"""Passkeys by which people come back to their work, and what a browser is asked to sign with one."""

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, Text, Timestamptz
from piccolo.table import Table

from backend.access.tables import Membership, SignIn
from backend.database import DB


class Passkey(Table, db=DB):
    """A key pair of which the private half never leaves the person's device (WebAuthn): it opens one job of hers."""

    id = UUID(primary_key=True)
    membership = ForeignKey(Membership, null=False)
    # What the device calls it.
    credential = Bytea(unique=True)
    # As COSE writes it (RFC 9052).
    public_key = Bytea()
    # The highest that the device has told; 0 for one that does not count.
    sign_count = BigInt()
    # The work phone whose session it was added in; a plain id, as a session's.
    device = UUID(null=True, default=None)
    # What she calls it.
    name = Text()
    made_at = Timestamptz()
    # The sign-in in whose session it was added.
    made_in = ForeignKey(SignIn, null=False)
    last_used_at = Timestamptz(null=True, default=None)
    # When its counter last went back: there may be a copy of it.
    doubted_at = Timestamptz(null=True, default=None)
    # When she took it away, or the office told that the phone is lost.
    ended_at = Timestamptz(null=True, default=None)


class PasskeyChallenge(Table, db=DB):
    """What a browser was asked to sign and has not yet: once, within minutes, in this browser alone."""

    challenge_hash = Bytea(primary_key=True)
    # What it was asked for: `adding` or `signing-in`.
    purpose = Text()
    # Of what only this browser knows: the session's token for adding, a cookie of its own for signing in.
    browser_hash = Bytea()
    expires_at = Timestamptz()
