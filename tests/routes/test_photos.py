"""Photos of a visit: sent in parts through cut lines, kept as the bare picture, and seen by few."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from litestar import Litestar
from PIL import Image

from backend.attachments.rules import LARGEST_PART, MOST_BYTES, MOST_PHOTOS, UNFINISHED_KEPT
from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, Product
from tests.routes.photo import (
    GPS,
    OCTETS,
    OWNER,
    PART,
    PhotoPhone,
    parts_of,
    phone_with_a_visit,
    receipt,
    slug,
    stored,
    with_secrets,
)
from tests.sync.phone import Phone


@pytest.fixture
async def annas(product: Product) -> AsyncIterator[PhotoPhone]:
    """Give Anna's phone."""
    async with product.called_by(cast.ANNA) as anna:
        yield await phone_with_a_visit(anna)


async def test_a_photo_arrives_in_parts_and_its_parts_are_gone(annas: PhotoPhone) -> None:
    content = receipt()
    assert len(content) > 3 * PART
    answer = await annas.send(content)
    assert answer.json()["received"] == len(content)
    photo = answer.json()["id"]
    opened = await annas.caller.get(f"/api/attachments/{photo}")
    assert opened.headers["content-type"] == "image/jpeg"
    assert opened.headers["cache-control"] == "no-store"
    assert Image.open(io.BytesIO(opened.content)).size == (400, 300)
    assert await parts_of(photo) == 0
    visits = (await annas.caller.get("/api/visits")).json()
    assert next(one for one in visits if one["id"] == annas.visit)["attachments"] == [
        {"id": photo, "bytes": len(content)}
    ]


