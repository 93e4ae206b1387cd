"""The product with three ways in at a real provider: a strong one, an organiser's directory and a provider's."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar

from backend import clock
from backend.access.identity_code import unseal
from backend.app import build_app
from backend.database import fetch
from backend.demo import cast
from backend.demo.offers import business_ids
from backend.identification.identity_provider import IdentityProvider
from backend.settings import settings_from
from tests.conftest import HOST, TEST_KEYS, Caller, Product
from tests.identification.openid import Browser, OpenIdProvider, running

SECRET = "the tests' client secret, which is no secret"  # noqa: S105 - it says so itself
GRANTERS = "7d1a2c9e-granters"
# Of the range that no register gives to a person, and of nobody in the demo county.
NOBODYS_CODE = "010199-9997"

WAYS = """
[[way]]
name = "suomi-fi"
kind = "strong"
title = {{ fi = "Suomi.fi-tunnistus", sv = "Suomi.fi-identifikation", en = "Suomi.fi identification" }}
issuer = "{issuer}"
client_id = "citizens"
client_secret_file = "secret"
acr_values = ["loa3", "loa2"]
identity_code_claim = "hetu"

[[way]]
name = "county"
kind = "organisation"
title = {{ fi = "Hyvinvointialue", sv = "Välfärdsområdet", en = "County" }}
issuer = "{issuer}"
client_id = "county"
token_auth = "client_secret_post"
organiser = {organiser}
groups = {{ "7d1a2c9e-granters" = "granter", "finance people" = "finance", "organisers" = "organiser" }}

[[way]]
name = "kaneli"
kind = "organisation"
title = {{ fi = "Kotiapu Kaneli", sv = "Kotiapu Kaneli", en = "Kotiapu Kaneli" }}
issuer = "{issuer}"
client_id = "kaneli"
client_secret_file = "secret"
provider = "{business_id}"
groups = {{ "office" = "provider" }}
"""


def client(name: str, **more: Any) -> dict[str, Any]:
    """Return how the provider knows one of our ways."""
    way = {"citizens": "suomi-fi"}.get(name, name)
    return {
        "client_id": name,
        "client_secret": SECRET,
        "redirect_uris": [f"{HOST}/api/sign-in/{way}/back"],
        "post_logout_redirect_uris": [f"{HOST}/"],
        **more,
    }


def person(given: str = "", family: str = "", *groups: str, **more: Any) -> dict[str, Any]:
    """Return a person as the provider knows her."""
    claims = {"given_name": given, "family_name": family, "groups": list(groups)}
    return {"claims": claims | more.pop("claims", {}), **more}


@pytest.fixture(autouse=True)
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock run: the provider's tokens are of the real now."""
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC))


@pytest.fixture(scope="session")
async def openid(county: None) -> AsyncIterator[OpenIdProvider]:  # noqa: ARG001 - its people have identity codes
    """Run the provider, at which people of the demo county are known by their identity codes."""
    rows = await fetch(
        "select id, identity_code_sealed from person where id = any($1)", [one.id for one in cast.PEOPLE]
    )
    codes = {row["id"]: unseal(row["identity_code_sealed"], TEST_KEYS.identity) for row in rows}
    people = {
        "helvi": person(claims={"hetu": codes[cast.HELVI.id]}),
        "kaisa": person(claims={"hetu": codes[cast.KAISA.id]}),
        "marja": person(claims={"hetu": codes[cast.MARJA.id]}),
        "helvi-by-a-weak-way": person(claims={"hetu": codes[cast.HELVI.id]}, acr="loa1"),
        "a stranger": person("Nobody", "Known", claims={"hetu": NOBODYS_CODE}),
        "no code": person("Anna", "Foreign"),
        "wrong code": person(claims={"hetu": "131052-308U"}),
        "odd code": person(claims={"hetu": {"code": 5}}),
        "granter": person("Maija", "Myöntäjä", GRANTERS),
        "both": person("Minna", "Molempi", GRANTERS, "finance people"),
        "groupless": person("Risto", "Roolilla"),
        "strange groups": person("Risto", "Roolilla", claims={"groups": {"granters": True}}),
        "one group": person("Yksi", "Ryhmä", claims={"groups": "finance people"}),
        "odd name": person("Zoë\u0000\u202e<b>", "\u0007 O'Brien\r\nX-Injected: 1 " + "y" * 500, GRANTERS),
        "nameless": person("\u0000", "\u202e", GRANTERS),
        "office": person("Olga", "Toimisto", "office"),
    }
    with running([client("citizens"), client("county"), client("kaneli")], people) as provider:
        yield provider


@pytest.fixture(autouse=True)
def straight(openid: OpenIdProvider) -> Iterator[None]:
    """Leave the provider doing everything right."""
    yield
    openid.straighten()


@pytest.fixture(scope="session")
def ways(openid: OpenIdProvider, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the ways in."""
    folder = tmp_path_factory.mktemp("sign-in")
    (folder / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
    path = folder / "sign-in.toml"
    path.write_text(
        WAYS.format(issuer=openid.issuer, organiser=cast.COUNTY.code, business_id=business_ids(1)[0]), encoding="utf-8"
    )
    return path


@pytest.fixture(scope="session")
def signing_app(ways: Path) -> Litestar:
    """Build the application with the ways in."""
    environment = {
        "KOTISETELI_PUBLIC_URL": HOST,
        "KOTISETELI_SIGN_IN": str(ways),
        "KOTISETELI_SIGN_IN_SECRET_COUNTY": SECRET,
    }
    return build_app(settings_from(environment), TEST_KEYS)


@pytest.fixture
def signing(signing_app: Litestar, database: None) -> Product:  # noqa: ARG001 - it is rolled back after the test
    """Give the product with the ways in, which knows nothing of the provider yet."""
    known = signing_app.state.identity_providers
    known.update({name: IdentityProvider(provider.way, provider.public_url) for name, provider in known.items()})
    return Product(signing_app)


class Visitor:
    """A person with one browser: what it keeps of our app, and what it keeps of the provider."""

    def __init__(self, caller: Caller, openid: OpenIdProvider) -> None:
        """Begin as nobody."""
        self.caller = caller
        self.elsewhere = Browser(openid)

    async def begins(self, way: str, next_page: str = "/") -> str:
        """Ask to sign in and return where that leads."""
        answer = await self.caller.get(f"/api/sign-in/{way}", params={"next": next_page})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def identifies(self, way: str, login: str, next_page: str = "/") -> str:
        """Sign in at the provider and return the address it leads back to."""
        return await self.elsewhere.identify(await self.begins(way, next_page), login)

    async def signs_in(self, way: str, login: str, next_page: str = "/") -> Response:
        """Sign in and come back."""
        return await self.caller.get(await self.identifies(way, login, next_page))

    async def session(self) -> dict[str, Any]:
        """Return who one is here."""
        answer = await self.caller.get("/api/session")
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]


@pytest.fixture
async def visitor(signing: Product, openid: OpenIdProvider) -> AsyncIterator[Visitor]:
    """Give a person with a browser."""
    async with signing.called_by(None) as caller:
        yield Visitor(caller, openid)


def refusal(answer: Response) -> str:
    """Return the problem's slug of an answer that sends the browser to the page of a refusal."""
    assert answer.status_code == 303, answer.text
    place, _, slug = answer.headers["location"].rpartition("/")
    assert place == "/sign-in/refused"
    return slug
