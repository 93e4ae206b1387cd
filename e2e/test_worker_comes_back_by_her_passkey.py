"""A worker whom her office has taken on comes back without it: by her finger, until passkey or phone is gone."""

from playwright.sync_api import expect

from backend.demo.cast import KANELI, OLLI
from e2e.conftest import Phones
from e2e.pages import Home, Screen
from e2e.passkeys import Finger, Passkeys
from e2e.phone import SMALL, Phone
from e2e.workers import Joining, Workers

DESK = (1280, 1000)


def joined(phones: Phones, family_name: str) -> tuple[Phone, Finger, Workers]:
    """Take a new worker's phone into use, up to the offer of a passkey; give it, its reader and the office."""
    desk = phones.phone(size=DESK)
    desk.be(OLLI)
    office = Workers(desk)
    office.open()
    office.add("Sanna", family_name)
    phone = phones.phone(size=SMALL)
    finger = Finger(phone)
    phone.open("/join")
    joining = Joining(phone)
    joining.type_code(office.shows_code())
    joining.is_offered(f"Sanna {family_name}", KANELI.name)
    joining.tap("join.confirm")
    joining.says("passkeys.offerLede")
    return phone, finger, office


def test_worker_adds_the_passkey_she_is_offered_and_comes_back_by_it(phones: Phones) -> None:
    phone, finger, _ = joined(phones, "Palaava")
    screen, home, passkeys = Screen(phone), Home(phone), Passkeys(phone)
    screen.tap("passkeys.add")
    home.is_open()
    home.is_ready_for_flight_mode()
    (held,) = finger.passkeys()
    assert (held["rpId"], held["isResidentCredential"]) == ("localhost", True)
    assert held["userName"] == f"Sanna Palaava, {KANELI.name}"
    phone.sign_out()

    finger.is_anothers()
    screen.tap("passkeys.signIn")
    screen.says("passkeys.notUsedNow")
    finger.is_hers()
    screen.tap("passkeys.signIn")
    home.is_open()
    # What is recorded goes out under the phone that the office has taken into use.
    home.is_ready_for_flight_mode()

    passkeys.open()
    passkeys.says("passkeys.onPhone")
    passkeys.rename("Työpuhelin")
    phone.page.reload()
    expect(phone.page.get_by_role("heading", name="Työpuhelin", exact=True)).to_be_visible()
    passkeys.remove()
    passkeys.says("passkeys.none")
    phone.sign_out()
    screen.tap("passkeys.signIn")
    screen.shows(phone.words.problem("passkey-not-valid"))


def test_who_lets_the_offer_be_goes_to_her_work_and_can_add_one_soon(phones: Phones) -> None:
    phone, finger, office = joined(phones, "Malttava")
    screen, home, passkeys = Screen(phone), Home(phone), Passkeys(phone)
    finger.is_anothers()
    screen.tap("passkeys.add")
    screen.says("passkeys.notAdded")
    screen.tap("passkeys.later")
    home.is_open()
    finger.is_hers()
    passkeys.open()
    passkeys.says("passkeys.none")
    passkeys.add()
    # The device has one for this job: it makes no second one.
    passkeys.tap("passkeys.add")
    passkeys.says("passkeys.notAdded")
    assert len(finger.passkeys()) == 1

    office.says("enrol.done", name="Sanna Malttava")
    office.tell_lost()
    phone.open("/sign-in")
    screen.tap("passkeys.signIn")
    screen.shows(phone.words.problem("passkey-not-valid"))
