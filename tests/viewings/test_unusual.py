"""Unusual viewings are found as the trail is sealed, and each is marked by somebody of the organiser."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.access.roles import Role
from backend.chain.sealing import seal_trail
from backend.database import fetch
from backend.demo import cast
from backend.demo.cast import CastPerson
from backend.viewings.rules import MANY_CLIENTS
from backend.viewings.unusual import find_unusual
from tests.conftest import NOW, Product

pytestmark = pytest.mark.usefixtures("database")

WRITE = """
insert into trail_entry (at, organiser, client, person, role, act, subject, organisation)
select $1, organiser, id, $3, $4, $5, id, $6 from client where id = any($2)
"""


async def look(
    viewer: CastPerson, clients: list[UUID], act: str = "viewed", at: timedelta = timedelta(0)
) -> list[tuple[Any, ...]]:
    """Let somebody view clients, and return what is unusual in all that was viewed so far."""
    organisation = viewer.employer.id if viewer.employer else viewer.organiser and viewer.organiser.id
    await fetch(WRITE, NOW + at, clients, viewer.id, viewer.role.value, act, organisation)
    await seal_trail(find_unusual)
    rows = await fetch("select * from unusual_viewing order by kind, client")
    return [(row["kind"], row["person"], row["client"], row["entries"], row["clients"]) for row in rows]


async def clients_named(count: int) -> list[UUID]:
    rows = await fetch(
        "select c.id from client c join person p on p.id = c.person where c.organiser = $1 "
        "and p.family_name not in ('Salo', 'Laine', 'Heikkinen') order by c.id limit $2",
        *(cast.COUNTY.id, count),
    )
    return [row["id"] for row in rows]


async def test_a_provider_that_cares_for_the_client_is_not_unusual() -> None:
    assert await look(cast.ANNA, [cast.HELVI.client]) == []


async def test_a_client_of_another_provider_is_unusual() -> None:
    found = await look(cast.ANNA, [cast.IRJA.client])
    assert found == [("no-care-relation", cast.ANNA.id, cast.IRJA.client, 1, 1)]
    again = await look(cast.ANNA, [cast.IRJA.client])
    assert again == [("no-care-relation", cast.ANNA.id, cast.IRJA.client, 2, 1)]


async def test_care_goes_on_for_a_while_after_a_grant() -> None:
    (voucher,) = await fetch("select last_day from voucher where id = $1", cast.EXPIRED_VOUCHER.id)
    since = NOW.date() - voucher["last_day"]
    assert timedelta(0) < since
    late = await look(cast.OLLI, [cast.TOIVO.client], at=timedelta(days=31) - since)
    assert late == [("no-care-relation", cast.OLLI.id, cast.TOIVO.client, 1, 1)]


async def test_whoever_is_given_the_number_at_the_door_cares_for_the_client() -> None:
    assert await look(cast.ANNA, [cast.AUNE.client], "opened at the door") == []
    assert await look(cast.ANNA, [cast.AUNE.client], at=timedelta(hours=1)) == []


async def test_one_of_the_familys_name_is_unusual_and_oneself_too() -> None:
    await fetch("update person set family_name = 'NIEMINEN' where id = $1", cast.MARJA.id)
    assert await look(cast.MARJA, [cast.HELVI.client]) == [
        ("own-relative", cast.MARJA.id, cast.HELVI.client, 1, 1),
    ]


async def test_one_who_has_acted_for_the_client_is_unusual_at_work() -> None:
    await fetch(
        "insert into representation (id, person, client, scopes, first_day, last_day, source) "
        "values ($1, $2, $3, '{see_visits}', '2020-01-01', '2020-02-01', 'paper')",
        *(uuid4(), cast.MARJA.id, cast.AUNE.client),
    )
    assert await look(cast.MARJA, [cast.AUNE.client]) == [("own-relative", cast.MARJA.id, cast.AUNE.client, 1, 1)]


@pytest.mark.parametrize("act", ["listed", "recorded", "fetched to the phone", "imported"])
async def test_lists_and_records_are_not_many_viewings(act: str) -> None:
    assert await look(cast.MARJA, await clients_named(MANY_CLIENTS[Role.GRANTER] + 1), act) == []


async def test_many_clients_within_an_hour_are_unusual_even_when_sealed_in_between() -> None:
    clients = await clients_named(MANY_CLIENTS[Role.GRANTER] + 1)
    half = len(clients) // 2
    assert await look(cast.MARJA, clients[:half]) == []
    assert await look(cast.MARJA, clients[half:-1]) == []
    found = await look(cast.MARJA, clients[-1:])
    assert found == [("many-clients", cast.MARJA.id, None, len(clients), len(clients))]


async def test_as_many_over_two_hours_are_not() -> None:
    clients = await clients_named(MANY_CLIENTS[Role.GRANTER] + 1)
    assert await look(cast.MARJA, clients[:30]) == []
    assert await look(cast.MARJA, clients[30:], at=timedelta(hours=1)) == []


async def test_the_organiser_looks_into_each_and_more_of_the_same_opens_it_again(product: Product) -> None:
    await look(cast.ANNA, [cast.IRJA.client])
    async with product.called_by(cast.PEKKA) as pekka:
        (waiting,) = (await pekka.get("/api/unusual-viewings")).json()
        assert (waiting["viewerName"], waiting["clientName"]) == (cast.ANNA.name, cast.IRJA.name)
        assert waiting["organisation"]["sv"] == cast.KANELI.name
        path = f"/api/unusual-viewings/{waiting['id']}/check"
        assert (await pekka.post(path, json={"outcome": "explained", "words": " "})).status_code == 400
        body = {"outcome": "explained", "words": "Avasi väärän asiakkaan."}
        assert (await pekka.post(path, json=body)).status_code == 204
        (checked,) = (await pekka.get("/api/unusual-viewings")).json()
        assert (checked["outcome"], checked["checkedBy"]) == ("explained", cast.PEKKA.name)
        await look(cast.ANNA, [cast.IRJA.client])
        (again,) = (await pekka.get("/api/unusual-viewings")).json()
        assert (again["outcome"], again["entries"], again["words"]) == (None, 2, body["words"])


async def test_another_organisers_are_not_there(product: Product) -> None:
    await look(cast.ANNA, [cast.VEIKKO.client])
    (found,) = await fetch("select id, organiser from unusual_viewing")
    assert found["organiser"] == cast.CITY.id
    async with product.called_by(cast.PEKKA) as pekka:
        assert (await pekka.get("/api/unusual-viewings")).json() == []
        path = f"/api/unusual-viewings/{found['id']}/check"
        answer = await pekka.post(path, json={"outcome": "misuse", "words": "x"})
    assert answer.status_code == 404
