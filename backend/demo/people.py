"""The people of the demo county: their names, identity codes, roles and mandates. None of them exists.

Names are drawn from lists of common ones; every identity code is of the artificial range.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from uuid import UUID

import msgspec

from backend.access.roles import Role, Scope
from backend.demo import cast
from backend.demo.cast import CastPerson, stable_id

MATERIAL = Path(__file__).with_name("material")
# Decree 128/2010 s.2: the date and the individual number, modulo 31, pick the check character.
CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
# Separators for the 1900s and the 2000s, the old one first (decree 690/2022).
SEPARATORS = {19: "-YXWVU", 20: "ABCDEF"}
ARTIFICIAL = range(900, 1000)
CLIENTS_WITH_RELATIVE = 0.6


class PersonRow(NamedTuple):
    """A row of `person`; the identity code is sealed when it is loaded."""

    id: UUID
    given_name: str
    family_name: str
    language: str
    identity_code: str


class MembershipRow(NamedTuple):
    """A row of `membership`."""

    id: UUID
    person: UUID
    role: str
    organiser: UUID | None
    provider: UUID | None
    first_day: date
    last_day: date | None
    way: str | None = None


class RepresentationRow(NamedTuple):
    """A row of `representation`."""

    id: UUID
    person: UUID
    client: UUID
    scopes: tuple[str, ...]
    first_day: date
    last_day: date | None
    source: str
    reference_sealed: bytes | None = None
    given_by: UUID | None = None
    given_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: UUID | None = None


class ClientRow(NamedTuple):
    """A row of `client`."""

    id: UUID
    person: UUID
    organiser: UUID
    has_safety_ban: bool
    died_on: date | None = None


class NamesOfLanguage(msgspec.Struct):
    """Given names by generation, and family names, of one language."""

    family: list[str]
    older_women: list[str]
    older_men: list[str]
    younger_women: list[str]
    younger_men: list[str]


NAMES = msgspec.json.decode((MATERIAL / "names.json").read_bytes(), type=dict[str, NamesOfLanguage])
CAST_BY_NAME = {person.name: person for person in (*cast.PEOPLE, *cast.CLIENTS)}
# From this age on a person has a name of the older generation.
OLDER_GENERATION = 65


def dice(subject: str) -> Random:
    """Return the generator for one subject of the county: it rolls the same every time."""
    return Random(f"kotiseteli {subject}")  # noqa: S311 - invented data need no secrecy


def happens(rng: Random, share: float) -> bool:
    """Tell whether something happens that does so in this share of cases."""
    return rng.random() < share


def artificial_code(born_on: date, individual: int, separator: str) -> str:
    """Return the identity code of nobody, right in form and check character."""
    digits = f"{born_on:%d%m%y}{individual}"
    return f"{digits[:6]}{separator}{individual}{CHECK_CHARACTERS[int(digits) % len(CHECK_CHARACTERS)]}"


@dataclass
class Population:
    """The rows of the county's people as they are made; nobody is given another's code or a cast member's name."""

    today: date
    rng: Random = field(default_factory=lambda: dice("people"))
    persons: list[PersonRow] = field(default_factory=list)
    memberships: list[MembershipRow] = field(default_factory=list)
    clients: list[ClientRow] = field(default_factory=list)
    representations: list[RepresentationRow] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def code_for(self, born_on: date, *, is_woman: bool) -> str:
        """Give a code that nobody else has; an even individual number is a woman's."""
        first = ARTIFICIAL.start + (0 if is_woman else 1) + 2 * int(self.rng.random() * len(ARTIFICIAL) / 2)
        separators = SEPARATORS[born_on.year // 100]
        # Only codes given since 2023 have the newer separators, so they are rare among the old.
        separator = separators[0] if happens(self.rng, 0.97) else self.rng.choice(separators[1:])
        for step in range(0, len(ARTIFICIAL), 2):
            individual = ARTIFICIAL[(first - ARTIFICIAL.start + step) % len(ARTIFICIAL)]
            code = artificial_code(born_on, individual, separator)
            if code not in self.codes:
                self.codes.add(code)
                return code
        raise LookupError(f"every artificial code of {born_on} is given")

    def invent(self, name: str, language: str, age: tuple[int, int], family_name: str | None = None) -> PersonRow:
        """Add a person of an age between two, by the stable name of her place in the county."""
        rng, names = self.rng, NAMES[language]
        years = age[0] + int(rng.random() * (age[1] - age[0] + 1))
        born_on = self.today - timedelta(days=int(years * 365.25) + int(rng.random() * 365))
        is_woman = happens(rng, 0.7)
        if years >= OLDER_GENERATION:
            given_names = names.older_women if is_woman else names.older_men
        else:
            given_names = names.younger_women if is_woman else names.younger_men
        family = family_name or rng.choice(names.family)
        given = rng.choice(given_names)
        while f"{given} {family}" in CAST_BY_NAME:
            given = rng.choice(given_names)
        row = PersonRow(stable_id(name), given, family, language, self.code_for(born_on, is_woman=is_woman))
        self.persons.append(row)
        return row

    def enter(self, person: CastPerson) -> None:
        """Add one of the cast and her membership."""
        code = self.code_for(person.born_on(self.today), is_woman=person.is_woman)
        self.persons.append(PersonRow(person.id, person.given_name, person.family_name, person.language, code))
        self.join(
            person.id,
            person.role,
            organiser=person.organiser.id if person.organiser and person.role is not Role.CLIENT else None,
            provider=person.employer.id if person.employer else None,
            membership=person.membership,
        )

    def join(
        self,
        person: UUID,
        role: Role,
        *,
        organiser: UUID | None = None,
        provider: UUID | None = None,
        membership: UUID | None = None,
    ) -> None:
        """Add a membership, begun one to three years ago."""
        since = self.today - timedelta(days=365 + int(self.rng.random() * 730))
        id_ = membership or stable_id(f"membership {person}")
        self.memberships.append(MembershipRow(id_, person, role.value, organiser, provider, since, None))

    def language(self, swedish: float, other: float) -> str:
        """Draw a language by the shares of Swedish and of others."""
        roll = self.rng.random()
        return "sv" if roll < swedish else "en" if roll < swedish + other else "fi"


def add_client(population: Population, organiser: UUID, serial: int) -> tuple[UUID, str]:
    """Add a client, mostly of 75 to 97, and for most a relative who acts for her; return her id and language."""
    rng = population.rng
    age = (75, 97) if happens(rng, 0.93) else (58, 74)
    person = population.invent(f"client person {serial}", population.language(0.13, 0.01), age)
    population.join(person.id, Role.CLIENT)
    client = ClientRow(stable_id(f"client {serial}"), person.id, organiser, happens(rng, 0.015))
    population.clients.append(client)
    if happens(rng, CLIENTS_WITH_RELATIVE):
        family_name = person.family_name if happens(rng, 0.6) else None
        relative = population.invent(f"relative of client {serial}", person.language, (38, 68), family_name)
        population.join(relative.id, Role.RELATIVE)
        represent(population, relative.id, client.id)
    return client.id, person.language


def represent(population: Population, person: UUID, client: UUID) -> None:
    """Add a mandate with a likely set of scopes; a few are over, a few have an end to come."""
    rng, today = population.rng, population.today
    shares = {Scope.GIVE_FEEDBACK: 0.8, Scope.CHOOSE_PROVIDER: 0.4, Scope.SEE_MONEY: 0.6}
    scopes = (Scope.SEE_VISITS, *(scope for scope, share in shares.items() if happens(rng, share)))
    first_day = today - timedelta(days=100 + int(rng.random() * 800))
    last_day = None
    if happens(rng, 0.05):
        last_day = today - timedelta(days=1 + int(rng.random() * 90))
    elif happens(rng, 0.1):
        last_day = today + timedelta(days=30 + int(rng.random() * 300))
    population.representations.append(
        RepresentationRow(
            stable_id(f"representation {client}"),
            person,
            client,
            tuple(scope.value for scope in scopes),
            first_day,
            last_day,
            "paper",
        ),
    )


def add_cast(population: Population) -> None:
    """Add the named people, their memberships, the clients among them and Kaisa's mandate."""
    for person in CAST_BY_NAME.values():
        if person is cast.RITVA:
            continue
        population.enter(person)
        if person.role is Role.CLIENT and person.organiser:
            population.clients.append(
                ClientRow(person.client, person.id, person.organiser.id, has_safety_ban=False),
            )
    population.representations.append(
        RepresentationRow(
            stable_id("representation Kaisa for Helvi"),
            cast.KAISA.id,
            cast.HELVI.client,
            tuple(scope.value for scope in cast.KAISAS_SCOPES),
            population.today - timedelta(days=200),
            None,
            "suomi-fi",
        ),
    )


def add_worker_of_two(population: Population) -> None:
    """Add Ritva, who works for two; she comes last, so that chance gives everybody else what it always gave."""
    population.enter(cast.RITVA)
    population.join(
        cast.RITVA.id,
        Role.WORKER,
        provider=cast.RITVAS_OTHER_EMPLOYER.id,
        membership=cast.RITVAS_OTHER_MEMBERSHIP,
    )
