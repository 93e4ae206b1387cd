"""Who has proved who she is, and is nobody here yet."""

from piccolo.columns import UUID, Bytea, Text, Timestamptz
from piccolo.table import Table

from backend.database import DB


class Newcomer(Table, db=DB):
    """Somebody who was strongly identified and has no role here, for as long as she may show what lets her in."""

    id = UUID(primary_key=True)
    # Of the token in her browser's cookie.
    token_hash = Bytea(unique=True)
    # By which she was identified, how strongly, and what the identity provider calls her and its session, hashed.
    way = Text()
    acr = Text(null=True, default=None)
    subject_hash = Bytea(null=True, default=None)
    sid_hash = Bytea(null=True, default=None)
    # Her identity code and names, sealed (at_rest.py); they are in no other table before she has come in.
    who_sealed = Bytea()
    # fi, sv or en: as her browser asks.
    language = Text()
    expires_at = Timestamptz()
    # What Suomi.fi calls its own session, while she chooses there for whom to act.
    their_session = Text(null=True, default=None)
    choice_until = Timestamptz(null=True, default=None)
