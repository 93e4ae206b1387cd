"""The office's month: where each visit stands, what clients owe with their references, hours, and what has changed."""

import csv
import io
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from asyncpg.exceptions import RaiseError

from backend.database import fetch, transaction
from backend.days import ONE_DAY
from backend.demo import cast
from backend.invoicing.rules import check_digit
from backend.retention.rules import TERMS
from backend.retention.taking_away import over_of
from tests.conftest import NOW, Caller, Product
from tests.invoicing import money

MONTH = "month=2026-10"
# October's visits of the firm that are not withdrawn, as the tests' rules price them.
OCTOBER = """
select count(*) as visits, sum(minutes) * 50 as organiser, sum(minutes) * 10 as own
from visit where provider = $1 and state = 'recorded'
    and started_at >= '2026-09-30 21:00+00' and started_at < '2026-10-31 22:00+00'
"""
ONE = """
select x.id, x.client, x.minutes from visit x join voucher v on v.id = x.voucher
where x.provider = $1 and x.state = 'recorded' and x.organiser = $2
    and x.started_at >= '2026-10-05' and x.started_at < '2026-10-20' order by x.id limit 1
"""


async def october_visit() -> dict[str, Any]:
    """Return a visit of the month."""
    (row,) = await fetch(ONE, money.FIRM, cast.COUNTY.id)
    return dict(row)


async def states_of(olli: Caller) -> dict[str, tuple[int, int]]:
    """Return how many visits stand where, and what the organiser pays of them."""
    month = (await olli.get(f"/api/provider-month?{MONTH}")).json()
    return {one["state"]: (one["visits"], one["organiserCents"]) for one in month["states"]}


async def line_of(olli: Caller, visit: UUID) -> dict[str, Any]:
    """Return a visit as the office's list has it."""
    lines = (await olli.get(f"/api/provider-month/lines?{MONTH}")).json()["lines"]
    (found,) = [line for line in lines if line["visitId"] == str(visit)]
    return dict(found)


async def client_of(olli: Caller, client: UUID) -> dict[str, Any]:
    """Return what one client owes."""
    answer = (await olli.get(f"/api/own-liability?{MONTH}")).json()
    (found,) = [one for one in answer["clients"] if one["clientId"] == str(client)]
    return dict(found)


