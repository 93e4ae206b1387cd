"""Vouchers and orders: client and relative see them, the worker opens one at the door, the granter prints it."""

# Piccolo types a joined column as the foreign key or its target; which one it is shows only when it runs.
# mypy: disable-error-code="union-attr"

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from piccolo.columns.combination import And, WhereRaw
from piccolo.custom_types import Combinable

from backend import clock
from backend.access import trail
from backend.access.guards import allow
from backend.access.mandates import whose_money
from backend.access.roles import ActingPerson, Role
from backend.answers import can_refuse
from backend.database import transaction
from backend.days import local_day
from backend.problems import (
    InvalidRequest,
    NotFound,
    NotYourRole,
    SignInNeeded,
    VoucherNotFound,
    VoucherNumberMistyped,
)
from backend.vouchers.detail import VoucherDetail, read_detail
from backend.vouchers.number import read_number
from backend.vouchers.summaries import (
    VoucherAtDoor,
    VoucherSummary,
    at_door,
    summaries,
    voucher_rows,
    voucher_summaries,
)
from backend.vouchers.tables import Voucher
from backend.wire import FIRST_YEAR, LAST_YEAR

# A name and a number fit; each word of it is a condition in the query.
LONGEST_SEARCH = 100

LISTENERS = (Role.CLIENT, Role.RELATIVE, Role.GRANTER, Role.PROVIDER, Role.ORGANISER, Role.FINANCE)


def matches(words: str) -> Combinable:
    """Narrow to the voucher whose number is typed; people are looked for by name in a body (clients/routes.py)."""
    number = read_number(words)
    return WhereRaw("false") if number is None else Voucher.number == number


@get(
    "/api/vouchers",
    operation_id="listVouchers",
    guards=[allow(*LISTENERS)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_vouchers(
    acting_person: NamedDependency[ActingPerson],
    client: FromQuery[UUID | None] = None,
    search: Annotated[str, QueryParameter(max_length=LONGEST_SEARCH)] = "",
) -> list[VoucherSummary]:
    """List vouchers and orders with what is granted, used and left in the period that today lies in."""
    which: Combinable | None = None if client is None else Voucher.client == client
    if search.strip():
        which = matches(search) if which is None else And(which, matches(search))
    async with transaction():
        found = await voucher_summaries(acting_person, which, local_day(clock.now()))
        act = trail.listed(acting_person, client)
        await trail.viewed_vouchers(acting_person, [voucher.id for voucher in found], act)
    return found


@get(
    "/api/vouchers/at-door/{number:str}",
    operation_id="openVoucher",
    guards=[allow(Role.WORKER, Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, VoucherNumberMistyped, VoucherNotFound),
)
async def open_voucher(acting_person: NamedDependency[ActingPerson], number: FromPath[str]) -> VoucherAtDoor:
    """Open the voucher whose number a client has given: giving it to a provider makes their contract."""
    read = read_number(number)
    if read is None:
        raise VoucherNumberMistyped
    today = local_day(clock.now())
    async with transaction():
        named = And(Voucher.standing(), Voucher.number == read)
        rows = await voucher_rows(And(named, Voucher.payable_to(acting_person, today)))
        if not rows:
            raise VoucherNotFound
        opened = (await summaries(rows, today))[0]
        await trail.viewed_vouchers(acting_person, [opened.id], "opened at the door")
    return at_door(opened)


@get(
    "/api/vouchers/{voucher_id:uuid}",
    operation_id="readVoucher",
    guards=[allow(Role.GRANTER, Role.CLIENT, Role.RELATIVE)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
)
async def read_voucher(
    acting_person: NamedDependency[ActingPerson], voucher_id: FromPath[UUID], day: FromQuery[date | None] = None
) -> VoucherDetail:
    """Read one voucher or order: what is left, and what it costs whom, in the period of a day, today's if none."""
    today = local_day(clock.now())
    asked = day or today
    if not FIRST_YEAR <= asked.year < LAST_YEAR:
        raise InvalidRequest(errors=[{"pointer": "/day", "detail": "Not a day that anything is reckoned for"}])
    async with transaction():
        rows = await voucher_rows(And(Voucher.visible_to(acting_person), Voucher.id == voucher_id))
        if not rows:
            raise NotFound
        (row,) = rows
        sees_money = row["client_id"] in await whose_money(acting_person, [row["client_id"]])
        found = await read_detail(row, asked, today, sees_money=sees_money)
        await trail.viewed_vouchers(acting_person, [voucher_id])
    return found


ROUTES = [list_vouchers, open_voucher, read_voucher]
