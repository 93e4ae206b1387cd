"""A month that has been settled, and what finance does with it, for the tests of what goes out and comes back."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from backend.database import fetch
from backend.demo import cast
from tests.accounting.made_up import iban_of
from tests.conftest import Caller

OCTOBER, SETTLED_ON = date(2026, 10, 1), date(2026, 11, 5)
COUNTYS_ACCOUNT = "FI21 1234 5600 0007 85"
RUN = "insert into settlement_run (id, organiser, month, settled_on, started_at) values ($1, $2, $3, $4, now())"
# Whatever was recorded in the demo county, two euros a minute of it paid by the organiser.
SETTLED = r"""
with visited as (
    select x.id, x.voucher, x.client, x.organiser, x.provider, v.service, v.kind, x.minutes,
        row_number() over (partition by x.provider order by x.id)::integer as place
    from visit x join voucher v on v.id = x.voucher
    where x.organiser = $1 and x.state = 'recorded' and x.minutes > 0
), summed as (
    select md5(provider::text || $2)::uuid as id, provider, count(*)::integer as lines, sum(minutes * 200) as cents,
        coalesce(sum(minutes * 200) filter (where kind = 'voucher'), 0) as by_voucher
    from visited group by provider
), settled as (
    insert into settlement (id, organiser, provider, run, number, month, lines, credits, price_cents, organiser_cents,
        voucher_cents, order_cents, own_liability_cents, vat_ground, sha256, settled_at)
    select s.id, $1, s.provider, $2::uuid, '202610-' || p.business_id, $3, s.lines, 0, s.cents, s.cents, s.by_voucher,
        s.cents - s.by_voucher, 0, 'social-care', sha256('x'), now()
    from summed s join provider p on p.id = s.provider
)
insert into settlement_line (settlement, place, visit, record, voucher, client, organiser, provider, service, kind, day,
    minutes, price_cents, organiser_cents, own_liability_cents)
select s.id, v.place, v.id, v.id, v.voucher, v.client, v.organiser, v.provider, v.service, v.kind, $3, v.minutes,
    v.minutes * 200, v.minutes * 200, 0
from visited v join summed s using (provider)
"""
OF_KANELI = "select id, number, organiser_cents as cents from settlement where organiser = $1 and provider = $2"


async def settle_october(organiser: UUID = cast.COUNTY.id) -> UUID:
    """Settle an organiser's October, and return its run."""
    run = uuid4()
    await fetch(RUN, run, organiser, OCTOBER, SETTLED_ON)
    await fetch(SETTLED, organiser, str(run), OCTOBER)
    return run


async def kanelis(organiser: UUID = cast.COUNTY.id) -> dict[str, Any]:
    """Return the settlement of the provider that serves Helvi."""
    (row,) = await fetch(OF_KANELI, organiser, cast.KANELI.id)
    return dict(row)


def terms(**other: Any) -> dict[str, Any]:
    """Return how the county posts and pays."""
    return {
        "businessId": "0112038-9",
        "language": "fi",
        "paymentDays": 14,
        "iban": COUNTYS_ACCOUNT,
        "payableAccount": "2541",
        "voucherAccount": "4341",
        "orderAccount": "4343",
        "costCentre": "7100",
        "services": [],
    } | other


async def enter_terms(finance: Caller, first_day: str = "2026-01-01", **other: Any) -> int:
    """Say how the county posts and pays."""
    body = {"id": str(uuid4()), "firstDay": first_day, "terms": terms(**other)}
    return (await finance.post("/api/accounting", json=body)).status_code


async def enter_account(office: Caller, iban: str = iban_of("12345600000785"), first_day: str = "2026-11-18") -> str:
    """Say which account a provider is paid to."""
    id_ = str(uuid4())
    answer = await office.post("/api/provider-accounts", json={"id": id_, "iban": iban, "firstDay": first_day})
    assert answer.status_code == 204, answer.text
    return id_


async def confirm_account(finance: Caller, account: str) -> int:
    """Say that one has made sure whose account it is."""
    path = f"/api/provider-accounts/{account}/confirmation"
    return (await finance.post(path, json={"id": str(uuid4())})).status_code


async def make_file(finance: Caller, run: UUID, format_: str, **other: Any) -> tuple[str, str]:
    """Make a file; return its id, and the problem that it was refused by."""
    body = {"id": str(uuid4()), "run": str(run), "format": format_} | other
    answer = await finance.post("/api/outgoing-files", json=body)
    return body["id"], "" if answer.status_code == 204 else answer.json()["type"].removeprefix("/problems/")


async def take_file(finance: Caller, file: str, taking: str | None = None) -> tuple[str, bytes]:
    """Take a file; return what it is called and says."""
    answer = await finance.post(f"/api/outgoing-files/{file}/sendings", json={"id": taking or str(uuid4())})
    assert answer.status_code == 200, answer.text
    return answer.headers["content-disposition"].partition('filename="')[2].rstrip('"'), answer.content
