"""The demo county: invented people in real rules' terms, built from a fixed seed, the same every time for the same day.

67 providers, 400 clients, 121 workers, some 550 vouchers and orders, three months of visits. Dates move with the day
it is built for; everything else stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from backend.demo import cast
from backend.demo.cast import CITY, COUNTY, CastVoucher
from backend.demo.contact import ComplaintRow, MessageRow, build_letters
from backend.demo.decisions import DecisionRow
from backend.demo.doors import DoorNoteRow, build_doors
from backend.demo.feedback import ConfirmationRow, DisputeRow, FeedbackRow, FeedbackVoiceRow, build_voices, speakers
from backend.demo.grants import (
    Grants,
    Mix,
    Period,
    Serving,
    Terms,
    VoucherRow,
    add_mixes,
    add_refusals,
    add_staff,
    issue,
    use,
)
from backend.demo.offers import (
    ApprovedProviderRow,
    OrganiserRow,
    ProviderPriceRow,
    ProviderRow,
    RulebookPartRow,
    ServiceRow,
    ServiceTaskRow,
    UnitRow,
    build_offers,
)
from backend.demo.people import (
    ClientRow,
    MembershipRow,
    PersonRow,
    Population,
    RepresentationRow,
    add_cast,
    add_worker_of_two,
)
from backend.demo.presence import PresenceReadingRow, PresenceSecretRow, build_readings, build_secrets
from backend.demo.rounds import PlannedVisitRow, RoundFoldRow, build_rounds
from backend.demo.routines import WEEKDAYS, WHOLE_WEEK, Routine, on_days
from backend.demo.visits import VisitRecordRow, VisitRow, build_visits


class ChangeCounterRow(NamedTuple):
    """A row of `change_counter`."""

    organiser: UUID
    last: int


@dataclass(frozen=True)
class County:
    """Every row, by its table's name, in an order in which they can be stored."""

    organiser: list[OrganiserRow]
    change_counter: list[ChangeCounterRow]
    service: list[ServiceRow]
    service_task: list[ServiceTaskRow]
    rulebook_part: list[RulebookPartRow]
    provider: list[ProviderRow]
    unit: list[UnitRow]
    approved_provider: list[ApprovedProviderRow]
    provider_price: list[ProviderPriceRow]
    person: list[PersonRow]
    membership: list[MembershipRow]
    client: list[ClientRow]
    representation: list[RepresentationRow]
    service_decision: list[DecisionRow]
    voucher: list[VoucherRow]
    visit: list[VisitRow]
    visit_record: list[VisitRecordRow]
    planned_visit: list[PlannedVisitRow]
    round_fold: list[RoundFoldRow]
    feedback: list[FeedbackRow]
    feedback_voice: list[FeedbackVoiceRow]
    visit_confirmation: list[ConfirmationRow]
    dispute: list[DisputeRow]
    message: list[MessageRow]
    complaint: list[ComplaintRow]
    door_note: list[DoorNoteRow]
    presence_secret: list[PresenceSecretRow]
    presence_reading: list[PresenceReadingRow]

    def until(self, moment: datetime) -> "County":
        """Return the county as it is at a moment of its last day: without the visits that come later in the morning."""
        visits = [visit for visit in self.visit if visit.received_at <= moment]
        records = self.visit_record[: len(visits)]
        there = {visit.id for visit in visits}
        return replace(
            self,
            change_counter=counters(visits),
            visit=visits,
            visit_record=records,
            round_fold=[RoundFoldRow(*row) for row in counters(visits)],
            presence_reading=[row for row in self.presence_reading if row.visit in there],
        )


class CastTerms(NamedTuple):
    """What a voucher of the cast grants, and how it is used; days count from today."""

    voucher: CastVoucher
    from_day: int
    to_day: int
    # A month's minutes.
    quantity: int
    # None: not one visit yet. Otherwise the times of day, on which days, how long, and by whom of the team.
    routine: Routine | None = None
    preferred: int = 0


