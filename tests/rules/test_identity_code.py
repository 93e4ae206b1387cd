"""Personal identity codes: read in every form the decree knows, sealed so that only the right key opens them."""

import pytest

from backend.access.identity_code import (
    SealBroken,
    born_on,
    fingerprint,
    is_artificial,
    read_identity_code,
    seal,
    unseal,
)

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
CODE = "131052-308T"


@pytest.mark.parametrize("code", [CODE, "010190-999W"])
def test_a_right_code_is_read(code: str) -> None:
    assert read_identity_code(code) == code


# Decree 128/2010 s.2 as changed by 690/2022.
@pytest.mark.parametrize("separator", "-YXWVU+")
def test_every_separator_of_a_past_century_is_read_and_kept(separator: str) -> None:
    assert read_identity_code(f"131052{separator}308T") == f"131052{separator}308T"


@pytest.mark.parametrize("separator", "ABCDEF")
def test_every_separator_of_this_century_is_read_and_kept(separator: str) -> None:
    assert read_identity_code(f"131005{separator}903V") == f"131005{separator}903V"


def test_reading_forgives_case_and_blanks_around() -> None:
    assert read_identity_code(" 131052a308t ") == "131052A308T"


@pytest.mark.parametrize(
    "typed",
    [
        "131052-308U",  # another check character
        "310252-308Y",  # no 31 February
        "131052G308T",  # no such separator
        "131052-001C",  # individual numbers begin at 002
        "131052-308",
        "131052-308T0",
        "\u0661\u0663\u0661\u0660\u0665\u0662-308T",  # the right digits of another script
        "",
    ],
)
def test_what_cannot_be_a_code_is_not_read(typed: str) -> None:
    assert read_identity_code(typed) is None


def test_the_range_of_invented_people_is_told_apart() -> None:
    assert is_artificial("010190-999W")
    assert not is_artificial(CODE)


def test_a_sealed_code_is_opened_by_its_key() -> None:
    assert unseal(seal(CODE, KEY), KEY) == CODE


def test_the_same_code_is_sealed_differently_each_time() -> None:
    assert seal(CODE, KEY) != seal(CODE, KEY)
    assert CODE.encode() not in seal(CODE, KEY)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        unseal(seal(CODE, KEY), OTHER_KEY)


@pytest.mark.parametrize("place", [0, 1, 13, -1])
def test_damaged_bytes_do_not_open(place: int) -> None:
    damaged = bytearray(seal(CODE, KEY))
    damaged[place] ^= 1
    with pytest.raises(SealBroken):
        unseal(bytes(damaged), KEY)


@pytest.mark.parametrize("length", [0, 1, 12, 20])
def test_cut_bytes_do_not_open(length: int) -> None:
    with pytest.raises(SealBroken):
        unseal(seal(CODE, KEY)[:length], KEY)


def test_a_person_is_found_by_the_keyed_hash_of_the_whole_code() -> None:
    assert fingerprint(CODE, KEY) == fingerprint(CODE, KEY)
    assert len({fingerprint(CODE, KEY), fingerprint(CODE, OTHER_KEY), fingerprint("131052Y308T", KEY)}) == 3


@pytest.mark.parametrize(
    ("code", "day"),
    [("131052-308T", "1952-10-13"), ("131052+308T", "1852-10-13"), ("131005F903V", "2005-10-13")],
)
def test_the_birthday_is_of_the_separators_century(code: str, day: str) -> None:
    assert born_on(code).isoformat() == day
