"""What the demo county's organisers offer, and who serves at what price.

Terms are those of real rulebooks, each part with its source, none of them claimed as law in force. The county starts
with the price lists that Oulu started with (docs/domain.md, price lists); firms and their prices are invented.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
from stdnum.fi import ytunnus

from backend.access.roles import Role
from backend.catalogue.price import value_in_bands
from backend.catalogue.terms import PartTerms, ServiceTerms
from backend.days import start_of
from backend.demo import cast
from backend.demo.cast import CITY, COUNTY, CastOrganiser, stable_id
from backend.demo.people import MATERIAL, Population, dice, happens
from backend.reckoning.income_value import ValueSteps
from backend.vouchers.code import Kind

ORGANISERS = {"county": COUNTY, "city": CITY}
# Business ids are given in order and are far below this one, so none of these is a firm's (decree 288/2001).
FIRST_BUSINESS_SERIAL = 9_100_001
# Providers stand in the order of material/providers.json: first care, then cleaning, then housing.
CARE, CLEANING, HOUSING = range(28), range(28, 48), range(48, 67)
# How many workers each has; the rest have been approved and have no client yet.
TEAM_SIZES = [12, 8, *[6] * 5, *[3] * 6, *[1] * 15] + [1] * 15 + [0] * 5 + [2] * 11 + [0] * 8
# Whose approval for temporary home care the city let end, and how long ago.
APPROVAL_ENDED = (CITY, "temporary-home-care", 12)
APPROVAL_ENDED_DAYS = 40


class PriceLists(NamedTuple):
    """Which providers an organiser has approved for a service in one way of arranging it."""

    organiser: CastOrganiser
    service: str
    kind: Kind
    providers: Iterable[int]


PRICE_LISTS = [
    # 28, 23, 35, 27 and 19 voucher lists, 20, 20 and 4 for purchased services: Oulu's first phase.
    PriceLists(COUNTY, "regular-home-care", "voucher", CARE),
    PriceLists(COUNTY, "home-nursing", "voucher", CARE[:23]),
    PriceLists(COUNTY, "cleaning", "voucher", [*CARE[:15], *CLEANING]),
    PriceLists(COUNTY, "carers-leave", "voucher", CARE[:27]),
    PriceLists(COUNTY, "service-housing-24h", "voucher", HOUSING),
    PriceLists(COUNTY, "regular-home-care", "order", CARE[:20]),
    PriceLists(COUNTY, "home-nursing", "order", CARE[1:21]),
    PriceLists(COUNTY, "service-housing-24h", "order", HOUSING[:4]),
    # The city's smaller choice: 33 of the same providers.
    PriceLists(CITY, "regular-home-care", "voucher", [0, 1, 2, 4, 6, 8, 10, 12, 14, 17, 18, 21, 22]),
    PriceLists(CITY, "regular-home-care", "order", [0, 1, 2, 4]),
    PriceLists(CITY, "temporary-home-care", "voucher", [0, 1, 2, 4, 6, 8, 10, 12]),
    PriceLists(CITY, "bathing", "voucher", [0, 1, 2, 4, 6, 8]),
    PriceLists(CITY, "cleaning", "voucher", CLEANING[::2]),
    PriceLists(CITY, "service-housing-24h", "voucher", HOUSING[:6]),
    PriceLists(CITY, "service-housing", "voucher", HOUSING[5:10]),
]


class OrganiserRow(NamedTuple):
    """A row of `organiser`."""

    id: UUID
    code: int
    kind: str
    name_fi: str
    name_sv: str
    name_en: str
    phone: str


class ServiceRow(NamedTuple):
    """A row of `service`."""

    id: UUID
    code: int
    slug: str
    name_fi: str
    name_sv: str
    name_en: str
    unit: str


class ServiceTaskRow(NamedTuple):
    """A row of `service_task`."""

    id: UUID
    service: UUID
    slug: str
    name_fi: str
    name_sv: str
    name_en: str
    position: int


class RulebookPartRow(NamedTuple):
    """A row of `rulebook_part`."""

    id: UUID
    organiser: UUID
    service: UUID | None
    first_day: date
    last_day: date | None
    source: str
    terms: str
    entered_at: datetime
    entered_by: UUID | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: UUID | None = None


class ProviderRow(NamedTuple):
    """A row of `provider`."""

    id: UUID
    code: int
    name: str
    business_id: str
    # Of no subscriber: none of the country's begins so.
    phone: str


class UnitRow(NamedTuple):
    """A row of `unit`."""

    id: UUID
    provider: UUID
    name: str
    municipality: str


class ApprovedProviderRow(NamedTuple):
    """A row of `approved_provider`."""

    id: UUID
    provider: UUID
    organiser: UUID
    service: UUID
    kind: str
    first_day: date
    last_day: date | None


class ProviderPriceRow(NamedTuple):
    """A row of `provider_price`."""

    id: UUID
    provider: UUID
    organiser: UUID
    service: UUID
    kind: str
    band: str
    price_cents: int
    first_day: date
    last_day: date | None


class Task(msgspec.Struct):
    """A task as material/services.json has it."""

    slug: str
    fi: str
    sv: str
    en: str


class Service(msgspec.Struct):
    """A service as material/services.json has it."""

    code: int
    slug: str
    unit: Literal["hour", "day"]
    fi: str
    sv: str
    en: str
    tasks: list[Task]

    @property
    def id(self) -> UUID:
        """The service's id."""
        return stable_id(f"service {self.slug}")


