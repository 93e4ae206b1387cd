"""Presence: digits of the client's home confirm a visit, once, whenever it comes; no visit is refused for them."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from backend.presence.rules import digits_at, step_at
from backend.wire import from_base64url
from tests.conftest import NOW, Caller, Product
from tests.ground.test_stolen_database import dump, is_told
from tests.rules.printed_decisions import text_of
from tests.sync.phone import Phone, written

READ_AT = NOW - timedelta(minutes=65)
ASK = "update rulebook_part set terms = terms || '{\"asksPresence\": true}' where service is null"
ASK_NOT = "update rulebook_part set terms = terms - 'asksPresence' where service is null"


@pytest.fixture(autouse=True)
async def asked(product: Product) -> None:  # noqa: ARG001 - it is in the product's database
    """Let every organiser ask, and nothing have been read or made yet."""
    await fetch("delete from presence_reading")
    await fetch("delete from presence_secret")
    await fetch(ASK)


async def code_of(caller: Caller, client: object = cast.HELVI.client) -> dict[str, Any]:
    answer = await caller.get("/api/presence-code", params={"client": str(client)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def secret_made(product: Product, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Let Helvi's phone have fetched its secret early this morning."""
    with monkeypatch.context() as early:
        early.setattr(clock, "now", lambda: NOW - timedelta(hours=3))
        async with product.called_by(cast.HELVI) as helvi:
            return from_base64url((await code_of(helvi))["secret"])


def reading(digits: str, **changed: object) -> dict[str, Any]:
    return {"presence": {"read": digits, "readAt": written(READ_AT)}} | changed


def shown(secret: bytes, minutes: int = 0) -> str:
    return digits_at(secret, step_at(READ_AT.timestamp()) + minutes)


# What a phone knows of its clock where it has heard the server lately.
CLOCK = {"offsetSeconds": 0, "ageSeconds": 600}


async def outcome(caller: Caller, visit: str) -> str:
    answer = await caller.get("/api/visits", params={"client": str(cast.HELVI.client)})
    (found,) = (one["presence"] for one in answer.json() if one["id"] == visit)
    return str(found)


async def pushed(anna: Caller, said: dict[str, Any], phone: Phone | None = None) -> str:
    phone = phone or Phone(anna)
    visit = phone.recording(**{"clock": CLOCK} | said)
    (verdict,) = await phone.verdicts(visit)
    assert verdict["verdict"] == "accepted"
    return str(visit["id"])


