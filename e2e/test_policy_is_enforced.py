"""What a page of ours cannot be made to do, in a real browser: the policy is not only written, it holds."""

import time

from e2e.conftest import Phones
from e2e.pages import Home
from e2e.phone import LONGEST_WAIT_MS, Phone

# Each tries what somebody would who had found a way to put words of his own on our page.
ATTEMPTS = """async () => {
    const failing = (act) => { try { act(); return 'done' } catch (failure) { return failure.name } }
    const elsewhere = await fetch('https://elsewhere.example/').then(() => 'done', (failure) => failure.name)
    return {
        markup: failing(() => { document.createElement('div').innerHTML = '<b>written</b>' }),
        worker: failing(() => new Worker('/api/session')),
        text: failing(() => { document.createElement('script').text = 'void 0' }),
        elsewhere,
        isolated: crossOriginIsolated,
        camera: document.featurePolicy.allowsFeature('camera'),
        microphone: document.featurePolicy.allowsFeature('microphone'),
        place: document.featurePolicy.allowsFeature('geolocation'),
    }
}"""


def is_told(phone: Phone, beginning: str) -> None:
    """Expect that the page says this of itself, now or in a moment."""
    deadline = time.monotonic() + LONGEST_WAIT_MS / 1000
    while not any(defect.startswith(beginning) for defect in phone.defects) and time.monotonic() < deadline:
        phone.page.wait_for_timeout(50)
    assert [defect for defect in phone.defects if defect.startswith(beginning)] != [], phone.defects


def test_what_is_written_into_a_page_does_not_run_and_nothing_goes_elsewhere(phones: Phones) -> None:
    phone = phones.phone()
    phone.open()
    Home(phone).says("signIn.title")
    assert phone.page.evaluate(ATTEMPTS) == {
        "markup": "TypeError",
        "worker": "TypeError",
        "text": "TypeError",
        "elsewhere": "TypeError",
        "isolated": True,
        "camera": True,
        "microphone": True,
        "place": False,
    }
    # The listener of every journey hears each of them; only here they are what was asked for.
    for directive in ("connect-src", "require-trusted-types-for"):
        is_told(phone, f"stopped by the policy: {directive}")
    phone.defects.clear()
    phone.asked[:] = [asked for asked in phone.asked if "elsewhere.example" not in asked]
