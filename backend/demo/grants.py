"""What the demo county's clients have been granted, by whom, and how each grant is served week by week."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple
from uuid import UUID

import msgspec

from backend.access.roles import Role
from backend.days import HERE
from backend.demo import cast
from backend.demo.cast import CITY, COUNTY, CastOrganiser, stable_id
from backend.demo.decisions import SENTENCES, Decided, DecisionRow, written
from backend.demo.offers import CLEANING, PRICE_LISTS, SERVICES, TEAM_SIZES, Offers, granted_values, terms_in_force
from backend.demo.people import Population, add_client, dice, happens
from backend.demo.routines import LARGE_TEAM, LONGEST_MONTH, Routine, around, granted_minutes, routine_of
from backend.vouchers.code import Kind
from backend.vouchers.number import number_from

# Joensuu's rulebook of 2013: temporary home care is granted for at most four weeks.
TEMPORARY_DAYS = 28
REJECTED = 10
TASKS_GRANTED = 6


class VoucherRow(NamedTuple):
    """A row of `voucher`."""

    id: UUID
    number: str
    kind: str
    decision: UUID
    client: UUID
    organiser: UUID
    service: UUID
    provider: UUID | None
    first_day: date
    last_day: date
    quantity: int
    quantity_unit: str
    period: str
    value_cents: int
    granted_at: datetime
    granted_by: UUID
    ended_on: date | None
    tasks: list[str]
    pauses: str = "[]"


class Mix(NamedTuple):
    """How many clients of an organiser have a service; `beside` regular home care, or as the one they came for."""

    organiser: CastOrganiser
    service: str
    kind: Kind
    clients: int
    beside: bool = False


# Makes 296 clients of the county and 99 of the city; the cast makes them 300 and 100.
MIXES = [
    Mix(COUNTY, "service-housing-24h", "voucher", 36),
    Mix(COUNTY, "service-housing-24h", "order", 8),
    Mix(COUNTY, "regular-home-care", "voucher", 117),
    Mix(COUNTY, "regular-home-care", "order", 40),
    Mix(COUNTY, "carers-leave", "voucher", 40),
    Mix(COUNTY, "cleaning", "voucher", 55),
    Mix(COUNTY, "home-nursing", "voucher", 50, beside=True),
    Mix(COUNTY, "home-nursing", "order", 30, beside=True),
    Mix(COUNTY, "cleaning", "voucher", 25, beside=True),
    Mix(CITY, "service-housing-24h", "voucher", 12),
    Mix(CITY, "service-housing", "voucher", 8),
    Mix(CITY, "regular-home-care", "voucher", 43),
    Mix(CITY, "regular-home-care", "order", 8),
    Mix(CITY, "temporary-home-care", "voucher", 16),
    Mix(CITY, "cleaning", "voucher", 12),
    Mix(CITY, "cleaning", "voucher", 26, beside=True),
    Mix(CITY, "bathing", "voucher", 16, beside=True),
]


class Period(NamedTuple):
    """When a grant is in force, and the last day on which somebody still came."""

    first_day: date
    last_day: date
    ended_on: date | None
    last_visit_on: date


class Serving(NamedTuple):
    """Who serves a grant, when and how."""

    # The provider's place in offers.py's list.
    place: int
    routine: Routine
    period: Period
    # The place in the team of the worker whom the client knows best.
    preferred: int


@dataclass(frozen=True)
class Plan:
    """A grant in use."""

    voucher: VoucherRow
    serving: Serving
    # Who serves it; the voucher itself may be open to any.
    provider: UUID
    language: str
    tasks: tuple[str, ...]
    # The tasks as a phone sends them when all were done.
    all_done: str
    # Which week is hers, of those between two visits.
    phase: int


@dataclass
class Grants:
    """The rows of what has been granted, and the plans by which it is used."""

    today: date
    offers: Offers
    rng: Random = field(default_factory=lambda: dice("grants"))
    decisions: list[DecisionRow] = field(default_factory=list)
    vouchers: list[VoucherRow] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    # By organiser: who decides.
    granters: dict[UUID, list[UUID]] = field(default_factory=dict)
    languages: dict[UUID, str] = field(default_factory=dict)

    def days_ago(self, least: int, most: int) -> date:
        """Draw a day between two numbers of days before today; negative ones are to come."""
        return self.today - timedelta(days=least + int(self.rng.random() * (most - least + 1)))


def add_staff(grants: Grants, population: Population) -> None:
    """Add the organisers' people beside the cast: granters, organiser's and finance's."""
    staff = [(COUNTY, Role.GRANTER, 5), (COUNTY, Role.ORGANISER, 1), (COUNTY, Role.FINANCE, 1)]
    staff += [(CITY, Role.GRANTER, 2), (CITY, Role.ORGANISER, 1), (CITY, Role.FINANCE, 1)]
    grants.granters = {COUNTY.id: [cast.MARJA.id], CITY.id: []}
    for organiser, role, count in staff:
        for number in range(count):
            person = population.invent(f"{role} {number} of {organiser.kind}", population.language(0.15, 0), (28, 64))
            population.join(person.id, role, organiser=organiser.id)
            if role is Role.GRANTER:
                grants.granters[organiser.id].append(person.id)


