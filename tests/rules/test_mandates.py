"""Who may be given a mandate, for what, until when, and who may end it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from backend.access.roles import Role, Scope
from backend.mandates import rules
from backend.mandates.rules import Party, Source, Terms

TODAY = date(2026, 11, 18)
CLIENT = Party(UUID(int=1), date(1940, 3, 14))
DAUGHTER = Party(UUID(int=2), date(1968, 5, 1))
SEES = frozenset({Scope.SEE_VISITS})


def slug(problem: object) -> str | None:
    return None if problem is None else problem.slug()  # type: ignore[attr-defined]


def terms(
    source: Source = Source.IN_APP,
    scopes: frozenset[Scope] = SEES,
    first: date = TODAY,
    last: date | None = None,
    reference: str = "",
) -> Terms:
    return Terms(source, scopes, first, last, reference)


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        (terms(), None),
        (terms(scopes=frozenset(Scope)), None),
        (terms(scopes=frozenset()), "scope-missing"),
        (terms(scopes=frozenset({Scope.SEE_MONEY})), "scope-missing"),
        (terms(last=TODAY), None),
        (terms(last=TODAY - timedelta(days=1)), "period-ends-before-start"),
        (terms(first=TODAY - timedelta(days=1)), "mandate-in-past"),
        (terms(first=TODAY + timedelta(days=30)), None),
        (terms(Source.PAPER), "reference-missing"),
        (terms(Source.GUARDIANSHIP, reference=" \t"), "reference-missing"),
        (terms(Source.CONTINUING_POWER, reference="DVV/1/2026"), None),
    ],
)
def test_what_a_mandate_must_say(asked: Terms, refused: str | None) -> None:
    assert slug(rules.refuse_terms(asked, TODAY)) == refused


def aged(years: int, days: int = 0) -> Party:
    """Return a client who has turned so old so many days ago."""
    return Party(UUID(int=1), date(TODAY.year - years, TODAY.month, TODAY.day) - timedelta(days=days))


@pytest.mark.parametrize(
    ("client", "source", "refused"),
    [
        (CLIENT, Source.IN_APP, None),
        (CLIENT, Source.CUSTODY, "custody-of-adult"),
        (aged(18), Source.CUSTODY, "custody-of-adult"),
        (aged(18, days=-1), Source.CUSTODY, None),
        (aged(18), Source.IN_APP, None),
        (aged(18, days=-1), Source.IN_APP, "client-underage"),
        (aged(17), Source.GUARDIANSHIP, None),
        (Party(UUID(int=1), None), Source.IN_APP, None),
        (Party(UUID(int=1), None), Source.CUSTODY, "custody-of-adult"),
        (Party(UUID(int=1), date(1940, 3, 14), died_on=TODAY), Source.IN_APP, "client-deceased"),
        (Party(UUID(int=1), date(1940, 3, 14), died_on=TODAY), Source.GUARDIANSHIP, "client-deceased"),
    ],
)
def test_for_whom_a_mandate_can_be(client: Party, source: Source, refused: str | None) -> None:
    assert slug(rules.refuse_client(client, source, TODAY)) == refused


def test_nobody_acts_for_herself_and_no_minor_for_another() -> None:
    assert slug(rules.refuse_representative(CLIENT, DAUGHTER, TODAY)) is None
    assert slug(rules.refuse_representative(CLIENT, Party(CLIENT.person, DAUGHTER.born_on), TODAY)) == (
        "mandate-to-oneself"
    )
    young = Party(UUID(int=2), date(2008, 11, 19))
    assert slug(rules.refuse_representative(CLIENT, young, TODAY)) == "representative-underage"
    assert rules.refuse_representative(CLIENT, young, TODAY + timedelta(days=1)) is None
    assert rules.refuse_representative(CLIENT, Party(UUID(int=2), None), TODAY) is None


def test_an_official_is_no_party_to_what_she_enters() -> None:
    official = UUID(int=3)
    assert rules.refuse_official(official, CLIENT.person, DAUGHTER.person) is None
    assert slug(rules.refuse_official(official, CLIENT.person, official)) == "official-is-party"


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [
        (date(2026, 12, 1), None, True),
        (date(2026, 12, 1), date(2026, 12, 10), True),
        (date(2026, 11, 18), date(2026, 11, 30), True),
        (date(2027, 1, 31), None, True),
        (date(2027, 2, 1), None, False),
        (date(2026, 11, 18), date(2026, 11, 29), False),
    ],
)
def test_two_mandates_of_the_same_two_people_never_hold_on_one_day(
    first: date, last: date | None, *, overlaps: bool
) -> None:
    standing = [(date(2026, 11, 30), date(2027, 1, 31))]
    assert slug(rules.refuse_beside(standing, first, last)) == ("mandate-overlaps" if overlaps else None)


def test_a_mandate_until_further_notice_leaves_room_only_before_it() -> None:
    standing = [(date(2026, 12, 1), None)]
    assert rules.refuse_beside(standing, date(2026, 11, 18), date(2026, 11, 30)) is None
    assert slug(rules.refuse_beside(standing, date(2030, 1, 1), None)) == "mandate-overlaps"


@pytest.mark.parametrize(
    ("born", "asked", "last"),
    [
        (date(2016, 5, 2), None, date(2034, 5, 1)),
        (date(2016, 5, 2), date(2027, 1, 1), date(2027, 1, 1)),
        (date(2016, 5, 2), date(2040, 1, 1), date(2034, 5, 1)),
        # Born on a leap day she comes of age on the first of March.
        (date(2012, 2, 29), None, date(2030, 2, 28)),
    ],
)
def test_custody_ends_where_childhood_does(born: date, asked: date | None, last: date) -> None:
    child = Party(UUID(int=1), born)
    assert rules.last_day_of(terms(Source.CUSTODY, last=asked), child) == last
    assert rules.last_day_of(terms(Source.PAPER, last=asked), child) == asked


@pytest.mark.parametrize(
    ("role", "source", "client", "refused"),
    [
        (Role.CLIENT, Source.IN_APP, CLIENT, None),
        (Role.CLIENT, Source.SUOMI_FI, CLIENT, None),
        (Role.CLIENT, Source.PAPER, CLIENT, None),
        (Role.CLIENT, Source.GUARDIANSHIP, CLIENT, "mandate-by-decision"),
        (Role.CLIENT, Source.CONTINUING_POWER, CLIENT, "mandate-by-decision"),
        (Role.CLIENT, Source.CUSTODY, aged(12, days=-1), "mandate-by-decision"),
        (Role.CLIENT, Source.CUSTODY, aged(12), None),
        (Role.RELATIVE, Source.GUARDIANSHIP, CLIENT, None),
        (Role.GRANTER, Source.GUARDIANSHIP, CLIENT, None),
    ],
)
def test_who_may_end_a_mandate(role: Role, source: Source, client: Party, refused: str | None) -> None:
    assert slug(rules.refuse_end(role, source, client, TODAY)) == refused


def test_an_invitation_waits_seven_days_for_its_code_and_seven_for_the_clients_word() -> None:
    given, taken = datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    assert rules.waits_until(given, None) == datetime(2026, 11, 25, tzinfo=UTC)
    assert rules.waits_until(given, taken) == datetime(2026, 12, 1, tzinfo=UTC)


def test_a_day_of_death_is_not_to_come_and_not_before_birth() -> None:
    assert rules.refuse_death(TODAY, CLIENT.born_on, TODAY) is None
    assert slug(rules.refuse_death(TODAY + timedelta(days=1), CLIENT.born_on, TODAY)) == "death-day-wrong"
    assert slug(rules.refuse_death(date(1940, 3, 13), CLIENT.born_on, TODAY)) == "death-day-wrong"
    assert rules.refuse_death(TODAY, None, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        (("Kaisa", "Nieminen"), True),
        ((" KAISA maria", "Muu"), True),
        (("Liisa", "Nieminen"), True),
        (("Liisa", "Korhonen-Nieminen"), True),
        (("Nieminen", "Kaisa"), False),
        (("Liisa", "Muu"), False),
        (("-", "-"), False),
    ],
)
def test_a_person_is_known_by_one_of_her_names(typed: tuple[str, str], *, is_same: bool) -> None:
    assert rules.is_namesake(typed, ("Kaisa", "Nieminen")) is is_same
