"""Feedback said aloud: by the daughter without a network, heard at the office; and words where no microphone is."""

import math
import re
import struct
import wave
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from backend.demo.cast import KAISA, MARJA, OLLI
from e2e.conftest import Phones
from e2e.pages import Screen
from e2e.phone import Phone
from e2e.words import Language

RATE = 16_000
SPEAKS_MS = 2_500
VISITS: dict[Language, int] = {"fi": 0, "sv": 1, "en": 2}
# A recording that a browser is still writing says no length; whoever goes to its end learns it.
LENGTH = """(player) => new Promise((told, refused) => {
    const look = () => { if (Number.isFinite(player.duration) && player.duration > 0) told(player.duration) }
    player.ondurationchange = look
    player.onerror = () => refused(player.error.message)
    player.onloadedmetadata = () => { look(); player.currentTime = 1e6 }
    if (player.readyState > 0) player.onloadedmetadata()
})"""


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """Return what a microphone hears: a second of one note, again and again."""
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        samples = (round(9000 * math.sin(2 * math.pi * 220 * place / RATE)) for place in range(RATE))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path


def begins(phone: Phone, visit: int, face: str) -> None:
    """Open what one may say of a visit, each journey of its own, and choose a face."""
    phone.page.get_by_role("link", name=re.compile(phone.words("voice.open"))).nth(visit).click()
    phone.page.get_by_role("radio", name=phone.words(face)).check(force=True)


def player_of(place: Locator, phone: Phone) -> Locator:
    """Return the player of a voice message."""
    return place.locator(f'audio[aria-label="{phone.words("spoken.player")}"]')


def speaks(phone: Phone) -> None:
    """Say something aloud and stop."""
    Screen(phone).tap("spoken.record")
    Screen(phone).says("spoken.recording")
    # Nothing else is to be pressed meanwhile.
    expect(phone.page.get_by_role("button", name=phone.words("say.send"))).to_have_count(0)
    phone.page.wait_for_timeout(SPEAKS_MS)
    phone.page.get_by_role("button", name=phone.words("spoken.stop")).click()
    expect(player_of(phone.page.get_by_role("main"), phone)).to_be_visible()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_daughter_speaks_without_a_network_and_the_office_hears(
    phones: Phones, voice: Path, language: Language
) -> None:
    kaisas, office, county = phones.phone(voice=voice, language=language), phones.phone(), phones.phone()
    kaisas.be(KAISA)
    kaisas.wait_until_kept()
    # What she opens without a network is what she has seen with one.
    Screen(kaisas).settles()
    kaisas.go_offline()
    begins(kaisas, VISITS[language], "face.bad")
    speaks(kaisas)
    # She hears it herself before anybody else does.
    assert 1 < player_of(kaisas.page.get_by_role("main"), kaisas).evaluate(LENGTH) < SPEAKS_MS / 1000 + 2
    kaisas.page.get_by_role("button", name=kaisas.words("spoken.remove")).click()
    expect(player_of(kaisas.page.get_by_role("main"), kaisas)).to_have_count(0)
    expect(kaisas.page.get_by_role("button", name=kaisas.words("spoken.record"))).to_be_focused()
    speaks(kaisas)
    kaisas.page.get_by_label(kaisas.words("say.words")).fill(f"Kuuntele tämä ({language})")
    kaisas.page.get_by_role("button", name=kaisas.words("say.send")).click()
    Screen(kaisas).says("say.kept")
    # It outlives the page, and goes when she opens it again and there is a network.
    kaisas.page.reload()
    Screen(kaisas).says("say.kept")
    kaisas.go_online()
    kaisas.page.reload()
    expect(kaisas.page.get_by_role("heading", name=kaisas.words("say.yours"))).to_be_visible()
    for hearer, person, path in ((office, OLLI, "/feedback"), (county, MARJA, "/grave-feedback")):
        hearer.be(person)
        hearer.open(path)
        letter = hearer.page.get_by_role("article").filter(has_text=f"Kuuntele tämä ({language})").first
        letter.get_by_role("button", name=re.compile(hearer.words("spoken.listen", count=r"\d"))).click()
        player = player_of(letter, hearer)
        expect(player).to_be_focused()
        assert 1 < player.evaluate(LENGTH) < SPEAKS_MS / 1000 + 2


def test_without_a_microphone_words_and_faces_go_on(phones: Phones) -> None:
    kaisas = phones.phone()
    kaisas.be(KAISA)
    begins(kaisas, len(VISITS), "face.fair")
    Screen(kaisas).tap("spoken.record")
    Screen(kaisas).says("spoken.missing")
    Screen(kaisas).says("spoken.missingNext")
    kaisas.page.get_by_label(kaisas.words("say.words")).fill("Kirjoitan sitten")
    kaisas.page.get_by_role("button", name=kaisas.words("say.send")).click()
    Screen(kaisas).says("say.sent")
    expect(kaisas.page.get_by_text("Kirjoitan sitten")).to_be_visible()
