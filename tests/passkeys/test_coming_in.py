"""She comes back to her job by her passkey; whatever else is shown hears the same words, and is kept."""

from datetime import timedelta

import pytest
from litestar import Litestar

from backend import clock
from backend.access.guards import COOKIE
from backend.access.roles import Role
from backend.app import build_app
from backend.database import fetch
from backend.demo import cast
from backend.sessions.rules import LASTS
from backend.settings import settings_from
from tests.conftest import NOW, TEST_KEYS, Caller, Product
from tests.enrolment.joining import slug
from tests.passkeys.authenticator import Device, Json, add, asked_of, come_in, flipped, is_refused, show
from tests.routes.test_doors import visitor_from


async def test_she_comes_in_to_her_job_and_to_nothing_else(anna: Caller, browser: Caller, device: Device) -> None:
    made = await add(anna, device)
    answer = await come_in(browser, device)
    assert answer.status_code == 200, answer.text
    session = answer.json()
    assert (session["person"]["name"], session["role"]) == (cast.ANNA.name, "worker")
    assert session["provider"]["name"] == cast.KANELI.name
    assert "passkey=" in answer.headers["set-cookie"]
    (row,) = await fetch(
        "select i.way, i.acr, s.reach, s.created_at, i.membership from sign_in i join session s using (id)"
        " where i.way = 'passkey'"
    )
    assert dict(row) == {
        "way": "passkey",
        "acr": None,
        "reach": [],
        "created_at": NOW,
        "membership": cast.ANNA.membership,
    }
    (listed,) = (await browser.get("/api/passkeys")).json()["passkeys"]
    assert (listed["id"], listed["lastUsedAt"]) == (made["id"], "2026-11-18T10:00:00Z")
    (mine,) = [one for one in (await browser.get("/api/sessions")).json() if one["isThis"]]
    assert mine["way"] == "passkey"


async def test_the_session_of_before_ends_in_this_browser(anna: Caller, device: Device) -> None:
    await add(anna, device)
    before = anna.cookies[COOKIE]
    answer = await come_in(anna, device)
    assert answer.cookies[COOKIE] != before
    anna.cookies.clear()
    anna.cookies.set(COOKIE, before)
    assert (await anna.get("/api/session")).status_code == 401


async def test_a_passkey_that_counts_nothing_comes_in_again_and_again(anna: Caller, browser: Caller) -> None:
    synced = Device(counts=False)
    await add(anna, synced)
    for _ in range(3):
        assert (await come_in(browser, synced)).status_code == 200


async def test_everybody_is_asked_the_same(anna: Caller, browser: Caller, device: Device) -> None:
    await add(anna, device)
    one, other = await asked_of(anna), await asked_of(browser)
    assert one.pop("challenge") != other.pop("challenge")
    assert one == other == {"rpId": "kotiseteli.example", "timeout": 300_000, "userVerification": "required"}


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://kotiseteli.example.evil.example"},
        {"origin": "http://kotiseteli.example"},
        {"party": "evil.example"},
        {"verifies": False},
    ],
    ids=["another site", "no https", "another party", "nobody verified"],
)
async def test_what_was_not_signed_here_by_her_opens_nothing(
    anna: Caller, browser: Caller, device: Device, lie: Json
) -> None:
    await add(anna, device)
    for name, value in lie.items():
        setattr(device, name, value)
    await is_refused(browser, device.sign(await asked_of(browser)), "passkey-not-genuine")


async def test_what_was_signed_in_a_frame_of_another_site_opens_nothing(
    anna: Caller, browser: Caller, device: Device
) -> None:
    await add(anna, device)
    device.is_framed = True
    await is_refused(browser, device.sign(await asked_of(browser)), "passkey-unreadable")


async def test_what_was_shown_once_opens_nothing_again(
    anna: Caller, browser: Caller, product: Product, device: Device
) -> None:
    await add(anna, device)
    shown = device.sign(await asked_of(browser))
    async with product.called_by(None) as thief:
        thief.cookies.update(browser.cookies)
        assert (await show(browser, shown)).status_code == 200
        await is_refused(thief, shown, "passkey-challenge")


