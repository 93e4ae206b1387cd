"""Sign-ins that are under way or were refused, and whom an organisation's directory means by its own names.

How a session was identified stands in the session (access/tables.py).
"""

from piccolo.columns import UUID, Bytea, ForeignKey, Text, Timestamptz
from piccolo.table import Table

from backend.access.tables import Person
from backend.database import DB


class SignInAttempt(Table, db=DB):
    """A browser that has been sent to an identity provider and has not come back yet."""

    # Of the state that the provider gives back (RFC 6749 section 10.12).
    state_hash = Bytea(primary_key=True)
    way = Text()
    # Of the cookie by which the browser is known again.
    browser_hash = Bytea()
    # What the ID token has to repeat (OpenID Connect Core 1.0 section 15.5.2).
    nonce = Text()
    # What proves to the provider that the code is ours (RFC 7636).
    verifier = Text()
    # The page of this app to come back to.
    next = Text()
    expires_at = Timestamptz()


class Identity(Table, db=DB):
    """Whom an organisation's directory means by its own name for her."""

    # Keyed hash of the issuer and its subject.
    subject_hash = Bytea(primary_key=True)
    person = ForeignKey(Person, null=False)
    way = Text()
    first_at = Timestamptz()


class RefusedSignIn(Table, db=DB):
    """A sign-in by an identity provider's answer or a passkey that came to nothing here; kept as sign-ins are."""

    id = UUID(primary_key=True)
    at = Timestamptz()
    way = Text()
    # The problem's slug; of a passkey what was wrong with it (passkeys/rules.py).
    reason = Text()
    # Keyed hash as above, null when the provider's word was not proven; of a passkey the hash of its name.
    subject_hash = Bytea(null=True, default=None)
    address = Text()
    agent = Text()


class UsedLogoutToken(Table, db=DB):
    """A logout token that was received, until it would be refused for its age."""

    # Of the issuer and the token's own id.
    token_hash = Bytea(primary_key=True)
    expires_at = Timestamptz()
