"""A voucher opens by camera, photo, typed number or link; what is not genuine, in force or rightly typed is told."""

import base64
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from backend.demo.cast import ANNA, COUNTY, EXPIRED_VOUCHER, HELVI, HELVIS_VOUCHER, UNSEEN_VOUCHER
from backend.papers.voucher import PaperContents, voucher_paper
from backend.vouchers.code import EPOCH, LAYOUT, link
from backend.vouchers.number import in_groups
from e2e.camera import film_of, link_on, photo_of, photo_of_a_table
from e2e.conftest import PaperOf, Phones
from e2e.pages import AtDoor, Home, written
from e2e.phone import Phone


def signed_in(phones: Phones, film: Path | None = None) -> Phone:
    """Give Anna a phone that is ready for the day."""
    phone = phones.phone(film=film)
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    return phone


def signed_on(paper: bytes) -> bytes:
    """Return what the code on a paper consists of: what it says, and the signature."""
    return base64.b32decode(link_on(paper).rsplit("/", 1)[1] + "=")


def code_of(signed: bytes) -> str:
    """Return the code that consists of these bytes."""
    return base64.b32encode(signed).decode().rstrip("=")


def with_a_later_last_day(signed: bytes) -> bytes:
    """Change the code as someone would who wants her voucher to go on for a year."""
    *rest, last_day, kind = LAYOUT.unpack(signed[: LAYOUT.size])
    return LAYOUT.pack(*rest, last_day + 365, kind) + signed[LAYOUT.size :]


def forged_paper(code: str) -> bytes:
    """Print a paper that looks right and carries this code."""
    contents = PaperContents(
        number=EXPIRED_VOUCHER.number,
        kind="voucher",
        client_name=EXPIRED_VOUCHER.client.name,
        organiser=COUNTY.name_fi,
        service="Säännöllinen kotihoito",
        provider=None,
        first_day=date(2026, 1, 1),
        last_day=date(2027, 12, 31),
        quantity=600,
        quantity_unit="minute",
        period="month",
        decision_number="PR-2026-000001",
        link=link("https://kotiseteli.example", code),
    )
    return voucher_paper(contents, "fi")


def test_photo_turned_and_in_the_dark_opens_the_voucher(phones: Phones, paper_of: PaperOf) -> None:
    phone = signed_in(phones)
    phone.go_offline()
    at_door = Home(phone).scan().pick_photo(photo_of(paper_of(UNSEEN_VOUCHER), turned=25, light=0.3))
    at_door.is_of(UNSEEN_VOUCHER.number)
    at_door.is_genuine(COUNTY.name_fi)


def test_photo_without_a_voucher_says_so_and_leaves_the_other_ways(phones: Phones) -> None:
    phone = signed_in(phones)
    scan = Home(phone).scan()
    scan.choose_photo(photo_of_a_table())
    scan.says("scan.photoHasNone")
    expect(scan.number_field()).to_be_visible()


def test_bar_code_before_the_camera_opens_the_voucher_by_its_number(
    phones: Phones, paper_of: PaperOf, tmp_path: Path
) -> None:
    phone = signed_in(phones, film_of(paper_of(HELVIS_VOUCHER), tmp_path, "Code128", dots_per_inch=220))
    at_door = Home(phone).scan().camera_opens_a_voucher()
    at_door.is_of(HELVIS_VOUCHER.number)
    at_door.says("door.opened")
    expect(phone.page.get_by_role("heading", name=HELVI.name)).to_be_visible()


def test_forged_last_day_is_refused_and_says_why(phones: Phones, paper_of: PaperOf) -> None:
    phone = signed_in(phones)
    forged = code_of(with_a_later_last_day(signed_on(paper_of(EXPIRED_VOUCHER))))
    before = len(phone.asked)
    at_door = Home(phone).scan().pick_photo(photo_of(forged_paper(forged)))
    at_door.shows(phone.words.problem("voucher-not-genuine"))
    cannot_begin(at_door)
    assert not any("/api/vouchers" in asked for asked in phone.asked[before:])


def test_code_signed_by_an_unknown_key_is_refused_and_says_why(phones: Phones, paper_of: PaperOf) -> None:
    phone = signed_in(phones)
    signed = bytearray(signed_on(paper_of(UNSEEN_VOUCHER)))
    # Another key's name.
    signed[1] ^= 0xFF
    phone.open(f"/v/{code_of(bytes(signed))}")
    at_door = AtDoor(phone)
    at_door.says("door.unknownKey")
    cannot_begin(at_door)


def test_address_that_is_no_code_says_so_instead_of_waiting(phones: Phones) -> None:
    phone = signed_in(phones)
    phone.open("/v/%")
    at_door = AtDoor(phone)
    at_door.shows(phone.words.problem("voucher-number-mistyped"))
    cannot_begin(at_door)


def cannot_begin(at_door: AtDoor) -> None:
    """Expect that no visit can be begun."""
    expect(at_door.page.get_by_role("button", name=at_door.words("door.begin"))).to_have_count(0)
    expect(at_door.page.get_by_role("link", name=at_door.words("door.scanAgain"))).to_be_visible()


def test_expired_voucher_is_genuine_and_says_when_it_ended(phones: Phones, paper_of: PaperOf) -> None:
    phone = signed_in(phones)
    phone.go_offline()
    paper = paper_of(EXPIRED_VOUCHER)
    at_door = Home(phone).scan().pick_photo(photo_of(paper))
    at_door.is_genuine(COUNTY.name_fi)
    ended = EPOCH + timedelta(days=LAYOUT.unpack(signed_on(paper)[: LAYOUT.size])[-2])
    at_door.says("door.expired", last=written(ended))
    at_door.says("door.goesToReview")


def test_two_swapped_characters_are_caught_before_any_network(phones: Phones) -> None:
    phone = signed_in(phones)
    scan = Home(phone).scan()
    number = HELVIS_VOUCHER.number
    place = next(place for place in range(len(number)) if number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    before = len(phone.asked)
    scan.type_number(in_groups(swapped).lower())
    scan.shows("kaksi on vaihtanut paikkaa")
    scan.is_open()
    assert [asked for asked in phone.asked[before:] if "/api/" in asked] == []
    scan.type_number(in_groups(number).lower().replace("-", " "))
    at_door = AtDoor(phone)
    at_door.is_of(number)
    expect(phone.page.get_by_role("heading", name=HELVI.name)).to_be_visible()


def test_link_opens_the_same_place_from_the_phones_own_camera(phones: Phones, paper_of: PaperOf) -> None:
    phone = signed_in(phones)
    address = urlsplit(link_on(paper_of(UNSEEN_VOUCHER)))
    assert address.scheme == "https"
    phone.open(address.path)
    at_door = AtDoor(phone)
    at_door.is_of(UNSEEN_VOUCHER.number)
    at_door.is_genuine(COUNTY.name_fi)
    expect(phone.page.get_by_role("button", name=phone.words("door.begin"))).to_be_visible()
