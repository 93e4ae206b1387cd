"""What was not sealed by the phone it is said to come from stores nothing, and harms nothing beside it."""

import base64
import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import ECKey

from backend.app import build_app
from backend.database import fetch
from backend.demo import cast
from backend.keys import SEALING, read_keys, rotate_key
from backend.sealed.envelope import LONGEST_SEALED, Envelope, keyring, open_envelope
from backend.sealed.problems import SealedKeyUnknown, SealedNotGenuine
from backend.settings import settings_from
from tests.conftest import TEST_KEYS, Caller, Product
from tests.sealed.sealing import SealingPhone, deliver, public_key, sealed, slugs, stored, token_of
from tests.sync.phone import Phone


async def everything_stored() -> int:
    rows = await fetch("select (select count(*) from refused_mutation) + (select count(*) from visit_record) as n")
    return int(rows[0]["n"])


async def refused_alone(caller: Caller, phone: SealingPhone, envelope: dict[str, Any], expected: str) -> None:
    """Assert that an envelope is refused, that nothing of it is kept, and that the one beside it is taken."""
    before = await everything_stored()
    good = phone.phone.recording()
    reply = await deliver(caller, envelope, phone.envelope(good))
    assert (slugs(reply), [one["id"] for one in reply["receipts"]]) == ([expected], [good["id"]])
    assert reply["refusals"][0]["id"] == envelope["id"]
    assert reply["refusals"][0]["verdict"] == "refused"
    assert reply["refusals"][0]["problem"]["detail"]
    assert await everything_stored() == before + 1


@pytest.mark.parametrize(
    "changed",
    [
        {"token": token_of(UUID(int=1))},
        {"token": ""},
        {"token": None},
        {"person": str(cast.BENGT.id)},
        {"person": "Anna"},
        {"device": str(UUID(int=1))},
        {"device": None},
        {"mutation": {}},
        {"mutation": {"id": str(UUID(int=1)), "number": 1}},
        {"mutation": []},
        {"mutation": None},
    ],
    ids=str,
)
async def test_what_its_phone_has_not_sealed_is_not_taken(
    annas: SealingPhone, stranger: Caller, changed: dict[str, Any]
) -> None:
    envelope = annas.envelope(annas.phone.recording(), **changed)
    await refused_alone(stranger, annas, envelope, "sealed-not-genuine")


async def test_a_phone_whose_token_the_server_was_never_told_has_sealed_nothing(
    annas: SealingPhone, stranger: Caller
) -> None:
    other = SealingPhone(Phone(annas.phone.caller))
    await other.phone.verdicts()
    await refused_alone(stranger, annas, other.envelope(other.phone.recording()), "sealed-not-genuine")


async def test_the_token_of_one_phone_opens_no_other(annas: SealingPhone, stranger: Caller) -> None:
    other = SealingPhone(Phone(annas.phone.caller))
    await other.enrol()
    visit = annas.phone.recording()
    envelope = annas.envelope(visit, token=token_of(other.phone.id))
    await refused_alone(stranger, annas, envelope, "sealed-not-genuine")


async def test_an_envelope_under_another_records_id_is_not_taken(annas: SealingPhone, stranger: Caller) -> None:
    envelope = annas.envelope(annas.phone.recording()) | {"id": str(uuid4())}
    await refused_alone(stranger, annas, envelope, "sealed-not-genuine")


async def test_a_foreign_key_is_told_by_its_own_name(annas: SealingPhone, stranger: Caller, tmp_path: Path) -> None:
    visit = annas.phone.recording()
    foreign = public_key(read_keys(tmp_path))
    envelope = {"id": visit["id"], "sealed": sealed(annas.contents(visit), foreign)}
    await refused_alone(stranger, annas, envelope, "sealed-key-unknown")
    named_as_ours = {"id": visit["id"], "sealed": sealed(annas.contents(visit), foreign | {"kid": public_key()["kid"]})}
    await refused_alone(stranger, annas, named_as_ours, "sealed-not-genuine")


