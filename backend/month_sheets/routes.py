"""A client's month on paper, for herself and for whoever acts for her."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from piccolo.columns.combination import And

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.mandates import whose_money
from backend.access.roles import ActingPerson, Role
from backend.answers import AS_IT_IS, can_refuse
from backend.database import fetch, transaction
from backend.days import bounds_of, local_day, month_around
from backend.month_sheets.sheet import Language, MonthContents, SheetMoney, SheetPlan, SheetVisit, month_sheet
from backend.papers.shown import pdf
from backend.problems import NotFound, NotYourRole, SignInNeeded
from backend.providers.realised_price import money_of
from backend.rounds.reading import planned_between
from backend.visits.summaries import visit_summaries
from backend.visits.tables import Visit
from backend.vouchers.detail import course_of, earliest_that_matters, money_terms, visits_between
from backend.vouchers.summaries import grant_of, voucher_rows
from backend.vouchers.tables import Client, Voucher
from backend.wire import MONTH_PATTERN

NAME = (
    "select given_name || ' ' || family_name as name from person where id = (select person from client where id = $1)"
)


@get(
    "/api/month-sheet",
    operation_id="printMonth",
    guards=[allow(Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
    opt={AS_IT_IS: True},
    media_type="application/pdf",
)
async def print_month(
    acting_person: NamedDependency[ActingPerson],
    client: FromQuery[UUID],
    month: Annotated[str, QueryParameter(pattern=MONTH_PATTERN)],
    language: FromQuery[Language] = "fi",
) -> Response[bytes]:
    """Print a client's month on one A4 page: what was done, what was planned and not done, and what she pays of it."""
    first, after = bounds_of(month)
    now = clock.now()
    async with transaction():
        if not await Client.exists().where(And(Client.visible_to(acting_person), Client.id == client)):
            raise NotFound
        (person,) = await fetch(NAME, client)
        which = And(Visit.client == client, And(Visit.started_at >= first, Visit.started_at < after))
        done = [visit for visit in await visit_summaries(acting_person, which) if visit.state == "recorded"]
        days = month_around(local_day(first))
        length = (days.last_day - days.first_day).days + 1
        planned = await planned_between(acting_person, days.first_day, length, now, client=client)
        money = None
        if client in await whose_money(acting_person, [client]):
            money = await months_money(client, [visit.voucher_id for visit in done], first, after)
        shown = {visit.voucher_id for visit in done} | {plan.voucher_id for plan in planned}
        await trail.viewed_vouchers(acting_person, shown, "printed")
    contents = MonthContents(
        client_name=person["name"],
        month=days.first_day,
        visits=[
            SheetVisit(
                visit.started_at, visit.ended_at, visit.minutes, visit.worker_name, getattr(visit.service, language)
            )
            for visit in done
        ],
        undone=[
            SheetPlan(plan.starts_at, plan.ends_at, plan.standing)
            for plan in planned
            if plan.standing in ("missed", "cancelled")
        ],
        money=money,
        printed_on=local_day(now),
    )
    # Setting a page takes as long as a hundred other answers.
    return pdf(await asyncio.to_thread(month_sheet, contents, language), month)


async def months_money(client: UUID, vouchers: Sequence[UUID], first: datetime, after: datetime) -> SheetMoney:
    """Return what the visits of a month cost so far, all vouchers together."""
    price = own = waiting = 0
    within = month_around(local_day(first))
    for row in await voucher_rows(And(Voucher.client == client, Voucher.id.is_in(list(vouchers)))) if vouchers else []:
        earliest, _ = earliest_that_matters(grant_of(row), within.first_day)
        # With what of the weeks and months around it bears on a price.
        visits = await visits_between(row, min(earliest, first), after)
        who_came = list({visit.provider for visit in visits if visit.provider})
        certain = [visit for visit in visits if not visit.waits]
        reckoned = money_of(certain, await money_terms(row, await course_of(row), who_came), within)
        price += reckoned.paid.price_cents
        own += reckoned.paid.own_liability_cents
        waiting += reckoned.unpriced + sum(visit.waits and visit.started_at >= first for visit in visits)
    return SheetMoney(own, price, waiting)


ROUTES = [print_month]
