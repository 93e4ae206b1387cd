"""Whoever has the database and not the keys reads no identity code and nothing that anybody wrote about a client."""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend import at_rest
from backend.access.identity_code import fingerprint
from backend.database import fetch
from backend.demo import cast
from backend.demo.county import build
from backend.piccolo_app import APP_CONFIG
from tests.conftest import TEST_KEYS, TODAY, Product
from tests.routes.granter import decided
from tests.routes.photo import PhotoPhone, receipt
from tests.routes.photo import stored as stored_photo
from tests.sync.phone import Phone
from tests.written import contents_of, note_of, refused_contents_of

# Nothing else in the county says these.
NOTE, REASON, REFUSED = "Haava vuotaa yhä kantapäästä", "Torjui pesun itkien", "Kaatui portaissa ja löi päänsä"
CORRECTED, WITHDRAWN = "Haava onkin vasemmassa sääressä", "Kirjasin naapurin rouvalle"
NEED, GROUNDS, WORDS = "Muistisairaus etenee nopeasti", "Puoliso uupui hoitoon", "Psykiatrian osastolla"


# An identity code, and one as the hexadecimal of its characters.
CODE = re.compile(r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]")
CODE_IN_HEX = re.compile(r"(?:3\d){6}(?:2d|2b|4[1-6]|5[5-9])(?:3\d){3}(?:3\d|4[1-9a-f]|5\d)")


def codes_in(stolen: str) -> set[str]:
    """Return whatever looks like an identity code."""
    return {*CODE.findall(stolen), *(bytes.fromhex(found).decode() for found in CODE_IN_HEX.findall(stolen))}


async def dump() -> str:
    """Return every row of every table as text, as a thief of the database reads it."""
    tables = await fetch("select tablename as name from pg_tables where schemaname = 'public'")
    rows = [await fetch(f'select "{table["name"]}"::text as row from "{table["name"]}"') for table in tables]  # noqa: S608 - our own names
    assert {table["name"] for table in tables} >= {table._meta.tablename for table in APP_CONFIG.table_classes}
    return "\n".join(row["row"] for of_table in rows for row in of_table)


