"""The people, firms and vouchers of the demo county that tests and journeys call by name; their ids never change.

Everything here is invented. An id is the name's uuid5 in the demo's own namespace, and a voucher's number follows from
its id, so both can be written down in a test.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from backend.access.roles import Role, Scope
from backend.vouchers.code import Kind
from backend.vouchers.number import LARGEST, number_from

NAMESPACE = UUID("5b0c6a2e-9f43-4f0e-8a51-6d1f6f5e2a77")
# Month and day; one for all, the years differ.
BIRTHDAY = (3, 14)


def stable_id(name: str) -> UUID:
    """Return the id of what the demo calls by this name."""
    return uuid5(NAMESPACE, name)


@dataclass(frozen=True)
class CastOrganiser:
    """One of the two organisers."""

    code: int
    kind: str
    name_fi: str
    name_sv: str
    name_en: str
    phone: str

    @property
    def id(self) -> UUID:
        """The organiser's id."""
        return stable_id(f"organiser {self.kind}")


@dataclass(frozen=True)
class CastProvider:
    """A provider that people of the cast work for."""

    code: int
    name: str

    @property
    def id(self) -> UUID:
        """The provider's id."""
        return stable_id(f"provider {self.name}")


@dataclass(frozen=True)
class CastPerson:
    """Someone with a name and a part to play."""

    given_name: str
    family_name: str
    role: Role
    age: int
    language: str = "fi"
    is_woman: bool = True
    employer: CastProvider | None = None
    organiser: CastOrganiser | None = None

    @property
    def name(self) -> str:
        """The name as it is read."""
        return f"{self.given_name} {self.family_name}"

    @property
    def id(self) -> UUID:
        """The person's id."""
        return stable_id(self.name)

    @property
    def membership(self) -> UUID:
        """The id of her one membership."""
        return stable_id(f"membership {self.name}")

    @property
    def client(self) -> UUID:
        """Her id as a client of the organiser; only clients have one."""
        if self.role is not Role.CLIENT:
            raise LookupError(f"{self.name} is nobody's client")
        return stable_id(f"client {self.name}")

    @property
    def workplace(self) -> str:
        """Whom she works for, in Finnish, or nothing."""
        if self.employer:
            return self.employer.name
        return self.organiser.name_fi if self.organiser and self.role is not Role.CLIENT else ""

    def born_on(self, today: date) -> date:
        """Return her birthday in the year that gives her the right age today."""
        had_birthday = (today.month, today.day) >= BIRTHDAY
        return date(today.year - self.age - (0 if had_birthday else 1), *BIRTHDAY)


@dataclass(frozen=True)
class CastVoucher:
    """A voucher or an order that tests use."""

    name: str
    client: CastPerson
    service: str
    kind: Kind = "voucher"
    # None: any approved provider.
    provider: CastProvider | None = None

    @property
    def id(self) -> UUID:
        """The voucher's id."""
        return stable_id(f"voucher {self.name}")

    @property
    def number(self) -> str:
        """The twelve characters on the paper."""
        return number_from(self.id.int % (LARGEST + 1))


COUNTY = CastOrganiser(
    code=1,
    kind="county",
    name_fi="Pohjanrannan hyvinvointialue",
    name_sv="Nordstrandens välfärdsområde",
    name_en="Nordshore wellbeing services county",
    phone="016 000 1000",
)
CITY = CastOrganiser(
    code=2,
    kind="city",
    name_fi="Merilinnan kaupunki",
    name_sv="Havsborgs stad",
    name_en="City of Merilinna",
    phone="016 000 2000",
)
KANELI = CastProvider(code=1, name="Kotiapu Kaneli Oy")
MAJAKKA = CastProvider(code=2, name="Hoiva Majakka Ab")

