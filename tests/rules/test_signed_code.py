"""The signed code on the voucher: genuine ones are read, anything else is not. The phone runs the same vectors."""

import base64
import json
from dataclasses import asdict
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from backend.vouchers.code import EPOCH, LAYOUT, SIGNATURE_LENGTH, SignedTerms, key_id, link, sign, verified_terms
from backend.vouchers.number import LARGEST, number_from

CASES: list[dict[str, Any]] = json.loads(Path("tests/vectors/signed_code.json").read_text("utf-8"))
# The two keys the vectors know; anybody may make them, they sign nothing but these.
KEYS = [
    Ed25519PrivateKey.from_private_bytes(sha256(sentence).digest())
    for sentence in (
        b"Kotiseteli test vectors: the key of the year",
        b"Kotiseteli test vectors: the key of the year before",
    )
]
KNOWN = {key_id(key.public_key()): key.public_key() for key in KEYS}
DAYS = st.integers(0, 65535).map(lambda days: EPOCH + timedelta(days=days))


def public_key(written: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(written + "="))


def terms_of(case: dict[str, Any]) -> SignedTerms:
    said = dict(case["expected"])
    return SignedTerms(
        first_day=date.fromisoformat(said.pop("first_day")),
        last_day=date.fromisoformat(said.pop("last_day")),
        **said,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_vector(case: dict[str, Any]) -> None:
    keys = {bytes.fromhex(key["id"]): public_key(key["public_key"]) for key in case["keys"]}
    read = verified_terms(case["code"], keys)
    assert (None if read is None else asdict(read)) == (case["expected"] and asdict(terms_of(case)))


@pytest.mark.parametrize("case", [case for case in CASES if case["expected"]], ids=lambda case: case["case"])
def test_a_genuine_vector_is_what_we_sign_today(case: dict[str, Any]) -> None:
    assert case["code"].upper() in {sign(terms_of(case), key) for key in KEYS}


def test_a_key_is_named_by_the_start_of_its_hash() -> None:
    for case in CASES:
        for key in case["keys"]:
            assert key["id"] == sha256(public_key(key["public_key"]).public_bytes_raw()).hexdigest()[:8]


@given(
    st.builds(
        SignedTerms,
        number=st.integers(0, LARGEST).map(number_from),
        organiser_code=st.integers(0, 65535),
        service_code=st.integers(0, 65535),
        provider_code=st.integers(0, 4294967295),
        first_day=DAYS,
        last_day=DAYS,
        kind=st.sampled_from(["voucher", "order"]),
    )
)
def test_what_is_signed_is_what_is_read(terms: SignedTerms) -> None:
    code = sign(terms, KEYS[0])
    assert len(code) == 143
    assert verified_terms(code, KNOWN) == terms


def test_any_single_flipped_bit_is_noticed() -> None:
    code = CASES[0]["code"]
    signed = base64.b32decode(code + "=")
    assert len(signed) == LAYOUT.size + SIGNATURE_LENGTH == 89
    assert verified_terms(code, KNOWN) is not None
    for bit in range(len(signed) * 8):
        changed = bytearray(signed)
        changed[bit // 8] ^= 1 << bit % 8
        assert verified_terms(base64.b32encode(bytes(changed)).decode(), KNOWN) is None, f"bit {bit}"


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert verified_terms(text, KNOWN) is None


def test_the_link_is_all_upper_case_and_fits_the_dense_mode() -> None:
    text = link("https://kotiseteli.example", CASES[0]["code"])
    assert text == "HTTPS://KOTISETELI.EXAMPLE/V/" + CASES[0]["code"]
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert link("https://kotiseteli.example:8443/", "AB") == "HTTPS://KOTISETELI.EXAMPLE:8443/V/AB"