async def test_the_digits_of_her_home_confirm_a_visit(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = await secret_made(product, monkeypatch)
    async with product.called_by(cast.ANNA) as anna:
        visit = await pushed(anna, reading(shown(secret)))
        assert await outcome(anna, visit) == "confirmed"
    for reader in (cast.HELVI, cast.OLLI, cast.MARJA):
        async with product.called_by(reader) as caller:
            assert await outcome(caller, visit) == "confirmed"


async def test_a_visit_with_nothing_read_is_one_that_nobody_asked(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        assert await outcome(anna, await pushed(anna, {})) == "not-asked"
        assert await outcome(anna, await pushed(anna, {"presence": None})) == "not-asked"


@pytest.mark.parametrize("read", ["000000", "", "\x00", "x" * 5000, "https://elsewhere.example"])
async def test_whatever_was_read_the_visit_is_kept(
    product: Product, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    secret = await secret_made(product, monkeypatch)
    assert read not in {shown(secret, off) for off in range(-3, 4)}
    async with product.called_by(cast.ANNA) as anna:
        assert await outcome(anna, await pushed(anna, reading(read))) == "not-confirmed"


@pytest.mark.parametrize(("off", "expected"), [(-2, "confirmed"), (2, "confirmed"), (-3, "not-confirmed")])
async def test_steps_before_and_after(
    product: Product, monkeypatch: pytest.MonkeyPatch, off: int, expected: str
) -> None:
    secret = await secret_made(product, monkeypatch)
    async with product.called_by(cast.ANNA) as anna:
        assert await outcome(anna, await pushed(anna, reading(shown(secret, off)))) == expected


async def test_a_clock_that_nobody_has_checked_may_be_further_off(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = await secret_made(product, monkeypatch)
    async with product.called_by(cast.ANNA) as anna:
        assert await outcome(anna, await pushed(anna, reading(shown(secret, 40)))) == "not-confirmed"
        assert await outcome(anna, await pushed(anna, reading(shown(secret, 40), clock=None))) == "confirmed"


async def test_digits_are_used_once_by_each_worker(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = await secret_made(product, monkeypatch)
    async with product.called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        first = phone.recording(clock=CLOCK, **reading(shown(secret)))
        again = phone.recording(clock=CLOCK, **reading(shown(secret)))
        await phone.verdicts(first, again)
        later = await pushed(anna, reading(shown(secret)), phone)
        # Sent again it is the same reading.
        await phone.verdicts(first)
        found = [await outcome(anna, visit) for visit in (first["id"], again["id"], later)]
    assert sorted(found) == ["confirmed", "not-confirmed", "not-confirmed"]
    assert found[2] == "not-confirmed"


async def test_the_digits_of_another_home_confirm_nothing(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = await secret_made(product, monkeypatch)
    # Another client's secret takes the place of hers.
    other = (await fetch("select id from client where id <> $1 limit 1", cast.HELVI.client))[0]["id"]
    await fetch("update presence_secret set client = $1", other)
    async with product.called_by(cast.ANNA) as anna:
        assert await outcome(anna, await pushed(anna, reading(shown(secret)))) == "not-confirmed"


async def test_a_correction_of_the_times_takes_what_was_read_along(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = await secret_made(product, monkeypatch)
    async with product.called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        visit = await pushed(anna, reading(shown(secret)), phone)
        change = phone.recording() | {"name": "correct_visit"}
        said = {name: value for name, value in change["arguments"].items() if name not in ("voucherNumber", "code")}
        moved = {
            "startedAt": written(NOW - timedelta(hours=4)),
            "endedAt": written(NOW - timedelta(hours=3)),
            "elapsedSeconds": None,
        }
        change["arguments"] = said | moved | {"visit": visit, "seen": visit}
        (verdict,) = await phone.verdicts(change)
        assert verdict["verdict"] == "accepted"
        # What was read was read at another time than the visit has now.
        assert await outcome(anna, visit) == "not-confirmed"


async def test_where_nobody_asks_there_is_no_secret_and_the_phone_is_told(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        assert {one["asksPresence"] for one in (await Phone(anna).pull())["catalogue"]["rules"]} == {True}
    await fetch(ASK_NOT)
    async with product.called_by(cast.HELVI) as helvi:
        assert (await code_of(helvi))["secret"] is None
    async with product.called_by(cast.ANNA) as anna:
        assert {one["asksPresence"] for one in (await Phone(anna).pull())["catalogue"]["rules"]} == {False}
    assert await fetch("select from presence_secret") == []


async def test_the_secret_is_hers_and_who_acts_for_her_and_each_fetch_is_in_the_trail(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.KAISA) as kaisa:
        hers = await code_of(helvi)
        assert (await code_of(helvi))["secret"] == (await code_of(kaisa))["secret"] == hers["secret"]
        assert (hers["stepSeconds"], hers["digits"], len(from_base64url(hers["secret"]))) == (60, 6, 32)
        strange = await helvi.get("/api/presence-code", params={"client": str(uuid4())})
        assert strange.status_code == 404
    rows = await fetch("select person from trail_entry where act = 'fetched presence code' order by at")
    assert [row["person"] for row in rows].count(cast.KAISA.id) == 1
    stolen = await dump()
    assert not is_told(from_base64url(hers["secret"]).hex(), stolen)
    assert not is_told(hers["secret"], stolen)


@pytest.mark.parametrize(
    "ended", ["update representation set ended_at = $1", "update representation set last_day = $1::timestamptz::date"]
)
async def test_a_mandate_that_ends_takes_the_secret_with_it(
    product: Product, monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    secret = await secret_made(product, monkeypatch)
    await fetch("update presence_secret set made_at = made_at - interval '3 days'")
    await fetch(ended + " where client = $2", NOW - timedelta(days=1), cast.HELVI.client)
    async with product.called_by(cast.HELVI) as helvi:
        new = from_base64url((await code_of(helvi))["secret"])
        assert new != secret
        assert from_base64url((await code_of(helvi))["secret"]) == new
    # What was read before is checked by the secret of its time.
    async with product.called_by(cast.ANNA) as anna:
        assert await outcome(anna, await pushed(anna, reading(shown(secret)))) == "confirmed"
        await fetch("update presence_secret set ended_at = $1 where ended_at is not null", NOW - timedelta(hours=2))
        assert await outcome(anna, await pushed(anna, reading(shown(secret, 1)))) == "not-confirmed"


TAG = f"/api/clients/{cast.HELVI.client}/presence-tag"


async def tag_of(marja: Caller, language: str = "fi") -> str:
    """Return the number on the paper that is printed."""
    answer = await marja.get(TAG, params={"language": language})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    said = text_of(answer.content)
    assert cast.HELVI.family_name not in said
    (number,) = re.findall(r"\d{4} \d{4}", said)
    return str(number)


async def test_a_paper_says_less_than_digits_and_is_read_in_its_home_alone(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = await secret_made(product, monkeypatch)
    async with product.called_by(cast.MARJA) as marja:
        with monkeypatch.context() as early:
            early.setattr(clock, "now", lambda: NOW - timedelta(hours=3))
            number = await tag_of(marja)
        assert await tag_of(marja, "sv") == number
    async with product.called_by(cast.ANNA) as anna:
        # It is read again and again, and the digits stay what they are.
        for _ in range(2):
            assert await outcome(anna, await pushed(anna, reading(number))) == "tag-read"
        assert await outcome(anna, await pushed(anna, reading(shown(secret)))) == "confirmed"
        assert await outcome(anna, await pushed(anna, reading(shown(secret, 1)))) == "confirmed"
        assert await outcome(anna, await pushed(anna, reading("1234 5678"))) == "not-confirmed"
    other = (await fetch("select id from client where id <> $1 limit 1", cast.HELVI.client))[0]["id"]
    await fetch("update presence_secret set client = $1 where kind = 'tag'", other)
    async with product.called_by(cast.ANNA) as anna:
        assert await outcome(anna, await pushed(anna, reading(number))) == "not-confirmed"
    rows = await fetch("select person from trail_entry where act = 'printed presence tag'")
    assert {row["person"] for row in rows} == {cast.MARJA.id}


async def test_no_paper_is_printed_where_nobody_asks(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        assert (await marja.get(f"/api/clients/{cast.HELVI.client}/door-note")).json()["asksPresence"] is True
        await fetch(ASK_NOT)
        assert (await marja.get(TAG)).status_code == 404
        assert (await marja.get(f"/api/clients/{cast.HELVI.client}/door-note")).json()["asksPresence"] is False
    assert await fetch("select from presence_secret") == []