async def test_a_photo_cut_at_every_part_goes_on_from_where_the_server_stands(annas: PhotoPhone) -> None:
    content = receipt()
    parts = -(-len(content) // PART)
    for cut in range(parts + 1):
        photo = str(uuid4())
        await annas.announce(content, photo)
        for place in range(0, min(cut * PART, len(content)), PART):
            await annas.part(photo, place, content[place : place + PART])
        # The phone has forgotten how far it came, or the answer was lost: it announces the photo again.
        again = await annas.announce(content, photo)
        assert again.json()["received"] == min(cut * PART, len(content))
        assert (await annas.send(content, photo)).json()["received"] == len(content)
        assert await stored(photo) is not None
        await fetch("delete from attachment where id = $1", photo)


async def test_the_last_part_again_is_answered_as_before(annas: PhotoPhone) -> None:
    content = receipt()
    photo = (await annas.send(content)).json()["id"]
    kept = await stored(photo)
    repeated = await annas.part(photo, len(content) - PART, content[-PART:])
    assert repeated.json() == {"id": photo, "received": len(content)}
    assert await stored(photo) == kept


async def test_a_part_doubled_ahead_or_out_of_order_is_told_where_to_go_on(annas: PhotoPhone) -> None:
    content = receipt()
    photo = (await annas.announce(content)).json()["id"]
    await annas.part(photo, 0, content[:PART])
    for place in (0, 2 * PART, PART - 1, PART + 1, 10**30):
        answer = await annas.part(photo, place, content[PART : 2 * PART])
        assert answer.status_code == 409
        assert slug(answer) == "attachment-out-of-step"
        assert answer.json()["received"] == PART
    assert (await annas.send(content, photo)).json()["received"] == len(content)


@pytest.mark.usefixtures("committed_database")
async def test_the_same_part_from_two_tabs_at_once_is_taken_once(app: Litestar) -> None:
    content = receipt()
    async with Product(app).called_by(cast.ANNA) as anna:
        phone = await phone_with_a_visit(anna)
        photo = (await phone.announce(content)).json()["id"]
        for place in range(0, len(content), PART):
            answers = await asyncio.gather(*(phone.part(photo, place, content[place : place + PART]) for _ in range(4)))
            is_last = place + PART >= len(content)
            assert sorted(answer.status_code for answer in answers) == ([200] * 4 if is_last else [200, 409, 409, 409])
        opened = await phone.caller.get(f"/api/attachments/{photo}")
    assert Image.open(io.BytesIO(opened.content)).size == (400, 300)


@pytest.mark.usefixtures("committed_database")
async def test_of_many_photos_announced_at_once_a_visit_takes_five(app: Litestar) -> None:
    content = receipt(40, 30)
    same = str(uuid4())
    async with Product(app).called_by(cast.ANNA) as anna:
        phone = await phone_with_a_visit(anna)
        answers = await asyncio.gather(*(phone.send(content) for _ in range(9)))
        other = await phone_with_a_visit(anna)
        third = await phone_with_a_visit(anna)
        doubled = await asyncio.gather(other.announce(content, same), third.announce(content, same))
    assert [answer.status_code for answer in answers].count(200) == MOST_PHOTOS
    assert {slug(answer) for answer in answers if answer.status_code != 200} == {"too-many-photos"}
    assert sorted(answer.status_code for answer in doubled) == [200, 409]


async def test_what_has_another_hash_is_dropped_and_sent_anew(annas: PhotoPhone) -> None:
    content = receipt()
    photo = (await annas.announce(content)).json()["id"]
    await annas.part(photo, 0, content[:PART])
    spoilt = bytes(len(content) - PART)
    answer = await annas.part(photo, PART, spoilt[:LARGEST_PART])
    assert answer.status_code == 409
    assert slug(answer) == "photo-damaged"
    assert await parts_of(photo) == 0
    assert (await annas.send(content, photo)).json()["received"] == len(content)


async def test_more_than_was_announced_is_not_taken(annas: PhotoPhone) -> None:
    content = receipt()
    photo = (await annas.announce(content)).json()["id"]
    answer = await annas.part(photo, 0, content + b"x")
    assert slug(answer) == "photo-damaged"
    assert (await annas.announce(content, photo)).json()["received"] == 0


@pytest.mark.parametrize("content", [b"x", b"\xff\xd8\xff", b"%PDF-1.7 " * 99, b"<svg onload='alert(1)'/>"])
async def test_what_is_no_jpeg_is_refused_and_leaves_nothing(annas: PhotoPhone, content: bytes) -> None:
    answer = await annas.send(content)
    assert answer.status_code == 409
    assert slug(answer) == "photo-unreadable"
    assert (await fetch("select count(*) as n from attachment"))[0]["n"] == 0


async def test_another_kind_of_picture_is_refused(annas: PhotoPhone) -> None:
    png = io.BytesIO()
    Image.new("RGB", (40, 30)).save(png, "PNG")
    assert slug(await annas.send(png.getvalue())) == "photo-unreadable"


async def test_where_when_and_by_whom_it_was_taken_is_not_kept(annas: PhotoPhone) -> None:
    content = with_secrets()
    assert OWNER in content
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(GPS)
    photo = (await annas.send(content)).json()["id"]
    kept = await stored(photo)
    assert kept is not None
    for secret in (OWNER, b"Helvi", b"Exif", b"xmpmeta"):
        assert secret not in kept
    picture = Image.open(io.BytesIO(kept))
    assert dict(picture.getexif()) == {}
    assert "comment" not in picture.info
    # Turned as the camera meant it: what was left is above now.
    assert picture.size == (300, 400)
    red, _, blue = picture.convert("RGB").getpixel((150, 50))  # type: ignore[misc]  # three colours
    assert red > 150 > blue


async def test_two_megabytes_are_taken_and_one_byte_more_is_not(annas: PhotoPhone) -> None:
    content = receipt()
    whole = content + bytes(MOST_BYTES - len(content))
    photo = (await annas.announce(whole)).json()["id"]
    for place in range(0, MOST_BYTES, LARGEST_PART):
        answer = await annas.part(photo, place, whole[place : place + LARGEST_PART])
        assert answer.status_code == 200, answer.text
    assert answer.json()["received"] == MOST_BYTES
    refused = await annas.announce(whole + b"\0")
    assert slug(refused) == "photo-too-large"
    assert refused.json()["most"] == MOST_BYTES


async def test_a_part_of_more_than_a_part_is_refused(annas: PhotoPhone) -> None:
    photo = (await annas.announce(bytes(MOST_BYTES))).json()["id"]
    answer = await annas.part(photo, 0, bytes(LARGEST_PART + 1))
    assert answer.status_code == 413
    assert slug(answer) == "too-large"
    assert (await annas.part(photo, 0, bytes(LARGEST_PART))).status_code == 200


async def test_a_visit_takes_five_photos_and_one_given_up_makes_room(annas: PhotoPhone) -> None:
    content = receipt(40, 30)
    for _ in range(MOST_PHOTOS - 1):
        assert (await annas.send(content)).status_code == 200
    unfinished = (await annas.announce(content)).json()["id"]
    refused = await annas.announce(content)
    assert slug(refused) == "too-many-photos"
    assert refused.json()["most"] == MOST_PHOTOS
    await annas.part(unfinished, 0, content[:100])
    assert (await annas.caller.delete(f"/api/attachments/{unfinished}")).status_code == 204
    assert (await annas.caller.delete(f"/api/attachments/{unfinished}")).status_code == 204
    assert (await annas.send(content)).status_code == 200


async def test_a_photo_that_has_come_is_not_given_up(annas: PhotoPhone) -> None:
    photo = (await annas.send(receipt(40, 30))).json()["id"]
    assert slug(await annas.caller.delete(f"/api/attachments/{photo}")) == "photo-received"
    assert await stored(photo) is not None


async def test_a_photo_waits_for_its_visit(product: Product) -> None:
    content = receipt(40, 30)
    async with product.called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        recording = phone.recording()
        early = PhotoPhone(anna, recording["id"])
        held = await early.announce(content)
        await phone.verdicts(recording)
        later = await early.send(content)
    assert held.status_code == 409
    assert slug(held) == "visit-not-received"
    assert later.status_code == 200


async def test_nobody_adds_to_anothers_visit_or_photo(annas: PhotoPhone, product: Product) -> None:
    content = receipt(40, 30)
    photo = (await annas.announce(content)).json()["id"]
    async with product.called_by(cast.BENGT) as other:
        theirs = PhotoPhone(other, annas.visit)
        assert (await theirs.announce(content)).status_code == 404
        assert (await theirs.announce(content, photo)).status_code == 404
        assert (await theirs.part(photo, 0, content)).status_code == 404
        await other.delete(f"/api/attachments/{photo}")
        own = await phone_with_a_visit(other)
        assert slug(await own.announce(content, photo)) == "content-differs"
    assert (await annas.send(content, photo)).status_code == 200


async def test_an_id_keeps_what_was_announced_under_it(annas: PhotoPhone) -> None:
    photo = (await annas.announce(b"abc")).json()["id"]
    for other in (b"abcd", b"abd"):
        assert slug(await annas.announce(other, photo)) == "content-differs"


async def test_a_photo_that_never_came_whole_is_forgotten(annas: PhotoPhone) -> None:
    content = receipt(40, 30)
    photo = (await annas.announce(content)).json()["id"]
    await annas.part(photo, 0, content[:100])
    for age, received in ((UNFINISHED_KEPT, 100), (UNFINISHED_KEPT + timedelta(seconds=1), 0)):
        await fetch("update attachment set begun_at = $1 where id = $2", NOW - age, photo)
        assert (await annas.announce(content, photo)).json()["received"] == received


async def test_who_sees_a_photo_is_who_needs_it(annas: PhotoPhone, product: Product) -> None:
    photo = (await annas.send(receipt(40, 30))).json()["id"]
    month = NOW.strftime("%Y-%m")
    asked = f"/api/visits?client={cast.HELVI.client}&month={month}"
    expected = {
        cast.ANNA: (200, True),
        cast.OLLI: (200, True),
        cast.HELVI: (200, True),
        cast.KAISA: (200, True),
        cast.BENGT: (404, None),
        cast.SEPPO: (404, None),
        cast.MARJA: (403, False),
        cast.PEKKA: (403, False),
        cast.TUULA: (403, None),
    }
    for person, (status, is_listed) in expected.items():
        async with product.called_by(person) as caller:
            assert (await caller.get(f"/api/attachments/{photo}")).status_code == status, person.name
            if is_listed is None:
                continue
            visits = (await caller.get(asked)).json()
            listed = next(one for one in visits if one["id"] == annas.visit)["attachments"]
            assert bool(listed) == is_listed, person.name


async def test_a_relative_without_a_mandate_for_money_sees_the_visit_and_no_photo(
    annas: PhotoPhone, product: Product
) -> None:
    photo = (await annas.send(receipt(40, 30))).json()["id"]
    await fetch("update representation set scopes = '{see_visits}' where person = $1", cast.KAISA.id)
    async with product.called_by(cast.KAISA) as kaisa:
        assert (await kaisa.get(f"/api/attachments/{photo}")).status_code == 404
        visits = (await kaisa.get(f"/api/visits?client={cast.HELVI.client}")).json()
    assert next(one for one in visits if one["id"] == annas.visit)["attachments"] == []


async def test_adding_and_viewing_are_in_the_trail(annas: PhotoPhone, product: Product) -> None:
    photo = (await annas.send(receipt(40, 30))).json()["id"]
    async with product.called_by(cast.OLLI) as olli:
        await olli.get(f"/api/attachments/{photo}")
    rows = await fetch(
        "select person, act, client from trail_entry where subject = $1 and act like '%photo' order by id", annas.visit
    )
    assert [(row["person"], row["act"], row["client"]) for row in rows] == [
        (cast.ANNA.id, "added photo", cast.HELVI.client),
        (cast.OLLI.id, "viewed photo", cast.HELVI.client),
    ]


async def test_an_unfinished_photo_is_opened_by_nobody(annas: PhotoPhone) -> None:
    photo = (await annas.announce(receipt())).json()["id"]
    assert (await annas.caller.get(f"/api/attachments/{photo}")).status_code == 404


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""])
async def test_a_part_of_a_kind_that_a_foreign_form_can_send_is_refused(annas: PhotoPhone, kind: str) -> None:
    photo = (await annas.announce(receipt())).json()["id"]
    answer = await annas.caller.patch(
        f"/api/attachments/{photo}?from=0", content=b"abc", headers={"content-type": kind}
    )
    assert answer.status_code == 415