async def test_what_was_sealed_before_the_key_was_changed_is_taken_and_after_it_was_removed_it_is_not(
    database: None,  # noqa: ARG001 - the product lives in its transaction
    tmp_path: Path,
) -> None:
    def started() -> Product:
        return Product(build_app(settings_from({"KOTISETELI_DEMO": "1"}), read_keys(tmp_path)))

    old = public_key(read_keys(tmp_path))
    rotation = rotate_key(tmp_path, SEALING)
    new = public_key(read_keys(tmp_path))
    assert (old["kid"], new["kid"]) == (rotation.retired, rotation.in_use)
    async with started().called_by(cast.ANNA) as anna:
        before, after = SealingPhone(Phone(anna), key=old), SealingPhone(Phone(anna), key=new)
        await before.enrol()
        await after.enrol()
        visits = [before.phone.recording(), after.phone.recording()]
        reply = await deliver(anna, before.envelope(visits[0]), after.envelope(visits[1]))
        assert [one["id"] for one in reply["receipts"]] == [visit["id"] for visit in visits]
    (tmp_path / "keys" / SEALING.retired / rotation.retired).unlink()
    async with started().called_by(cast.ANNA) as anna:
        late = await deliver(anna, before.envelope(before.phone.recording()), after.envelope(after.phone.recording()))
    assert (slugs(late), len(late["receipts"])) == (["sealed-key-unknown"], 1)


@pytest.mark.parametrize(
    "header",
    [
        {"zip": "DEF"},
        {"alg": "ECDH-ES+A256KW"},
        {"enc": "A128GCM"},
        {"enc": "A256CBC-HS512"},
    ],
    ids=str,
)
def test_only_the_one_way_of_sealing_is_opened(header: dict[str, str]) -> None:
    allowed = {"ECDH-ES", "A256GCM", "DEF", *header.values()}
    record = uuid4()
    contents = {"mutation": {"id": str(record)}, "person": str(uuid4()), "device": str(uuid4()), "token": "a" * 43}
    assert not isinstance(opened(record, sealed(contents)), Exception)
    other = sealed_by(contents, allowed, header)
    assert isinstance(opened(record, other), SealedNotGenuine)


def sealed_by(contents: object, algorithms: set[str], header: dict[str, str]) -> str:
    protected = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": public_key()["kid"]} | header
    key = ECKey.import_key(dict(public_key()))
    return jwe.encrypt_compact(protected, json.dumps(contents), key, algorithms=algorithms)


def opened(record: UUID, envelope: str) -> object:
    return open_envelope(Envelope(record, envelope), keyring(TEST_KEYS.sealing_keys()))


def header_of(told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


GOOD = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": public_key()["kid"]}
POINT = {name: public_key()[name] for name in ("kty", "crv", "x", "y")}


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "....",
        "a.b.c.d.e",
        "ä.ö.å.😀.x",
        header_of(GOOD) + "....",
        header_of(GOOD | {"epk": POINT}) + "....",
        header_of(GOOD | {"epk": POINT}) + "..AAAA.AAAA.AAAA",
        header_of(GOOD | {"epk": POINT | {"x": "A" * 43}}) + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
        header_of(GOOD | {"epk": POINT | {"y": 7}}) + "..AAAA.AAAA.AAAA",
        header_of(GOOD | {"epk": POINT, "crit": ["exp"]}) + "..AAAA.AAAA.AAAA",
        header_of([]) + "....",
        header_of(None) + "....",
        header_of({"alg": "none"}) + "....",
        "e" * LONGEST_SEALED,
        base64.urlsafe_b64encode(b"[" * 20_000).decode() + "....",
    ],
)
async def test_rubbish_is_refused_and_breaks_nothing(annas: SealingPhone, stranger: Caller, text: str) -> None:
    await refused_alone(stranger, annas, {"id": str(uuid4()), "sealed": text}, "sealed-not-genuine")


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, 2000), letter=st.sampled_from("AZaz09-_.=+/ \u00e4"))
def test_an_envelope_with_any_letter_changed_is_not_genuine(place: int, letter: str) -> None:
    record = uuid4()
    contents = {"mutation": {"id": str(record)}, "person": str(uuid4()), "device": str(uuid4()), "token": "a" * 43}
    whole = sealed(contents)
    at = place % len(whole)
    spoilt = whole[:at] + letter + whole[at + 1 :]
    outcome = opened(record, spoilt)
    # A letter's spare bits at the end of a part may say the same bytes; else whatever was changed is noticed.
    if not isinstance(outcome, SealedNotGenuine | SealedKeyUnknown):
        assert decoded(spoilt) == decoded(whole)


