"""Whatever is shown as a passkey, or sent as a new one: it is none, and the server does not break over it."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webauthn.helpers import encode_cbor

from backend.passkeys.ceremony import Added, Party, Shown, read_added, read_shown, verify_added, verify_shown
from backend.wire import from_base64url, in_base64url
from tests.conftest import Product
from tests.enrolment.joining import slug
from tests.passkeys.authenticator import ORIGIN, Device, Json

PARTY = Party("kotiseteli.example", ORIGIN)
CHALLENGE = "A" * 43
WANTED: Json = {"user": {"id": "AAAA"}, "rp": {"id": PARTY.name}, "challenge": CHALLENGE}
DEVICE = Device()
MADE = DEVICE.make(WANTED)
PUBLIC_KEY = verify_added(read_added(MADE["clientData"], MADE["attestation"]) or Added(b"", "", b""), PARTY)
SHOWN = DEVICE.sign({"challenge": CHALLENGE, "rpId": PARTY.name})

# Of CBOR and of JSON what a reader may stumble over: depth, odd kinds, names twice.
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=80)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.integers(-9, 9), inner, max_size=4)
    ),
    max_leaves=12,
)
CLIENT_DATA = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["webauthn.create", "webauthn.get"]) | TREES,
        "challenge": st.just(CHALLENGE) | st.text() | TREES,
        "origin": st.just(ORIGIN) | TREES,
        "crossOrigin": TREES,
        "tokenBinding": TREES,
    },
).map(lambda said: json.dumps(said, default=repr).encode())


@st.composite
def damaged(draw: Any, right: bytes) -> bytes:
    """Give right octets, some of them changed, cut off or put in."""
    octets = bytearray(right)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(0, len(octets) - 1)))
        act = draw(st.sampled_from(["turn", "cut", "put"]))
        if act == "cut":
            del octets[place:]
        elif act == "put":
            octets[place:place] = draw(st.binary(min_size=1, max_size=40))
        elif octets:
            octets[place] = draw(st.integers(0, 255))
    return bytes(octets)


def attestations() -> st.SearchStrategy[bytes]:
    """Give what may come as an attestation: damaged, of other formats, of anything at all, nested out of measure."""
    right = from_base64url(MADE["attestation"])
    formats = st.sampled_from(["none", "packed", "tpm", "apple", "fido-u2f", "android-key", "android-safetynet"])
    data = damaged(right[-200:]) | st.binary(max_size=200)
    made = st.fixed_dictionaries({"fmt": formats | TREES, "attStmt": TREES, "authData": data | TREES}).map(encode_cbor)
    deep = st.sampled_from([b"\x81" * 4_000, b"\xa1" * 4_000, b"\xc0" * 4_000, b"\x9b" + b"\xff" * 8, b"\xbf" * 4_000])
    return damaged(right) | made | st.binary(max_size=400) | deep


MANY = settings(max_examples=400, deadline=None)


def test_the_right_ones_are_right() -> None:
    assert PUBLIC_KEY is not None
    assert PUBLIC_KEY.credential == next(iter(DEVICE.held.values())).credential
    shown = read_shown(**in_our_words(SHOWN))
    assert shown is not None
    assert verify_shown(shown, PARTY, PUBLIC_KEY.public_key) == 1


def in_our_words(shown: Json) -> dict[str, str]:
    return {
        "client_data": shown["clientData"],
        "credential": shown["credential"],
        "authenticator_data": shown["authenticatorData"],
        "signature": shown["signature"],
        "handle": shown["handle"],
    }


@MANY
@given(client_data=CLIENT_DATA | st.binary(max_size=300), attestation=attestations())
def test_nothing_breaks_what_reads_a_new_one(client_data: bytes, attestation: bytes) -> None:
    added = read_added(in_base64url(client_data), in_base64url(attestation))
    if added is not None:
        verify_added(added, PARTY)
    made = read_added(MADE["clientData"], in_base64url(attestation))
    if made is not None:
        verify_added(made, PARTY)


@MANY
@given(
    client_data=CLIENT_DATA | damaged(from_base64url(SHOWN["clientData"])),
    data=damaged(from_base64url(SHOWN["authenticatorData"])),
    signature=damaged(from_base64url(SHOWN["signature"])) | st.just(from_base64url(SHOWN["signature"])),
    key=damaged(PUBLIC_KEY.public_key if PUBLIC_KEY else b"") | st.just(PUBLIC_KEY.public_key if PUBLIC_KEY else b""),
)
def test_nothing_but_the_right_one_signs(client_data: bytes, data: bytes, signature: bytes, key: bytes) -> None:
    right = read_shown(**in_our_words(SHOWN))
    assert right is not None
    is_right = (client_data, data) == (right.client_data, right.authenticator_data)
    shown = Shown(client_data, CHALLENGE, right.credential, data, signature, right.handle)
    assert is_right or verify_shown(shown, PARTY, key) is None


TEXTS = st.text(max_size=60) | st.from_regex(r"[A-Za-z0-9_=-]{0,200}", fullmatch=True)
BODIES = TREES | st.fixed_dictionaries(
    {
        "clientData": CLIENT_DATA.map(in_base64url) | TEXTS,
        **dict.fromkeys(("credential", "authenticatorData", "signature", "handle"), TEXTS),
        "device": st.none() | st.uuids().map(str) | TEXTS,
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
async def test_whatever_is_shown_is_refused_in_our_words(product: Product, body: object) -> None:
    written = json.dumps(body, default=repr)
    async with product.called_by(None) as stranger:
        answer = await stranger.post(
            "/api/passkeys/session", content=written.encode(), headers={"content-type": "application/json"}
        )
    assert (answer.status_code, slug(answer)) in {
        (409, "passkey-not-valid"),
        (400, "invalid-request"),
        (400, "not-json"),
    }


@pytest.mark.parametrize("said", [r'{"challenge": "\ud800"}', "[]", "", "{", '{"challenge": 7}', "{}", "null"])
def test_what_the_browser_cannot_have_said_is_not_read(said: str) -> None:
    assert read_added(in_base64url(said.encode()), MADE["attestation"]) is None
