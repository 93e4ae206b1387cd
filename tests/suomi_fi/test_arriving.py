"""By a mandate at Suomi.fi alone somebody comes in whom no register knew, and a client acts for another."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from backend.access.guards import CSRF_HEADER
from backend.access.identity_code import fingerprint
from backend.access.roles import Role
from backend.database import fetch
from backend.demo import cast
from backend.identification.identity_provider import IdentityProvider
from backend.identification.ways import Way
from backend.newcomers import standing
from backend.sessions.beginning import Vouched
from backend.wire import Text
from tests.conftest import HOST, TEST_KEYS, as_our_page
from tests.suomi_fi.conftest import SOCIAL, STRONG, Her, Joined, code_of

# Of the artificial range; nobody of the demo county has it.
NOBODYS = "010199-9997"
PERSONS = "select id from person where identity_code_hash = $1"


async def persons() -> list[dict[str, Any]]:
    return await fetch(PERSONS, fingerprint(NOBODYS, TEST_KEYS.identity))


@pytest.fixture
async def newcomer(joined: Joined) -> AsyncIterator[Her]:
    """Give somebody whom a bank has identified and whom nobody knows here."""
    way = Way(
        name="bank",
        title=Text("Pankki", "Bank", "Bank"),
        issuer="https://bank.test",
        client_id="kotiseteli",
        client_secret="",
        token_auth="client_secret_basic",  # noqa: S106 - how, not what
        scopes=("openid",),
        acr_values=(STRONG,),
        identity_code_claim=("hetu",),
        roles=frozenset({Role.CLIENT, Role.RELATIVE}),
        organiser=None,
        provider=None,
        group_claim=(),
        groups={},
    )
    joined.app.state.identity_providers["bank"] = IdentityProvider(way, HOST)
    who = standing.Identified(NOBODYS, "Uusi", "Tulija")
    token = await standing.begin(who, Vouched("bank", b"x" * 32, None), STRONG, "fi")
    transport = ASGITransport(joined.app, raise_app_exceptions=False)  # type: ignore[arg-type]  # the same protocol in other words
    async with AsyncClient(transport=transport, base_url=HOST, event_hooks={"request": [as_our_page]}) as caller:
        caller.cookies.set(standing.COOKIE, token)
        page = (await caller.get("/api/newcomer")).json()
        assert page["hasMandateService"] is True
        caller.headers[CSRF_HEADER] = page["csrfToken"]
        yield Her(caller, joined.service, "/api/newcomer")
    del joined.app.state.identity_providers["bank"]


async def test_she_comes_in_by_it_and_acts_for_the_day(newcomer: Her) -> None:
    irja = await code_of(cast.IRJA)
    newcomer.service.let(NOBODYS, irja, SOCIAL, name="Irja")
    code = await newcomer.chooses(irja)
    assert await persons() == []
    answer = await newcomer.comes_back(code)
    assert answer.status_code == 200, answer.text
    assert [one["id"] for one in answer.json()["clients"]] == [str(cast.IRJA.client)]
    (person,) = await persons()
    assert answer.json()["person"]["id"] == str(person["id"])
    # Her session is one of the ordinary kind now.
    newcomer.browser.headers.pop(CSRF_HEADER)
    assert (await newcomer.browser.get(f"/api/vouchers?client={cast.IRJA.client}")).json()
    acts = await fetch("select act from trail_entry where client = $1 and person = $2", cast.IRJA.client, person["id"])
    assert "mandate-given" in {row["act"] for row in acts}


@pytest.mark.parametrize(
    ("issues", "principal", "problem"),
    [
        # Suomi.fi says no; it says yes for somebody whom nobody serves here; for herself there is nothing.
        ((), "irja", "mandate-not-confirmed"),
        ((SOCIAL,), "131052-308T", "nobody-served-here"),
    ],
)
async def test_without_a_mandate_for_a_client_she_stays_nobody(
    newcomer: Her, issues: tuple[str, ...], principal: str, problem: str
) -> None:
    whom = await code_of(cast.IRJA) if principal == "irja" else principal
    newcomer.service.let(NOBODYS, whom, *issues, name="Someone")
    answer = await newcomer.acts_for(whom)
    assert answer.json()["type"] == f"/problems/{problem}"
    assert await persons() == []
    # She can try again: her half hour goes on, and the choice was taken.
    assert (await newcomer.comes_back("x")).json()["type"] == "/problems/acting-not-chosen"


async def test_of_the_dead_nobody_learns_anything(newcomer: Her) -> None:
    await fetch("update client set died_on = current_date where id = $1", cast.IRJA.client)
    irja = await code_of(cast.IRJA)
    newcomer.service.let(NOBODYS, irja, SOCIAL, name="Irja")
    assert (await newcomer.acts_for(irja)).json()["type"] == "/problems/nobody-served-here"
    assert await persons() == []


async def test_a_client_acts_for_another_by_it_alone(joined: Joined) -> None:
    irja = await code_of(cast.IRJA)
    joined.service.let(await code_of(cast.HELVI), irja, SOCIAL, name="Irja")
    async with joined.called_by(cast.HELVI) as helvi:
        assert (await helvi.browser.get("/api/session")).json()["hasOtherMemberships"] is False
        answer = await helvi.acts_for(irja)
        assert answer.json() == {"clients": [str(cast.IRJA.client)]}
        # As the client that she is she sees herself, and goes over to acting for another without a new sign-in.
        assert [one["id"] for one in await helvi.sees()] == [str(cast.HELVI.client)]
        roles = (await helvi.browser.get("/api/session/memberships")).json()
        (relative,) = [one for one in roles if one["role"] == "relative"]
        gone_over = await helvi.browser.post("/api/session/membership", json={"membership": relative["id"]})
        assert gone_over.status_code == 200, gone_over.text
        assert [one["id"] for one in gone_over.json()["clients"]] == [str(cast.IRJA.client)]
    rows = await fetch(
        "select role from trail_entry where person = $1 and act = 'mandate-given' and client = $2",
        *(cast.HELVI.id, cast.IRJA.client),
    )
    assert [row["role"] for row in rows] == ["relative"]


async def test_a_client_whom_it_gives_nothing_becomes_nobodys_relative(joined: Joined) -> None:
    irja = await code_of(cast.IRJA)
    joined.service.let(await code_of(cast.HELVI), irja, name="Irja")
    async with joined.called_by(cast.HELVI) as helvi:
        assert (await helvi.acts_for(irja)).json()["type"] == "/problems/mandate-not-confirmed"
    assert await fetch("select from membership where person = $1 and role = 'relative'", cast.HELVI.id) == []
