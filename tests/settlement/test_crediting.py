"""What was settled is taken back by a credit alone, never more than was paid, and the next run carries it out."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from backend.settlement.reconciling import reconcile
from tests.conftest import NOW, Product
from tests.settlement.month import NOVEMBER, OCTOBER, judged, lines_of, settled, settlement_of, visits_of


def credit(visit: UUID, **said: Any) -> dict[str, Any]:
    """Take back all of a visit, or what is said instead."""
    return {
        "json": {"id": str(uuid4()), "visit": str(visit), "reason": "not-made", "words": "Kukaan ei käynyt."} | said
    }


async def test_a_credit_is_the_next_runs_negative_line(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    await judged()
    await settled(OCTOBER)
    first, second, *_ = await lines_of((await settlement_of(OCTOBER))["id"])
    async with product.called_by(cast.TUULA) as tuula, product.called_by(cast.OLLI) as olli:
        assert (await tuula.post("/api/credits", **credit(first["visit"]))).status_code == 204
        part = credit(second["visit"], organiserCents=100, ownLiabilityCents=30, reason="wrong-times")
        assert (await tuula.post("/api/credits", **part)).status_code == 204
        # Sent again, it is the same one.
        assert (await tuula.post("/api/credits", **part)).status_code == 204
        told = (await olli.get("/api/credits?which=waiting")).json()
        assert [(one["reason"], one["priceCents"], one["carriedOutIn"]) for one in told] == [
            *sorted([("not-made", first["price_cents"], None), ("wrong-times", 130, None)], key=lambda one: one[0]),
        ] or len(told) == 2
        assert {one["words"] for one in told} == {"Kukaan ei käynyt."}
        assert {one["creditedBy"] for one in told} == {None}
        assert (await reconcile()).is_right
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=20))
        await settled(NOVEMBER)
    made = await settlement_of(NOVEMBER)
    *visits, one, other = await lines_of(made["id"])
    assert [line["visit"] for line in visits] == await visits_of(NOVEMBER)
    taken = {line["visit"]: line for line in (one, other)}
    assert taken[first["visit"]]["price_cents"] == -first["price_cents"]
    assert taken[first["visit"]]["minutes"] == -first["minutes"]
    assert taken[second["visit"]]["organiser_cents"] == -100
    assert taken[second["visit"]]["minutes"] == 0
    assert made["credits"] == 2
    assert made["organiser_cents"] == sum(line["organiser_cents"] for line in (*visits, one, other))
    assert (await reconcile()).is_right


async def test_a_month_of_nothing_but_a_credit_is_settled_below_nothing(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    await judged()
    await fetch("delete from visit_verdict where day >= $1", NOVEMBER)
    await fetch("delete from settlement_due where month = $1", NOVEMBER)
    await settled(OCTOBER)
    (line, *_) = await lines_of((await settlement_of(OCTOBER))["id"])
    async with product.called_by(cast.TUULA) as tuula:
        assert (await tuula.post("/api/credits", **credit(line["visit"]))).status_code == 204
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=20))
    await settled(NOVEMBER)
    made = await settlement_of(NOVEMBER)
    assert (made["lines"], made["credits"], made["organiser_cents"]) == (1, 1, -line["organiser_cents"])
    assert (await reconcile()).is_right


async def test_what_cannot_be_credited_is_refused_and_explained(product: Product) -> None:
    await judged()
    await settled(OCTOBER)
    (line, *_) = await lines_of((await settlement_of(OCTOBER))["id"])
    async with product.called_by(cast.TUULA) as tuula:
        too_large = await tuula.post(
            "/api/credits", **credit(line["visit"], organiserCents=line["organiser_cents"] + 1)
        )
        assert too_large.json()["type"] == "/problems/credit-too-large"
        assert too_large.json()["leftOrganiserCents"] == line["organiser_cents"]
        nothing = await tuula.post("/api/credits", **credit(line["visit"], organiserCents=0))
        assert nothing.json()["type"] == "/problems/nothing-to-credit"
        waiting = await tuula.post("/api/credits", **credit((await visits_of(NOVEMBER))[0]))
        assert waiting.json()["type"] == "/problems/visit-not-settled"
        assert (await tuula.post("/api/credits", **credit(uuid4()))).status_code == 404
        assert (await tuula.post("/api/credits", **credit(line["visit"], reason="mood"))).status_code == 400
        assert (await tuula.post("/api/credits", **credit(line["visit"], organiserCents=-1))).status_code == 400
        whole = credit(line["visit"])
        assert (await tuula.post("/api/credits", **whole)).status_code == 204
        again = await tuula.post("/api/credits", **credit(line["visit"]))
        assert again.json()["type"] == "/problems/nothing-to-credit"
        other = {"json": whole["json"] | {"words": "Jotain muuta."}}
        assert (await tuula.post("/api/credits", **other)).json()["type"] == "/problems/content-differs"
    assert len(await fetch("select from credit")) == 1
    async with product.called_by(cast.OLLI) as olli:
        assert (await olli.post("/api/credits", **credit(line["visit"]))).status_code == 403
