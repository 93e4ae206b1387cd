"""Who stands for a client by law reads who has viewed her data and asks why; with any other mandate nobody does."""

from uuid import UUID, uuid4

import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import TODAY, Caller, Product

OWN_READING = "select client from trail_entry where person = $1 and act = 'viewings-viewed'"


async def stands_for(source: str, *scopes: str, client: UUID = cast.HELVI.client) -> UUID:
    """Let Seppo act for a client on a ground, and return the mandate."""
    id_ = uuid4()
    await fetch(
        "insert into representation (id, person, client, scopes, first_day, source) values ($1, $2, $3, $4, $5, $6)",
        *(id_, cast.SEPPO.id, client, list(scopes) or ["see_visits"], TODAY, source),
    )
    return id_


async def viewed_by_marja(product: Product) -> None:
    """Let Marja open a voucher of Helvi's and one of Irja's."""
    async with product.called_by(cast.MARJA) as marja:
        for voucher in (cast.HELVIS_VOUCHER, cast.OTHER_PROVIDERS_VOUCHER):
            assert (await marja.get(f"/api/vouchers/{voucher.id}")).is_success


async def viewers(caller: Caller, query: str = "") -> set[tuple[str, str]]:
    answer = await caller.get(f"/api/viewings?month=2026-11{query}")
    assert answer.status_code == 200
    return {(one["clientId"], one["viewerName"]) for one in answer.json()}


@pytest.mark.parametrize("source", ["guardianship", "continuing-power", "custody"])
async def test_a_guardian_reads_and_it_is_noted(product: Product, source: str) -> None:
    await viewed_by_marja(product)
    await stands_for(source)
    async with product.called_by(cast.SEPPO) as seppo:
        assert await viewers(seppo) == {(str(cast.HELVI.client), cast.MARJA.name)}
        assert await viewers(seppo, f"&client={cast.IRJA.client}") == set()
        session = (await seppo.get("/api/session")).json()
        assert [one["byLaw"] for one in session["clients"]] == [True]
    assert [row["client"] for row in await fetch(OWN_READING, cast.SEPPO.id)] == [cast.HELVI.client]
    async with product.called_by(cast.HELVI) as helvi:
        told = (await helvi.get("/api/viewings?month=2026-11")).json()
    assert {(one["viewerName"], one["act"]) for one in told} >= {(cast.SEPPO.name, "viewings-viewed")}


@pytest.mark.parametrize("source", ["in-app", "paper", "suomi-fi"])
async def test_with_a_mandate_that_she_gave_nobody_reads(product: Product, source: str) -> None:
    await viewed_by_marja(product)
    await stands_for(source, "see_visits", "see_money", "choose_provider", "give_feedback")
    async with product.called_by(cast.SEPPO) as seppo:
        assert await viewers(seppo) == set()
        session = (await seppo.get("/api/session")).json()
        assert [one["byLaw"] for one in session["clients"]] == [False]


@pytest.mark.parametrize(
    "change",
    [
        "ended_at = now()",
        "last_day = first_day - 1, first_day = first_day - 1",
        "first_day = first_day + 1",
        # What a guardian does not see she is not told who saw.
        "scopes = '{see_money}'",
    ],
)
async def test_a_guardianship_that_does_not_hold_opens_nothing(product: Product, change: str) -> None:
    await viewed_by_marja(product)
    mandate = await stands_for("guardianship")
    await fetch(f"update representation set {change} where id = $1", mandate)  # noqa: S608 - written here
    async with product.called_by(cast.SEPPO) as seppo:
        assert await viewers(seppo) == set()


async def test_a_guardian_of_one_who_is_another_ones_relative_reads_of_the_one(product: Product) -> None:
    await viewed_by_marja(product)
    await stands_for("guardianship")
    await stands_for("in-app", client=cast.IRJA.client)
    async with product.called_by(cast.SEPPO) as seppo:
        assert await viewers(seppo) == {(str(cast.HELVI.client), cast.MARJA.name)}


async def test_a_guardian_asks_why_and_others_do_not(product: Product) -> None:
    await viewed_by_marja(product)
    rows = await fetch("select client, max(id) as entry from trail_entry where role = 'granter' group by client")
    entries = {row["client"]: row["entry"] for row in rows}
    await stands_for("guardianship")
    await stands_for("paper", client=cast.IRJA.client)
    async with product.called_by(cast.SEPPO) as seppo:
        for client, status in ((cast.HELVI.client, 201), (cast.IRJA.client, 404)):
            body = {"id": str(uuid4()), "entry": entries[client], "words": "Miksi?"}
            assert (await seppo.post("/api/explanations", json=body)).status_code == status
    async with product.called_by(cast.HELVI) as helvi:
        told = (await helvi.get("/api/viewings?month=2026-11")).json()
    assert [one["explained"]["words"] for one in told if one["explained"]] == ["Miksi?"]
