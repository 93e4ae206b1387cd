"""Letters: only to an address whose inbox has said so, encrypted to a server that proves itself, and of nobody."""

import re
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

from backend import clock
from backend.channels.mail import Letter, MailServer
from backend.channels.sending import Channels
from backend.database import fetch
from backend.demo import cast
from backend.settings import SettingsWrong, Smtp, settings_from
from tests.conftest import NOW, Caller, Product
from tests.notices.conftest import EVERYTHING, of_helvi, tell_and_send
from tests.notices.mail_server import NAME, Mailbox, mail_server

ADDRESS = "kaisa.virtanen@posti.example"
SENDER = "no-reply@kotiseteli.example"
LETTER = Letter(ADDRESS, "Viesti", "Hei ä", "fi")


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    """Run a mail server."""
    with mail_server(tmp_path) as running:
        yield running


def server_at(box: Mailbox, trusted: ssl.SSLContext | None = None, host: str = NAME) -> MailServer:
    """Return our side of it."""
    believed = trusted or ssl.create_default_context(cafile=str(box.certificate))
    return MailServer(Smtp(host, box.port, is_wrapped=False, user="", password="", sender=SENDER), believed)


@pytest.fixture
def writing(telling_app: Litestar, telling: Product, mailbox: Mailbox) -> Channels:
    """Give the product a mail server."""
    before: Channels = telling_app.state.channels
    channels = Channels(before.push, server_at(mailbox), before.public_url)
    telling.app.state.channels = channels
    return channels


async def confirmed(caller: Caller, box: Mailbox) -> None:
    """Give an address and follow the link."""
    assert (await caller.post("/api/told", json=EVERYTHING)).is_success
    asked = await caller.post("/api/told/mail", json={"address": ADDRESS})
    assert (asked.json()["mailAddress"], asked.json()["isMailConfirmed"]) == (ADDRESS, False)
    assert (await caller.post("/api/told/mail/confirm", json={"token": token_in(box)})).status_code == 204


def token_in(box: Mailbox) -> str:
    """Return what the link of the newest letter carries."""
    found = re.search(r"https://kotiseteli\.example/confirm-address#([\w-]{43})\s", str(box.letters[-1].get_content()))
    assert found
    return found[1]


async def test_a_letter_goes_only_to_who_has_followed_the_link_and_says_nothing_of_anybody(
    writing: Channels, kaisa: Caller, mailbox: Mailbox
) -> None:
    await kaisa.post("/api/told/mail", json={"address": ADDRESS})
    await tell_and_send(writing, of_helvi())
    assert [letter["Subject"] for letter in mailbox.letters] == ["Vahvista sähköpostiosoitteesi"]
    await confirmed(kaisa, mailbox)
    mailbox.letters.clear()
    await tell_and_send(writing, of_helvi())
    (letter,) = mailbox.letters
    assert (letter["To"], letter["From"], letter["Subject"]) == (ADDRESS, SENDER, "Viesti Kotisetelistä")
    assert (letter["Auto-Submitted"], letter["Content-Language"]) == ("auto-generated", "fi")
    said = str(letter.get_content())
    assert f"https://kotiseteli.example/person/{cast.HELVI.client}" in said
    assert not any(name in said for name in ("Helvi", "Kaisa", cast.HELVI.family_name))
    # Everything but the greeting is encrypted.
    assert {line.split(" ")[0].upper() for line in mailbox.in_clear} == {"EHLO", "STARTTLS"}
    assert ADDRESS not in str(await fetch("select mail_address::text from mail_address"))


async def test_the_link_works_once_for_two_days_and_for_the_newest_address(
    writing: Channels, kaisa: Caller, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert writing.mail
    await kaisa.post("/api/told/mail", json={"address": "old@posti.example"})
    old = token_in(mailbox)
    await confirmed(kaisa, mailbox)
    used = token_in(mailbox)
    for token in (old, used, "x" * 43):
        answer = await kaisa.post("/api/told/mail/confirm", json={"token": token})
        assert answer.json()["type"].endswith("mail-link-ended")
    await kaisa.post("/api/told/mail", json={"address": ADDRESS})
    assert not (await kaisa.get("/api/told")).json()["isMailConfirmed"]
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=2))
    assert (await kaisa.post("/api/told/mail/confirm", json={"token": token_in(mailbox)})).status_code == 409


