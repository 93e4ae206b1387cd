"""Makes up cases for every rule that both languages have: the same from the same seed, dense where rules break."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, get_args, get_type_hints
from uuid import UUID

import msgspec
from msgspec.structs import replace

from backend.catalogue.bands import TimeBand, Timetable, parts_of
from backend.catalogue.price import BillingTerms, PriceTerms, PriceUnit, explained_price, price_of_visit
from backend.catalogue.statute_book import fee_limits, fee_tables, pause_terms
from backend.days import HOLIDAYS, ONE_DAY, DayKind, EveTerms, kinds_of
from backend.decisions.appeal import SentBy, appeal_until
from backend.decisions.figures import in_month
from backend.decisions.rules import Period
from backend.problems import Problem
from backend.providers.realised_price import (
    BandPrice,
    MoneyTerms,
    PersonalValue,
    RealisedVisit,
    ValueInForce,
    money_of,
)
from backend.reckoning.client_fee import (
    ClientFee,
    FeeRow,
    FeeTable,
    FeeTerms,
    Pause,
    client_fee,
    fee_after_pauses,
    refuse_fee_table,
)
from backend.reckoning.comparison import Offer, comparison
from backend.reckoning.explanation import Explanation
from backend.reckoning.income import Means, MeansTest, refuse_by_means
from backend.reckoning.income_value import (
    IncomeFormula,
    OwnPartTable,
    ValueSteps,
    own_part_by_hours,
    value_by_formula,
    value_by_steps,
)
from backend.reckoning.own_liability import LiabilityTerms, Line, own_liability
from backend.vouchers.course import Act, ActName, course
from tests.rules.vectors import FOLDER, read, rulebook

FIRST_DAY = date(2024, 1, 1)
DAYS = 3000
# Nights in which the clocks are changed, and days around holidays and month ends.
DELICATE = [
    "2024-03-31",
    "2025-10-26",
    "2026-03-29",
    "2026-10-25",
    "2027-12-24",
    "2028-02-29",
    "2028-12-31",
    "2026-06-19",
]
BOOKS = ["lapland-home-care", "riihimaki-home-care", "joensuu-nursing", "luna-nights", "luna-calendar-nights"]
[ACT] = fee_tables()
[PAUSE] = pause_terms()


@dataclass(frozen=True)
class MadeUp:
    """A case as the phone reads it, and what the server's rule makes of it."""

    rule: str
    terms: str
    given: dict[str, Any]
    reckon: Callable[[], object]


def priced(start: datetime, end: datetime, terms: PriceTerms) -> object:
    """Return a visit's price with its explanation, or why it has none."""
    price = price_of_visit(start, end, terms)
    return price if isinstance(price, Problem) else [price, explained_price(price, terms, "made up", verified=False)]


