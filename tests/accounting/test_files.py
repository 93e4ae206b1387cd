"""Files for accounting and the bank are made once, numbered, the same whenever they are taken, and marked as copies."""

import io
import zipfile
from uuid import uuid4

import pytest

from backend.database import WITHIN, fetch
from backend.demo import cast
from tests.accounting.finvoice_rules import faults, parsed, text_of
from tests.accounting.october import (
    confirm_account,
    enter_account,
    enter_terms,
    kanelis,
    make_file,
    settle_october,
    take_file,
)
from tests.conftest import Caller, Product

MONTH = "/api/outgoing-files?month=2026-10"
OTHERS = """
insert into provider_account (id, provider, iban, first_day, entered_by, entered_at)
select gen_random_uuid(), provider, 'FI2112345600000785', '2026-01-01', $2, now()
from settlement where run = $1 and not exists (select from provider_account a where a.provider = settlement.provider)
"""
CONFIRMED = """
insert into account_confirmation (id, account, organiser, confirmed_by, confirmed_at)
select gen_random_uuid(), id, $1, $2, now() from provider_account
"""


async def everybody_has_an_account(run: object) -> None:
    await fetch(OTHERS, run, cast.OLLI.id)
    await fetch(CONFIRMED, cast.COUNTY.id, cast.TUULA.id)


async def ready(finance: Caller) -> dict[str, tuple[int, int]]:
    month = (await finance.get(MONTH)).json()
    return {one["format"]: (one["settlements"], len(one["withoutAccount"])) for one in month["ready"]}


async def test_a_month_goes_out_once_in_each_form(product: Product) -> None:
    run = await settle_october()
    (count,) = await fetch("select count(*) as providers, sum(organiser_cents) as cents from settlement")
    providers = count["providers"]
    async with product.called_by(cast.TUULA) as tuula:
        assert (await tuula.get("/api/outgoing-files?month=2026-09")).json() == {"run": None, "files": [], "ready": []}
        assert (await make_file(tuula, run, "ledger"))[1] == "accounting-not-set"
        assert await enter_terms(tuula) == 204
        assert await ready(tuula) == {
            "finvoice": (0, providers),
            "ledger": (providers, 0),
            "payments": (0, providers),
        }
        assert (await make_file(tuula, run, "finvoice"))[1] == "accounts-missing"
        await everybody_has_an_account(run)
        made = {format_: await make_file(tuula, run, format_) for format_ in ("finvoice", "ledger", "payments")}
        again = [(await make_file(tuula, run, format_))[1] for format_ in made]
        files = (await tuula.get(MONTH)).json()["files"]
        left = await ready(tuula)
    assert [refusal for _, refusal in made.values()] == ["", "", ""]
    assert again == ["nothing-to-send"] * 3
    assert [(one["number"], one["name"], one["settlements"], one["sendings"]) for one in files] == [
        (1, "finvoice-00001.zip", providers, []),
        (2, "ledger-00002.csv", providers, []),
        (3, "pain001-00003.xml", providers, []),
    ]
    assert {one["cents"] for one in files} == {count["cents"]}
    assert set(left.values()) == {(0, 0)}


async def test_the_first_taking_is_the_original_and_every_other_a_copy(product: Product) -> None:
    run = await settle_october()
    async with product.called_by(cast.TUULA) as tuula:
        await enter_terms(tuula)
        await everybody_has_an_account(run)
        file, _ = await make_file(tuula, run, "finvoice", settlement=str((await kanelis())["id"]))
        taking = str(uuid4())
        first = await take_file(tuula, file, taking)
        # Its answer was lost on the way: it is asked for again.
        assert await take_file(tuula, file, taking) == first
        second = await take_file(tuula, file)
        third = await take_file(tuula, file)
        (told,) = (await tuula.get(MONTH)).json()["files"]
    assert [name for name, _ in (first, second, third)] == ["finvoice-00001.xml", *["finvoice-00001-copy.xml"] * 2]
    assert text_of(parsed(first[1]), "OriginCode") == "Original"
    assert second[1] == third[1] == first[1].replace(b"<OriginCode>Original", b"<OriginCode>Copy")
    assert faults(first[1]) == faults(second[1]) == []
    assert [one["takenBy"] for one in told["sendings"]] == ["Tuula Rantanen"] * 3


