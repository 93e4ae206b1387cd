"""Signing in at a real identity provider: who comes in, as what, and who does not."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from httpx import Response

from backend import clock
from backend.database import fetch
from backend.days import local_day
from backend.demo import cast
from tests.conftest import Product
from tests.identification.conftest import GRANTERS, Visitor, refusal
from tests.identification.openid import OpenIdProvider, asked_of

NEWCOMER = "__Host-kotiseteli-newcomer"
SESSION, ATTEMPT = "__Host-kotiseteli", "__Host-kotiseteli-sign-in"


def is_newcomer(answer: Response) -> bool:
    """Tell whether somebody was known for certain and is nobody here."""
    return bool(answer.headers["location"].startswith("/sign-in/newcomer?"))


def cookies_of(answer: Response) -> list[str]:
    """Return the cookies an answer sets, without what is drawn for each."""
    return [re.sub("=[A-Za-z0-9_-]{43};", "=;", cookie) for cookie in answer.headers.get_list("set-cookie")]


def cookie_of(answer: Response) -> str:
    """Return the cookie by which a newcomer is known."""
    (cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith(NEWCOMER)]
    return str(cookie.partition(";")[0])


async def test_the_ways_in_are_listed_without_what_is_secret(visitor: Visitor) -> None:
    answer = await visitor.caller.get("/api/sign-in")
    assert [way["name"] for way in answer.json()["ways"]] == ["suomi-fi", "county", "kaneli"]
    assert answer.json()["ways"][0]["title"]["sv"] == "Suomi.fi-identifikation"
    assert set(answer.json()["ways"][0]) == {"name", "title"}
    assert answer.json()["demo"] is False


async def test_without_a_file_there_is_no_way_in_but_the_demo(product: Product) -> None:
    async with product.called_by(None) as caller:
        assert (await caller.get("/api/sign-in")).json() == {"ways": [], "demo": True}
        for path in ("/api/sign-in/suomi-fi", "/api/sign-in/suomi-fi/back?state=x&code=y"):
            assert (await caller.get(path)).status_code == 404


async def test_a_client_comes_in_by_her_identity_code(visitor: Visitor) -> None:
    answer = await visitor.signs_in("suomi-fi", "helvi", "/voucher/7K3M9QXD2F0C")
    assert answer.headers["location"] == "/sign-in/done?next=/voucher/7K3M9QXD2F0C"
    session = await visitor.session()
    assert (session["person"]["id"], session["role"]) == (str(cast.HELVI.id), "client")
    (kept,) = await fetch("select way, acr, agent from sign_in where way = 'suomi-fi'")
    assert (kept["way"], kept["acr"]) == ("suomi-fi", "loa3")
    cookies = answer.headers.get_list("set-cookie")
    assert any(cookie.startswith(f"{SESSION}=") and "HttpOnly" in cookie and "Secure" in cookie for cookie in cookies)
    assert any(cookie.startswith(f'{ATTEMPT}=""') or "Max-Age=0" in cookie for cookie in cookies)


async def test_what_is_asked_of_the_provider_is_what_the_specifications_ask(visitor: Visitor) -> None:
    address = await visitor.begins("suomi-fi")
    asked = asked_of(address)
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) == len(asked["nonce"]) == 43
    assert asked["acr_values"] == "loa3 loa2"
    assert asked["scope"] == "openid profile"
    assert (await visitor.begins("suomi-fi")) != address


async def test_nothing_kept_of_a_sign_in_under_way_can_be_used(visitor: Visitor) -> None:
    asked = asked_of(await visitor.begins("suomi-fi"))
    (row,) = await fetch("select * from sign_in_attempt")
    browser = visitor.caller.cookies[ATTEMPT]
    kept = " ".join(str(value) for value in row.values())
    assert asked["state"] not in kept
    assert browser not in kept


async def test_an_official_enters_by_her_organisations_way_only(visitor: Visitor) -> None:
    # Marja is a granter by hand; strong identification enters clients and those who act for them.
    assert is_newcomer(await visitor.signs_in("suomi-fi", "marja"))


async def test_whoever_is_not_known_gets_a_page_and_no_row(visitor: Visitor) -> None:
    before = await fetch("select count(*) as persons from person")
    assert is_newcomer(await visitor.signs_in("suomi-fi", "a stranger"))
    assert await fetch("select count(*) as persons from person") == before
    (kept,) = await fetch("select way, reason, subject_hash from refused_sign_in")
    assert (kept["way"], kept["reason"]) == ("suomi-fi", "no-role-here")
    assert len(kept["subject_hash"]) == 32
    assert (await visitor.caller.get("/api/session")).status_code == 401


async def test_known_and_unknown_without_a_role_are_told_the_same(visitor: Visitor) -> None:
    unknown = await visitor.signs_in("suomi-fi", "a stranger")
    visitor.elsewhere.cookies.clear()
    await fetch(
        "update membership set last_day = $1 where person = $2", local_day(clock.now()) - timedelta(1), cast.HELVI.id
    )
    known = await visitor.signs_in("suomi-fi", "helvi")
    for part in ("location", "cache-control"):
        assert unknown.headers[part] == known.headers[part]
    assert cookies_of(unknown) == cookies_of(known)
    # Each has a token of her own, and nothing else differs.
    pages = [await visitor.caller.get("/api/newcomer", headers={"cookie": cookie_of(one)}) for one in (unknown, known)]
    assert [set(page.json()) for page in pages] == [{"name", "csrfToken", "hasMandateService"}] * 2
    assert unknown.content == known.content


@pytest.mark.parametrize("login", ["no code", "wrong code", "odd code"])
async def test_a_strong_way_without_a_right_identity_code_proves_nobody(visitor: Visitor, login: str) -> None:
    assert refusal(await visitor.signs_in("suomi-fi", login)) == "identity-not-proven"


async def test_too_weak_an_identification_is_refused(visitor: Visitor) -> None:
    assert refusal(await visitor.signs_in("suomi-fi", "helvi-by-a-weak-way")) == "identification-too-weak"


async def test_whoever_cancels_is_told_so(visitor: Visitor) -> None:
    assert refusal(await visitor.signs_in("suomi-fi", "")) == "sign-in-cancelled"


async def test_a_new_official_is_entered_with_the_role_of_her_group(visitor: Visitor) -> None:
    await visitor.signs_in("county", "granter")
    session = await visitor.session()
    assert session["person"]["name"] == "Maija Myöntäjä"
    assert (session["role"], session["organiser"]["code"]) == ("granter", cast.COUNTY.code)
    (row,) = await fetch("select way, first_day, last_day from membership where person = $1", session["person"]["id"])
    assert (row["way"], row["first_day"], row["last_day"]) == ("county", local_day(clock.now()), None)


async def test_a_providers_office_comes_in_by_its_own_directory(visitor: Visitor) -> None:
    await visitor.signs_in("kaneli", "office")
    session = await visitor.session()
    assert (session["role"], session["provider"]["name"]) == ("provider", cast.KANELI.name)


async def test_the_same_official_is_not_entered_twice(visitor: Visitor) -> None:
    await visitor.signs_in("county", "granter")
    first = await visitor.session()
    await visitor.signs_in("county", "granter")
    assert (await visitor.session())["person"] == first["person"]
    assert len(await fetch("select from membership where person = $1", first["person"]["id"])) == 1


async def test_one_organisations_people_are_nobody_at_another(visitor: Visitor) -> None:
    await visitor.signs_in("county", "granter")
    assert refusal(await visitor.signs_in("kaneli", "granter")) == "no-role-here"


@pytest.mark.parametrize("login", ["groupless", "strange groups", "a stranger"])
async def test_a_person_without_a_group_of_ours_has_no_role(visitor: Visitor, login: str) -> None:
    assert refusal(await visitor.signs_in("county", login)) == "no-role-here"
    assert not await fetch("select from identity")


async def test_roles_follow_the_groups_at_each_sign_in(visitor: Visitor, openid: OpenIdProvider) -> None:
    await visitor.signs_in("county", "both")
    person = (await visitor.session())["person"]["id"]
    held = "select role from membership where person = $1 and (last_day is null or last_day >= $2) order by role"
    today = local_day(clock.now())
    assert [row["role"] for row in await fetch(held, person, today)] == ["finance", "granter"]
    openid.bend(claims={"groups": ["organisers"]})
    await visitor.signs_in("county", "both")
    assert (await visitor.session())["role"] == "organiser"
    assert [row["role"] for row in await fetch(held, person, today)] == ["organiser"]
    openid.bend(claims={"groups": [GRANTERS]})
    await visitor.signs_in("county", "both")
    # What has ended stays as it was; the role of today is a new row.
    assert [
        row["role"] for row in await fetch("select role from membership where person = $1 order by role", person)
    ] == [
        *("finance", "granter", "granter", "organiser"),
    ]


async def test_whoever_has_left_every_group_is_out_at_once(
    signing: Product, visitor: Visitor, openid: OpenIdProvider
) -> None:
    await visitor.signs_in("county", "granter")
    openid.bend(claims={"groups": []})
    async with signing.called_by(None) as other:
        again = Visitor(other, openid)
        assert refusal(await again.signs_in("county", "granter")) == "no-role-here"
    assert (await visitor.caller.get("/api/session")).status_code == 401


async def test_one_group_may_be_said_as_a_word(visitor: Visitor) -> None:
    await visitor.signs_in("county", "one group")
    assert (await visitor.session())["role"] == "finance"


async def test_she_enters_in_the_role_she_was_in_last(visitor: Visitor) -> None:
    await visitor.signs_in("county", "both")
    first = await visitor.session()
    (other,) = await fetch(
        "select id, role from membership where person = $1 and role <> $2", first["person"]["id"], first["role"]
    )
    await fetch("update sign_in set membership = $1", other["id"])
    await visitor.signs_in("county", "both")
    assert (await visitor.session())["role"] == other["role"]


async def test_names_lose_what_cannot_be_seen(visitor: Visitor) -> None:
    await visitor.signs_in("county", "odd name")
    name = (await visitor.session())["person"]["name"]
    assert name.startswith("Zoë<b> O'Brien X-Injected: 1 yyy")
    assert not any(ord(letter) < 32 or letter == "\u202e" for letter in name)
    assert len(name) <= 401


async def test_a_person_without_a_name_can_still_work(visitor: Visitor) -> None:
    await visitor.signs_in("county", "nameless")
    assert (await visitor.session())["person"]["name"].strip() == "?"


async def test_signing_in_ends_the_session_that_was_here(signing: Product, visitor: Visitor) -> None:
    await visitor.signs_in("suomi-fi", "helvi")
    before = visitor.caller.cookies[SESSION]
    visitor.elsewhere.cookies.clear()
    await visitor.signs_in("county", "granter")
    async with signing.called_by(None) as thief:
        thief.cookies.set(SESSION, before)
        assert (await thief.get("/api/session")).status_code == 401


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aSet-Cookie:x",
        "/a\r\nb",
        "javascript:alert(1)",
        "/api/sign-in/county",
        "worker",
        "/" + "a" * 400,
        "/\u2028",
        "",
    ],
)
async def test_she_comes_back_into_this_app_only(visitor: Visitor, asked: str) -> None:
    answer = await visitor.signs_in("suomi-fi", "helvi", asked)
    place, _, next_page = answer.headers["location"].partition("?next=")
    assert place == "/sign-in/done"
    assert next_page in {"/", "/%250d%250aSet-Cookie%3Ax"}


@pytest.mark.parametrize(("minutes", "comes_in"), [(9.9, True), (10.1, False)])
async def test_a_sign_in_lasts_ten_minutes(
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    minutes: float,
    comes_in: bool,  # noqa: FBT001 - an example
) -> None:
    real = clock.now
    began = datetime.now(UTC) - timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: began)
    address = await visitor.begins("suomi-fi")
    monkeypatch.setattr(clock, "now", real)
    answer = await visitor.caller.get(await visitor.elsewhere.identify(address, "helvi"))
    assert ("/done" in answer.headers["location"]) == comes_in
    if not comes_in:
        assert refusal(answer) == "sign-in-not-finished"


async def test_strong_identification_reaches_no_role_that_it_may_not_enter(visitor: Visitor) -> None:
    granter = cast.stable_id("Helvi's work of before")
    await fetch(
        "insert into membership (id, person, role, organiser, first_day) values ($1, $2, 'granter', $3, '2020-01-01')",
        *(granter, cast.HELVI.id, cast.COUNTY.id),
    )
    await visitor.signs_in("suomi-fi", "helvi")
    (only,) = (await visitor.caller.get("/api/session/memberships")).json()
    assert only["role"] == "client"
    answer = await visitor.caller.post("/api/session/membership", json={"membership": str(granter)})
    assert answer.status_code == 404
