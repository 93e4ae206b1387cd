"""What clients and those who act for them say of visits: feedback, confirmations, disputes; links with no sign-in."""

from piccolo.columns import UUID, Boolean, Bytea, Date, ForeignKey, SmallInt, Text, Timestamptz
from piccolo.columns.combination import And
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import STAFF, ActingPerson, Role
from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.providers.tables import Provider
from backend.visits.tables import Visit
from backend.vouchers.tables import NOTHING, Client


class FeedbackLink(Table, db=DB):
    """A way to give feedback of one visit once, without a sign-in; the token itself is on paper or a screen only."""

    # Made by whoever asks for it.
    id = UUID(primary_key=True)
    visit = ForeignKey(Visit, null=False)
    token_hash = Bytea(unique=True)
    made_by = ForeignKey(Person, null=False)
    made_at = Timestamptz()
    # The last day on which it can be used.
    last_day = Date()
    used_at = Timestamptz(null=True, default=None)


class Feedback(Table, db=DB):
    """What one person said of one visit: a face and, if she wished, words (palaute)."""

    # Made by whoever gives it, so that sending twice gives once.
    id = UUID(primary_key=True)
    visit = ForeignKey(Visit, null=False)
    # Copied from the visit: rows are narrowed by them.
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    # None: by a link, whose holder is not known.
    given_by = ForeignKey(Person, null=True, default=None)
    link = ForeignKey(FeedbackLink, null=True, default=None)
    # good, fair or bad.
    face = Text()
    # Whom words are for: office or organiser.
    reader = Text()
    # Marked by the giver: somebody must act soon.
    is_urgent = Boolean()
    # Somebody of the organiser hears of it at once (rules.py: is_grave).
    is_grave = Boolean()
    words_sealed = Bytea(null=True, default=None)
    # By the phone's clock, which may have waited for a network.
    given_at = Timestamptz()
    received_at = Timestamptz()
    # The last day for the office to answer; None where nothing is to be answered.
    due_on = Date(null=True, default=None)
    answer_sealed = Bytea(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = ForeignKey(Person, null=True, default=None)
    # When somebody of the organiser took note of a grave one.
    noted_at = Timestamptz(null=True, default=None)
    noted_by = ForeignKey(Person, null=True, default=None)
    # What she said aloud: how it is written (rules.py: VoiceKind) and how long it is; the recording is a FeedbackVoice.
    voice_kind = Text(null=True, default=None)
    voice_seconds = SmallInt(null=True, default=None)

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to what is told one by one: a client's own, what a relative gave, words for the office, grave ones."""
        if person.role is Role.CLIENT:
            return cls.client.is_in(list(person.clients)) if person.clients else NOTHING
        if person.role is Role.RELATIVE:
            hers = cls.client.is_in(list(person.clients)) if person.clients else NOTHING
            return And(hers, cls.given_by == person.id)
        if person.role is Role.PROVIDER:
            return And(cls.provider == person.provider, cls.due_on.is_not_null())
        return And(cls.organiser == person.organiser, cls.is_grave.eq(True)) if person.role in STAFF else NOTHING  # noqa: FBT003 - a value to compare with


class FeedbackVoice(Table, db=DB):
    """The recording of feedback that was said aloud, apart from what lists read; who reads the one hears the other."""

    feedback = ForeignKey(Feedback, null=False, primary_key=True)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    content_sealed = Bytea()


class VisitConfirmation(Table, db=DB):
    """A client's or her representative's word that a visit was as it was recorded; taken back, it stays and says so."""

    id = UUID(primary_key=True)
    visit = ForeignKey(Visit, null=False)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    confirmed_by = ForeignKey(Person, null=False)
    confirmed_at = Timestamptz()
    undone_at = Timestamptz(null=True, default=None)


class Dispute(Table, db=DB):
    """A visit that a client or her representative says was not as it was recorded; it never changes the visit."""

    # Made by whoever disputes, so that sending twice disputes once.
    id = UUID(primary_key=True)
    visit = ForeignKey(Visit, null=False)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    raised_by = ForeignKey(Person, null=False)
    # nobody-came, times-differ, work-differs or other.
    reason = Text()
    words_sealed = Bytea(null=True, default=None)
    raised_at = Timestamptz()
    received_at = Timestamptz()
    # The last day for the provider's office to answer.
    due_on = Date()
    # open, answered or withdrawn.
    state = Text()
    # corrected (the provider corrects its record) or stands (the record is right as it is).
    outcome = Text(null=True, default=None)
    answer_sealed = Bytea(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = ForeignKey(Person, null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the disputes this person may see: her clients', her provider's or her organiser's."""
        if person.role in {Role.CLIENT, Role.RELATIVE}:
            return cls.client.is_in(list(person.clients)) if person.clients else NOTHING
        if person.role is Role.PROVIDER:
            return cls.provider == person.provider
        return cls.organiser == person.organiser if person.role in STAFF else NOTHING
