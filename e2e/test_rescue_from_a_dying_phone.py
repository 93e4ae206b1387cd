"""Visits that are only on one phone leave by another: as a moving code before a camera, or as a file."""

import io
import json
import re
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from backend.demo.cast import ANNA, BENGT, HELVI, HELVIS_VOUCHER, OLLI
from e2e.conftest import Phones
from e2e.pages import AtDoor, Home, Screen, ThisPhone, the_last_hour
from e2e.phone import Phone

# As many pictures of the film as a code has; each stays in it long enough for a camera that reads ten a second.
PICTURES_OF_EACH = 6
FILM_SIZE = (1280, 720)
CODE_SIDE = 620
MOST_FRAMES = 40
FILE_NAME = "kotiseteli-visits.json"
SECONDS_TO_ARRIVE = 30


def phone_with_unsent_visits(phones: Phones, notes: list[str]) -> Phone:
    """Give Anna's phone, offline, with a visit for each note on it alone."""
    phone = phones.phone()
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    phone.go_offline()
    started, ended = the_last_hour()
    for note in notes:
        phone.open(f"/voucher/{HELVIS_VOUCHER.number}")
        past = AtDoor(phone).record_past_visit()
        past.was(started.date().isoformat(), f"{started:%H:%M}", f"{ended:%H:%M}")
        past.note(note)
        past.save().is_on_this_phone()
    phone.open()
    Home(phone).is_open()
    return phone


def goes_to_move(phone: Phone) -> ThisPhone:
    """Open what moves visits to another phone."""
    settings = ThisPhone(phone)
    settings.open()
    settings.tap("device.move")
    settings.says("rescue.step1")
    return settings


def film_of_moving_code(phone: Phone, folder: Path) -> Path:
    """Film the moving code once round, as a colleague's camera sees it."""
    code = phone.page.get_by_role("img", name=phone.words("rescue.picture"))
    shown = phone.page.get_by_text(re.compile(r"^Kuva \d+/\d+$"))
    expect(code).to_be_visible()
    pictures: dict[str, bytes] = {}
    for _ in range(MOST_FRAMES * 4):
        place = shown.inner_text()
        picture = code.screenshot()
        # One that changed while it was being taken is taken again the next time round.
        if shown.inner_text() == place:
            pictures.setdefault(place, picture)
        if len(pictures) == int(place.split("/")[1]):
            break
    film = folder / "moving-code.mjpeg"
    with film.open("wb") as file:
        for picture in pictures.values():
            table = Image.new("RGB", FILM_SIZE, (96, 90, 84))
            seen = Image.open(io.BytesIO(picture)).convert("RGB").resize((CODE_SIDE, CODE_SIDE))
            table.paste(seen, ((FILM_SIZE[0] - CODE_SIDE) // 2, (FILM_SIZE[1] - CODE_SIDE) // 2))
            for _ in range(PICTURES_OF_EACH):
                table.save(file, "JPEG", quality=88)
    return film


def notes_received(phone: Phone, notes: list[str]) -> None:
    """Expect that each visit is received, and there once."""
    Home(phone).is_open()
    phone.page.get_by_role("link", name=phone.words("place.today"), exact=True).click()
    rows = phone.page.get_by_role("main").get_by_role("listitem")
    expect(rows.filter(has_text=phone.words("lamp.phone"))).to_have_count(0, timeout=30_000)
    for note in notes:
        for _ in range(SECONDS_TO_ARRIVE):
            told = phone.page.evaluate(
                """async (note) => {
                    const pulled = await (await fetch('/api/sync/pull')).json()
                    return pulled.visits.filter((visit) => visit.note === note).length
                }""",
                note,
            )
            if told:
                break
            time.sleep(1)
        assert told == 1, note


def test_colleagues_camera_takes_a_dying_phones_visits_to_the_county_once(phones: Phones, tmp_path: Path) -> None:
    notes = [f"Pelastettu kameralla {number}." for number in range(3)]
    dying = phone_with_unsent_visits(phones, notes)
    goes_to_move(dying).tap("rescue.show")
    film = film_of_moving_code(dying, tmp_path)

    colleague = phones.phone(film=film)
    colleague.be(BENGT)
    Home(colleague).is_ready_for_flight_mode()
    colleague.go_offline()
    settings = ThisPhone(colleague)
    settings.open()
    settings.tap("device.take")
    expect(colleague.page.get_by_text(colleague.words("take.taken", count=3))).to_be_visible(timeout=60_000)
    expect(colleague.page.get_by_text(HELVI.name)).to_have_count(0)
    colleague.go_online()
    settings.says("take.allSent")

    dying.go_online()
    dying.open()
    notes_received(dying, notes)
    settings.open()
    expect(colleague.page.get_by_text(colleague.words("device.carries", count=3))).to_have_count(0)
    nothing_is_left(dying)


def nothing_is_left(phone: Phone) -> None:
    """Expect that nothing waits on the phone, and that there is nothing to move."""
    settings = ThisPhone(phone)
    settings.open()
    settings.says("phone.nothingWaiting")


def file_of(phone: Phone) -> bytes:
    """Make the file of what waits."""
    settings = goes_to_move(phone)
    with phone.page.expect_download() as download:
        settings.tap("rescue.file")
    settings.says("rescue.fileMade", name=FILE_NAME)
    assert download.value.suggested_filename == FILE_NAME
    return Path(download.value.path()).read_bytes()


def choose_file(phone: Phone, label: str, content: bytes) -> None:
    """Choose a file as one chooses a photo."""
    with phone.page.expect_file_chooser() as chooser:
        phone.page.get_by_text(phone.words(label), exact=True).click()
    chooser.value.set_files({"name": FILE_NAME, "mimeType": "application/json", "buffer": content})


def test_file_taken_in_by_a_colleague_and_by_the_office_is_stored_once(phones: Phones) -> None:
    notes = ["Pelastettu tiedostolla."]
    dying = phone_with_unsent_visits(phones, notes)
    content = file_of(dying)
    assert HELVI.name.encode() not in content
    assert HELVIS_VOUCHER.number.encode() not in content

    colleague = phones.phone()
    colleague.be(BENGT)
    Home(colleague).is_ready_for_flight_mode()
    settings = ThisPhone(colleague)
    settings.open()
    settings.tap("device.take")
    choose_file(colleague, "take.file", b"<html>")
    settings.says("take.notRead")
    choose_file(colleague, "take.file", content)
    settings.says("take.allSent")

    office = phones.phone(size=(1280, 800))
    office.be(OLLI)
    choose_file(office, "brought.choose", content)
    Screen(office).says("brought.received", count=1)
    choose_file(office, "brought.choose", json.dumps({"kotiseteliVisits": 1, "envelopes": []}).encode())
    Screen(office).says("brought.notRead")

    dying.go_online()
    dying.open()
    notes_received(dying, notes)
    nothing_is_left(dying)


def test_failure_03_no_data_is_removed_while_a_visit_is_only_here_and_repair_leaves_it(phones: Phones) -> None:
    phone = phone_with_unsent_visits(phones, ["Vain täällä."])
    settings = ThisPhone(phone)
    settings.open()
    settings.tap("device.remove")
    settings.tap("device.removeYes")
    settings.says("device.removeRefused", count=1)
    settings.tap("device.move")
    settings.says("rescue.count", count=1)
    phone.go_online()
    phone.open()
    notes_received(phone, ["Vain täällä."])
    settings.open()
    settings.tap("device.repair")
    settings.says("device.repaired")
    phone.open("/today")
    settings.shows(HELVI.name)