async def test_a_challenge_is_of_one_browser_and_spent_in_another(
    anna: Caller, browser: Caller, product: Product, device: Device
) -> None:
    await add(anna, device)
    shown = device.sign(await asked_of(browser))
    async with product.called_by(None) as thief:
        await asked_of(thief)
        await is_refused(thief, shown, "passkey-challenge")
    await is_refused(browser, shown, "passkey-challenge")


async def test_a_challenge_is_signed_within_five_minutes(
    anna: Caller, browser: Caller, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(anna, device)
    early = await asked_of(browser)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=4, seconds=59))
    assert (await show(browser, device.sign(early))).status_code == 200
    browser.cookies.clear()
    late = await asked_of(browser)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10))
    await is_refused(browser, device.sign(late), "passkey-challenge")
    assert await fetch("select from passkey_challenge") == []


async def test_a_challenge_of_our_own_making_opens_nothing(anna: Caller, browser: Caller, device: Device) -> None:
    await add(anna, device)
    asked = await asked_of(browser)
    wanted = (await anna.post("/api/passkeys/challenge", json={})).json()
    for challenge in (wanted["challenge"], "A" * 43, "", "ö", "A" * 5000, "\ud7ff"):
        reason = "passkey-challenge" if challenge.isascii() and len(challenge) < 100 else "passkey-unreadable"
        await is_refused(browser, device.sign(asked | {"challenge": challenge}), reason)


async def test_a_counter_that_goes_back_is_refused_written_down_and_told(
    anna: Caller, browser: Caller, device: Device
) -> None:
    made = await add(anna, device)
    assert (await come_in(browser, device)).status_code == 200
    (held,) = device.held.values()
    for count in (0, -1):
        held.count = count
        browser.cookies.clear()
        await is_refused(browser, device.sign(await asked_of(browser)), "passkey-counter-back")
    (told,) = (await anna.get("/api/passkeys")).json()["passkeys"]
    assert (told["id"], told["doubtedAt"]) == (made["id"], "2026-11-18T10:00:00Z")
    # What goes on opens, as before: the one who has it must not be locked out by the copy.
    held.count = 1
    assert (await come_in(browser, device)).status_code == 200


async def test_a_counter_that_nobody_signed_tells_of_no_copy(anna: Caller, browser: Caller, device: Device) -> None:
    await add(anna, device)
    await come_in(browser, device)
    browser.cookies.clear()
    shown = device.sign(await asked_of(browser))
    shown["authenticatorData"] = shown["authenticatorData"][:-6] + "AAAAAA"
    await is_refused(browser, shown, "passkey-not-genuine")
    assert (await anna.get("/api/passkeys")).json()["passkeys"][0]["doubtedAt"] is None


async def test_an_unknown_passkey_hears_what_a_wrong_one_hears(
    anna: Caller, browser: Caller, product: Product, device: Device
) -> None:
    await add(anna, device)
    never_added = Device()
    never_added.make({"user": {"id": "AAAA"}, "rp": {"id": "kotiseteli.example"}, "challenge": "A" * 43})
    await is_refused(browser, never_added.sign(await asked_of(browser)), "passkey-unknown")
    wrong = device.sign(await asked_of(browser))
    await is_refused(browser, wrong | {"signature": flipped(wrong["signature"])}, "passkey-not-genuine")
    async with product.called_by(cast.OLLI) as olli:
        ollis = Device()
        await add(olli, ollis)
    # Anna's name with Olli's signature, and the other way round; and for whom the device holds it.
    asked = await asked_of(browser)
    await is_refused(browser, ollis.sign(asked) | {"credential": next(iter(device.held))}, "passkey-not-genuine")
    asked = await asked_of(browser)
    handle = next(iter(ollis.held.values())).handle
    await is_refused(browser, device.sign(asked) | {"handle": handle}, "passkey-not-genuine")