async def test_a_file_is_the_same_whatever_is_called_otherwise_since(product: Product) -> None:
    run = await settle_october()
    async with product.called_by(cast.TUULA) as tuula:
        await enter_terms(tuula)
        await everybody_has_an_account(run)
        files = [(await make_file(tuula, run, format_))[0] for format_ in ("finvoice", "ledger", "payments")]
        takings = [str(uuid4()) for _ in files]
        before = [await take_file(tuula, file, taking) for file, taking in zip(files, takings, strict=True)]
        await fetch("update provider set name = 'Jokin muu'")
        await fetch("update service set name_fi = 'Jokin muu'")
        await enter_terms(tuula, "2026-02-01", voucherAccount="1", iban=None)
        after = [await take_file(tuula, file, taking) for file, taking in zip(files, takings, strict=True)]
    assert before == after


async def test_an_archive_holds_an_invoice_of_each_provider_that_keeps_the_rules(product: Product) -> None:
    run = await settle_october()
    async with product.called_by(cast.TUULA) as tuula:
        await enter_terms(tuula)
        await everybody_has_an_account(run)
        file, _ = await make_file(tuula, run, "finvoice")
        _, content = await take_file(tuula, file)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        invoices = {name: archive.read(name) for name in archive.namelist()}
    rows = await fetch("select number, organiser_cents as cents from settlement")
    assert set(invoices) == {f"{row['number']}.xml" for row in rows}
    assert [found for written in invoices.values() for found in faults(written)] == []
    for row in rows:
        total = text_of(parsed(invoices[f"{row['number']}.xml"]), "InvoiceTotalVatIncludedAmount")
        assert total == f"{row['cents'] // 100},{row['cents'] % 100:02}"
    everything = b"".join(invoices.values())
    for person in await fetch(
        "select p.family_name as name, v.number, v.id from voucher v join client c on c.id = v.client"
        " join person p on p.id = c.person"
    ):
        # Names of firms may hold a name of somebody.
        assert f">{person['name']}<".encode("iso-8859-15") not in everything
        assert person["number"].encode() not in everything
        assert str(person["id"]).encode() not in everything


async def test_whose_vouchers_went_out_stands_in_the_trail(product: Product) -> None:
    run = await settle_october()
    async with product.called_by(cast.TUULA) as tuula:
        await enter_terms(tuula)
        await everybody_has_an_account(run)
        file, _ = await make_file(tuula, run, "finvoice", settlement=str((await kanelis())["id"]))
        await take_file(tuula, file)
    (row,) = await fetch(
        "select count(*) as entries, count(distinct subject) as vouchers from trail_entry"
        " where act = 'sent to accounting'"
    )
    (lines,) = await fetch(
        "select count(distinct voucher) as vouchers from settlement_line where settlement = $1", (await kanelis())["id"]
    )
    assert row["entries"] == row["vouchers"] == lines["vouchers"] > 0


async def test_a_file_whose_lines_were_changed_behind_it_is_not_given(product: Product) -> None:
    run = await settle_october()
    async with product.called_by(cast.TUULA) as tuula:
        await enter_terms(tuula)
        file, _ = await make_file(tuula, run, "ledger")
        await fetch("alter table settlement_line disable trigger settlement_line_is_appended_to")
        await fetch(
            "update settlement_line set organiser_cents = organiser_cents + 1, price_cents = price_cents + 1"
            " where settlement = $1 and place = 1",
            (await kanelis())["id"],
        )
        answer = await tuula.post(f"/api/outgoing-files/{file}/sendings", json={"id": str(uuid4())})
    assert answer.json()["type"] == "/problems/file-differs"