MORNING, EVENING, FORENOON = 7 * 60 + 30, 18 * 60 + 30, 10 * 60 + 15
CAST_TERMS = [
    # Every morning and three evenings a week; a month is some 27 hours of the 33 granted.
    CastTerms(
        cast.HELVIS_VOUCHER,
        -300,
        200,
        33 * 60,
        Routine(tuple((MORNING, EVENING) if day in {0, 2, 4} else (MORNING,) for day in WHOLE_WEEK), 36),
    ),
    CastTerms(cast.HELVIS_OPEN_VOUCHER, -20, 345, 2 * 60),
    CastTerms(cast.HELVIS_ORDER, -120, 240, 3 * 60, Routine(on_days([1], (FORENOON,)), 30)),
    CastTerms(cast.EXPIRED_VOUCHER, -200, -18, 16 * 60, Routine(on_days(WEEKDAYS, (FORENOON,)), 40), preferred=1),
    CastTerms(cast.OTHER_PROVIDERS_VOUCHER, -150, 200, 24 * 60, Routine(on_days(WHOLE_WEEK, (MORNING,)), 40)),
    CastTerms(cast.UNSEEN_VOUCHER, -6, 358, 20 * 60),
    CastTerms(cast.VEIKKOS_VOUCHER, -90, 270, 20 * 60, Routine(on_days(WHOLE_WEEK, (FORENOON,)), 30)),
]


def add_cast_vouchers(grants: Grants) -> None:
    """Add what the cast's clients have been granted."""
    for terms in CAST_TERMS:
        voucher, person = terms.voucher, terms.voucher.client
        organiser = person.organiser or COUNTY
        grants.languages[person.client] = person.language
        last_day = grants.today + timedelta(days=terms.to_day)
        period = Period(grants.today + timedelta(days=terms.from_day), last_day, None, last_day)
        issued = issue(
            grants,
            Terms(
                voucher.name,
                voucher.number,
                Mix(organiser, voucher.service, voucher.kind, 1),
                person.client,
                voucher.provider.id if voucher.provider else None,
                period,
                terms.quantity,
                grants.granters[organiser.id][0],
            ),
        )
        if terms.routine and voucher.provider:
            use(grants, issued, Serving(voucher.provider.code - 1, terms.routine, period, terms.preferred))


def counters(visits: Iterable[VisitRow]) -> list[ChangeCounterRow]:
    """Return each organiser's last change number."""
    last = dict.fromkeys((COUNTY.id, CITY.id), 0)
    for visit in visits:
        last[visit.organiser] = visit.change_number
    return [ChangeCounterRow(organiser, number) for organiser, number in last.items()]


def build(today: date) -> County:
    """Build the county as it is at ten in the morning of a day."""
    population = Population(today)
    add_cast(population)
    offers = build_offers(population, today)
    grants = Grants(today, offers)
    add_staff(grants, population)
    add_cast_vouchers(grants)
    add_mixes(grants, population)
    add_refusals(grants)
    visits, records = build_visits(grants, offers, today)
    add_worker_of_two(population)
    who = speakers(population.clients, population.memberships, grants.languages)
    voices, letters = build_voices(visits, who, today), build_letters(visits, who, today)
    secrets = build_secrets(population.clients, today)
    return County(
        organiser=offers.organisers,
        change_counter=counters(visits),
        service=offers.services,
        service_task=offers.tasks,
        rulebook_part=offers.rulebook,
        provider=offers.providers,
        unit=offers.units,
        approved_provider=offers.approvals,
        provider_price=offers.prices,
        person=population.persons,
        membership=population.memberships,
        client=population.clients,
        representation=population.representations,
        service_decision=grants.decisions,
        voucher=grants.vouchers,
        visit=visits,
        visit_record=records,
        planned_visit=build_rounds(grants, offers, today),
        round_fold=[RoundFoldRow(*row) for row in counters(visits)],
        feedback=voices.feedback,
        feedback_voice=voices.recordings(),
        visit_confirmation=voices.confirmations,
        dispute=voices.disputes,
        message=letters.messages,
        complaint=letters.complaints,
        door_note=build_doors(grants.vouchers, who),
        presence_secret=secrets,
        presence_reading=build_readings(secrets, visits, today),
    )
