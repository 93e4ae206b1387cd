"""Whatever is shown at a door that is not the genuine thing is refused with a clear problem, the same for everyone."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.access.guards import COOKIE, CSRF_HEADER, csrf_token_of
from backend.demo import cast
from backend.enrolment.rules import read_code
from backend.sessions.beginning import begin_session
from backend.throttle import Throttle
from backend.vouchers.code import SignedTerms, key_id, sign, verified_terms
from backend.vouchers.number import read_number
from tests.conftest import NOW, TEST_KEYS, TODAY, Caller, Product
from tests.doors.spoiling import TRIED, as_header, spoilt
from tests.enrolment.joining import code_for, employed
from tests.own_systems.system import made_key
from tests.routes.mandates import invited
from tests.sync.phone import written

# A token of the right form that nobody was given.
NOBODYS = base64.urlsafe_b64encode(bytes(range(32))).decode().rstrip("=")
TERMS = SignedTerms(cast.HELVIS_VOUCHER.number, 1, 1, 0, TODAY, TODAY, "voucher")
NAMES = {cast.HELVI.family_name, cast.KAISA.family_name, cast.ANNA.family_name}


def refused(answer: Response, *expected: str) -> None:
    """Say that an answer refuses with one of these problems, each in one form for all, and names nobody."""
    assert answer.status_code < 500, answer.text
    assert answer.status_code >= 400, answer.text
    told = answer.json()
    assert told["type"].removeprefix("/problems/") in expected, answer.text
    assert told["detail"]
    assert not [name for name in NAMES if name in answer.text]


@pytest.fixture
async def stranger(product: Product) -> AsyncIterator[Caller]:
    """Give somebody who has not signed in, at doors where nobody has failed yet."""
    product.app.state.throttle = Throttle()
    async with product.called_by(None) as caller:
        yield caller


@pytest.fixture
async def marjas(product: Product) -> str:  # noqa: ARG001 - it lives in the product's transaction
    """Give the token of a session."""
    return await begin_session(cast.MARJA.membership, "demo")


@pytest.fixture
async def key(product: Product) -> str:
    """Give the key of a provider's system."""
    return str((await made_key(product))["token"])


@pytest.fixture
async def enrolment(product: Product) -> str:
    """Give the code on an office's screen."""
    async with product.called_by(cast.OLLI) as office:
        return str((await code_for(office, await employed(office)))["code"])


@pytest.fixture
async def invitation(product: Product) -> str:
    """Give the code that a client hands over."""
    async with product.called_by(cast.HELVI) as helvi:
        return str((await invited(helvi))["code"])


@TRIED
@given(text=spoilt(NOBODYS))
async def test_a_cookie_that_is_no_session_opens_nothing(stranger: Caller, text: str) -> None:
    cookie = f"{COOKIE}=".encode() + as_header(text)
    refused(await stranger.get("/api/session", headers={b"cookie": cookie}), "sign-in-needed")


@TRIED
@given(data=st.data())
async def test_a_spoilt_session_is_no_session(stranger: Caller, marjas: str, data: st.DataObject) -> None:
    text = as_header(data.draw(spoilt(marjas)))
    # Quoted, or before another cookie, it is the same token (RFC 6265 section 4.1.1).
    assume(text.partition(b";")[0].strip(b' "') != marjas.encode())
    refused(await stranger.get("/api/session", headers={b"cookie": f"{COOKIE}=".encode() + text}), "sign-in-needed")


@TRIED
@given(data=st.data())
async def test_a_spoilt_page_token_changes_nothing(stranger: Caller, marjas: str, data: st.DataObject) -> None:
    text = as_header(data.draw(spoilt(csrf_token_of(marjas))))
    assume(text != csrf_token_of(marjas).encode())
    said = {b"cookie": f"{COOKIE}={marjas}".encode(), CSRF_HEADER.encode(): text}
    refused(await stranger.delete("/api/sessions", headers=said), "not-from-here")


@TRIED
@given(data=st.data())
async def test_a_spoilt_key_lets_no_system_in(
    product: Product, stranger: Caller, key: str, data: st.DataObject
) -> None:
    text = as_header(data.draw(spoilt(key)))
    assume(text != key.encode())
    product.app.state.throttle = Throttle()
    answer = await stranger.get("/api/provider/visits/states", headers={b"authorization": b"Bearer " + text})
    refused(answer, "provider-key-unknown")


@TRIED
@given(data=st.data())
async def test_a_spoilt_enrolment_code_takes_no_phone_into_use(
    product: Product, stranger: Caller, enrolment: str, data: st.DataObject
) -> None:
    text = data.draw(spoilt(enrolment))
    assume(read_code(text) != read_code(enrolment))
    product.app.state.throttle = Throttle()
    refused(
        await stranger.post("/api/enrolment/look", json={"code": text}), "enrolment-code-not-valid", "invalid-request"
    )
    product.app.state.throttle = Throttle()
    asked = {"code": text, "device": str(uuid4())}
    refused(await stranger.post("/api/enrolment", json=asked), "enrolment-code-not-valid", "invalid-request")