async def test_what_is_paid_or_has_no_account_is_no_payment(product: Product) -> None:
    run = await settle_october()
    settlement = await kanelis()
    async with product.called_by(cast.TUULA) as tuula, product.called_by(cast.OLLI) as olli:
        await enter_terms(tuula)
        account = await enter_account(olli)
        assert (await make_file(tuula, run, "payments"))[1] == "accounts-missing"
        assert await confirm_account(tuula, account) == 204
        (one,) = [one for one in (await tuula.get(MONTH)).json()["ready"] if one["format"] == "payments"]
        assert (one["settlements"], one["cents"]) == (1, settlement["cents"])
        body = {"id": str(uuid4()), "cents": settlement["cents"], "paidOn": "2026-11-16"}
        assert (await tuula.post(f"/api/settlements/{settlement['id']}/payment", json=body)).status_code == 204
        assert (await ready(tuula))["payments"][0] == 0
        # Its invoice is still for the ledger.
        assert (await ready(tuula))["finvoice"][0] == 1


async def test_a_county_that_pays_in_its_own_system_asks_no_bank(product: Product) -> None:
    run = await settle_october()
    async with product.called_by(cast.TUULA) as tuula:
        await enter_terms(tuula, iban=None)
        assert (await make_file(tuula, run, "payments"))[1] == "no-account-to-pay-from"


@pytest.mark.parametrize("what", ["run", "file"])
async def test_another_organisers_files_are_not_there(product: Product, what: str) -> None:
    mine, other = await settle_october(), await settle_october(cast.CITY.id)
    async with product.called_by(cast.TUULA) as tuula:
        await enter_terms(tuula)
        if what == "run":
            assert (await make_file(tuula, other, "ledger"))[1] == "not-found"
            return
        file, _ = await make_file(tuula, mine, "ledger")
        await fetch("alter table outgoing_file disable trigger outgoing_file_is_appended_to")
        await fetch("update outgoing_file set organiser = $1", cast.CITY.id)
        answer = await tuula.post(f"/api/outgoing-files/{file}/sendings", json={"id": str(uuid4())})
        assert answer.status_code == 404
        assert (await tuula.get(MONTH)).json()["files"] == []


async def test_one_id_makes_one_file(product: Product) -> None:
    run = await settle_october()
    async with product.called_by(cast.TUULA) as tuula:
        await enter_terms(tuula)
        file, _ = await make_file(tuula, run, "ledger")
        assert await make_file(tuula, run, "ledger", id=file) == (file, "")
        assert await make_file(tuula, run, "finvoice", id=file) == (file, "content-differs")
        assert len((await tuula.get(MONTH)).json()["files"]) == 1


WALLED = (
    "accounting_terms",
    "account_confirmation",
    "outgoing_file",
    "outgoing_settlement",
    "outgoing_sending",
    "payment",
)
# The same of each organiser, $1.
OF_EACH = (
    "insert into accounting_terms select gen_random_uuid(), $1, now(), '{}', $2, now()",
    "insert into account_confirmation select gen_random_uuid(), id, $1, $2, now() from provider_account",
    """
    insert into outgoing_file
    select gen_random_uuid(), organiser, id, 1, 'ledger', '{}', 1, 1, sha256('x'), $2, now()
    from settlement_run where organiser = $1
    """,
    """
    insert into outgoing_settlement
    select s.id, f.format, f.id, $1 from outgoing_file f join settlement s on s.run = f.run
    where f.organiser = $1 and $2::uuid is not null
    """,
    """
    insert into outgoing_sending select gen_random_uuid(), id, $1, 1, $2, now() from outgoing_file where organiser = $1
    """,
    """
    insert into payment select gen_random_uuid(), id, $1, provider, organiser_cents, now(), $2, now()
    from settlement where organiser = $1
    """,
)


async def test_behind_the_wall_is_the_own_organisers_alone(product: Product) -> None:  # noqa: ARG001 - its county
    await fetch(OTHERS, await settle_october(), cast.OLLI.id)
    await settle_october(cast.CITY.id)
    for organiser in (cast.COUNTY.id, cast.CITY.id):
        for statement in OF_EACH:
            await fetch(statement, organiser, cast.TUULA.id)
    before = WITHIN.set(cast.COUNTY.id)
    try:
        seen = {table: await fetch(f"select distinct organiser from {table}") for table in WALLED}  # noqa: S608 - above
    finally:
        WITHIN.reset(before)
    assert {table: [row["organiser"] for row in rows] for table, rows in seen.items()} == {
        table: [cast.COUNTY.id] for table in WALLED
    }
