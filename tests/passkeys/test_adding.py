"""A passkey is added by its person, soon after she has proved who she is, and for the job she is in."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.access.guards import COOKIE
from backend.database import fetch
from backend.demo import cast
from backend.passkeys.rules import FRESH, MOST
from backend.sessions.beginning import begin_session
from backend.wire import from_base64url, in_base64url
from tests.conftest import NOW, Caller, Product
from tests.enrolment.joining import slug
from tests.passkeys.authenticator import Device, add, flipped, wanted_by


async def refused_reasons() -> list[str]:
    return [row["reason"] for row in await fetch("select reason from refused_sign_in where way = 'passkey'")]


async def test_she_adds_one_and_reads_it_in_her_list(anna: Caller, device: Device) -> None:
    made = await add(anna, device)
    listed = (await anna.get("/api/passkeys")).json()
    assert listed == {"passkeys": [made], "refusal": None}
    assert (made["name"], made["role"], made["workplace"]) == ("Sannan puhelin", "worker", cast.KANELI.name)
    assert (made["lastUsedAt"], made["doubtedAt"], made["device"]) == (None, None, None)


async def test_the_device_is_asked_for_what_protects_her(anna: Caller, device: Device) -> None:
    await add(anna, device)
    wanted = await wanted_by(anna)
    assert wanted["rp"] == {"id": "kotiseteli.example", "name": "Kotiseteli"}
    assert wanted["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert (wanted["attestation"], wanted["timeout"]) == ("none", 300_000)
    assert {kind["alg"] for kind in wanted["pubKeyCredParams"]} == {-7, -8, -257}
    assert [one["id"] for one in wanted["excludeCredentials"]] == list(device.held)
    # What the device keeps for her is her job's id, and no name of hers.
    assert wanted["user"]["name"] == "Anna Laine, Kotiapu Kaneli Oy"
    assert len(wanted["user"]["id"]) == 22


async def test_it_is_bound_to_the_phone_of_its_session(browser: Caller, device: Device) -> None:
    phone = uuid4()
    browser.cookies.set(COOKIE, await begin_session(cast.ANNA.membership, "enrolment", device=phone))
    assert (await add(browser, device))["device"] == str(phone)


@pytest.mark.parametrize(
    "lying",
    [
        Device(origin="https://kotiseteli.example.evil.example"),
        Device(origin="http://kotiseteli.example"),
        Device(origin="https://www.kotiseteli.example"),
        Device(party="evil.example"),
        Device(verifies=False),
        Device(is_framed=True),
    ],
    ids=["another site", "no https", "another name", "another party", "nobody verified", "in a frame"],
)
async def test_what_was_not_made_here_by_her_is_not_added(anna: Caller, lying: Device) -> None:
    answer = await anna.post("/api/passkeys", json=lying.make(await wanted_by(anna)))
    assert (answer.status_code, slug(answer)) == (409, "passkey-not-added")
    assert await fetch("select from passkey") == []
    assert await refused_reasons() == ["passkey-not-added"]


async def test_a_challenge_is_answered_once(anna: Caller, device: Device) -> None:
    wanted = await wanted_by(anna)
    first = await anna.post("/api/passkeys", json=device.make(wanted))
    again = await anna.post("/api/passkeys", json=Device().make(wanted))
    assert (first.status_code, slug(again)) == (201, "passkey-not-added")


async def test_a_refused_answer_spends_its_challenge(anna: Caller, device: Device) -> None:
    wanted = await wanted_by(anna)
    made = device.make(wanted)
    broken = await anna.post("/api/passkeys", json=made | {"attestation": made["attestation"][:-8]})
    right = await anna.post("/api/passkeys", json=made)
    assert [slug(broken), slug(right)] == ["passkey-not-added"] * 2


async def test_a_challenge_is_answered_within_five_minutes(
    anna: Caller, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = await wanted_by(anna)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=5))
    assert slug(await anna.post("/api/passkeys", json=device.make(wanted))) == "passkey-not-added"
    wanted = await wanted_by(anna)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=9, seconds=59))
    assert (await anna.post("/api/passkeys", json=device.make(wanted))).status_code == 201


async def test_a_challenge_is_of_one_session(anna: Caller, product: Product, device: Device) -> None:
    wanted = await wanted_by(anna)
    async with product.called_by(cast.ANNA) as elsewhere:
        assert slug(await elsewhere.post("/api/passkeys", json=device.make(wanted))) == "passkey-not-added"
    async with product.called_by(cast.OLLI) as olli:
        assert slug(await olli.post("/api/passkeys", json=device.make(await wanted_by(anna)))) == "passkey-not-added"


async def test_a_challenge_for_coming_in_adds_nothing(anna: Caller, device: Device) -> None:
    wanted = await wanted_by(anna)
    asked = (await anna.post("/api/passkeys/session/challenge", json={})).json()
    made = device.make(wanted | {"challenge": asked["challenge"]})
    assert slug(await anna.post("/api/passkeys", json=made)) == "passkey-not-added"


async def test_nobody_takes_over_anothers_passkey(anna: Caller, product: Product, device: Device) -> None:
    await add(anna, device)
    (name, held) = next(iter(device.held.items()))
    async with product.called_by(cast.OLLI) as olli:
        copied = Device()
        made = copied.make(await wanted_by(olli))
        # The same name for another key: what a device that lies could say.
        octets = next(iter(copied.held.values())).credential
        attestation = made["attestation"]
        swapped = in_base64url(from_base64url(attestation).replace(octets, held.credential))
        assert slug(await olli.post("/api/passkeys", json=made | {"attestation": swapped})) == "passkey-not-added"
    (row,) = await fetch("select credential, membership from passkey")
    assert (in_base64url(row["credential"]), row["membership"]) == (name, cast.ANNA.membership)


async def test_only_soon_after_signing_in(anna: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + FRESH - timedelta(seconds=1))
    assert (await anna.post("/api/passkeys/challenge", json={})).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: NOW + FRESH)
    answer = await anna.post("/api/passkeys/challenge", json={})
    assert (answer.status_code, slug(answer)) == (403, "sign-in-not-fresh")
    assert (await anna.get("/api/passkeys")).json()["refusal"] == "sign-in-not-fresh"


async def test_who_was_asked_in_time_may_take_her_time(
    anna: Caller, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW + FRESH - timedelta(seconds=1))
    made = device.make(await wanted_by(anna))
    monkeypatch.setattr(clock, "now", lambda: NOW + FRESH + timedelta(minutes=2))
    assert (await anna.post("/api/passkeys", json=made)).status_code == 201


async def test_a_change_of_role_makes_no_sign_in_later(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    (other,) = await fetch(
        "insert into membership (id, person, role, provider, first_day)"
        " values (gen_random_uuid(), $1, 'worker', $2, '2026-01-01') returning id",
        *(cast.ANNA.id, cast.MAJAKKA.id),
    )
    async with product.called_by(cast.ANNA) as anna:
        monkeypatch.setattr(clock, "now", lambda: NOW + FRESH)
        assert (await anna.post("/api/session/membership", json={"membership": str(other["id"])})).status_code == 200
        assert slug(await anna.post("/api/passkeys/challenge", json={})) == "sign-in-not-fresh"


async def test_a_job_that_follows_a_directorys_groups_has_no_passkey(anna: Caller) -> None:
    await fetch("update membership set way = 'kaneli' where id = $1", cast.ANNA.membership)
    answer = await anna.post("/api/passkeys/challenge", json={})
    assert (answer.status_code, slug(answer)) == (409, "passkey-not-for-this-job")


async def test_a_person_has_as_many_as_she_can_look_after(anna: Caller) -> None:
    for _ in range(MOST):
        await add(anna, Device())
    answer = await anna.post("/api/passkeys/challenge", json={})
    assert (answer.status_code, slug(answer)) == (409, "too-many-passkeys")
    oldest = (await anna.get("/api/passkeys")).json()["passkeys"][-1]["id"]
    assert (await anna.delete(f"/api/passkeys/{oldest}")).status_code == 204
    await add(anna, Device())


async def test_asked_for_twice_one_too_many_is_not_added(anna: Caller) -> None:
    one, other = await wanted_by(anna), await wanted_by(anna)
    for _ in range(MOST - 1):
        await add(anna, Device())
    assert (await anna.post("/api/passkeys", json=Device().make(one))).status_code == 201
    assert slug(await anna.post("/api/passkeys", json=Device().make(other))) == "too-many-passkeys"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("  Töissä  ", "Töissä"), ("a\u202eb\x07\nc", "ab c"), ("\u202e\u200e\x07", "?"), ("ж" * 200, "ж" * 200)],
)
async def test_a_name_is_kept_as_it_can_be_shown(anna: Caller, device: Device, name: str, kept: str) -> None:
    made = await add(anna, device)
    answer = await anna.put(f"/api/passkeys/{made['id']}/name", json={"name": name})
    assert (answer.status_code, answer.json()["name"]) == (200, kept)
    assert (await anna.get("/api/passkeys")).json()["passkeys"][0]["name"] == kept


@pytest.mark.parametrize("name", ["", "  ", "\x00", "x" * 201, None, 7, ["x"]])
async def test_what_is_no_name_is_no_request(anna: Caller, device: Device, name: object) -> None:
    made = await add(anna, device)
    answer = await anna.put(f"/api/passkeys/{made['id']}/name", json={"name": name})
    assert (answer.status_code, slug(answer)) == (400, "invalid-request")


async def test_what_is_too_large_is_not_read(anna: Caller, device: Device) -> None:
    made = device.make(await wanted_by(anna))
    long = await anna.post("/api/passkeys", json=made | {"attestation": "A" * 20_000})
    assert slug(long) == "passkey-not-added"
    too_long = await anna.post("/api/passkeys", json=made | {"attestation": "A" * 60_000})
    assert (too_long.status_code, slug(too_long)) == (413, "too-large")


@pytest.mark.parametrize("octet", [-1, -40])
async def test_a_point_beside_its_curve_is_no_key(anna: Caller, device: Device, octet: int) -> None:
    made = device.make(await wanted_by(anna))
    answer = await anna.post("/api/passkeys", json=made | {"attestation": flipped(made["attestation"], octet)})
    assert slug(answer) == "passkey-not-added"


async def test_another_persons_passkey_does_not_exist_for_her(anna: Caller, product: Product, device: Device) -> None:
    made = await add(anna, device)
    async with product.called_by(cast.OLLI) as olli:
        assert (await olli.get("/api/passkeys")).json()["passkeys"] == []
        assert (await olli.delete(f"/api/passkeys/{made['id']}")).status_code == 404
        assert (await olli.put(f"/api/passkeys/{made['id']}/name", json={"name": "x"})).status_code == 404
    (row,) = await fetch("select ended_at, name from passkey where id = $1", UUID(made["id"]))
    assert (row["ended_at"], row["name"]) == (None, "Sannan puhelin")