ANNA = CastPerson("Anna", "Laine", Role.WORKER, age=34, employer=KANELI)
HELVI = CastPerson("Helvi", "Nieminen", Role.CLIENT, age=86, organiser=COUNTY)
KAISA = CastPerson("Kaisa", "Nieminen", Role.RELATIVE, age=58)
OLLI = CastPerson("Olli", "Heikkinen", Role.PROVIDER, age=45, is_woman=False, employer=KANELI)
MARJA = CastPerson("Marja", "Salo", Role.GRANTER, age=51, organiser=COUNTY)
PEKKA = CastPerson("Pekka", "Lind", Role.ORGANISER, age=49, is_woman=False, organiser=COUNTY)
TUULA = CastPerson("Tuula", "Rantanen", Role.FINANCE, age=60, organiser=COUNTY)
BENGT = CastPerson("Bengt", "Holm", Role.WORKER, age=29, language="sv", is_woman=False, employer=MAJAKKA)
VEIKKO = CastPerson("Veikko", "Aalto", Role.CLIENT, age=79, is_woman=False, organiser=CITY)
# Has a way to sign in and a mandate from nobody: whatever he asks for, he has no right to it.
SEPPO = CastPerson("Seppo", "Outo", Role.RELATIVE, age=40, is_woman=False)
# Works for two, by turns: Kaneli's is the membership she is signed in with first.
RITVA = CastPerson("Ritva", "Kaksonen", Role.WORKER, age=41, employer=KANELI)
RITVAS_OTHER_EMPLOYER = MAJAKKA
RITVAS_OTHER_MEMBERSHIP = stable_id("membership Ritva Kaksonen at Majakka")

# Clients the journeys need beside Helvi; each has one voucher and no other service.
IRJA = CastPerson("Irja", "Ojala", Role.CLIENT, age=83, organiser=COUNTY)
AUNE = CastPerson("Aune", "Lahtinen", Role.CLIENT, age=91, organiser=COUNTY)
TOIVO = CastPerson("Toivo", "Räsänen", Role.CLIENT, age=88, is_woman=False, organiser=COUNTY)

# In the order in which a screen offers them.
PEOPLE = (ANNA, HELVI, KAISA, OLLI, MARJA, PEKKA, TUULA, SEPPO, BENGT, VEIKKO, RITVA)
CLIENTS = (HELVI, IRJA, AUNE, TOIVO, VEIKKO)

# What Kaisa may do for her mother.
KAISAS_SCOPES = (Scope.SEE_VISITS, Scope.GIVE_FEEDBACK, Scope.SEE_MONEY)

# Anna's daily work at Helvi's; two vouchers' worth of other things beside it.
HELVIS_VOUCHER = CastVoucher("Helvi's home care", HELVI, "regular-home-care", provider=KANELI)
HELVIS_OPEN_VOUCHER = CastVoucher("Helvi's cleaning", HELVI, "cleaning")
HELVIS_ORDER = CastVoucher("Helvi's nursing", HELVI, "home-nursing", kind="order", provider=MAJAKKA)
# Ended some weeks ago by its last day.
EXPIRED_VOUCHER = CastVoucher("Toivo's home care", TOIVO, "regular-home-care", provider=KANELI)
# Names a provider that Anna does not work for.
OTHER_PROVIDERS_VOUCHER = CastVoucher("Irja's home care", IRJA, "regular-home-care", provider=MAJAKKA)
# Granted, not one visit yet, open to any approved provider; Anna has never met the client.
UNSEEN_VOUCHER = CastVoucher("Aune's home care", AUNE, "regular-home-care")
VEIKKOS_VOUCHER = CastVoucher("Veikko's home care", VEIKKO, "regular-home-care", provider=MAJAKKA)

VOUCHERS = (
    HELVIS_VOUCHER,
    HELVIS_OPEN_VOUCHER,
    HELVIS_ORDER,
    EXPIRED_VOUCHER,
    OTHER_PROVIDERS_VOUCHER,
    UNSEEN_VOUCHER,
    VEIKKOS_VOUCHER,
)