def period_of(grants: Grants, service: str) -> Period:
    """Draw when a grant is in force; a few are over, ended early or not begun, and to a few somebody came too late."""
    rng, today = grants.rng, grants.today
    too_late = timedelta(days=1 + int(rng.random() * 3)) if happens(rng, 0.6) else timedelta()
    if service == "temporary-home-care":
        first_day = grants.days_ago(0, 100)
        last_day = first_day + timedelta(days=TEMPORARY_DAYS - 1)
        return Period(first_day, last_day, None, last_day)
    if happens(rng, 0.04):
        last_day = grants.days_ago(5, 70)
        return Period(last_day - timedelta(days=180), last_day, None, last_day + too_late)
    if happens(rng, 0.025):
        first_day = today + timedelta(days=1 + int(rng.random() * 20))
        return Period(first_day, first_day + timedelta(days=364), None, first_day)
    first_day, last_day = grants.days_ago(20, 420), grants.days_ago(-380, -25)
    if happens(rng, 0.04):
        ended_on = max(grants.days_ago(4, 60), first_day + timedelta(days=5))
        return Period(first_day, last_day, ended_on, ended_on - timedelta(days=1) + too_late)
    return Period(first_day, last_day, None, last_day)


def places_for(mix: Mix) -> tuple[list[int], list[int]]:
    """Return the approved providers that have workers, and their sizes added up, to draw by."""
    approved = next(lists.providers for lists in PRICE_LISTS if lists[:3] == mix[:3])
    places = [place for place in approved if TEAM_SIZES[place]]
    # A cleaning firm cleans all day; a care firm cleans beside its care.
    weights = [TEAM_SIZES[place] * (6 if place in CLEANING else 1) for place in places]
    return places, list(accumulate(weights))


def value_of(grants: Grants, mix: Mix, provider: UUID | None) -> int:
    """Return what one hour or day of the grant is worth: the agreed price of an order, else the voucher's value."""
    if provider and mix.kind == "order":
        return grants.offers.asked[mix.organiser.id, SERVICES[mix.service].id, mix.kind, provider]
    return grants.rng.choice(granted_values(terms_in_force(mix.organiser, mix.service)))


class Terms(NamedTuple):
    """What a granter writes."""

    # By which the demo knows the grant.
    name: str
    number: str
    mix: Mix
    client: UUID
    # None: any approved provider.
    provider: UUID | None
    period: Period
    # A month's minutes, or days for a service by the day.
    quantity: int
    granter: UUID


def issue(grants: Grants, terms: Terms) -> VoucherRow:
    """Add a decision, made on a working day before it begins, and its voucher or order."""
    rng, mix, period = grants.rng, terms.mix, terms.period
    decided_on = min(period.first_day - timedelta(days=3 + int(rng.random() * 18)), grants.days_ago(1, 3))
    decided_on -= timedelta(days=max(0, decided_on.weekday() - 4))
    office_hour = time(*divmod(around(rng, 8, 16), 60))
    service = SERVICES[mix.service]
    made = Decided(f"decision on {terms.name}", len(grants.decisions) + 1, decided_on, grants.languages[terms.client])
    decision = written(
        made,
        client=terms.client,
        organiser=mix.organiser.id,
        service=service.id,
        resolution="partly" if happens(rng, 0.08) else "granted",
        arranging=mix.kind,
        grounds=rng.choice(SENTENCES.grounds[grants.languages[terms.client]]),
        decided_by=terms.granter,
        first_day=period.first_day,
        last_day=period.last_day,
    )
    voucher = VoucherRow(
        id=stable_id(f"voucher {terms.name}"),
        number=terms.number,
        kind=mix.kind,
        decision=decision.id,
        client=terms.client,
        organiser=mix.organiser.id,
        service=service.id,
        provider=terms.provider,
        first_day=period.first_day,
        last_day=period.last_day,
        quantity=terms.quantity,
        quantity_unit="day" if service.unit == "day" else "minute",
        period="month",
        value_cents=value_of(grants, mix, terms.provider),
        granted_at=datetime.combine(decided_on, office_hour, HERE).astimezone(UTC),
        granted_by=terms.granter,
        ended_on=period.ended_on,
        tasks=[task.slug for task in service.tasks[:TASKS_GRANTED]],
    )
    grants.decisions.append(decision)
    grants.vouchers.append(voucher)
    return voucher


