"""People of the demo county, and that each sees her own and no more (tests/routes/test_access.py tries every route)."""

from uuid import UUID

from backend.demo import cast
from tests.conftest import Product


async def test_seppo_who_acts_for_nobody_sees_nothing(product: Product) -> None:
    async with product.called_by(cast.SEPPO) as seppo:
        assert (await seppo.get("/api/vouchers")).json() == []
        assert (await seppo.get("/api/visits")).json() == []
        assert (await seppo.get(f"/api/visits?client={cast.HELVI.client}")).json() == []
        assert (await seppo.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/paper")).status_code == 404


async def test_a_daughter_sees_her_mothers_vouchers_and_no_other(product: Product) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        found = (await kaisa.get("/api/vouchers")).json()
        others = await kaisa.get(f"/api/vouchers?client={cast.IRJA.client}")
    assert {UUID(voucher["clientId"]) for voucher in found} == {cast.HELVI.client}
    assert others.json() == []


async def test_a_provider_sees_only_its_own_clients_and_visits(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        vouchers = (await olli.get("/api/vouchers")).json()
        visits = (await olli.get("/api/visits")).json()
    assert {voucher["provider"]["name"] for voucher in vouchers} == {cast.KANELI.name}
    assert {visit["providerName"] for visit in visits} == {cast.KANELI.name}


async def test_a_worker_sees_only_her_own_visits(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        visits = (await anna.get("/api/visits")).json()
    assert visits
    assert {visit["workerName"] for visit in visits} == {cast.ANNA.name}


async def test_an_organiser_is_a_wall(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        across = await marja.get(f"/api/vouchers?client={cast.VEIKKO.client}")
        paper = await marja.get(f"/api/vouchers/{cast.VEIKKOS_VOUCHER.id}/paper")
        visits = await marja.get(f"/api/visits?client={cast.VEIKKO.client}")
    assert across.json() == []
    assert paper.status_code == 404
    assert visits.json() == []


async def test_a_voucher_that_names_another_provider_does_not_open_at_the_door(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        other = await anna.get(f"/api/vouchers/at-door/{cast.OTHER_PROVIDERS_VOUCHER.number}")
        own = await anna.get(f"/api/vouchers/at-door/{cast.HELVIS_VOUCHER.number}")
        any_provider = await anna.get(f"/api/vouchers/at-door/{cast.UNSEEN_VOUCHER.number}")
    assert other.status_code == 409
    assert other.json()["type"] == "/problems/voucher-not-found"
    assert own.json()["clientName"] == cast.HELVI.name
    assert any_provider.json()["clientName"] == cast.AUNE.name