class Maker:
    """Holds the dice and the terms that cases are reckoned by."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.terms: dict[str, Any] = {}

    def cases(self, count: int) -> Iterator[MadeUp]:
        """Make up so many cases, of each rule its share."""
        makers = [self._price] * 4 + [self._parts] * 2 + [self._fee] * 3 + [self._formula] * 3
        makers += [self._liability] * 3 + [self._pauses] * 2
        makers += [self._kinds, self._steps, self._own_part, self._means_test, self._bound, self._comparison]
        makers += [self._course, self._appeal, self._in_month]
        makers += [self._money] * 2
        for number in range(count):
            yield makers[number % len(makers)]()

    def _kept(self, name: str, terms: Any) -> str:
        """Keep terms under a name that cases may share."""
        self.terms[name] = terms
        return name

    def _day(self) -> date:
        if self.dice.random() < 0.3:
            return date.fromisoformat(self.dice.choice(DELICATE)) + ONE_DAY * self.dice.randint(-1, 1)
        return FIRST_DAY + ONE_DAY * self.dice.randrange(DAYS)

    def _visit(self) -> tuple[datetime, datetime]:
        start = datetime.combine(self._day(), datetime.min.time(), UTC) + timedelta(seconds=self.dice.randrange(86400))
        longest = self.dice.choice([90, 90, 600, 1500])
        return start, start + timedelta(seconds=self.dice.randrange(longest * 60))

    def _eves(self) -> EveTerms:
        of = self.dice.sample(sorted(HOLIDAYS.values()), self.dice.randint(0, 13))
        return EveTerms(tuple(of), self.dice.random() < 0.5)

    def _timetable(self) -> Timetable:
        bands = []
        for number in range(self.dice.randint(2, 6)):
            start = self.dice.randrange(0, 1440, self.dice.choice([1, 30]))
            days = tuple(self.dice.sample(get_args(DayKind), self.dice.randint(1, 5)))
            cents, factor = self.dice.choice([(self.dice.randint(0, 9999), None), (None, self.dice.randint(500, 2500))])
            length = self.dice.randint(1, 1440)
            bands.append(TimeBand(f"band-{number}", days, start, start + length, cents, factor))
        if self.dice.random() < 0.7:
            bands.append(TimeBand("otherwise", get_args(DayKind), 0, 1440, self.dice.randint(1000, 6000)))
        return Timetable(tuple(bands), self._eves())

    def _billing(self) -> BillingTerms:
        return BillingTerms(
            step_minutes=self.dice.choice([1, 1, 15, 30, 60]),
            direction=self.dice.choice(["up", "half_up"]),
            minimum_minutes=self.dice.choice([0, 0, 30, 60]),
            priced_by=self.dice.choice(["minute", "minute", "start"]),
        )

    def _price_terms(self) -> PriceTerms:
        if self.dice.random() < 0.5:
            return replace(rulebook(self.dice.choice(BOOKS)), billing=self._billing())
        base = self.dice.choice([None, self.dice.randint(1, 9999)])
        terms = PriceTerms("hour", base, self.dice.choice([None, self._timetable()]), self._billing())
        return self.dice.choice([terms, terms, *(replace(terms, unit=unit) for unit in get_args(PriceUnit))])

    def _price(self) -> MadeUp:
        terms = self._price_terms()
        start, end = self._visit()
        name = self._kept(f"price-{len(self.terms)}", terms)
        return MadeUp("price", name, {"started_at": start, "ended_at": end}, lambda: priced(start, end, terms))

    def _parts(self) -> MadeUp:
        terms = self.dice.choice([rulebook(self.dice.choice(BOOKS)).timetable, self._timetable()]) or self._timetable()
        start, end = self._visit()
        name = self._kept(f"bands-{len(self.terms)}", terms)
        return MadeUp("parts", name, {"started_at": start, "ended_at": end}, lambda: parts_of(start, end, terms))

    def _kinds(self) -> MadeUp:
        terms, day = self._eves(), self._day()
        name = self._kept(f"eves-{len(self.terms)}", terms)
        return MadeUp("kinds", name, {"day": day}, lambda: sorted(kinds_of(day, terms)))

    def _means(self) -> Means:
        return Means(
            household=self.dice.choice([None, 0, 7, 12, 1, 1, 2, 2, 3, 4, 5, 6]),
            income_cents=self.dice.choice([None, -1, 0] + [self.dice.randint(0, 800_000)] * 12),
            kind=self.dice.choice(["gross", "gross", "gross", "net"]),
            evidenced=self.dice.random() < 0.8,
            savings_cents=self.dice.choice([None, -1, self.dice.randint(0, 700_000), self.dice.randint(0, 700_000)]),
        )

    def _by_entry(self, kind: str) -> tuple[str, Any]:
        entries = msgspec.json.decode((FOLDER / "income_terms.json").read_bytes())
        entry = self.dice.choice([entry for entry in entries if entry["kind"] == kind])
        return f"{kind}-{entry['name']}", entry["terms"]

    def _formula(self) -> MadeUp:
        name, written = self._by_entry("formula")
        terms, means = read(written, IncomeFormula), self._means()
        return MadeUp("formula", self._kept(name, terms), {"means": means}, lambda: value_by_formula(means, terms))

    def _steps(self) -> MadeUp:
        name, written = self._by_entry("steps")
        terms, means = read(written, ValueSteps), self._means()
        return MadeUp("steps", self._kept(name, terms), {"means": means}, lambda: value_by_steps(means, terms))

    def _own_part(self) -> MadeUp:
        name, written = self._by_entry("own_part")
        terms, means, minutes = read(written, OwnPartTable), self._means(), self.dice.randint(0, 3600)
        given = {"means": means, "minutes": minutes}
        return MadeUp("own_part", self._kept(name, terms), given, lambda: own_part_by_hours(means, minutes, terms))

    def _means_test(self) -> MadeUp:
        name, written = self._by_entry("means_test")
        terms, means = read(written, MeansTest), self._means()
        return MadeUp("means_test", self._kept(name, terms), {"means": means}, lambda: refuse_by_means(means, terms))

    def _fee_table(self) -> FeeTable:
        hours = sorted({0, *(self.dice.randint(0, 60) for _ in range(8))})
        columns = self.dice.randint(1, 7)
        rows = [
            FeeRow(hour, tuple(self.dice.randint(500, 3600) for _ in range(columns)), self.dice.choice([None, 15_000]))
            for hour in hours
        ]
        return replace(ACT, rows=tuple(rows), larger_as_last=self.dice.random() < 0.5)

    def _fee(self) -> MadeUp:
        limits = self.dice.choice(fee_limits())
        terms = FeeTerms(self.dice.choice([ACT, ACT, self._fee_table()]), limits, self.dice.choice([None, 40_000]))
        means, minutes = self._means(), [self.dice.randint(0, 3600) for _ in range(self.dice.randint(1, 3))]
        given = {"means": means, "minutes_by_month": minutes}
        return MadeUp(
            "fee", self._kept(f"fee-{len(self.terms)}", terms), given, lambda: client_fee(means, minutes, terms)
        )

    def _bound(self) -> MadeUp:
        own = self._fee_table()
        name = self._kept(f"bound-{len(self.terms)}", {"own": own, "statutory": ACT})
        return MadeUp("bound", name, {}, lambda: refuse_fee_table(own, ACT))

    def _pauses(self) -> MadeUp:
        terms = replace(PAUSE, days_in_month=self.dice.choice([None, None, 30]))
        month, fee, pauses = self._day(), self.dice.randint(0, 99_999), []
        for _ in range(self.dice.randint(0, 4)):
            first = month + ONE_DAY * self.dice.randint(-35, 35)
            pause = Pause(first, first + ONE_DAY * self.dice.randint(-1, 40), "client")
            pauses.append(replace(pause, caused_by=self.dice.choice(get_args(get_type_hints(Pause)["caused_by"]))))
        given = {"fee_cents": fee, "day": month, "pauses": pauses}
        name = self._kept(f"pause-{terms.days_in_month}", terms)
        return MadeUp("pauses", name, given, lambda: fee_after_pauses(fee, month, pauses, terms))

    def _lines(self) -> tuple[Line, ...]:
        return tuple(
            Line(
                self.dice.randint(0, 3600),
                self.dice.choice(["minute", "minute", "unit"]),
                self.dice.randint(0, 9999),
                self.dice.randint(0, 9999),
            )
            for _ in range(self.dice.randint(0, 5))
        )

    def _liability_terms(self) -> LiabilityTerms:
        covered = self.dice.choice([None, None, self.dice.randint(0, 5000)])
        return LiabilityTerms("569/2009", free=self.dice.random() < 0.2, covered_quantity=covered)

    def _liability(self) -> MadeUp:
        terms, lines = self._liability_terms(), self._lines()
        name = self._kept(f"liability-{len(self.terms)}", terms)
        return MadeUp("liability", name, {"lines": lines}, lambda: own_liability(lines, terms))

    def _money_terms(self) -> MoneyTerms:
        """Make up a rulebook and prices that change in the middle of the time, each with its gaps."""
        middle = FIRST_DAY + ONE_DAY * self.dice.randrange(DAYS)
        value = self.dice.choice([rulebook(self.dice.choice(BOOKS)), self._price_terms(), None])
        slugs = ["any", *(band.slug for band in (value.timetable.bands if value and value.timetable else ()))]
        return MoneyTerms(
            kind=self.dice.choice(["voucher", "voucher", "order"]),
            unit=self.dice.choice(["hour", "visit", "day", "week", "month"]),
            values=tuple(
                ValueInForce(first, last, value, self.dice.random() < 0.1, self.dice.choice([None, None, 60, 300]))
                for first, last in ((FIRST_DAY, middle), (middle + ONE_DAY * self.dice.randint(1, 40), None))
            ),
            prices=tuple(
                BandPrice(band, self.dice.randint(0, 9999), first, last)
                for band in self.dice.sample(slugs, self.dice.randint(0, len(slugs)))
                for first, last in ((FIRST_DAY, middle), (middle + ONE_DAY, None))
            ),
            personal=tuple(
                PersonalValue(middle + ONE_DAY * 30 * turn, self.dice.choice([None, self.dice.randint(0, 5000)]))
                for turn in range(self.dice.randint(0, 2))
            ),
            agreed_cents=self.dice.choice([None, 4000]),
        )

    def _money(self) -> MadeUp:
        terms = self._money_terms()
        visits = []
        for _ in range(self.dice.randint(1, 4)):
            start, end = self._visit()
            visits.append(RealisedVisit(start, end, 0, self.dice.random() < 0.2))
        name = self._kept(f"money-{len(self.terms)}", terms)
        return MadeUp("money", name, {"visits": visits}, lambda: money_of(visits, terms, None))

    def _comparison(self) -> MadeUp:
        terms = self._liability_terms()
        fee = ClientFee(
            self.dice.randint(0, 99_999), Explanation("client-fee", "734/1992", verified=True, inputs=(), steps=())
        )
        offers = [Offer(f"provider-{number}", self._lines()) for number in range(self.dice.randint(0, 8))]
        name = self._kept(f"comparison-{len(self.terms)}", terms)
        given = {"offers": offers, "fee": fee}
        return MadeUp("comparison", name, given, lambda: comparison(offers, fee, terms))

    def _course(self) -> MadeUp:
        first, decisions = self._day(), [None, UUID(int=1), UUID(int=2)]
        last, cents, acts = first + ONE_DAY * 60, self.dice.choice([None, 3000]), []
        for _ in range(self.dice.randint(0, 7)):
            name, day = self.dice.choice(get_args(ActName)), first + ONE_DAY * self.dice.randint(-2, 62)
            until = day + ONE_DAY * self.dice.randint(0, 20) if name == "paused" and self.dice.random() < 0.7 else None
            value = self.dice.randint(3000, 6000) if name == "value_raised" else None
            acts.append(Act(name, day, until, value, "client", self.dice.choice(decisions)))
        given = {"first_day": first, "last_day": last, "value_cents": cents, "acts": acts}
        return MadeUp("course", self._kept("none", {}), given, lambda: course(first, last, cents, acts))

    def _appeal(self) -> MadeUp:
        sent_by: SentBy = self.dice.choice(get_args(SentBy))
        day = self._day() - ONE_DAY * self.dice.choice([0, 30, 37])
        given = {"sent_by": sent_by, "day": day}
        return MadeUp("appeal", self._kept("none", {}), given, lambda: appeal_until(sent_by, day))

    def _in_month(self) -> MadeUp:
        quantity, period = self.dice.randint(1, 20_000), self.dice.choice(get_args(Period))
        first = self._day()
        last = self.dice.choice([None, first + ONE_DAY * self.dice.randint(0, 800)])
        given = {"quantity": quantity, "period": period, "first_day": first, "last_day": last}
        return MadeUp("in_month", self._kept("none", {}), given, lambda: in_month(quantity, period, first, last))
