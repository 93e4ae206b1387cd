"""Decisions come in from the organiser's own system: tried first, all of a file or nothing, each of them once."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar

from backend.access.identity_code import unseal
from backend.database import fetch
from backend.demo import cast
from backend.vouchers.number import read_number
from backend.vouchers.words import decision_words
from tests.conftest import NOW, TEST_KEYS, Caller, Product
from tests.routes.granter import LEAVE, decision, set_terms
from tests.rules.import_files import REJECTED, Cells, code_of, csv_of, grant, json_of

TABLES = ("person", "client", "service_decision", "voucher", "trail_entry")
Answer = dict[str, Any]


async def counted() -> dict[str, int]:
    """Return how many rows each table has that an import writes."""
    return {table: (await fetch(f"select count(*) as rows from {table}"))[0]["rows"] for table in TABLES}  # noqa: S608 - our own names


async def sent(caller: Caller, content: str, *, dry_run: bool, form: str = "csv") -> Answer:
    body = {"format": form, "content": content}
    answer = await caller.post(f"/api/imports?dryRun={str(dry_run).lower()}", json=body)
    return {"status": answer.status_code, **answer.json()}


def told(answer: Answer) -> list[tuple[int, str | None, str]]:
    return [(one["line"], one["column"], one["problem"]) for one in answer["problems"]]


async def code_in_register(person: cast.CastPerson) -> str:
    sealed = (await fetch("select identity_code_sealed as sealed from person where id = $1", person.id))[0]["sealed"]
    return unseal(sealed, TEST_KEYS.identity)


async def business_id_of(provider: cast.CastProvider) -> str:
    return str((await fetch("select business_id from provider where id = $1", provider.id))[0]["business_id"])


async def decision_of(number: str) -> dict[str, Any]:
    rows = await fetch("select * from service_decision where number = $1", number)
    assert len(rows) == 1
    return dict(rows[0])


async def voucher_of(number: str) -> dict[str, Any]:
    rows = await fetch(
        "select v.* from voucher v join service_decision d on d.id = v.decision where d.number = $1", number
    )
    assert len(rows) == 1
    return dict(rows[0])


async def test_a_dry_run_tells_what_would_happen_and_leaves_nothing(product: Product) -> None:
    before = await counted()
    helvi = await code_in_register(cast.HELVI)
    rows = [grant(1), grant(2), grant(3, identity_code=helvi, given_name="Helvi", family_name="Nieminen")]
    rows[2]["service"] = "bathing"
    rows += [{**grant(4), "identity_code": code_of(1), "service": "bathing"}]
    async with product.called_by(cast.MARJA) as marja:
        answer = await sent(marja, csv_of(*rows), dry_run=True)
    assert answer["problems"] == []
    figures = ("status", "rows", "badRows", "new", "known", "clients", "newClients", "moreProblems", "dryRun")
    assert [answer[figure] for figure in figures] == [200, 4, 0, 4, 0, 3, 2, 0, True]
    assert await counted() == before


@pytest.mark.parametrize("caller", [cast.MARJA, cast.PEKKA])
async def test_what_is_imported_is_kept_as_the_file_says_it(product: Product, caller: cast.CastPerson) -> None:
    row = grant(
        7,
        voucher_number="",
        provider=await business_id_of(cast.KANELI),
        quantity="33:30",
        value="36,10",
        tasks="windows;floors",
        applied_on="1.10.2026",
        need="Näkö heikentynyt.\nPortaat.",
        safety_ban="kyllä",
        language="ruotsi",
        decided_by="Palveluohjaaja Tiina Rask",
        sent_on="2026-11-03",
        appeal_until="2026-12-10",
        voucher=cast.HELVI.name,
    )
    slugs = await fetch(
        "select t.slug from service_task t join service s on s.id = t.service where s.slug = 'cleaning'"
    )
    row["tasks"] = "; ".join(task["slug"] for task in slugs[:2])
    async with product.called_by(caller) as person:
        answer = await sent(person, csv_of(row), dry_run=False)
    assert (answer["status"], answer["new"], answer["newClients"], answer["dryRun"]) == (200, 1, 1, False)
    assert answer["unreadColumns"] == ["voucher"]

    decision, voucher = await decision_of("K-2026-7"), await voucher_of("K-2026-7")
    assert decision["organiser"] == voucher["organiser"] == cast.COUNTY.id
    assert (decision["decided_by"], decision["decided_elsewhere_by"]) == (caller.id, "Palveluohjaaja Tiina Rask")
    assert (decision["resolution"], decision["arranging"], decision["language"]) == ("granted", "voucher", "sv")
    assert decision["legal_basis"] == ["569/2009 7 §", "1301/2014 19 §"]
    days = ("decided_on", "applied_on", "first_day", "last_day", "sent_on", "appeal_until")
    assert [str(decision[day]) for day in days] == [
        *("2026-11-02", "2026-10-01", "2026-12-01"),
        *("2027-11-30", "2026-11-03", "2026-12-10"),
    ]
    assert decision_words(decision["id"], decision["words_sealed"]).need == "Näkö heikentynyt.\nPortaat."
    assert (decision["reckoning"], decision["client_fee_cents"]) == (None, None)
    assert (voucher["kind"], voucher["provider"], voucher["value_cents"]) == ("voucher", cast.KANELI.id, 3610)
    assert (voucher["quantity"], voucher["quantity_unit"], voucher["period"]) == (2010, "minute", "month")
    assert voucher["tasks"] == [task["slug"] for task in slugs[:2]]
    assert (voucher["granted_at"], voucher["granted_by"], voucher["ended_on"]) == (NOW, caller.id, None)
    assert read_number(voucher["number"]) == voucher["number"]

    client = (await fetch("select * from client c where id = $1", voucher["client"]))[0]
    person_row = (await fetch("select * from person where id = $1", client["person"]))[0]
    assert client["has_safety_ban"]
    assert (person_row["given_name"], person_row["family_name"], person_row["language"]) == ("Aino", "Kaukola", "sv")
    assert unseal(person_row["identity_code_sealed"], TEST_KEYS.identity) == code_of(7)
    trail = (await fetch("select * from trail_entry where subject = $1", voucher["id"]))[0]
    assert (trail["act"], trail["person"], trail["client"]) == ("imported", caller.id, voucher["client"])


async def test_a_rejection_is_kept_without_a_voucher_and_stands_in_the_trail(product: Product) -> None:
    row = {**REJECTED, "decision_number": "K-9", "identity_code": code_of(9)}
    async with product.called_by(cast.MARJA) as marja:
        assert (await sent(marja, csv_of(row), dry_run=False))["new"] == 1
    decision = await decision_of("K-9")
    assert (decision["resolution"], decision["arranging"], decision["last_day"]) == ("rejected", None, None)
    assert await fetch("select from voucher where decision = $1", decision["id"]) == []
    assert len(await fetch("select from trail_entry where subject = $1", decision["id"])) == 1


async def test_json_brings_in_the_same(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        assert (await sent(marja, json_of(grant(1)), dry_run=False, form="json"))["new"] == 1
        again = await sent(marja, csv_of(grant(1)), dry_run=False)
    assert (again["new"], again["known"]) == (0, 1)


async def test_twice_is_once_and_other_content_is_refused_column_by_column(product: Product) -> None:
    rows = [grant(1), {**REJECTED, "decision_number": "K-R", "identity_code": code_of(2)}]
    async with product.called_by(cast.MARJA) as marja:
        await sent(marja, csv_of(*rows), dry_run=False)
        before = await counted()
        again = await sent(marja, csv_of(*rows, grant(3)), dry_run=True)
        twice = await sent(marja, csv_of(*rows), dry_run=False)
        other = grant(1, value="31,00", grounds="Toinen.", identity_code=code_of(5))
        changed = await sent(marja, csv_of(other), dry_run=True)
    assert (again["new"], again["known"], again["problems"]) == (1, 2, [])
    assert (twice["new"], twice["known"], twice["clients"], twice["newClients"]) == (0, 2, 2, 0)
    assert await counted() == before
    assert told(changed) == [(2, column, "decision-differs") for column in ("identity_code", "grounds", "value")]


async def test_a_given_voucher_number_is_kept_and_is_its_own(product: Product) -> None:
    number = "7K3M-9QXD-2FXN"
    assert read_number(number)
    async with product.called_by(cast.MARJA) as marja:
        await sent(marja, csv_of(grant(1, voucher_number=number)), dry_run=False)
        again = await sent(marja, csv_of(grant(1, voucher_number=number.lower())), dry_run=True)
        without = await sent(marja, csv_of(grant(1, voucher_number="")), dry_run=True)
        taken = await sent(marja, csv_of(grant(2, voucher_number=number)), dry_run=True)
        others = await sent(marja, csv_of(grant(2, voucher_number=cast.VEIKKOS_VOUCHER.number)), dry_run=True)
        twice = await sent(
            marja,
            csv_of(*(grant(serial, voucher_number=cast.HELVIS_VOUCHER.number) for serial in (3, 4))),
            dry_run=True,
        )
    assert (await voucher_of("K-2026-1"))["number"] == read_number(number)
    assert (again["known"], without["known"]) == (1, 1)
    assert told(taken) == told(others) == [(2, "voucher_number", "voucher-number-taken")]
    assert told(twice) == [
        (2, "voucher_number", "voucher-number-taken"),
        (3, "voucher_number", "voucher-number-taken"),
        (3, "voucher_number", "row-twice"),
    ]


async def test_one_bad_row_of_a_thousand_leaves_everything_as_it_was(product: Product) -> None:
    before = await counted()
    rows = [grant(serial) for serial in range(1000)]
    rows[617]["last_day"] = "2026-11-30"
    async with product.called_by(cast.MARJA) as marja:
        refused = await sent(marja, csv_of(*rows), dry_run=False)
        tried = await sent(marja, csv_of(*rows), dry_run=True)
    assert (refused["status"], refused["type"]) == (409, "/problems/rows-cannot-be-imported")
    assert refused["badRows"] == 1
    assert told(refused) == told(tried) == [(619, "last_day", "period-ends-before-start")]
    assert (tried["status"], tried["rows"], tried["badRows"], tried["new"]) == (200, 1000, 1, 999)
    assert await counted() == before


async def test_the_column_is_told_as_the_file_calls_it_and_the_reason_in_the_readers_language(product: Product) -> None:
    row = {("Päätöspäivä" if name == "decided_on" else name): text for name, text in grant(1).items()}
    row["Päätöspäivä"] = "marraskuussa"
    async with product.called_by(cast.MARJA) as marja:
        marja.headers["accept-language"] = "fi"
        answer = await sent(marja, csv_of(row), dry_run=True)
    assert answer["problems"] == [
        {
            "line": 2,
            "row": 1,
            "decisionNumber": "K-2026-1",
            "column": "Päätöspäivä",
            "problem": "value-unreadable",
            "title": "Tietoa ei voi lukea",
            "detail": "Kirjoita tieto jollakin hyväksytyistä tavoista.",
            "about": {"expected": "2026-11-22, 22.11.2026"},
        }
    ]


async def test_nothing_of_a_file_without_a_column_is_good(product: Product) -> None:
    rows = [{name: text for name, text in grant(serial).items() if name != "grounds"} for serial in range(3)]
    async with product.called_by(cast.MARJA) as marja:
        answer = await sent(marja, csv_of(*rows), dry_run=True)
    assert told(answer) == [(1, "grounds", "column-missing")]
    assert (answer["rows"], answer["badRows"], answer["new"], answer["clients"]) == (3, 3, 0, 0)


async def test_at_most_five_hundred_are_told_and_the_rest_counted(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await sent(marja, csv_of(*(grant(serial, quantity="0") for serial in range(700))), dry_run=True)
    assert (answer["badRows"], len(answer["problems"]), answer["moreProblems"]) == (700, 500, 200)
    assert answer["problems"][499]["line"] == 501


async def open_grant_of_helvi() -> Cells:
    """Return a right row about Helvi, who has the same service already."""
    rows = await fetch(
        "select s.slug from voucher v join service s on s.id = v.service where v.id = $1", cast.HELVIS_VOUCHER.id
    )
    code = await code_in_register(cast.HELVI)
    return grant(1, identity_code=code, given_name="Helvi", family_name="Nieminen", service=rows[0]["slug"])


async def test_a_client_who_has_the_service_gets_no_second_grant_until_the_first_has_ended(product: Product) -> None:
    row = await open_grant_of_helvi()
    async with product.called_by(cast.MARJA) as marja:
        refused = await sent(marja, csv_of(row), dry_run=True)
        await fetch("update voucher set ended_on = '2026-12-01' where id = $1", cast.HELVIS_VOUCHER.id)
        accepted = await sent(marja, csv_of(row), dry_run=True)
    assert told(refused) == [(2, "service", "two-open-grants")]
    assert told(accepted) == []
    assert (accepted["clients"], accepted["newClients"]) == (1, 0)


async def test_a_known_client_keeps_her_name_and_a_safety_ban_is_never_lifted(product: Product) -> None:
    row = {**await open_grant_of_helvi(), "service": "bathing", "family_name": "Toinen", "safety_ban": "no"}
    await fetch("update client set has_safety_ban = true where id = $1", cast.HELVI.client)
    async with product.called_by(cast.MARJA) as marja:
        assert (await sent(marja, csv_of(row), dry_run=False))["new"] == 1
        stranger = await sent(marja, csv_of({**row, "decision_number": "K-2", "given_name": "Eeva"}), dry_run=True)
    client = (
        await fetch("select * from client c join person p on p.id = c.person where c.id = $1", cast.HELVI.client)
    )[0]
    assert (client["family_name"], client["has_safety_ban"]) == ("Nieminen", True)
    assert (await voucher_of("K-2026-1"))["client"] == cast.HELVI.client
    assert (3 - 1, "identity_code", "client-name-differs") in told(stranger)


async def test_an_organiser_is_a_wall_and_a_person_is_one_person(product: Product) -> None:
    veikko = await code_in_register(cast.VEIKKO)
    row = grant(1, identity_code=veikko, given_name="Veikko", family_name=cast.VEIKKO.family_name)
    theirs = (await fetch("select number from service_decision where organiser = $1 limit 1", cast.CITY.id))[0][
        "number"
    ]
    async with product.called_by(cast.MARJA) as marja:
        answer = await sent(marja, csv_of(row, grant(2, decision_number=theirs)), dry_run=False)
    # The city's decision of the same number is another decision, and its client another's client here.
    assert (answer["new"], answer["known"], answer["newClients"]) == (2, 0, 2)
    clients = await fetch("select organiser, id from client where person = $1", cast.VEIKKO.id)
    assert {client["organiser"] for client in clients} == {cast.COUNTY.id, cast.CITY.id}
    assert (await voucher_of("K-2026-1"))["client"] != cast.VEIKKO.client


async def test_a_provider_of_the_other_organiser_cannot_serve(product: Product) -> None:
    row = grant(1, service="temporary-home-care", provider=await business_id_of(cast.KANELI))
    async with product.called_by(cast.MARJA) as marja:
        answer = await sent(marja, csv_of(row), dry_run=True)
    assert told(answer) == [(2, "provider", "provider-cannot-serve")]


@pytest.mark.parametrize("caller", [cast.ANNA, cast.HELVI, cast.KAISA, cast.OLLI, cast.TUULA])
async def test_other_roles_bring_in_nothing(product: Product, caller: cast.CastPerson) -> None:
    async with product.called_by(caller) as person:
        answer = await sent(person, csv_of(grant(1)), dry_run=False)
    assert (answer["status"], answer["type"]) == (403, "/problems/not-your-role")


def rubbish() -> str:
    return bytes(range(256)).decode("latin-1") * 50


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize(
    "content",
    ["", "\n", "\0", "\ufeff", rubbish, lambda: rubbish().replace("\0", ""), lambda: "[" * 50_000, "[{}]", "[[1]]"],
)
async def test_what_is_no_file_of_decisions_gets_one_clear_problem(
    product: Product, form: str, content: str | Callable[[], str]
) -> None:
    text = content if isinstance(content, str) else content()
    async with product.called_by(cast.MARJA) as marja:
        answer = await sent(marja, text, dry_run=True, form=form)
        refused = await sent(marja, text, dry_run=False, form=form)
    assert (answer["status"], answer["new"], len(answer["problems"])) == (200, 0, 1)
    assert answer["problems"][0]["problem"] in {"file-unreadable", "no-rows"}
    assert refused["status"] == 409


@pytest.mark.parametrize("column", ["decision_number", "grounds", "identity_code", "quantity", "tasks", "provider"])
async def test_a_huge_cell_is_refused_at_its_place(product: Product, column: str) -> None:
    row = {**grant(1), "tasks": "", column: "9" * 100_000}
    async with product.called_by(cast.MARJA) as marja:
        answer = await sent(marja, csv_of(row), dry_run=True)
    assert [one["column"] for one in answer["problems"]] == [column]


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"{", b'{"format": "xml", "content": ""}', b'{"format": "csv"}'])
async def test_a_body_of_another_shape_is_no_import(product: Product, body: bytes) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.post(
            "/api/imports?dryRun=true", content=body, headers={"content-type": "application/json"}
        )
    assert answer.status_code == 400


async def test_whether_it_is_a_dry_run_must_be_said(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.post("/api/imports", json={"format": "csv", "content": csv_of(grant(1))})
    assert answer.status_code == 400


async def test_a_file_is_taken_up_to_twenty_megabytes(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        large = await sent(marja, csv_of(grant(1)) + "\n" * 9_500_000, dry_run=True)
        too_large = await sent(marja, "x" * 20_000_000, dry_run=True)
    assert (large["status"], large["new"]) == (200, 1)
    assert (too_large["status"], too_large["type"]) == (413, "/problems/too-large")


async def test_the_same_file_sent_twice_at_once_comes_in_once(app: Litestar, committed_database: str) -> None:
    assert committed_database
    content = csv_of(*(grant(serial) for serial in range(200)))
    product = Product(app)
    async with product.called_by(cast.MARJA) as marja, product.called_by(cast.PEKKA) as pekka:
        answers = await asyncio.gather(*(sent(one, content, dry_run=False) for one in (marja, pekka)))
    assert sorted((answer["new"], answer["known"]) for answer in answers) == [(0, 200), (200, 0)]


async def test_of_an_import_and_a_decision_at_once_on_one_service_one_is_kept(
    app: Litestar, committed_database: str
) -> None:
    assert committed_database
    await set_terms(LEAVE)
    code = await code_in_register(cast.AUNE)
    row = grant(1, identity_code=code, given_name="Aune", family_name=cast.AUNE.family_name, service="carers-leave")
    async with Product(app).called_by(cast.MARJA) as marja, Product(app).called_by(cast.PEKKA) as pekka:
        imported, decided = await asyncio.gather(
            sent(pekka, csv_of(row), dry_run=False),
            marja.post("/api/decisions", json=decision(client=str(cast.AUNE.client))),
        )
    assert sorted([imported["status"], decided.status_code]) in ([200, 409], [201, 409])
    assert len(await fetch("select from voucher where client = $1 and service = $2", cast.AUNE.client, LEAVE)) == 1


@given(st.text(max_size=200), st.sampled_from(["csv", "json"]), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_text_breaks_the_server(product: Product, text: str, form: str, in_a_row: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    row = grant(1)
    row["grounds"] = row["need"] = text
    row["decision_number"] = text
    wrapped = (csv_of(row) if form == "csv" else json.dumps([row])) if in_a_row else text
    async with product.called_by(cast.MARJA) as marja:
        answer = await sent(marja, wrapped, dry_run=False, form=form)
    assert answer["status"] in {200, 409}