def ticked(tasks: tuple[str, ...], undone: str | None = None, reason: str | None = None) -> str:
    """Return the tasks as a phone sends them, as JSON: all done, or one of them not and why."""
    done = [{"slug": slug, "done": slug != undone, "reason": reason if slug == undone else None} for slug in tasks]
    return msgspec.json.encode(done).decode()


def use(grants: Grants, voucher: VoucherRow, serving: Serving) -> None:
    """Add the plan by which a voucher is used."""
    rng = grants.rng
    tasks = next(service.tasks for service in SERVICES.values() if service.id == voucher.service)
    agreed = tuple(tasks[number].slug for number in sorted(rng.sample(range(len(tasks)), 4 + int(rng.random() * 4))))
    grants.plans.append(
        Plan(
            voucher,
            serving,
            grants.offers.providers[serving.place].id,
            language=grants.languages[voucher.client],
            tasks=agreed,
            all_done=ticked(agreed),
            phase=int(rng.random() * serving.routine.every_weeks),
        ),
    )


def grant(grants: Grants, mix: Mix, client: UUID, place: int) -> None:
    """Grant a client a service of the mix, and let a provider with workers serve it."""
    rng, period = grants.rng, period_of(grants, mix.service)
    team = TEAM_SIZES[place]
    routine = routine_of(rng, mix.service, team)
    by_day = SERVICES[mix.service].unit == "day"
    # Some clients have not chosen a provider; half of those are served by one all the same.
    is_open = mix.kind == "voucher" and happens(rng, 0.08)
    voucher = issue(
        grants,
        Terms(
            name=f"{mix.service} of {client}",
            number=number_from(rng.getrandbits(50)),
            mix=mix,
            client=client,
            provider=None if is_open else grants.offers.providers[place].id,
            period=period,
            quantity=LONGEST_MONTH if by_day else granted_minutes(rng, routine),
            granter=rng.choice(grants.granters[mix.organiser.id]),
        ),
    )
    if period.first_day <= grants.today and not (is_open and happens(rng, 0.5)):
        # A large team's leader is nobody's own worker: Anna and Bengt have the cast's clients first.
        preferred = rng.randrange(1 if team >= LARGE_TEAM else 0, team)
        use(grants, voucher, Serving(place, routine, period, preferred))


def add_mixes(grants: Grants, population: Population) -> None:
    """Add the clients who are not of the cast, each with what she came for; some have another service beside it."""
    with_home_care: dict[UUID, list[UUID]] = {COUNTY.id: [], CITY.id: []}
    has: set[tuple[UUID, str]] = set()
    serial = 0
    for mix in MIXES:
        if mix.beside:
            without = [client for client in with_home_care[mix.organiser.id] if (client, mix.service) not in has]
            clients = grants.rng.sample(without, mix.clients)
        else:
            clients = []
            for _ in range(mix.clients):
                serial += 1
                client, grants.languages[client] = add_client(population, mix.organiser.id, serial)
                clients.append(client)
        if mix.service == "regular-home-care":
            with_home_care[mix.organiser.id] += clients
        has |= {(client, mix.service) for client in clients}
        places, weights = places_for(mix)
        for client, place in zip(clients, grants.rng.choices(places, cum_weights=weights, k=len(clients)), strict=True):
            grant(grants, mix, client, place)


def add_refusals(grants: Grants) -> None:
    """Add decisions by which a service was not granted, to clients who have another."""
    rng = grants.rng
    for voucher in rng.sample(grants.vouchers, REJECTED):
        decided_on = grants.days_ago(10, 300)
        granters = grants.granters[voucher.organiser]
        made = Decided(
            f"refusal beside {voucher.number}",
            len(grants.decisions) + 1,
            decided_on,
            grants.languages[voucher.client],
        )
        grants.decisions.append(
            written(
                made,
                client=voucher.client,
                organiser=voucher.organiser,
                service=SERVICES["cleaning"].id,
                resolution="rejected",
                arranging=None,
                grounds=SENTENCES.refusals[grants.languages[voucher.client]][0],
                decided_by=rng.choice(granters),
                first_day=decided_on,
                last_day=None,
            ),
        )
