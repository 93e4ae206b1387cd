"""A photo of a receipt, added in a cellar, comes after its visit, through a cut line, without where it was taken."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Route, expect

from backend.demo.cast import ANNA, HELVI, OLLI
from e2e.conftest import Phones
from e2e.pages import Home, Recorded, the_last_hour
from e2e.phone import Phone
from e2e.test_worker_corrects_a_visit import records_a_past_visit, span_of

NOTE = "Kävin kaupassa, kuitti kuvassa."
# The second attempt comes within this of the cut.
NEXT_ATTEMPT_MS = 20_000
GPS, ORIENTATION, TURNED_RIGHT = 0x8825, 0x0112, 6
LONGEST = 1600
DESK = (1280, 800)


def photo_from_a_camera() -> bytes:
    """Return a large photo, lying on its side, red on the left, that tells where it was taken."""
    picture = Image.effect_noise((2400, 1200), 40).convert("RGB")
    picture.paste((200, 0, 0), (0, 0, 1200, 1200))
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    exif.get_ifd(GPS).update({1: "N", 2: (60.0, 10.0, 15.0), 3: "E", 4: (24.0, 56.0, 15.0)})
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=90, exif=exif)
    return content.getvalue()


def choose_photo(recorded: Recorded, content: bytes) -> None:
    """Add a photo that lies on the phone."""
    with recorded.page.expect_file_chooser() as chooser:
        recorded.page.get_by_text(recorded.words("photos.pick"), exact=True).click()
    chooser.value.set_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content})


def cut_the_second_part(phone: Phone) -> list[str]:
    """Cut the line once, after a part has gone; return the parts that are sent, as they are."""
    parts: list[str] = []

    def pass_or_cut(route: Route) -> None:
        if route.request.method == "PATCH":
            parts.append(route.request.url.partition("?")[2])
            if len(parts) == 2:
                route.abort()
                return
        route.continue_()

    phone.context.route("**/api/attachments/**", pass_or_cut)
    return parts


def test_a_photo_added_offline_arrives_after_its_visit_and_through_a_cut_without_its_place(
    phones: Phones, tmp_path: Path
) -> None:
    phone = phones.phone_on_disk(tmp_path / "disk")
    phone.be(ANNA)
    Home(phone).is_ready_for_flight_mode()
    # In use since the day before: a browser writes who is signed in to its disk late, or when it is closed.
    phone.close()
    phone = phones.phone_on_disk(tmp_path / "disk", offline=True)
    phone.open()
    started, ended = the_last_hour()
    recorded = records_a_past_visit(phone, started, ended, NOTE)
    choose_photo(recorded, photo_from_a_camera())
    recorded.says("photos.waiting")
    choose_photo(recorded, photo_from_a_camera())
    recorded.says("photos.remove", number=2)
    recorded.page.get_by_role("button", name=recorded.words("photos.remove", number=2)).click()
    expect(recorded.page.get_by_text(recorded.words("photos.nth", number=2), exact=True)).to_have_count(0)
    phone.kill()

    phone = phones.phone_on_disk(tmp_path / "disk", offline=True)
    parts = cut_the_second_part(phone)
    phone.open()
    home = Home(phone)
    home.visit_is(span_of(started, ended), "phone")
    home.visit(span_of(started, ended)).get_by_role("link").click()
    recorded = Recorded(phone)
    recorded.says("photos.waiting")
    phone.go_online()
    recorded.is_received()
    arrived = phone.page.get_by_text(recorded.words("photos.received"), exact=True)
    expect(arrived).to_be_visible(timeout=NEXT_ATTEMPT_MS)
    assert phone.asked.index(f"POST {phone.url}/api/sync/push") < phone.asked.index(f"POST {phone.url}/api/attachments")
    assert parts[0] == "from=0"
    assert parts[1] == parts[2] != "from=0"

    office = phones.phone(size=DESK)
    office.be(OLLI)
    row = office.page.get_by_role("row").filter(has_text=HELVI.name).filter(has_text=span_of(started, ended))
    opening = row.get_by_role("link", name=office.words("photos.open", number=1))
    expect(opening).to_have_count(1)
    answer = office.page.request.get(office.url + str(opening.get_attribute("href")))
    assert answer.headers["content-type"] == "image/jpeg"
    picture = Image.open(io.BytesIO(answer.body()))
    assert dict(picture.getexif()) == {}
    assert picture.size == (LONGEST // 2, LONGEST)
    red, _, blue = picture.convert("RGB").getpixel((400, 200))  # type: ignore[misc]  # three colours
    assert red > 150 > blue
