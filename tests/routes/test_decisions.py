"""A granter decides: what is stored, what it is worth, and every reason for which it is not."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from backend.vouchers.number import read_number
from tests.conftest import NOW, TODAY, Product
from tests.routes.granter import (
    FORMULA,
    LEAVE,
    MEANS,
    decided,
    decision,
    grant,
    refusal,
    set_terms,
)


@pytest.fixture(autouse=True)
async def rulebook(database: None) -> None:  # noqa: ARG001 - it is rolled back after the test
    """Let the county offer a carer's leave in every way."""
    await set_terms(LEAVE, value={"unit": "hour", "baseCents": 3000})


async def test_a_decision_says_what_it_must_and_gives_a_voucher(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja)
        (voucher,) = (await marja.get(f"/api/vouchers?search={made['voucherNumber']}")).json()
    assert made["number"].startswith("2026/")
    assert (made["clientName"], made["decidedBy"]) == (cast.HELVI.name, cast.MARJA.name)
    assert (made["decidedOn"], made["receivedOn"], made["appealUntil"]) == ("2026-11-18", "2026-11-25", "2026-12-28")
    assert made["canUndoUntil"] == "2026-11-19T10:00:00Z"
    # The rulebook's values are the same for everyone: none of her own, and no fee beside a voucher.
    assert (made["valueCents"], made["clientFeeCents"], made["reckoning"]) == (None, None, None)
    assert read_number(made["voucherNumber"]) == made["voucherNumber"]
    assert (voucher["id"], voucher["state"], voucher["balance"]["granted"]) == (made["voucherId"], "granted", 1200)


async def test_the_server_reckons_the_income_linked_value_and_explains_it(product: Product) -> None:
    await set_terms(LEAVE, value={"unit": "hour", "baseCents": 2400}, incomeValue=FORMULA)
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja, grant=grant(means=MEANS))
    assert made["valueCents"] == 2157
    assert made["reckoning"]["rule"] == "income-formula"
    assert made["reckoning"]["source"] == "A rulebook of the tests"


async def test_an_order_has_the_providers_price_and_costs_the_client_the_fee_by_hours(product: Product) -> None:
    await set_terms(LEAVE, fee={"kind": "by_hours", "ownTable": None})
    await approve(cast.MAJAKKA.id, price_cents=3470)
    async with product.called_by(cast.MARJA) as marja:
        # The fee example of 734/1992 s.10e: 1,800 euros, one person, 14 hours; the limits are those of 2026.
        means = MEANS | {"incomeCents": 180000}
        given = grant(provider=str(cast.MAJAKKA.id), quantity=14 * 60, means=means)
        made = await decided(marja, arranging="order", grant=given)
    assert made["valueCents"] == 3470
    steps = {figure["what"]: figure["amount"] for figure in made["reckoning"]["steps"]}
    assert made["reckoning"]["rule"] == "client-fee"
    assert made["clientFeeCents"] == round((180000 - steps["income-limit"]) * steps["share-of-income"] / 10000)
    assert steps["hours"] == 14


async def approve(
    provider: UUID, price_cents: int | None = None, kind: str = "order", last: date | None = None
) -> None:
    """Let a provider serve the carer's leave, at a price for an ordinary hour."""
    await fetch(
        "insert into approved_provider values ($1, $2, $3, $4, $5, '2026-01-01', $6)",
        *(uuid4(), provider, cast.COUNTY.id, LEAVE, kind, last),
    )
    for band, cents in {"weekday": price_cents, "sunday": 9900}.items():
        if cents is not None:
            await fetch(
                "insert into provider_price values ($1, $2, $3, $4, $5, $6, $7, '2026-01-01', null)",
                *(uuid4(), provider, cast.COUNTY.id, LEAVE, kind, band, cents),
            )


