"""Who is at Suomi.fi just now, choosing for whom to act."""

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from backend.database import DB


class SuomiFiChoice(Table, db=DB):
    """A choice under way; it dies with the session it was begun in, and is answered once."""

    # The session's own id (access/tables.py), not its token.
    session = UUID(primary_key=True)
    # What Suomi.fi calls its own session.
    their_session = Text()
    begun_at = Timestamptz()
    expires_at = Timestamptz()