class PartEntry(msgspec.Struct, rename="camel"):
    """A part of a rulebook as material/rulebooks.json has it."""

    organiser: Literal["county", "city"]
    first_day: date
    source: str
    terms: PartTerms
    # None: the general part.
    service: str | None = None
    last_day: date | None = None


class Firms(msgspec.Struct):
    """The providers' names and where their units are."""

    municipalities: list[str]
    care: list[str]
    cleaning: list[str]
    housing: list[str]


SERVICES = {
    service.slug: service
    for service in msgspec.json.decode((MATERIAL / "services.json").read_bytes(), type=list[Service])
}
RULEBOOKS = msgspec.json.decode((MATERIAL / "rulebooks.json").read_bytes(), type=list[PartEntry])
FIRMS = msgspec.json.decode((MATERIAL / "providers.json").read_bytes(), type=Firms)


@dataclass
class Offers:
    """The rows of what is offered, and the teams that serve."""

    organisers: list[OrganiserRow] = field(default_factory=list)
    services: list[ServiceRow] = field(default_factory=list)
    tasks: list[ServiceTaskRow] = field(default_factory=list)
    rulebook: list[RulebookPartRow] = field(default_factory=list)
    providers: list[ProviderRow] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)
    approvals: list[ApprovedProviderRow] = field(default_factory=list)
    prices: list[ProviderPriceRow] = field(default_factory=list)
    # By organiser, service, kind and provider: what the provider asks today on a weekday.
    asked: dict[tuple[UUID, UUID, str, UUID], int] = field(default_factory=dict)
    # By the provider's place in the list: its workers.
    teams: list[list[UUID]] = field(default_factory=list)


def terms_in_force(organiser: CastOrganiser, service: str) -> ServiceTerms:
    """Return the newest terms of a service."""
    parts = [part for part in RULEBOOKS if (part.organiser, part.service) == (organiser.kind, service)]
    return [part.terms for part in parts if isinstance(part.terms, ServiceTerms)][-1]


def values_of(terms: ServiceTerms) -> dict[str, int]:
    """Return what a voucher is worth in each time band."""
    return value_in_bands(terms.value) if terms.value else {}


def granted_values(terms: ServiceTerms) -> list[int]:
    """Return what a client may be granted, by her income where that decides, else by day on a weekday."""
    if isinstance(terms.income_value, ValueSteps):
        return [step.value_cents for step in terms.income_value.steps]
    return [cents for band, cents in values_of(terms).items() if band in {"weekday", "any"}]


def business_ids(count: int) -> list[str]:
    """Return business ids that no firm has, right in their check digit."""
    found: list[str] = []
    serial = FIRST_BUSINESS_SERIAL
    while len(found) < count:
        # For one serial in eleven there is no right check digit.
        found += [id_ for digit in range(10) if ytunnus.is_valid(id_ := f"{serial}-{digit}")]
        serial += 1
    return found


def add_catalogue(offers: Offers, today: date) -> None:
    """Add the organisers, their services, tasks and rulebooks."""
    for organiser in (COUNTY, CITY):
        offers.organisers.append(
            OrganiserRow(
                organiser.id,
                organiser.code,
                organiser.kind,
                organiser.name_fi,
                organiser.name_sv,
                organiser.name_en,
                organiser.phone,
            ),
        )
    for service in SERVICES.values():
        offers.services.append(
            ServiceRow(service.id, service.code, service.slug, service.fi, service.sv, service.en, service.unit),
        )
        for position, task in enumerate(service.tasks, start=1):
            id_ = stable_id(f"task {service.slug} {task.slug}")
            offers.tasks.append(
                ServiceTaskRow(id_, service.id, task.slug, task.fi, task.sv, task.en, position),
            )
    for part in RULEBOOKS:
        offers.rulebook.append(
            RulebookPartRow(
                stable_id(f"rulebook {part.organiser} {part.service} {part.first_day}"),
                ORGANISERS[part.organiser].id,
                SERVICES[part.service].id if part.service else None,
                part.first_day,
                part.last_day,
                part.source,
                msgspec.json.encode(part.terms).decode(),
                start_of(today),
            ),
        )