async def test_a_page_of_another_site_sends_no_part(annas: PhotoPhone) -> None:
    photo = (await annas.announce(receipt())).json()["id"]
    headers = OCTETS | {"origin": "https://elsewhere.example"}
    answer = await annas.caller.patch(f"/api/attachments/{photo}?from=0", content=b"abc", headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "x"),
        ("visit", None),
        ("bytes", 0),
        ("bytes", -1),
        ("bytes", 2**70),
        ("bytes", 1.5),
        ("sha256", "A" * 64),
        ("sha256", "0" * 63),
        ("sha256", "0" * 64 + "\n"),
        ("doneAt", "2026-11-18T08:00:00"),
        ("doneAt", "9999-12-31T23:59:59Z"),
        ("extra", 1),
    ],
)
async def test_a_malformed_announcement_is_a_problem_and_no_crash(annas: PhotoPhone, name: str, value: object) -> None:
    answer = await annas.announce(b"abc", None, **{name: value})
    assert answer.status_code in {400, 409}, answer.text


@pytest.mark.parametrize("place", ["", "?from=", "?from=-1", "?from=x", "?from=1.5"])
async def test_a_part_without_a_place_is_a_problem(annas: PhotoPhone, place: str) -> None:
    photo = (await annas.announce(receipt())).json()["id"]
    answer = await annas.caller.patch(f"/api/attachments/{photo}{place}", content=b"abc", headers=OCTETS)
    assert answer.status_code == 400
    assert (await annas.part(photo, 0, b"")).status_code == 400
