"""Coming in, being someone, going out."""

from datetime import timedelta

import pytest

from backend import clock
from backend.app import build_app
from backend.database import fetch
from backend.demo import cast
from backend.sessions.beginning import begin_session
from backend.sessions.rules import LASTS
from backend.settings import SettingsWrong, settings_from
from tests.conftest import NOW, TEST_KEYS, Product

COOKIE = "__Host-kotiseteli"


async def test_the_demo_offers_its_people(product: Product) -> None:
    async with product.called_by(None) as visitor:
        people = (await visitor.get("/api/demo/people")).json()
    assert {person["name"] for person in people} >= {"Anna Laine", "Helvi Nieminen", "Kaisa Nieminen", "Marja Salo"}
    assert {person["role"] for person in people} == {
        "worker",
        "client",
        "relative",
        "provider",
        "granter",
        "organiser",
        "finance",
    }


async def test_being_anna_begins_a_session_in_a_cookie_that_no_script_reads(product: Product) -> None:
    async with product.called_by(None) as visitor:
        answer = await visitor.post("/api/demo/session", json={"person": str(cast.ANNA.id)})
        session = (await visitor.get("/api/session")).json()
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word.lower() in cookie.lower()
    assert "domain" not in cookie.lower()
    assert session["person"]["name"] == "Anna Laine"
    assert session["role"] == "worker"
    assert session["provider"]["name"] == "Kotiapu Kaneli Oy"


async def test_kaisas_session_names_her_mother_and_what_she_may(product: Product) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        session = (await kaisa.get("/api/session")).json()
    (mother,) = session["clients"]
    assert mother["name"] == "Helvi Nieminen"
    assert set(mother["scopes"]) == {"see_visits", "give_feedback", "see_money"}


async def test_the_database_keeps_no_token(product: Product) -> None:
    async with product.called_by(None) as visitor:
        await visitor.post("/api/demo/session", json={"person": str(cast.ANNA.id)})
        token = visitor.cookies[COOKIE]
    rows = await fetch("select encode(token_hash, 'escape') as kept from session")
    assert all(token not in row["kept"] for row in rows)


async def test_a_planted_cookie_is_not_kept_at_sign_in(product: Product) -> None:
    async with product.called_by(None) as visitor:
        visitor.cookies.set(COOKIE, "planted")
        answer = await visitor.post("/api/demo/session", json={"person": str(cast.ANNA.id)})
    assert f"{COOKIE}=planted" not in answer.headers["set-cookie"]


async def test_signing_out_ends_the_session_on_the_server(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        token = anna.cookies[COOKIE]
        assert (await anna.delete("/api/session")).status_code == 200
        anna.cookies.set(COOKIE, token)
        assert (await anna.get("/api/session")).status_code == 401


@pytest.mark.parametrize("person", [cast.ANNA, cast.HELVI, cast.MARJA], ids=lambda person: person.name)
async def test_a_session_that_rests_too_long_is_over(
    product: Product, monkeypatch: pytest.MonkeyPatch, person: cast.CastPerson
) -> None:
    idle = LASTS[person.role].idle
    async with product.called_by(person) as caller:
        monkeypatch.setattr(clock, "now", lambda: NOW + idle - timedelta(seconds=1))
        assert (await caller.get("/api/session")).status_code == 200
        # It was used then: it may rest as long again.
        monkeypatch.setattr(clock, "now", lambda: NOW + 2 * idle - timedelta(seconds=2))
        assert (await caller.get("/api/session")).status_code == 200
        monkeypatch.setattr(clock, "now", lambda: NOW + 3 * idle - timedelta(seconds=2))
        assert (await caller.get("/api/session")).status_code == 401


@pytest.mark.parametrize("person", [cast.ANNA, cast.HELVI, cast.MARJA], ids=lambda person: person.name)
async def test_a_session_in_use_all_the_time_is_over_in_the_end(
    product: Product, monkeypatch: pytest.MonkeyPatch, person: cast.CastPerson
) -> None:
    lasting = LASTS[person.role]
    async with product.called_by(person) as caller:
        used = timedelta(0)
        while used < lasting.whole - lasting.idle:
            used += lasting.idle - timedelta(seconds=1)
            monkeypatch.setattr(clock, "now", lambda used=used: NOW + used)
            assert (await caller.get("/api/session")).status_code == 200
        monkeypatch.setattr(clock, "now", lambda: NOW + lasting.whole - timedelta(seconds=1))
        assert (await caller.get("/api/session")).status_code == 200
        monkeypatch.setattr(clock, "now", lambda: NOW + lasting.whole)
        assert (await caller.get("/api/session")).status_code == 401


async def test_that_a_session_was_used_is_noted_once_a_minute(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = "select last_seen_at from session"
    await fetch("delete from session")
    async with product.called_by(cast.ANNA) as anna:
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=59))
        await anna.get("/api/session")
        assert [row["last_seen_at"] for row in await fetch(seen)] == [NOW]
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=60))
        await anna.get("/api/session")
        assert [row["last_seen_at"] for row in await fetch(seen)] == [NOW + timedelta(seconds=60)]


