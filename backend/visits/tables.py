"""What was done at the client's home: a visit, and the acts recorded on it, which are appended to and never edited."""

from piccolo.columns import JSONB, UUID, Array, BigInt, ForeignKey, Integer, Text, Timestamptz
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import ActingPerson, Role
from backend.access.tables import Person
from backend.database import DB
from backend.providers.tables import Provider
from backend.vouchers.tables import NOTHING, Voucher


class Visit(Table, db=DB):
    """One visit (käynti): what never changes about it. What was done is in its records."""

    # The id of the mutation that recorded it, made on the phone.
    id = UUID(primary_key=True)
    voucher = ForeignKey(Voucher, null=False)
    # Copied from the voucher by the statement that stores the visit: rows are narrowed by them.
    client = UUID()
    organiser = UUID()
    provider = ForeignKey(Provider, null=False)
    worker = ForeignKey(Person, null=False)
    # The organiser's change counter at the visit's latest record.
    change_number = BigInt()


class VisitRecord(Table, db=DB):
    """One act on a visit (käyntikirjaus)."""

    # The id of the mutation that did it.
    id = UUID(primary_key=True)
    visit = ForeignKey(Visit, null=False)
    # The visit's voucher again, so that a month of a voucher is one index range.
    voucher = UUID()
    # recorded; corrections and the like name what they follow.
    act = Text()
    started_at = Timestamptz()
    ended_at = Timestamptz()
    minutes = Integer()
    # [{slug, done, reason}].
    tasks = JSONB()
    note = Text()
    # Slugs of what a person must look at before it is paid.
    to_review = Array(base_column=Text())
    # The phone's clock; `received_at` is the server's.
    done_at = Timestamptz()
    received_at = Timestamptz()

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to visits this person may see: her own, her clients', her provider's or her organiser's."""
        visit = cls.visit
        if person.role is Role.WORKER:
            return (visit.worker == person.id) & (visit.provider == person.provider)
        if person.role in {Role.CLIENT, Role.RELATIVE}:
            return visit.client.is_in(list(person.clients)) if person.clients else NOTHING
        if person.role is Role.PROVIDER:
            return visit.provider == person.provider
        return visit.organiser == person.organiser
