"""A client downloads all that is held of her with one tap; her county downloads it for one who asks for it on paper."""

import io
import json
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import expect

from backend.demo.cast import HELVI, MARJA
from e2e.conftest import Phones
from e2e.pages import Screen
from e2e.phone import Phone


def tapped(phone: Phone, key: str) -> tuple[str, bytes]:
    """Tap a download, and return the file's name and what is in it."""
    with phone.page.expect_download() as begun:
        Screen(phone).tap(key)
    file = begun.value
    expect(phone.page.get_by_text(phone.words("takeout.done"), exact=True)).to_be_visible()
    return file.suggested_filename, Path(file.path()).read_bytes()


def test_client_takes_her_data(phones: Phones) -> None:
    phone = phones.phone()
    phone.be(HELVI)
    Screen(phone).says("client.whoLooked")
    Screen(phone).settles()
    Screen(phone).tap("client.whoLooked")
    name, content = tapped(phone, "takeout.own")
    assert name.startswith(phone.words("takeout.file"))
    assert name.endswith(".json")
    told = json.loads(content)
    (person,) = told["person"]
    assert (person["givenName"], person["familyName"]) == (HELVI.given_name, HELVI.family_name)
    assert told["visits"]
    assert told["decisions"]
    assert told["sign-ins"]
    name, content = tapped(phone, "takeout.withPhotos")
    archive = ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    assert name.endswith(".zip")
    assert "LUE-ENSIN.txt" in archive.namelist()
    # She reads it among those who looked, when it was somebody else.
    desk = phones.phone()
    desk.be(MARJA)
    desk.open(f"/clients/{HELVI.client}")
    name, content = tapped(desk, "takeout.officialButton")
    assert json.loads(ZipFile(io.BytesIO(content)).read("person.json"))[0]["id"] == str(HELVI.client)
    phone.open(f"/who-looked/{HELVI.client}")
    marjas = phone.page.get_by_role("listitem").filter(has=phone.page.get_by_role("heading", name=MARJA.name)).first
    expect(marjas.get_by_text(phone.words("did.exported"))).to_be_visible()