@pytest.mark.parametrize("part", ["clientData", "credential", "authenticatorData", "signature", "handle"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda right: right[: len(right) // 2],
        lambda right: right[:-1],
        lambda right: right + "AAAA" * 2_000,
        lambda right: "*" + right[1:],
        lambda right: right + "\x00",
        lambda _: "ääkköset",
        lambda right: flipped(right, 0),
    ],
    ids=["none", "half", "cut", "too long", "no base64url", "nul", "no ascii", "a bit"],
)
async def test_truncated_oversized_and_foreign_octets_open_nothing(
    anna: Caller, browser: Caller, device: Device, part: str, spoil: object
) -> None:
    await add(anna, device)
    shown = device.sign(await asked_of(browser))
    answer = await show(browser, shown | {part: spoil(shown[part])})  # type: ignore[operator]  # one of those above
    assert (answer.status_code, slug(answer)) == (409, "passkey-not-valid")
    assert len(await fetch("select from refused_sign_in where reason like 'passkey-%'")) == 1


async def test_what_is_larger_than_any_is_not_read(browser: Caller, device: Device) -> None:
    device.make({"user": {"id": "AAAA"}, "rp": {"id": "kotiseteli.example"}, "challenge": "A" * 43})
    answer = await show(browser, device.sign(await asked_of(browser)) | {"signature": "A" * 60_000})
    assert (answer.status_code, slug(answer)) == (413, "too-large")


async def test_a_client_is_strongly_identified_each_time(product: Product) -> None:
    for person in (cast.HELVI, cast.KAISA, cast.MARJA):
        async with product.called_by(person) as caller:
            refused = await caller.post("/api/passkeys/challenge", json={})
            assert (refused.status_code, slug(refused)) == (403, "not-your-role")


async def test_a_phone_that_is_not_opened_by_a_page_of_ours_is_not_heard(browser: Caller, device: Device) -> None:
    device.make({"user": {"id": "AAAA"}, "rp": {"id": "kotiseteli.example"}, "challenge": "A" * 43})
    shown = device.sign(await asked_of(browser))
    foreign = await browser.post("/api/passkeys/session", json=shown, headers={"origin": "https://evil.example"})
    form = await browser.post("/api/passkeys/session", data=shown)
    assert (slug(foreign), slug(form)) == ("not-from-here", "unsupported-media-type")


@pytest.fixture
def paced(database: None) -> Litestar:  # noqa: ARG001 - rolled back after it
    """Give an application of its own, with nothing remembered of tries."""
    return build_app(settings_from({"KOTISETELI_DEMO": "1"}), TEST_KEYS)


async def test_who_goes_on_trying_has_to_wait_and_leaves_no_more_behind(paced: Litestar, device: Device) -> None:
    device.make({"user": {"id": "AAAA"}, "rp": {"id": "kotiseteli.example"}, "challenge": "A" * 43})
    async with visitor_from("198.51.100.7", paced) as stranger:
        asked = await asked_of(stranger)
        answers = [(await show(stranger, device.sign(asked))).status_code for _ in range(40)]
    assert answers[:20] == [409] * 20
    assert answers[30:] == [429] * 10
    assert len(await fetch("select from refused_sign_in")) == answers.count(409)


async def test_the_database_keeps_nothing_that_signs(anna: Caller, browser: Caller, device: Device) -> None:
    await add(anna, device)
    asked = await asked_of(browser)
    (kept,) = await fetch("select passkey_challenge::text as said from passkey_challenge")
    assert asked["challenge"] not in kept["said"]
    (key,) = await fetch("select public_key from passkey")
    private = next(iter(device.held.values())).key.private_numbers().private_value
    assert private.to_bytes(32, "big") not in key["public_key"]


async def test_what_a_session_was_opened_by_is_no_identity_provider_to_leave(
    anna: Caller, browser: Caller, device: Device
) -> None:
    await add(anna, device)
    await come_in(browser, device)
    assert (await browser.delete("/api/session")).json() == {"leave": None}


async def test_the_session_lasts_as_its_role_does(anna: Caller, browser: Caller, device: Device) -> None:
    await add(anna, device)
    await come_in(browser, device)
    (row,) = await fetch("select expires_at, idle_seconds from session where way = 'passkey'")
    lasting = LASTS[Role.WORKER]
    assert (row["expires_at"], row["idle_seconds"]) == (NOW + lasting.whole, lasting.idle.total_seconds())