async def test_nobody_can_be_someone_who_is_not_of_the_cast(product: Product) -> None:
    async with product.called_by(None) as visitor:
        answer = await visitor.post("/api/demo/session", json={"person": str(cast.COUNTY.id)})
    assert answer.status_code == 404


@pytest.mark.usefixtures("database")
async def test_without_the_demo_nobody_can_be_anyone() -> None:
    real = Product(build_app(settings_from({"KOTISETELI_PUBLIC_URL": "https://voucher.example"}), TEST_KEYS))
    async with real.called_by(None) as visitor:
        people = await visitor.get("/api/demo/people")
        session = await visitor.post("/api/demo/session", json={"person": str(cast.ANNA.id)})
    assert people.status_code == 404
    assert session.status_code in {404, 405}


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])  # noqa: S104 - it must be refused
def test_the_demo_refuses_to_start_where_others_can_reach_it(host: str) -> None:
    with pytest.raises(SettingsWrong, match="loopback"):
        settings_from({"KOTISETELI_DEMO": "1", "KOTISETELI_HOST": host})


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8", ""])
def test_the_demo_starts_on_this_machine(host: str) -> None:
    assert settings_from({"KOTISETELI_DEMO": "1", "KOTISETELI_HOST": host}).demo


def test_everything_wrong_in_the_settings_is_said_at_once() -> None:
    with pytest.raises(SettingsWrong) as wrong:
        settings_from(
            {"KOTISETELI_PORT": "eighty", "KOTISETELI_POOL": "0", "KOTISETELI_PUBLIC_URL": "http://x.example"}
        )
    for name in ("KOTISETELI_PORT", "KOTISETELI_POOL", "KOTISETELI_PUBLIC_URL"):
        assert name in str(wrong.value)


@pytest.mark.parametrize(
    "body", ['{"person": "x"}', '{"person": 1}', '{"person": null}', "{}", "[]", "null", '{"who": 1}']
)
async def test_a_body_that_names_nobody_is_our_callers_fault_not_ours(product: Product, body: str) -> None:
    async with product.called_by(None) as visitor:
        answer = await visitor.post("/api/demo/session", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/invalid-request"


async def test_a_worker_of_two_providers_is_told_the_one_she_is_here_for(product: Product) -> None:
    second = cast.stable_id("Anna's second membership")
    await fetch(
        "insert into membership (id, person, role, provider, first_day) values ($1, $2, 'worker', $3, '2026-01-01')",
        second,
        cast.ANNA.id,
        cast.MAJAKKA.id,
    )
    async with product.called_by(None) as anna:
        anna.cookies.set(COOKIE, await begin_session(second, "demo"))
        session = (await anna.get("/api/session")).json()
    assert session["provider"]["name"] == cast.MAJAKKA.name