def decoded(envelope: str) -> list[bytes]:
    return [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in envelope.split(".")]


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=400) | st.binary(max_size=300).map(lambda some: base64.urlsafe_b64encode(some).decode()))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(opened(uuid4(), text), SealedNotGenuine)


@settings(max_examples=100, deadline=None)
@given(contents=st.text(max_size=100) | st.recursive(st.none() | st.text() | st.floats(), st.lists).map(json.dumps))
def test_any_contents_are_answered(contents: str) -> None:
    assert isinstance(opened(uuid4(), sealed(contents or " ")), SealedNotGenuine)


def test_contents_nested_without_end_are_not_genuine() -> None:
    assert isinstance(opened(uuid4(), sealed('{"mutation":' + "[" * 15_000)), SealedNotGenuine)


def test_what_a_newer_phone_says_besides_is_no_reason_to_refuse() -> None:
    record = uuid4()
    contents = {"mutation": {"id": str(record)}, "person": str(uuid4()), "device": str(uuid4()), "token": "a" * 43}
    assert not isinstance(opened(record, sealed(contents | {"mood": "good"})), Exception)


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        ({"device": "x", "envelopes": []}, 400, "invalid-request"),
        ({"device": str(uuid4())}, 400, "invalid-request"),
        ({"device": str(uuid4()), "envelopes": [{"id": "x", "sealed": ""}]}, 400, "invalid-request"),
        ({"device": str(uuid4()), "envelopes": [], "token": ""}, 400, "invalid-request"),
        ({"device": str(uuid4()), "envelopes": [{"id": str(uuid4()), "sealed": ""}] * 51}, 400, "invalid-request"),
        (
            {"device": str(uuid4()), "envelopes": [{"id": str(uuid4()), "sealed": "e" * (LONGEST_SEALED + 1)}]},
            400,
            "invalid-request",
        ),
        ({"device": str(uuid4()), "envelopes": [{"id": str(uuid4()), "sealed": "e" * 190_000}] * 6}, 413, "too-large"),
    ],
)
async def test_what_cannot_be_a_delivery_is_refused_whole(
    stranger: Caller, body: dict[str, Any], status: int, expected: str
) -> None:
    answer = await stranger.post("/api/sync/sealed", json=body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{expected}")


async def test_a_page_of_another_site_delivers_nothing(annas: SealingPhone, stranger: Caller) -> None:
    visit = annas.phone.recording()
    answer = await stranger.post(
        "/api/sync/sealed",
        json={"device": str(uuid4()), "envelopes": [annas.envelope(visit)]},
        headers={"origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert await stored(visit) == []


async def test_an_empty_delivery_is_answered(stranger: Caller, database: None) -> None:  # noqa: ARG001 - the product lives in its transaction
    reply = await deliver(stranger)
    assert (reply["receipts"], reply["refusals"], reply["signature"]) == ([], [], None)


async def test_the_longest_record_there_is_fits_in_an_envelope(annas: SealingPhone, stranger: Caller) -> None:
    tasks = [{"slug": "a" * 60, "done": False, "reason": "\U0001f9f9" * 500} for _ in range(60)]
    visit = annas.phone.recording(tasks=tasks, note="\U0001f9f9" * 2000)
    mutation = json.dumps(annas.contents(visit), ensure_ascii=False)
    reply = await deliver(stranger, {"id": visit["id"], "sealed": sealed(mutation)})
    assert len(reply["receipts"]) == 1
