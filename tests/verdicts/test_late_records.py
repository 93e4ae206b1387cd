"""What comes after its visit was settled reaches finance and the office, until a credit or a person ends it."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg.exceptions import RaiseError

from backend.database import fetch, transaction
from backend.demo import cast
from backend.late_records.rules import Changed, Proposal, proposed, refuse_stands
from backend.settlement.reconciling import reconcile
from backend.settlement.rules import Cents
from backend.verdicts.judging import judge_all
from tests.conftest import Caller, Product
from tests.settlement.month import OCTOBER, settled, unjudged
from tests.verdicts.conftest import Granted, at

DAY = "2026-10-06"
HIS = "month=2026-10"
LEFT = Cents(900, 100)


def changed(organiser: int, own: int, **other: Any) -> Changed:
    """Return a visit of an hour that was settled at ten euros, and what it comes to now."""
    as_settled = Changed(LEFT, 60, Cents(organiser, own), 60, is_withdrawn=False, rules=())
    return replace(as_settled, **other)


@pytest.mark.parametrize(
    ("newer", "expected"),
    [
        (changed(450, 50, minutes=30), Proposal("wrong-times", Cents(450, 50), is_anew=False)),
        (changed(900, 90), Proposal("wrong-price", Cents(0, 10), is_anew=False)),
        (changed(0, 0, is_withdrawn=True), Proposal("not-made", LEFT, is_anew=False)),
        # To more for either of the two: all goes back, and it is recorded anew.
        (changed(901, 100, minutes=61), Proposal("wrong-times", LEFT, is_anew=True)),
        (changed(800, 200), Proposal("wrong-price", LEFT, is_anew=True)),
        # Nothing is left, or nobody knows.
        (changed(10, 0, left=Cents(0, 0)), None),
        (changed(0, 0, rules=("changed-after-settlement", "price-not-in-force")), None),
    ],
)
def test_a_newer_record_asks_for_the_credit_that_makes_it_good(newer: Changed, expected: Proposal | None) -> None:
    assert proposed(newer) == expected


def test_a_settlement_stands_by_a_reason_and_for_a_record_that_was_seen() -> None:
    assert refuse_stands("settled-is-right", has_words=False, is_seen=True, is_open=True) is None
    for said, slug in (
        ({"has_words": False, "is_seen": True, "is_open": True}, "reason-needs-words"),
        ({"has_words": True, "is_seen": False, "is_open": True}, "visit-reckoned-anew"),
        ({"has_words": True, "is_seen": True, "is_open": False}, "decided-meanwhile"),
    ):
        problem = refuse_stands("other", **said)
        assert problem is not None
        assert problem.slug() == slug


async def settled_visit(granted: Granted) -> UUID:
    """Return an hour's visit that was settled, and no other."""
    await unjudged()
    visit = await granted.came(at(DAY))
    await settled(OCTOBER)
    assert await fetch("select from settlement_line where visit = $1", visit)
    return visit


async def waiting(tuula: Caller) -> list[dict[str, Any]]:
    """Return what finance is shown."""
    answer = await tuula.get("/api/late-records")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["lines"])


async def changed_on_line(product: Product, visit: UUID) -> dict[str, Any] | None:
    """Return what the office is shown of the change on the visit's line."""
    async with product.called_by(cast.OLLI) as olli:
        lines = (await olli.get(f"/api/provider-month/lines?{HIS}")).json()["lines"]
    (line,) = [one for one in lines if one["visitId"] == str(visit)]
    assert line["state"] in {"settled", "credited"}
    found: dict[str, Any] | None = line["changed"]
    return found


async def test_a_shorter_visit_is_shown_beside_what_was_settled_and_credited_as_proposed(
    granted: Granted, product: Product
) -> None:
    visit = await settled_visit(granted)
    async with product.called_by(cast.TUULA) as tuula:
        assert await waiting(tuula) == []
        await granted.changed(visit, at(DAY), 30)
        await judge_all()
        (line,) = await waiting(tuula)
        assert (line["settledMinutes"], line["minutes"]) == (60, 30)
        assert line["settled"]["priceCents"] == 2 * line["reckoned"]["priceCents"] > 0
        assert line["proposal"]["reason"] == "wrong-times"
        assert await changed_on_line(product, visit) == {"state": "waiting", "reason": None, "words": ""}
        assert "1 visits" in (await reconcile()).changed
        cents = {name: line["proposal"][name] for name in ("organiserCents", "ownLiabilityCents")}
        assert cents["organiserCents"] == line["settled"]["organiserCents"] - line["reckoned"]["organiserCents"]
        said = {"id": str(uuid4()), "visit": str(visit), "reason": "wrong-times", "record": line["record"]} | cents
        other = said | {"id": str(uuid4()), "record": str(uuid4())}
        assert (await tuula.post("/api/credits", json=other)).json()["type"] == "/problems/visit-reckoned-anew"
        for _ in range(2):
            assert (await tuula.post("/api/credits", json=said)).status_code == 204
        again = await tuula.post("/api/credits", json=said | {"id": str(uuid4())})
        assert again.json()["type"] == "/problems/decided-meanwhile"
        assert await waiting(tuula) == []
    assert await changed_on_line(product, visit) is None
    found = await reconcile()
    assert found.is_right
    assert "0 visits" in found.changed