def add_providers(offers: Offers, population: Population) -> None:
    """Add the 67 providers, their units, their 120 workers and someone in each office."""
    names = [*FIRMS.care, *FIRMS.cleaning, *FIRMS.housing]
    rng = dice("providers")
    for place, (name, business_id) in enumerate(zip(names, business_ids(len(names)), strict=True)):
        provider = ProviderRow(stable_id(f"provider {name}"), place + 1, name, business_id, f"09 0000 {place + 101}")
        offers.providers.append(provider)
        size = TEAM_SIZES[place]
        for number in range(1 + (size >= 6)):  # noqa: PLR2004 - a firm of this size works from two towns
            municipality = FIRMS.municipalities[(place + number) % len(FIRMS.municipalities)]
            unit = stable_id(f"unit {number} of {name}")
            offers.units.append(UnitRow(unit, provider.id, f"{name}, {municipality}", municipality))
        # The cast has its places: Anna and Bengt lead their teams, Olli is Kaneli's office.
        team = [person.id for person in (cast.ANNA, cast.BENGT) if person.employer and person.employer.name == name]
        for number in range(len(team), size):
            language = population.language(0.9 if name.endswith("Ab") else 0.08, 0.06)
            worker = population.invent(f"worker {number} of {name}", language, (20, 63))
            population.join(worker.id, Role.WORKER, provider=provider.id)
            team.append(worker.id)
        offers.teams.append(team)
        if name != cast.KANELI.name:
            language = "sv" if name.endswith("Ab") and happens(rng, 0.9) else "fi"
            office = population.invent(f"office of {name}", language, (30, 64))
            population.join(office.id, Role.PROVIDER, provider=provider.id)


def add_price_lists(offers: Offers, today: date) -> None:
    """Add each approval and, for it, a price for each time band of the service's values."""
    rng = dice("prices")
    for lists in PRICE_LISTS:
        for place in lists.providers:
            first_day = today - timedelta(days=150 + int(rng.random() * 800))
            has_ended = (lists.organiser, lists.service, place) == APPROVAL_ENDED
            approval = ApprovedProviderRow(
                stable_id(f"approval {lists.organiser.kind} {lists.service} {lists.kind} {place}"),
                offers.providers[place].id,
                lists.organiser.id,
                SERVICES[lists.service].id,
                lists.kind,
                first_day,
                today - timedelta(days=APPROVAL_ENDED_DAYS) if has_ended else None,
            )
            offers.approvals.append(approval)
            prices = prices_of(approval, terms_in_force(lists.organiser, lists.service), today, rng)
            offers.prices += prices
            for price in prices:
                if price.band in {"weekday", "any"} and price.last_day is None:
                    offers.asked[price.organiser, price.service, price.kind, price.provider] = price.price_cents


def prices_of(
    approval: ApprovedProviderRow,
    terms: ServiceTerms,
    today: date,
    rng: Random,
) -> list[ProviderPriceRow]:
    """Return a provider's price list around the voucher values, in tens of cents; some rose at the turn of the year."""
    dearer = 0.97 + rng.random() * (0.23 if approval.kind == "voucher" else 0.06)
    turn = date(today.year, 1, 1)
    periods = [(approval.first_day, approval.last_day, 1.0)]
    if approval.first_day < turn and approval.last_day is None and happens(rng, 0.4):
        rise = rng.choice((1.02, 1.03, 1.04))
        periods = [(approval.first_day, turn - timedelta(days=1), 1.0), (turn, None, rise)]
    rows = []
    for first_day, last_day, level in periods:
        for band, value_cents in values_of(terms).items():
            price_cents = round(value_cents * dearer * level / 10) * 10
            rows.append(
                ProviderPriceRow(
                    stable_id(f"price {approval.id} {band} {first_day}"),
                    approval.provider,
                    approval.organiser,
                    approval.service,
                    approval.kind,
                    band,
                    min(price_cents, terms.price_ceiling_cents or price_cents),
                    first_day,
                    last_day,
                ),
            )
    return rows


def build_offers(population: Population, today: date) -> Offers:
    """Build everything that is offered, and the people who serve."""
    offers = Offers()
    add_catalogue(offers, today)
    add_providers(offers, population)
    add_price_lists(offers, today)
    return offers
