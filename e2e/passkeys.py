"""A phone's own authenticator, as the browser lets tests have one, and the screens on which passkeys are kept."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, expect

from backend.demo.cast import ANNA
from e2e.pages import Home, Screen
from e2e.phone import Phone

# A passkey on the device itself, that gives keys for the lock too.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "hasPrf": True,
    "automaticPresenceSimulation": True,
}


class Finger:
    """The reader of fingers of a phone; the phone opens the app by a name, since passkeys are of no address."""

    def __init__(self, phone: Phone) -> None:
        phone.url = phone.url.replace("127.0.0.1", "localhost")
        self.session = phone.context.new_cdp_session(phone.page)
        self.session.send("WebAuthn.enable")
        self.told = self.new_reader()

    def new_reader(self) -> dict[str, Any]:
        """Build a reader into the phone, and return how it is spoken to."""
        added = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        return {"authenticatorId": added["authenticatorId"]}

    def is_hers(self) -> None:
        """Put her finger on the reader from now on; one that another's has locked is unlocked by the phone's code."""
        held = self.passkeys()
        self.session.send("WebAuthn.removeVirtualAuthenticator", self.told)
        self.told = self.new_reader()
        for passkey in held:
            self.session.send("WebAuthn.addCredential", {**self.told, "credential": passkey})

    def is_anothers(self) -> None:
        """Put another's finger on it."""
        self.session.send("WebAuthn.setUserVerified", {**self.told, "isUserVerified": False})

    def passkeys(self) -> list[dict[str, Any]]:
        """Return what the phone holds."""
        held: list[dict[str, Any]] = self.session.send("WebAuthn.getCredentials", self.told)["credentials"]
        return held

    def is_a_copy_of_earlier(self) -> None:
        """Put the phone's passkey back to where it has not counted yet, as in a copy of it."""
        (held,) = self.passkeys()
        self.session.send("WebAuthn.removeCredential", {**self.told, "credentialId": held["credentialId"]})
        self.session.send("WebAuthn.addCredential", {**self.told, "credential": {**held, "signCount": 0}})


class Passkeys(Screen):
    """Her passkeys, under the devices that she is signed in on."""

    def open(self) -> None:
        """Go there by its address."""
        self.phone.open("/signed-in")
        self.says("passkeys.lede")

    def add(self) -> None:
        """Add one."""
        self.tap("passkeys.add")
        self.says("passkeys.added")

    def asked(self, key: str) -> Locator:
        """Press what is said of the one passkey, and return the question."""
        words = self.words(key, name="\0").replace("\0", "")
        self.page.get_by_role("button").filter(has_text=words.strip()).first.click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        return dialog

    def rename(self, name: str) -> None:
        """Call it something else."""
        dialog = self.asked("passkeys.rename")
        dialog.get_by_label(self.words("passkeys.name"), exact=True).fill(name)
        dialog.get_by_role("button", name=self.words("passkeys.saveName")).click()
        expect(dialog).to_have_count(0)
        expect(self.page.get_by_role("heading", name=name, exact=True)).to_be_visible()

    def remove(self) -> None:
        """Take it away, after reading what that does."""
        dialog = self.asked("passkeys.remove")
        expect(dialog).to_contain_text(self.words("passkeys.removeWhat"))
        dialog.get_by_role("button", name=self.words("passkeys.removeDo")).click()
        self.says("passkeys.removed")


def passkeys_screens(phone: Phone, paper: bytes) -> Iterator[str]:
    """Go through the offer of a passkey, her list, what is asked there, and sign-ins that come to nothing."""
    del paper
    finger, passkeys, home = Finger(phone), Passkeys(phone), Home(phone)
    phone.be(ANNA)
    home.is_ready_for_flight_mode()
    phone.open("/join/passkey")
    passkeys.says("passkeys.offerLede")
    finger.is_anothers()
    passkeys.tap("passkeys.add")
    passkeys.says("passkeys.notAdded")
    yield "a passkey offered, and not made"
    finger.is_hers()
    passkeys.open()
    for held in phone.page.get_by_role("button").filter(has_text=phone.words("passkeys.remove", name="")).all():
        held.wait_for()
        passkeys.remove()
    passkeys.add()
    yield "a passkey added"
    dialog = passkeys.asked("passkeys.rename")
    dialog.get_by_label(phone.words("passkeys.name"), exact=True).fill("")
    dialog.get_by_role("button", name=phone.words("passkeys.saveName")).click()
    passkeys.says("passkeys.nameMissing")
    yield "a passkey without a name"
    phone.page.keyboard.press("Escape")
    passkeys.asked("passkeys.remove")
    yield "whether to remove a passkey"
    phone.page.keyboard.press("Escape")
    phone.sign_out()
    finger.is_anothers()
    passkeys.tap("passkeys.signIn")
    passkeys.says("passkeys.notUsedNow")
    yield "a sign-in without her finger"
    finger.is_hers()
    passkeys.tap("passkeys.signIn")
    passkeys.says("passkeys.lede")
    phone.sign_out()
    finger.is_a_copy_of_earlier()
    passkeys.tap("passkeys.signIn")
    passkeys.shows(phone.words.problem("passkey-not-valid"))
    yield "a passkey that opens nothing"
    phone.be(ANNA)
    passkeys.open()
    passkeys.says("passkeys.doubted")
    yield "a passkey that may have a copy"
    passkeys.remove()
