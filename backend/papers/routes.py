"""Printing: the voucher with its signed code, and the decision it rests on, as PDF (docs/decisions/0013)."""

import asyncio
from datetime import timedelta
from uuid import UUID

from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from piccolo.columns.combination import And

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.mandates import whose_money
from backend.access.roles import ActingPerson, Role
from backend.answers import AS_IT_IS, can_refuse
from backend.database import transaction
from backend.days import local_day
from backend.decisions.reading import decisions
from backend.papers.decision import decision_paper
from backend.papers.decision_contents import decision_contents, task_names
from backend.papers.shown import pdf
from backend.papers.voucher import Language, PaperContents, Value, voucher_paper
from backend.problems import NotFound, NotYourRole, SignInNeeded, VoucherEnded
from backend.vouchers.code import SignedTerms, link, sign
from backend.vouchers.course import value_on
from backend.vouchers.detail import course_of
from backend.vouchers.summaries import voucher_rows
from backend.vouchers.tables import Voucher


@get(
    "/api/vouchers/{voucher_id:uuid}/paper",
    operation_id="printVoucher",
    guards=[allow(Role.GRANTER, Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound, VoucherEnded),
    opt={AS_IT_IS: True},
    media_type="application/pdf",
)
async def print_voucher(
    acting_person: NamedDependency[ActingPerson],
    state: State,
    voucher_id: FromPath[UUID],
    language: FromQuery[Language] = "fi",
) -> Response[bytes]:
    """Print the voucher on one A4 page, with its number and its signed code."""
    today = local_day(clock.now())
    async with transaction():
        rows = await voucher_rows(And(Voucher.visible_to(acting_person), Voucher.id == voucher_id))
        if not rows:
            raise NotFound
        row = rows[0]
        ended_on = row["ended_on"]
        if ended_on is not None and ended_on <= today:
            raise VoucherEnded
        last_day = row["last_day"] if ended_on is None else min(row["last_day"], ended_on - timedelta(days=1))
        tasks = await task_names(row["service_id"], row["tasks"], language)
        # From its first day for one that has not begun.
        value_cents = value_on(await course_of(row), max(today, row["first_day"]))
        sees_money = row["client_id"] in await whose_money(acting_person, [row["client_id"]])
        await trail.viewed_vouchers(acting_person, [voucher_id], "printed")
    terms = SignedTerms(
        number=row["number"],
        organiser_code=row["organiser_code"],
        service_code=row["service_code"],
        provider_code=row["provider_code"] or 0,
        first_day=row["first_day"],
        last_day=last_day,
        kind=row["kind"],
    )
    code = sign(terms, state.own_keys.voucher)
    value = None
    if row["kind"] == "voucher" and value_cents is not None and sees_money:
        value = Value(value_cents, row["service_unit"])
    contents = PaperContents(
        number=row["number"],
        kind=row["kind"],
        client_name=f"{row['client_given']} {row['client_family']}",
        organiser=row[f"organiser_{language}"],
        service=row[f"service_{language}"],
        provider=row["provider_name"],
        first_day=row["first_day"],
        last_day=last_day,
        quantity=row["quantity"],
        quantity_unit=row["quantity_unit"],
        period=row["period"],
        tasks=tasks,
        value=value,
        decision_number=row["decision_number"],
        link=link(state.settings.public_url, code),
        organiser_phone=row["organiser_phone"],
    )
    # Setting a page takes as long as a hundred other answers.
    return pdf(await asyncio.to_thread(voucher_paper, contents, language), row["number"])


@get(
    "/api/decisions/{decision_id:uuid}/paper",
    operation_id="printDecision",
    guards=[allow(Role.GRANTER, Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
    opt={AS_IT_IS: True},
    media_type="application/pdf",
)
async def print_decision(
    acting_person: NamedDependency[ActingPerson],
    decision_id: FromPath[UUID],
    language: FromQuery[Language | None] = None,
) -> Response[bytes]:
    """Print a decision with its grounds, what it gives and how to have it changed; in its own language unless asked."""
    async with transaction():
        found = await decisions(acting_person, decision=decision_id)
        if not found:
            raise NotFound
        (decision,) = found
        chosen = language or decision.language
        sees_money = decision.client_id in await whose_money(acting_person, [decision.client_id])
        contents = await decision_contents(decision, chosen, sees_money=sees_money)
        await trail.viewed_decisions(acting_person, [decision_id], "printed")
    return pdf(await asyncio.to_thread(decision_paper, contents, chosen), decision.number)


ROUTES = [print_voucher, print_decision]
