"""What anyone says of how well the service can be used by her, and what the organiser has answered."""

from piccolo.columns import UUID, Bytea, Date, ForeignKey, Timestamptz
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import ActingPerson, Role
from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.vouchers.tables import NOTHING


class AccessibilityFeedback(Table, db=DB):
    """What one person, who is not asked who she is, wrote of accessibility to an organiser (saavutettavuuspalaute)."""

    # Made by the page, so that sending twice gives once.
    id = UUID(primary_key=True)
    organiser = ForeignKey(Organiser, null=False)
    words_sealed = Bytea()
    # An e-mail address or a telephone number; None where she wants no answer.
    contact_sealed = Bytea(null=True, default=None)
    received_at = Timestamptz()
    # The last day for the organiser to answer; None where nobody says where to.
    due_on = Date(null=True, default=None)
    # What was answered, or done about it.
    answer_sealed = Bytea(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = ForeignKey(Person, null=True, default=None)

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to what was written to the organiser whose services this person keeps."""
        return cls.organiser == person.organiser if person.role is Role.ORGANISER else NOTHING