def rows_in(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a table as a spreadsheet reads them."""
    assert content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


async def test_visits_go_from_recorded_to_paid_and_nothing_is_lost_on_the_way(product: Product) -> None:
    (all_of_it,) = await fetch(OCTOBER, money.FIRM)
    async with product.called_by(cast.OLLI) as olli:
        await fetch("delete from visit_verdict")
        assert {name: visits for name, (visits, _) in (await states_of(olli)).items()} == {
            "recorded": all_of_it["visits"]
        }
        await money.judge()
        assert await states_of(olli) == {"accepted": (all_of_it["visits"], all_of_it["organiser"])}
        settlement = await money.settle()
        assert set(await states_of(olli)) <= {"settled", "accepted"}
        settled = (await states_of(olli))["settled"]
        await money.pay(settlement)
        assert (await states_of(olli))["paid"] == settled
        visit = await october_visit()
        line = await line_of(olli, visit["id"])
        assert (line["state"], line["settlementNumber"], line["paidOn"]) == ("paid", "202610-1", "2026-11-12")
        cents = visit["minutes"] * 60, visit["minutes"] * 50, visit["minutes"] * 10
        await money.credit(visit["id"], *cents)
        line = await line_of(olli, visit["id"])
        assert (line["state"], line["organiserCents"], line["creditReason"]) == ("credited", 0, "not-made")
        assert line["creditedCents"] == cents[0]
        month = (await olli.get(f"/api/provider-month?{MONTH}")).json()
    assert sum(one["visits"] for one in month["states"]) == sum(one["visits"] for one in month["days"])
    assert sum(one["organiserCents"] for one in month["states"]) == sum(one["organiserCents"] for one in month["days"])
    assert all_of_it["organiser"] - sum(one["organiserCents"] for one in month["days"]) == cents[1]


async def test_what_waits_says_why_and_what_to_do(product: Product) -> None:
    await money.judge()
    visit = (await october_visit())["id"]
    await money.leave(visit, "over-tolerance", "disputed")
    async with product.called_by(cast.OLLI) as olli:
        line = await line_of(olli, visit)
        assert (line["state"], line["rules"]) == ("to_be_checked", ["over-tolerance", "disputed"])
        assert (line["todo"], line["question"]) == ("answer-dispute", None)
        asked = await money.decide(visit, "asked")
        line = await line_of(olli, visit)
        assert (line["todo"], line["question"]) == ("answer-question", str(asked))
        month = (await olli.get(f"/api/provider-month?{MONTH}")).json()
        assert [(one["todo"], one["visits"]) for one in month["todos"]] == [("answer-question", 1)]
        await money.decide(visit, "partly", turn=2, part=(1200, 1000, 200))
        line = await line_of(olli, visit)
        assert (line["state"], line["todo"], line["organiserCents"]) == ("accepted", None, 1000)
        # A decision of reasons that are no longer all of them decides nothing.
        await money.leave(visit, "over-tolerance", "disputed", "wrong-service")
        assert (await line_of(olli, visit))["state"] == "to_be_checked"


async def test_a_client_owes_her_part_and_pays_by_one_reference(product: Product) -> None:
    (all_of_it,) = await fetch(OCTOBER, money.FIRM)
    await money.judge()
    visit = await october_visit()
    async with product.called_by(cast.OLLI) as olli:
        owed = (await olli.get(f"/api/own-liability?{MONTH}")).json()
        again = (await olli.get(f"/api/own-liability?{MONTH}")).json()
        november = (await olli.get("/api/own-liability?month=2026-11")).json()
        assert owed == again
        assert owed["ownLiabilityCents"] == all_of_it["own"] == sum(one["ownLiabilityCents"] for one in owed["clients"])
        references = [one["reference"] for one in owed["clients"] + november["clients"]]
        assert len(set(references)) == len(references) > 2
        assert all(check_digit(one[:-1]) == int(one[-1]) for one in references)
        for one in owed["clients"]:
            assert sum(of["ownLiabilityCents"] for of in one["services"]) == one["ownLiabilityCents"]
            assert one["priceCents"] == one["organiserCents"] + one["ownLiabilityCents"]
        # What waits is in no sum that is billed.
        before = await client_of(olli, visit["client"])
        await money.leave(visit["id"], "over-tolerance")
        after = await client_of(olli, visit["client"])
    assert after["reference"] == before["reference"]
    assert after["waitingCents"] == visit["minutes"] * 10 == before["ownLiabilityCents"] - after["ownLiabilityCents"]


async def test_what_was_taken_out_to_be_billed_is_remembered_and_its_changes_told(product: Product) -> None:
    settlement = await money.settle()
    await money.pay(settlement)
    visit = await october_visit()
    async with product.called_by(cast.OLLI) as olli:
        assert (await client_of(olli, visit["client"]))["taken"] is None
        tables = [await olli.get(f"/api/own-liability/table?{MONTH}&language=fi") for _ in range(2)]
        assert tables[0].content == tables[1].content
        assert 'filename="omavastuut-2026-10.csv"' in tables[0].headers["content-disposition"]
        owed = await client_of(olli, visit["client"])
        assert owed["taken"]["ownLiabilityCents"] == owed["ownLiabilityCents"]
        assert not owed["taken"]["isChanged"]
        rows = rows_in(tables[0].content)
        hers = [row for row in rows if row["Viitenumero"] == owed["reference"]]
        assert [row["Asiakas maksaa yhteensä €"].replace(",", "") for row in hers] == [
            str(owed["ownLiabilityCents"])
        ] * len(owed["services"])
        await money.credit(visit["id"], 60, 50, 10)
        changed = await client_of(olli, visit["client"])
        assert changed["taken"]["isChanged"]
        assert changed["taken"]["ownLiabilityCents"] - changed["ownLiabilityCents"] == 10
        paper = await olli.get(f"/api/own-liability/{visit['client']}/paper?{MONTH}&language=sv")
        assert not (await client_of(olli, visit["client"]))["taken"]["isChanged"]
    taken = await fetch("select count(*) as n from liability_taken where client = $1", visit["client"])
    assert taken[0]["n"] == 2
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper.content))
    assert owed["clientName"].split()[1] in text
    reference = owed["reference"]
    assert f"{reference[:5]} {reference[5:]}" in text
    assert "Självrisk 10/2026" in text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_a_name_that_looks_like_a_formula_is_a_name(product: Product, language: str) -> None:
    await money.judge()
    visit = await october_visit()
    await fetch(
        "update person set given_name = '=HYPERLINK(1)' where id = (select person from client where id = $1)",
        visit["client"],
    )
    await fetch(
        "update person set given_name = '@SUM(1)' where id = (select worker from visit where id = $1)", visit["id"]
    )
    async with product.called_by(cast.OLLI) as olli:
        owed = (await olli.get(f"/api/own-liability/table?{MONTH}&language={language}")).text
        hours = (await olli.get(f"/api/working-hours/table?{MONTH}&language={language}")).text
        paper = await olli.get(f"/api/own-liability/{visit['client']}/paper?{MONTH}&language={language}")
    assert ";'=HYPERLINK(1)" in owed
    assert "\n'@SUM(1)" in hours
    assert paper.content.startswith(b"%PDF")


async def test_hours_are_taken_out_by_day_and_a_correction_is_told(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        hours = (await olli.get(f"/api/working-hours?{MONTH}")).json()
        assert hours["takenAt"] is None
        assert hours["changes"] == []
        tables = [await olli.get(f"/api/working-hours/table?{MONTH}&language=en") for _ in range(2)]
        assert tables[0].content == tables[1].content
        rows = rows_in(tables[0].content)
        for one in hours["workers"]:
            hers = [row for row in rows if row["Id"] == one["workerId"]]
            assert (len(hers), sum(int(row["In all min"]) for row in hers)) == (one["days"], one["minutes"])
            assert sum(kind["minutes"] for kind in one["kinds"]) == one["minutes"]
        assert {row["Day"][:7] for row in rows} == {"2026-10"}
        visit = await october_visit()
        await fetch("update visit set state = 'withdrawn' where id = $1", visit["id"])
        told = (await olli.get(f"/api/working-hours?{MONTH}")).json()
        assert sum(one["takenMinutes"] - one["minutes"] for one in told["changes"]) == visit["minutes"]
        await olli.get(f"/api/working-hours/table?{MONTH}")
        assert (await olli.get(f"/api/working-hours?{MONTH}")).json()["changes"] == []
    assert len(await fetch("select from hours_taken")) == 2


async def test_an_office_sees_its_own_money_and_hours_alone(product: Product) -> None:
    await money.judge()
    others = await fetch(
        "select distinct v.client from visit v where not exists (select from visit o where o.client = v.client"
        " and o.provider = $1) limit 1",
        money.FIRM,
    )
    async with product.called_by(cast.OLLI) as olli:
        lines = (await olli.get(f"/api/provider-month/lines?{MONTH}")).json()["lines"]
        ids = [UUID(line["visitId"]) for line in lines]
        paper = await olli.get(f"/api/own-liability/{others[0]['client']}/paper?{MONTH}")
        hours = (await olli.get(f"/api/working-hours?{MONTH}")).json()
    firms = await fetch("select distinct provider from visit where id = any($1)", ids)
    assert [row["provider"] for row in firms] == [money.FIRM]
    assert paper.status_code == 404
    workers = await fetch(
        "select from membership where person = any($1) and provider <> $2 and role = 'worker'",
        [UUID(one["workerId"]) for one in hours["workers"]],
        money.FIRM,
    )
    assert len(workers) < len(hours["workers"])


@pytest.mark.parametrize("path", ["provider-month", "provider-month/lines", "own-liability", "working-hours"])
async def test_a_month_that_is_none_is_refused_and_an_empty_one_is_empty(product: Product, path: str) -> None:
    async with product.called_by(cast.OLLI) as olli:
        for spoilt in ("2026-13", "26-1", "2026-1", "", "2026-10-01", "%00"):
            answer = await olli.get(f"/api/{path}?month={spoilt}")
            assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-request")
        assert (await olli.get(f"/api/{path}")).json() == (await olli.get(f"/api/{path}?month=2026-11")).json()
        assert (await olli.get(f"/api/{path}?month=2001-01")).status_code == 200


async def test_what_was_taken_out_goes_after_three_years_and_is_edited_by_nobody(product: Product) -> None:
    await money.judge()
    async with product.called_by(cast.OLLI) as olli:
        await olli.get(f"/api/own-liability/table?{MONTH}")
        await olli.get(f"/api/working-hours/table?{MONTH}")
    for act in ("update hours_taken set turn = 2", "delete from liability_taken"):
        with pytest.raises(RaiseError, match="appended to, never edited"):
            async with transaction():
                await fetch(act)
    (term,) = [one for one in TERMS if one.what == "taken-out"]
    day = NOW.date().replace(year=NOW.year + 3)
    assert not any((await over_of(term, day, carry_out=False)).rows.values())
    gone = (await over_of(term, day + ONE_DAY, carry_out=True)).rows
    assert gone["hours_taken"] == 1
    assert gone["liability_taken"] > 1
    assert await fetch("select from liability_taken") == []