async def test_a_settlement_stands_by_a_persons_word_until_another_record_comes(
    granted: Granted, product: Product
) -> None:
    visit = await settled_visit(granted)
    await granted.changed(visit, at(DAY), withdrawn=True)
    await judge_all()
    async with product.called_by(cast.TUULA) as tuula:
        (line,) = await waiting(tuula)
        assert line["isWithdrawn"]
        assert (line["proposal"]["reason"], line["proposal"]["isAnew"]) == ("not-made", False)
        said = {"id": str(uuid4()), "visit": str(visit), "record": line["record"], "reason": "agreed-with-provider"}
        stands = said | {"words": "Peruutettu vahingossa."}
        for _ in range(2):
            assert (await tuula.post("/api/late-records/decisions", json=stands)).status_code == 204
        assert await waiting(tuula) == []
        for wrong, slug in (
            (said, "content-differs"),
            (said | {"id": str(uuid4())}, "decided-meanwhile"),
            (said | {"id": str(uuid4()), "record": str(uuid4())}, "visit-reckoned-anew"),
            (said | {"id": str(uuid4()), "reason": "other"}, "reason-needs-words"),
        ):
            answer = await tuula.post("/api/late-records/decisions", json=wrong)
            assert answer.json()["type"] == f"/problems/{slug}"
        nothing = await tuula.post("/api/late-records/decisions", json=said | {"visit": str(uuid4())})
        assert nothing.status_code == 404
        shown = {"state": "stands", "reason": "agreed-with-provider", "words": "Peruutettu vahingossa."}
        assert await changed_on_line(product, visit) == shown
        # Whoever undoes the withdrawal by another correction is looked at anew.
        await granted.changed(visit, at(DAY), 20)
        await judge_all()
        assert [one["minutes"] for one in await waiting(tuula)] == [20]
    rows = await fetch("select at from late_decision")
    assert len(rows) == 1
    with pytest.raises(RaiseError, match="appended to"):
        async with transaction():
            await fetch("update late_decision set reason = 'other'")


async def test_more_than_was_settled_goes_back_whole_and_is_recorded_anew(granted: Granted, product: Product) -> None:
    visit = await settled_visit(granted)
    await granted.changed(visit, at(DAY), 90)
    await judge_all()
    async with product.called_by(cast.TUULA) as tuula:
        (line,) = await waiting(tuula)
        assert line["proposal"]["isAnew"]
        assert line["proposal"]["organiserCents"] == line["settled"]["organiserCents"]
        said = {"id": str(uuid4()), "visit": str(visit), "reason": "wrong-times", "record": line["record"]}
        assert (await tuula.post("/api/credits", json=said)).status_code == 204
        assert await waiting(tuula) == []
    anew = await granted.came(at(DAY), 90)
    await judge_all()
    (due,) = await fetch("select price_cents, minutes, verdict, rules from visit_verdict where visit = $1", anew)
    assert due["minutes"] == 90
    # It is at the same time as the one that was credited, so finance has the last word.
    assert (due["verdict"], due["rules"][0]) == ("to_review", "overlapping-visits")
    assert due["price_cents"] == line["reckoned"]["priceCents"]
    assert (await reconcile()).is_right


async def test_what_comes_to_the_same_asks_nobody(granted: Granted, product: Product) -> None:
    visit = await settled_visit(granted)
    await granted.changed(visit, at(DAY, 13))
    await judge_all()
    assert await fetch("select from late_verdict where visit = $1", visit)
    async with product.called_by(cast.TUULA) as tuula:
        assert await waiting(tuula) == []
    assert await changed_on_line(product, visit) is None


async def test_pages_follow_each_other_and_nobody_else_reads_them(granted: Granted, product: Product) -> None:
    await unjudged()
    visits = [await granted.came(at(f"2026-10-{day:02}"), 10) for day in range(5, 30)]
    visits += [await granted.came(at(f"2026-10-{day:02}", 15), 10) for day in range(1, 29)]
    await settled(OCTOBER)
    for visit in visits:
        (row,) = await fetch("select started_at from visit where id = $1", visit)
        await granted.changed(visit, row["started_at"], 5)
    await judge_all()
    async with product.called_by(cast.TUULA) as tuula:
        first = (await tuula.get("/api/late-records")).json()
        second = (await tuula.get(f"/api/late-records?after={first['next']}")).json()
        assert (await tuula.get("/api/late-records?after=nowhere")).status_code == 400
    shown = [one["visitId"] for one in (*first["lines"], *second["lines"])]
    assert len(first["lines"]) == 50
    assert second["next"] is None
    assert sorted(shown) == sorted(map(str, visits))
    assert date.fromisoformat(first["lines"][0]["settledDay"]) == date(2026, 10, 1)