@pytest.mark.parametrize(
    ("terms", "fee_cents", "rule"),
    [
        ({"fee": {"kind": "flat", "cents": 4500}}, 4500, "flat-fee"),
        ({"isFree": True}, 0, "free-service"),
        ({}, None, None),
    ],
)
async def test_own_production_costs_what_the_rulebook_says_and_needs_no_last_day(
    product: Product, terms: dict[str, Any], fee_cents: int | None, rule: str | None
) -> None:
    await set_terms(LEAVE, **terms)
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja, arranging="own", lastDay=None)
    assert made["clientFeeCents"] == fee_cents
    assert (made["reckoning"] or {}).get("rule") == rule
    assert (made["voucherId"], made["lastDay"]) == (None, None)


async def test_a_rejection_grants_nothing_and_needs_no_rulebook(product: Product) -> None:
    await fetch("delete from rulebook_part")
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja, resolution="rejected", arranging=None, grant=None, lastDay=None)
    assert (made["arranging"], made["voucherId"], made["resolution"]) == (None, None, "rejected")


async def test_the_same_decision_sent_twice_is_made_once(product: Product) -> None:
    said = decision(grant=grant(means=MEANS, tasks=["respite-visit"]))
    await fetch("update service_task set slug = 'respite-visit' where service = $1 and position = 1", LEAVE)
    async with product.called_by(cast.MARJA) as marja:
        first, again = [(await marja.post("/api/decisions", json=said)).json() for _ in range(2)]
        assert await refusal(marja, "/api/decisions", said | {"grounds": "Muu syy."}) == "content-differs"
        assert await refusal(marja, "/api/decisions", said | {"grant": grant(quantity=1)}) == "content-differs"
        assert await refusal(marja, "/api/decisions", said | {"client": str(cast.AUNE.client)}) == "content-differs"
    assert first == again
    assert len(await fetch("select from voucher where decision = $1", UUID(said["id"]))) == 1


@pytest.mark.parametrize(
    ("other", "slug"),
    [
        ({"grounds": " \n"}, "grounds-missing"),
        ({"legalBasis": []}, "grounds-missing"),
        ({"legalBasis": [" "]}, "grounds-missing"),
        ({"lastDay": "2026-11-17"}, "period-ends-before-start"),
        ({"lastDay": None}, "last-day-missing"),
        ({"arranging": "own", "lastDay": None, "grant": grant(period="total")}, "last-day-missing"),
        ({"firstDay": "2206-11-18", "lastDay": "2206-12-18"}, "day-too-far"),
        ({"sentOn": "9999-12-31"}, "day-too-far"),
        ({"sentOn": "2026-11-17"}, "sent-before-decision"),
        ({"grant": None}, "invalid-request"),
        ({"arranging": None}, "invalid-request"),
        ({"resolution": "rejected"}, "invalid-request"),
        ({"grant": grant(quantity=0)}, "quantity-zero"),
        ({"grant": grant(quantity=-60)}, "quantity-zero"),
        ({"grant": grant(quantityUnit="day")}, "quantity-of-another-unit"),
        ({"grant": grant(tasks=["fly"])}, "invalid-request"),
        ({"grant": grant(provider=str(uuid4()))}, "provider-cannot-serve"),
        ({"firstDay": "2025-12-31"}, "nothing-in-force"),
        ({"client": str(uuid4())}, "not-found"),
        ({"service": str(uuid4())}, "not-found"),
        ({"replaces": str(uuid4())}, "not-found"),
        ({"client": str(cast.VEIKKO.client)}, "not-found"),
    ],
)
async def test_what_cannot_be_decided_is_refused_with_its_reason(
    product: Product, other: dict[str, Any], slug: str
) -> None:
    before = await fetch("select count(*) as n from service_decision")
    async with product.called_by(cast.MARJA) as marja:
        assert await refusal(marja, "/api/decisions", decision(**other)) == slug
    assert await fetch("select count(*) as n from service_decision") == before


