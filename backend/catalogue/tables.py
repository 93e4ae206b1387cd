"""What an organiser offers: its services, their tasks and the values in force from a day to a day."""

from piccolo.columns import JSONB, UUID, BigInt, Date, ForeignKey, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from backend.database import DB


class Organiser(Table, db=DB):
    """Who is responsible for arranging the service (palvelunjärjestäjä)."""

    id = UUID(primary_key=True)
    # Short number carried in the signed voucher code.
    code = Integer(unique=True)
    # county or city.
    kind = Text()
    name_fi = Text()
    name_sv = Text()
    name_en = Text()
    # Whom clients call about their vouchers; printed on the paper.
    phone = Text(null=True, default=None)


class ChangeCounter(Table, db=DB):
    """The number of the organiser's last change; bumped in the statement that inserts, so numbers follow commits."""

    organiser = ForeignKey(Organiser, primary_key=True, null=False)
    last = BigInt()


class Service(Table, db=DB):
    """A service that can be granted, and the unit it is measured in."""

    id = UUID(primary_key=True)
    # Short number carried in the signed voucher code.
    code = Integer(unique=True)
    slug = Text(unique=True)
    name_fi = Text()
    name_sv = Text()
    name_en = Text()
    # minute, quarter_hour, half_hour, hour, visit, day, week or month: what its prices are for.
    unit = Text()


class ServiceTask(Table, db=DB):
    """Something a worker does at the client's home as part of a service."""

    id = UUID(primary_key=True)
    service = ForeignKey(Service, null=False)
    slug = Text()
    name_fi = Text()
    name_sv = Text()
    name_en = Text()
    position = SmallInt()


class RulebookPart(Table, db=DB):
    """A part of an organiser's rulebook (sääntökirja), from a day to a day: the general one, or that of a service."""

    id = UUID(primary_key=True)
    organiser = ForeignKey(Organiser, null=False)
    # None: the general part (yleinen osa).
    service = ForeignKey(Service, null=True, default=None)
    first_day = Date()
    # As entered: a part without one holds until the next of its kind begins (catalogue/terms.py: as_held).
    last_day = Date(null=True, default=None)
    # Where its figures come from: the organiser's decision.
    source = Text()
    # catalogue/terms.py: GeneralTerms or ServiceTerms.
    terms = JSONB()
    entered_at = Timestamptz()
    # None: came with the installation. A plain id; its foreign key stands in the migration.
    entered_by = UUID(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_by = UUID(null=True, default=None)
