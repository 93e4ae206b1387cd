"""The accessibility statement, its feedback and the organiser's answers, for whoever looks at every screen."""

from collections.abc import Iterator
from uuid import uuid4

from backend.demo.cast import COUNTY
from e2e.pages import Screen
from e2e.phone import Phone


def statements_screens(phone: Phone) -> Iterator[str]:
    """Go through the statement, and the feedback that anyone may give, up to its receipt."""
    phone.open("/accessibility")
    Screen(phone).says("accessibility.partly")
    yield "the accessibility statement"
    Screen(phone).tap("accessibility.give")
    Screen(phone).tap("reach.send")
    Screen(phone).says("reach.wordsMissing")
    yield "accessibility feedback, nothing filled in"
    phone.page.get_by_label(phone.words("reach.words")).fill("Kirjaimet ovat pieniä")
    phone.page.get_by_label(phone.words("reach.contact")).fill("liisa@example.fi")
    phone.page.get_by_label(phone.words("reach.organiser")).select_option(str(COUNTY.id))
    Screen(phone).tap("reach.send")
    Screen(phone).says("reach.received")
    yield "the receipt of accessibility feedback"


def letters_screens(phone: Phone) -> Iterator[str]:
    """Go through what was written to the organiser: with somewhere to answer, and without."""
    for contact in ("040 123 4567", ""):
        letter = {"id": str(uuid4()), "organiser": str(COUNTY.id), "words": "Ei toimi ruudunlukijalla"}
        assert phone.page.request.post(f"{phone.url}/api/accessibility-feedback", data=letter | {"contact": contact}).ok
    phone.open("/accessibility-feedback")
    phone.page.get_by_role("button", name=phone.words("heard.mark"), exact=True).first.click()
    Screen(phone).says("heard.missing")
    Screen(phone).says("heard.noContact")
    yield "what is written of accessibility"