@TRIED
@given(data=st.data())
async def test_a_spoilt_invitation_is_nobodys(product: Product, invitation: str, data: st.DataObject) -> None:
    text = data.draw(spoilt(invitation))
    assume(read_number(text) != read_number(invitation))
    product.app.state.throttle = Throttle()
    async with product.called_by(cast.SEPPO) as seppo:
        answer = await seppo.post("/api/mandates/invitations/taken", json={"code": text})
    refused(answer, "invitation-unknown", "invalid-request")


@TRIED
@given(text=spoilt(sign(TERMS, TEST_KEYS.voucher)))
def test_a_spoilt_voucher_code_says_nothing(text: str) -> None:
    genuine = sign(TERMS, TEST_KEYS.voucher)
    public = TEST_KEYS.voucher.public_key()
    said = verified_terms(text, {key_id(public): public})
    # Written in small letters or with blanks around it, it is the same code.
    assert (said is None) == (text.strip().upper() != genuine)


@TRIED
@given(text=spoilt(cast.HELVIS_VOUCHER.number))
async def test_a_spoilt_number_opens_no_voucher(product: Product, text: str) -> None:
    assume(read_number(text) != cast.HELVIS_VOUCHER.number and text.strip("./"))
    async with product.called_by(cast.ANNA) as anna:
        answer = await anna.get("/api/vouchers/at-door/" + "".join(f"%{byte:02x}" for byte in text.encode()[:3000]))
    refused(answer, "voucher-not-found", "voucher-number-mistyped", "not-found", "invalid-request")


def in_cursor(value: object) -> str:
    """Return a value as our cursors carry theirs."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


# What a cursor could say: numbers and words that no database takes, and other forms than ours.
ODDITIES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        -1,
        2**31,
        2**63,
        2**70,
        1e308,
        "",
        "\x00",
        "\ud800",
        "a\x00b",
        "x" * 5000,
        [],
        {},
        "9999-12-31",
        NOBODYS,
    ]
) | st.recursive(
    st.none() | st.integers() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)


def altered(value: Any, draw: Any) -> Any:
    """Return a value with one place of it changed for something odd."""
    if isinstance(value, dict) and value:
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: altered(value[key], draw)}
    if isinstance(value, list) and value:
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], altered(value[place], draw), *value[place + 1 :]]
    return draw(ODDITIES)


@pytest.mark.parametrize(
    ("person", "address", "field"),
    [
        (cast.ANNA, "/api/sync/pull", "cursor"),
        (cast.MARJA, "/api/clients/search", "next"),
        (cast.OLLI, "/api/provider/visits/states", "cursor"),
    ],
    ids=["pull", "clients", "states"],
)
@TRIED
@given(data=st.data())
async def test_a_spoilt_cursor_is_refused_or_begins_anew(
    product: Product, person: cast.CastPerson, address: str, field: str, data: st.DataObject
) -> None:
    async with product.called_by(person) as caller:

        async def ask(**after: str) -> Response:
            # A place among clients names one of them: it goes in a body.
            if address.endswith("search"):
                return await caller.post(address, json={"atMost": 2} | after)
            return await caller.get(address, params={"device": str(cast.stable_id("a phone"))} | after)

        genuine = (await ask()).json()[field]
        said = json.loads(base64.urlsafe_b64decode(genuine + "=" * (-len(genuine) % 4)))
        cursor = data.draw(spoilt(genuine) | st.builds(lambda: in_cursor(altered(said, data.draw))))
        answer = await ask(after=cursor[:5000])
    if answer.status_code != 200:
        refused(answer, "invalid-request", "not-json")


@TRIED
@given(data=st.data())
async def test_a_spoilt_part_leaves_no_photo(product: Product, data: st.DataObject) -> None:
    picture = b"\xff\xd8\xff\xe0" + bytes(range(200))
    async with product.called_by(cast.ANNA) as caller:
        visit, photo = (await caller.get("/api/visits")).json()[0]["id"], str(cast.stable_id("a spoilt photo"))
        asked = {"id": photo, "visit": visit, "bytes": len(picture), "sha256": "0" * 64, "doneAt": written(NOW)}
        assert (await caller.post("/api/attachments", json=asked)).status_code == 200
        sent = data.draw(st.binary(max_size=300) | st.just(picture))
        place = data.draw(
            st.sampled_from(["0", "1", "-1", str(len(picture)), str(2**63), "x", "0x0", "1e3", "", "\u0661"])
        )
        answer = await caller.patch(
            f"/api/attachments/{photo}",
            params={"from": place},
            content=sent,
            headers={"content-type": "application/octet-stream"},
        )
        kept = await caller.get(f"/api/attachments/{photo}")
    if answer.status_code != 200:
        refused(answer, "invalid-request", "attachment-out-of-step", "photo-damaged", "photo-unreadable")
    assert kept.status_code == 404
