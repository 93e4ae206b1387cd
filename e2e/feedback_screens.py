"""The screens on which somebody says something of a visit, or answers it, for whoever looks at every screen."""

from collections.abc import Iterator

from backend.demo.feedback import TUNE_SECONDS
from e2e.pages import Screen
from e2e.phone import Phone

A_NOTE = """() => {
    const made = new AudioContext()
    navigator.mediaDevices.getUserMedia = async () => {
        await made.resume()
        const heard = made.createMediaStreamDestination()
        const note = made.createOscillator()
        note.connect(heard)
        note.start()
        return heard.stream
    }
}"""


def letters_and_disputes(phone: Phone) -> Iterator[str]:
    """Go through what clients say, at the provider's office, and the page of a link that it makes."""
    phone.open("/feedback")
    Screen(phone).says("office.facesWhy")
    phone.page.get_by_role("button", name=phone.words("office.send")).first.click()
    Screen(phone).says("office.empty")
    phone.page.get_by_role("button", name=phone.words("spoken.listen", count=TUNE_SECONDS)).first.click()
    phone.page.locator("audio").wait_for()
    yield "what clients say"
    phone.open()
    phone.page.get_by_role("button", name=phone.words("link.make")).first.click()
    phone.page.get_by_role("dialog").wait_for()
    address = phone.page.locator(".link-address").inner_text()
    yield "a link for feedback"
    phone.page.goto(address)
    phone.page.get_by_role("radio").first.check(force=True)
    phone.page.get_by_role("button", name=phone.words("link.send")).wait_for()
    yield "the page of the link"
    phone.page.goto("about:blank")
    phone.page.goto(f"{address[:-4]}AAAA")
    phone.page.get_by_role("heading", name=phone.words.problem("feedback-link-unknown")).wait_for()
    yield "a link that is none"
    phone.open()


def visits_voice(phone: Phone) -> Iterator[str]:
    """Go through what a client may say of one visit."""
    phone.page.get_by_role("link", name=phone.words("voice.open")).last.click()
    phone.page.get_by_role("radio", name=phone.words("face.bad")).check(force=True)
    phone.page.get_by_label(phone.words("say.words")).fill("Tee oli kylmää.")
    Screen(phone).says("say.officeWhat")
    Screen(phone).tap("doubt.no")
    Screen(phone).tap("doubt.send")
    Screen(phone).says("doubt.choose")
    yield "what she says of a visit"
    # As long as the browser has no microphone, then with one that hears a note.
    Screen(phone).tap("spoken.record")
    Screen(phone).says("spoken.missingNext")
    yield "no microphone"
    phone.page.evaluate(A_NOTE)
    Screen(phone).tap("spoken.record")
    Screen(phone).says("spoken.recording")
    # So long a note that there is something of it.
    phone.page.wait_for_timeout(1500)
    yield "speaking"
    phone.page.get_by_role("button", name=phone.words("spoken.stop")).click()
    phone.page.get_by_role("button", name=phone.words("spoken.again")).wait_for()
    yield "what she has said aloud"


def grave_feedback(phone: Phone) -> Iterator[str]:
    """Go to the case manager's page of grave feedback, and home again."""
    phone.open("/grave-feedback")
    Screen(phone).says("grave.lede")
    phone.page.get_by_role("article").first.wait_for()
    yield "grave feedback"
    phone.open()