async def test_who_leaves_is_written_to_no_more(writing: Channels, kaisa: Caller, mailbox: Mailbox) -> None:
    await confirmed(kaisa, mailbox)
    mailbox.letters.clear()
    mailbox.answer = "451 later"
    await tell_and_send(writing, of_helvi())
    told = await kaisa.post("/api/told/mail/leave", json={})
    assert told.json()["mailAddress"] is None
    mailbox.answer = "250 OK"
    await fetch("update notice set next_at = $1", NOW)
    await tell_and_send(writing, of_helvi())
    assert mailbox.letters == []
    assert await fetch("select from mail_address") == []


async def test_an_inbox_is_not_filled_through_us(writing: Channels, kaisa: Caller, mailbox: Mailbox) -> None:
    assert writing.mail
    answers = [await kaisa.post("/api/told/mail", json={"address": ADDRESS}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert len(mailbox.letters) == 3


@pytest.mark.parametrize(
    "address",
    [
        "",
        "kaisa",
        "@posti.example",
        "a@b",
        "a b@c.fi",
        "a@c.fi\nBcc: x@y.fi",
        "a@c.fi,x@y.fi",
        "<a@c.fi>",
        "a@ö.fi",
        "a@-c.fi",
    ],
)
async def test_what_is_no_address_is_told(writing: Channels, kaisa: Caller, mailbox: Mailbox, address: str) -> None:
    assert writing.mail
    answer = await kaisa.post("/api/told/mail", json={"address": address})
    assert answer.json()["type"].endswith("mail-address-wrong")
    assert mailbox.letters == []
    assert mailbox.in_clear == []


async def test_without_a_mail_server_nobody_is_promised_a_letter(kaisa: Caller) -> None:
    assert not (await kaisa.get("/api/told")).json()["isMailPossible"]
    answer = await kaisa.post("/api/told/mail", json={"address": ADDRESS})
    assert answer.json()["type"].endswith("mail-not-possible")


@pytest.mark.parametrize(("answer", "may_work_later"), [("550 no such box", False), ("452 full", True)])
async def test_what_the_server_says_is_final_or_not(mailbox: Mailbox, answer: str, *, may_work_later: bool) -> None:
    mailbox.answer = answer
    came = await server_at(mailbox).send(LETTER)
    assert (came.is_taken, came.may_work_later, came.is_gone) == (False, may_work_later, False)


async def test_a_server_that_is_not_who_it_says_or_does_not_encrypt_is_told_nothing(mailbox: Mailbox) -> None:
    strangers = ssl.create_default_context()
    for server in (server_at(mailbox, strangers), server_at(mailbox, host="127.0.0.1")):
        assert (await server.send(LETTER)).status is None
    mailbox.offers_tls = False
    assert (await server_at(mailbox).send(LETTER)).status is None
    assert mailbox.letters == []
    assert not any(line.upper().startswith(("MAIL", "AUTH")) for line in mailbox.in_clear)


def test_how_an_installation_says_which_mail_server_it_has() -> None:
    given = {
        "KOTISETELI_PUBLIC_URL": "https://voucher.example",
        "KOTISETELI_SMTP": "smtps://mail.voucher.example",
        "KOTISETELI_MAIL_FROM": SENDER,
        "KOTISETELI_SMTP_USER": "us",
        "KOTISETELI_SMTP_PASSWORD": "hush",
    }
    smtp = settings_from(given).smtp
    assert smtp == Smtp(
        "mail.voucher.example",
        465,
        is_wrapped=True,
        user="us",
        password=given["KOTISETELI_SMTP_PASSWORD"],
        sender=SENDER,
    )
    assert "hush" not in repr(smtp)
    assert settings_from(given | {"KOTISETELI_SMTP": ""}).smtp is None
    wrongs: list[dict[str, Any]] = [
        {"KOTISETELI_SMTP": "mail.example"},
        {"KOTISETELI_SMTP": "smtp://mail.example:x"},
        {"KOTISETELI_SMTP": "smtp://me@mail.example"},
        {"KOTISETELI_MAIL_FROM": "us"},
        {"KOTISETELI_PUSH_ANYWHERE": "1"},
    ]
    for wrong in wrongs:
        with pytest.raises(SettingsWrong, match=next(iter(wrong))):
            settings_from(given | wrong)
