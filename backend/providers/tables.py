"""Who may serve, where, and at what price."""

from piccolo.columns import UUID, Date, ForeignKey, Integer, Text
from piccolo.table import Table

from backend.catalogue.tables import Organiser, Service
from backend.database import DB


class Provider(Table, db=DB):
    """A firm or association that serves clients (palveluntuottaja)."""

    id = UUID(primary_key=True)
    # Short number carried in the signed voucher code; 0 is kept for "any approved provider".
    code = Integer(unique=True)
    name = Text()
    # Y-tunnus (decree 288/2001).
    business_id = Text(unique=True)
    # By which clients call its office.
    phone = Text(null=True, default=None)


class Unit(Table, db=DB):
    """A service unit of a provider (palveluyksikkö, 741/2023)."""

    id = UUID(primary_key=True)
    provider = ForeignKey(Provider, null=False)
    name = Text()
    municipality = Text()


class ApprovedProvider(Table, db=DB):
    """An organiser's approval of a provider for a service (569/2009 s.4-5), from a day to a day."""

    id = UUID(primary_key=True)
    provider = ForeignKey(Provider, null=False)
    organiser = ForeignKey(Organiser, null=False)
    service = ForeignKey(Service, null=False)
    # voucher or order.
    kind = Text()
    first_day = Date()
    last_day = Date(null=True, default=None)


class ProviderPrice(Table, db=DB):
    """What a provider asks for a service in a time band, from a day to a day."""

    id = UUID(primary_key=True)
    provider = ForeignKey(Provider, null=False)
    organiser = ForeignKey(Organiser, null=False)
    service = ForeignKey(Service, null=False)
    kind = Text()
    band = Text()
    # Per the service's unit.
    price_cents = Integer()
    first_day = Date()
    last_day = Date(null=True, default=None)
