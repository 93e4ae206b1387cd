"""What was done at the client's home: a visit as it stands, and its records, appended to and never edited."""

from piccolo.columns import JSONB, UUID, Array, BigInt, Bytea, ForeignKey, Integer, SmallInt, Text, Timestamptz
from piccolo.custom_types import Combinable
from piccolo.table import Table

from backend.access.roles import ActingPerson, Role
from backend.access.tables import Device, Person
from backend.database import DB
from backend.providers.tables import Provider
from backend.vouchers.tables import NOTHING, Voucher


class Visit(Table, db=DB):
    """One visit (käynti) as it stands after its records, which it is folded from (visits/rules.py)."""

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
    # The record that holds; what a correction must have seen.
    record = UUID()
    # recorded or withdrawn.
    state = Text()
    started_at = Timestamptz()
    ended_at = Timestamptz()
    minutes = Integer()
    # [{slug, done}].
    tasks = JSONB()
    # Her note, and why a task was not done (visits/words.py); None where nothing was written.
    words_sealed = Bytea(null=True, default=None)
    # Slugs of what a person must look at before it is paid.
    to_review = Array(base_column=Text())
    # measured, by_clock, unchecked or differs (visits/rules.py: time_quality).
    time_quality = Text(default="unchecked")
    # What was otherwise than booked, and how long it had been booked for (providers/deviations.py).
    deviation = Text(null=True, default=None)
    booked_minutes = Integer(null=True, default=None)
    # When the record that holds was received.
    received_at = Timestamptz()

    @classmethod
    def visible_to(cls, person: ActingPerson) -> Combinable:
        """Narrow to visits this person may see: her own, her clients', her provider's or her organiser's."""
        if person.role is Role.WORKER:
            return (cls.worker == person.id) & (cls.provider == person.provider)
        if person.role in {Role.CLIENT, Role.RELATIVE}:
            return cls.client.is_in(list(person.clients)) if person.clients else NOTHING
        if person.role is Role.PROVIDER:
            return cls.provider == person.provider
        return cls.organiser == person.organiser


class Arrival(Table, db=DB):
    """A visit that a phone says has begun; its record takes its place, under the same id."""

    visit = UUID(primary_key=True)
    voucher = ForeignKey(Voucher, null=False)
    client = UUID()
    organiser = UUID()
    provider = ForeignKey(Provider, null=False)
    worker = ForeignKey(Person, null=False)
    started_at = Timestamptz()
    received_at = Timestamptz()


class VisitRecord(Table, db=DB):
    """One act on a visit (käyntikirjaus), with the mutation that did it, byte for byte as it was hashed, sealed."""

    # The id of the mutation, with `version` the key.
    id = UUID(primary_key=True)
    # 1, and one more for each other content that came under the same id.
    version = SmallInt()
    visit = ForeignKey(Visit, null=False)
    # recorded, corrected or withdrawn.
    act = Text()
    worker = UUID()
    # None for a record that no phone made.
    device = ForeignKey(Device, null=True, default=None)
    # The device's running number; each is used once.
    number = BigInt(null=True, default=None)
    # The canonical record (at_rest.py).
    content_sealed = Bytea()
    sha256 = Bytea()
    # The organiser's change counter.
    sequence = BigInt()
    # Slugs of what a person must look at, as they were when it came.
    to_review = Array(base_column=Text())
    # The phone's clock; `received_at` is the server's.
    done_at = Timestamptz()
    received_at = Timestamptz()