@pytest.mark.parametrize(
    ("terms", "given", "slug"),
    [
        ({"arranging": ["order"]}, {}, "arranging-not-offered"),
        ({"limits": {"month": 1199}}, {}, "above-quantity-limit"),
        ({"limits": {"month": 1199}}, {"period": "week", "quantity": 300}, "above-quantity-limit"),
        ({"incomeValue": FORMULA}, {}, "income-not-given"),
        ({"incomeValue": FORMULA}, {"means": MEANS | {"incomeCents": -1}}, "negative-income"),
        ({"incomeValue": FORMULA}, {"means": MEANS | {"household": None}}, "unknown-household"),
        ({"incomeValue": FORMULA}, {"means": MEANS | {"household": 2}}, "unknown-household"),
        (
            {"incomeValue": FORMULA | {"income": {"kind": None, "needsEvidence": True}}},
            {"means": MEANS | {"evidenced": False}},
            "income-without-evidence",
        ),
        (
            {"incomeValue": FORMULA | {"income": {"kind": "net", "needsEvidence": False}}},
            {"means": MEANS},
            "income-of-another-kind",
        ),
        (
            {"incomeValue": {"kind": "steps", "steps": [{"valueCents": 2000, "upToCents": {"sizes": [80000]}}]}},
            {"means": MEANS},
            "above-income-limit",
        ),
        ({"meansTest": {"incomeLimitsCents": {"sizes": [89999]}}}, {"means": MEANS}, "above-income-limit"),
        (
            {"meansTest": {"savingsLimitsCents": {"sizes": [500000]}}},
            {"means": MEANS | {"savingsCents": 500001}},
            "above-savings-limit",
        ),
    ],
)
async def test_what_the_rulebook_does_not_allow_is_refused_with_its_reason(
    product: Product, terms: dict[str, Any], given: dict[str, Any], slug: str
) -> None:
    await set_terms(LEAVE, **terms)
    async with product.called_by(cast.MARJA) as marja:
        assert await refusal(marja, "/api/decisions", decision(grant=grant(**given))) == slug


async def test_a_grant_at_the_limit_is_given_and_limits_of_time_bind_no_euros(product: Product) -> None:
    await set_terms(LEAVE, limits={"month": 1200})
    async with product.called_by(cast.MARJA) as marja:
        await decided(marja, lastDay="2026-12-31")
        euros = grant(quantity=90000, quantityUnit="cent")
        await decided(marja, firstDay="2027-01-01", grant=euros)


async def test_a_fee_by_hours_needs_hours_and_an_own_part_too(product: Product) -> None:
    visits = grant(quantity=8, quantityUnit="visit", means=MEANS)
    by_hours = {"limitsCents": {"sizes": [48400]}, "hoursUpTo": [20], "basisPoints": [{"sizes": [1000]}] * 2}
    await set_terms(LEAVE, fee={"kind": "by_hours", "ownTable": None}, incomeValue={"kind": "own_part", **by_hours})
    async with product.called_by(cast.MARJA) as marja:
        for arranging in ("own", "voucher"):
            said = decision(arranging=arranging, grant=visits)
            assert await refusal(marja, "/api/decisions", said) == "quantity-of-another-unit"
        made = await decided(marja, grant=grant(means=MEANS))
    # A share of the income above the limit is the client's part of the month, and no value of an hour.
    assert (made["valueCents"], made["reckoning"]["rule"]) == (None, "own-part-by-hours")


@pytest.mark.parametrize(
    ("last", "way", "slug"),
    [
        (TODAY, "voucher", None),
        (TODAY - timedelta(days=1), "voucher", "provider-cannot-serve"),
        (None, "order", "provider-cannot-serve"),
    ],
)
async def test_a_provider_is_approved_for_the_service_and_the_way_on_the_first_day(
    product: Product, last: date | None, way: str, slug: str | None
) -> None:
    await fetch("delete from approved_provider where service = $1", LEAVE)
    await approve(cast.KANELI.id, kind="voucher", last=last)
    said = decision(arranging=way, grant=grant(provider=str(cast.KANELI.id)))
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.post("/api/decisions", json=said)
    assert answer.json().get("type", "/problems/None").removeprefix("/problems/") == str(slug)