def is_told(secret: str, stolen: str) -> bool:
    """Tell whether a text can be read out of a dump, plainly or as bytes are written in one."""
    written = secret.encode()
    # Base64 of what stands at any place: two of three alignments, without the characters that depend on neighbours.
    packed = [b64encode(written[skip:])[: (len(written) - skip) // 3 * 4].decode() for skip in range(3)]
    return any(form in stolen for form in (secret, secret.encode("unicode_escape").decode(), written.hex(), *packed))


async def written_by_a_worker(phone: Phone) -> dict[str, Any]:
    """Record, correct, take back and be refused; return the visit that stands."""
    tasks = [{"slug": "wash", "done": False, "reason": REASON}]
    visit = phone.recording(note=NOTE, tasks=tasks)
    withdrawn, refused = phone.recording(), phone.recording(note=REFUSED, voucherNumber="000000000000")
    await phone.push(visit, withdrawn, refused)
    for name, mutation, said in (
        ("correct_visit", visit, {**visit["arguments"], "note": CORRECTED}),
        ("withdraw_visit", withdrawn, {"reason": WITHDRAWN}),
    ):
        change = phone.recording() | {"name": name}
        arguments = {key: value for key, value in said.items() if key not in {"voucherNumber", "code"}}
        change["arguments"] = arguments | {"visit": mutation["id"], "seen": mutation["id"]}
        (verdict,) = await phone.verdicts(change)
        assert verdict["verdict"] == "accepted"
    assert (await note_of(visit["id"])) == CORRECTED
    assert NOTE in (await contents_of(visit["id"]))[0]
    assert REFUSED in (await refused_contents_of(refused["id"]))[0]
    return visit


async def test_a_stolen_database_tells_no_identity_code_and_nothing_that_anybody_wrote(product: Product) -> None:
    picture = receipt()
    async with product.called_by(cast.ANNA) as anna, product.called_by(cast.MARJA) as marja:
        visit = await written_by_a_worker(Phone(anna))
        photo = (await PhotoPhone(anna, visit["id"]).send(picture)).json()["id"]
        half = (await PhotoPhone(anna, visit["id"]).announce(picture)).json()["id"]
        await PhotoPhone(anna, visit["id"]).part(half, 0, picture[:5000])
        made = await decided(marja, need=NEED, grounds=GROUNDS)
        paused = {"firstDay": TODAY.isoformat(), "lastDay": None, "causedBy": "institution", "words": WORDS}
        answer = await marja.post(f"/api/vouchers/{made['voucherId']}/pauses", json={"id": str(uuid4()), **paused})
        assert answer.is_success, answer.text
        shown = (await anna.get("/api/visits")).json()
    # The product itself reads all of it.
    assert [(one["note"], one["tasks"][0]["reason"]) for one in shown if one["id"] == visit["id"]] == [
        (CORRECTED, REASON)
    ]
    assert (made["need"], made["grounds"]) == (NEED, GROUNDS)
    whole = await stored_photo(photo)
    assert whole is not None

    stolen = await dump()
    # What is not sealed can be found, so that what is not found is sealed.
    assert is_told(cast.HELVI.given_name, stolen)
    secrets = [NOTE, REASON, REFUSED, CORRECTED, WITHDRAWN, NEED, GROUNDS, WORDS]
    assert [secret for secret in secrets if is_told(secret, stolen)] == []
    codes = {person.identity_code for person in build(TODAY).person}
    assert codes & codes_in(stolen) == set()
    # They would be seen, plainly and as bytes.
    assert codes_in(" ".join(codes)) == codes
    assert all(codes_in(code.encode().hex()) == {code} for code in codes)
    # Of a picture no stretch.
    assert not any(part[100:140].hex() in stolen for part in (picture, whole))


async def test_an_identity_code_cannot_be_found_by_trying_all_of_them() -> None:
    code = build(TODAY).person[0].identity_code
    tried = {sha256(code.encode()).digest(), fingerprint(code, bytes(32))}
    assert fingerprint(code, TEST_KEYS.identity) not in tried


@pytest.fixture
def another_key() -> bytes:
    return sha256(b"a thief's own key").digest()


def test_a_text_in_another_place_or_under_another_key_does_not_open(another_key: bytes) -> None:
    here, there = uuid4(), uuid4()
    sealed = at_rest.seal_text(at_rest.ACT, here, WORDS)
    assert sealed
    assert at_rest.unseal_text(at_rest.ACT, here, sealed) == WORDS
    assert sealed != at_rest.seal_text(at_rest.ACT, here, WORDS)
    begins = at_rest.BEGINS
    forged = sealed[:begins] + AESGCM(another_key).encrypt(sealed[5:begins], WORDS.encode(), at_rest.ACT + here.bytes)
    damaged = [sealed[:-1], sealed[:20], b"", forged, b"\x02" + sealed[1:], sealed[:1] + bytes(4) + sealed[5:]]
    damaged += [bytes([*sealed[:place], sealed[place] ^ 1, *sealed[place + 1 :]]) for place in range(len(sealed))]
    for place, row, kept in (
        (at_rest.ACT, there, sealed),
        (at_rest.DECISION, here, sealed),
        *((at_rest.ACT, here, one) for one in damaged),
    ):
        with pytest.raises(at_rest.Unreadable):
            at_rest.unseal_text(place, row, kept)


def test_a_retired_key_opens_what_it_sealed_and_seals_no_more(another_key: bytes) -> None:
    row = uuid4()
    before, after = at_rest.Sealer(), at_rest.Sealer()
    before.use(TEST_KEYS.contents)
    sealed = before.seal(at_rest.ACT, row.bytes, b"vanha")
    after.use(another_key, [TEST_KEYS.contents])
    assert after.unseal(at_rest.ACT, row.bytes, sealed) == b"vanha"
    new = after.seal(at_rest.ACT, row.bytes, b"uusi")
    with pytest.raises(at_rest.Unreadable, match="not in keys/"):
        before.unseal(at_rest.ACT, row.bytes, new)


def test_without_its_key_nothing_is_stored_in_clear() -> None:
    with pytest.raises(RuntimeError, match="has not been read"):
        at_rest.Sealer().seal(at_rest.ACT, b"", b"said")
