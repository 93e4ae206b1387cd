"""Photos that belong to a visit (a shopping receipt), and the parts of those that are still coming."""

from piccolo.columns import UUID, Bytea, ForeignKey, Integer, Timestamptz
from piccolo.table import Table

from backend.access.tables import Person
from backend.database import DB
from backend.visits.tables import Visit


class Attachment(Table, db=DB):
    """One photo, announced with its length and hash; it is here when its content is."""

    # Made on the phone.
    id = UUID(primary_key=True)
    visit = ForeignKey(Visit, null=False)
    worker = ForeignKey(Person, null=False)
    # Of what the phone sends.
    bytes = Integer()
    sha256 = Bytea()
    # By the phone's clock.
    done_at = Timestamptz()
    begun_at = Timestamptz()
    # Without what a camera writes beside the picture (Exif); sealed (at_rest.py).
    content_sealed = Bytea(null=True, default=None)
    received_at = Timestamptz(null=True, default=None)


class AttachmentPart(Table, db=DB):
    """A stretch of a photo that is still coming."""

    # With `from_byte` the key.
    attachment = ForeignKey(Attachment, null=False, primary_key=True)
    from_byte = Integer()
    # At rest nobody reads what has come so far either.
    content_sealed = Bytea()