@pytest.mark.parametrize(
    ("first_day", "last_day", "is_refused"),
    [
        ("2026-11-18", "2027-11-17", True),
        ("2026-11-01", "2026-11-18", True),
        ("2026-11-01", "2026-11-17", False),
        ("2027-11-17", "2028-01-01", True),
        ("2027-11-18", "2028-01-01", False),
    ],
)
async def test_two_grants_of_a_service_never_hold_on_the_same_day(
    product: Product,
    first_day: str,
    last_day: str,
    is_refused: bool,  # noqa: FBT001 - a case
) -> None:
    async with product.called_by(cast.MARJA) as marja:
        first = await decided(marja)
        answer = await marja.post("/api/decisions", json=decision(firstDay=first_day, lastDay=last_day))
    assert (answer.status_code == 409) == is_refused
    if is_refused:
        said = answer.json()
        assert (said["type"], said["number"]) == ("/problems/two-open-grants", first["number"])


async def test_own_production_stands_in_the_way_of_a_voucher_until_it_is_changed(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        own = await decided(marja, arranging="own", lastDay=None)
        later = {"firstDay": "2027-03-01", "lastDay": "2027-12-31"}
        assert await refusal(marja, "/api/decisions", decision(**later)) == "two-open-grants"
        await decided(marja, **later, replaces=own["id"])
        between = {"firstDay": "2027-02-01", "lastDay": "2027-02-28"}
        assert await refusal(marja, "/api/decisions", decision(**between)) == "two-open-grants"


async def test_a_change_ends_what_it_changes_on_the_day_it_begins(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        before = await decided(marja)
        after = await decided(marja, firstDay="2027-02-01", replaces=before["id"])
    (voucher,) = await fetch("select ended_on from voucher where id = $1", UUID(before["voucherId"]))
    (act,) = await fetch("select act, reason, decision from voucher_act where voucher = $1", UUID(before["voucherId"]))
    assert voucher["ended_on"] == date(2027, 2, 1)
    assert (act["act"], act["reason"], str(act["decision"])) == ("ended", "changed", after["id"])
    assert after["replaces"] == before["id"]


ROLES = (cast.ANNA, cast.HELVI, cast.KAISA, cast.OLLI, cast.PEKKA, cast.TUULA, cast.SEPPO, cast.BENGT)
DECIDING = [
    "/api/decisions",
    f"/api/decisions/{uuid4()}/undoing",
    f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/end",
    f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/pauses",
    f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/pauses/end",
    f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/raised-value",
]


@pytest.mark.parametrize("person", ROLES, ids=lambda person: person.name)
async def test_only_the_countys_granter_decides(product: Product, person: cast.CastPerson) -> None:
    async with product.called_by(person) as caller:
        for path in DECIDING:
            assert await refusal(caller, path, decision()) == "only-county-decides"


async def test_a_client_and_her_daughter_read_decisions_and_only_who_may_sees_the_money(product: Product) -> None:
    await set_terms(LEAVE, fee={"kind": "flat", "cents": 4500})
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja, arranging="own")
        listed = (await marja.get(f"/api/decisions?client={cast.HELVI.client}")).json()
    assert listed[0] == made
    told = {**made, "canUndoUntil": None}
    async with product.called_by(cast.HELVI) as helvi:
        assert (await helvi.get("/api/decisions")).json()[0] == told
        assert (await helvi.get(f"/api/decisions?client={cast.AUNE.client}")).json() == []
    async with product.called_by(cast.KAISA) as kaisa:
        assert (await kaisa.get("/api/decisions")).json()[0] == told
    await fetch("update representation set scopes = '{see_visits}' where client = $1", cast.HELVI.client)
    async with product.called_by(cast.KAISA) as kaisa:
        hidden = {**told, "clientFeeCents": None, "valueCents": None, "reckoning": None}
        assert (await kaisa.get("/api/decisions")).json()[0] == hidden
    async with product.called_by(cast.SEPPO) as seppo:
        assert (await seppo.get("/api/decisions")).json() == []
    rows = await fetch("select person, act from trail_entry where subject = $1 order by id", UUID(made["id"]))
    people = [cast.MARJA.id, cast.MARJA.id, cast.HELVI.id, cast.KAISA.id, cast.KAISA.id]
    assert [(row["person"], row["act"]) for row in rows] == list(zip(people, ["decided", *["viewed"] * 4], strict=True))


async def test_an_old_decision_reads_complete(product: Product) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        found = (await kaisa.get("/api/decisions")).json()
    assert len(found) >= 3
    for old in found:
        assert old["legalBasis"]
        assert old["grounds"]
        assert old["need"]
        assert old["appealUntil"] > old["receivedOn"] >= old["sentOn"] >= old["decidedOn"]


async def test_granters_of_two_organisers_number_their_decisions_apart(product: Product) -> None:
    await fetch(
        "update service_decision set number = '2026/' || (select last_value + 1 from decision_number)"
        " where id = (select decision from voucher where id = $1)",
        cast.HELVIS_VOUCHER.id,
    )
    async with product.called_by(cast.MARJA) as marja:
        first = await decided(marja, lastDay="2026-12-31")
        second = await decided(marja, firstDay="2027-01-01")
    numbers = [int(made["number"].split("/")[1]) for made in (first, second)]
    assert numbers[1] == numbers[0] + 1
    taken = await fetch("select from service_decision where number = $1", first["number"])
    assert len(taken) == 1


async def test_the_clock_of_the_decision_is_the_servers(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    # An hour before midnight in Greenwich it is tomorrow in Finland.
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(hour=23))
    async with product.called_by(cast.MARJA) as marja:
        assert await refusal(marja, "/api/decisions", decision()) == "sent-before-decision"
        made = await decided(marja, sentOn="2026-11-19")
    assert made["decidedOn"] == "2026-11-19"


async def test_a_decision_is_printed_whatever_it_gives(product: Product) -> None:
    await set_terms(LEAVE, fee={"kind": "flat", "cents": 4500}, incomeValue=FORMULA)
    kinds: list[dict[str, Any]] = [
        {"lastDay": "2026-12-31", "grant": grant(means=MEANS)},
        {"firstDay": "2027-01-01", "lastDay": "2027-01-31", "arranging": "order"},
        {"firstDay": "2027-02-01", "lastDay": None, "arranging": "own"},
        {"resolution": "rejected", "arranging": None, "grant": None},
    ]
    raised = {
        "id": str(uuid4()),
        "valueCents": 4900,
        "firstDay": "2026-12-01",
        "grounds": "Toimeentulo vaarantuu.",
        "legalBasis": ["569/2009 8 §"],
        "language": "sv",
        "sentBy": "letter",
        "sentOn": TODAY.isoformat(),
    }
    async with product.called_by(cast.MARJA) as marja:
        made = [await decided(marja, **kind) for kind in kinds]
        made.append((await marja.post(f"/api/vouchers/{made[0]['voucherId']}/raised-value", json=raised)).json())
        for one in made:
            for language in ("", "?language=fi", "?language=sv"):
                paper = await marja.get(f"/api/decisions/{one['id']}/paper{language}")
                assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-"), paper.text
    async with product.called_by(cast.KAISA) as kaisa:
        old = (await kaisa.get("/api/decisions")).json()[-1]
        assert (await kaisa.get(f"/api/decisions/{old['id']}/paper")).content.startswith(b"%PDF-")
        assert (await kaisa.get(f"/api/decisions/{uuid4()}/paper")).status_code == 404
    async with product.called_by(cast.SEPPO) as seppo:
        assert (await seppo.get(f"/api/decisions/{made[0]['id']}/paper")).status_code == 404
    rows = await fetch("select from trail_entry where subject = $1 and act = 'printed'", UUID(made[0]["id"]))
    assert len(rows) == 3
