"""What finance decided of the visits that the rules left to a person, and what the provider's office answered."""

from piccolo.columns import UUID, Array, Bytea, ForeignKey, Integer, SmallInt, Text, Timestamptz
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import ActingPerson, Role
from backend.access.tables import Person
from backend.catalogue.tables import Organiser
from backend.database import DB
from backend.providers.tables import Provider
from backend.visits.tables import Visit
from backend.vouchers.tables import NOTHING, Client


class ReviewDecision(Table, db=DB):
    """One decision of one visit (tarkastuspäätös); appended to: the next one takes its place and leaves it standing."""

    # Made by whoever decides, so that sending twice decides once.
    id = UUID(primary_key=True)
    visit = ForeignKey(Visit, null=False)
    # 1, and one more for each decision that came after: of two who decide at once, one is second.
    turn = SmallInt()
    # The record of the visit that it is about, and why the rules left that one to a person: with another record, or
    # with another reason beside these, it decides nothing any more.
    record = UUID()
    rules = Array(base_column=Text())
    # Copied from the visit: rows are narrowed by them.
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    provider = ForeignKey(Provider, null=False)
    # accepted, partly, rejected, asked or undone.
    outcome = Text()
    # A code of review/rules.py: REASONS.
    reason = Text()
    words_sealed = Bytea(null=True, default=None)
    # What is paid of the visit, where that is a part.
    price_cents = Integer(null=True, default=None)
    organiser_cents = Integer(null=True, default=None)
    own_liability_cents = Integer(null=True, default=None)
    by_person = ForeignKey(Person, null=False)
    at = Timestamptz()

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to the decisions this person may see: her provider's, or her organiser's if she pays."""
        if person.role is Role.PROVIDER:
            return cls.provider == person.provider
        return cls.organiser == person.organiser if person.role is Role.FINANCE else NOTHING


class ReviewAnswer(Table, db=DB):
    """What the provider's office answered to a question about a visit; appended to, one to each question."""

    decision = ForeignKey(ReviewDecision, primary_key=True, null=False)
    client = ForeignKey(Client, null=False)
    organiser = ForeignKey(Organiser, null=False)
    words_sealed = Bytea()
    by_person = ForeignKey(Person, null=False)
    at = Timestamptz()
