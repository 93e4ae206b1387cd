"""A push reaches the browser that asked for it, and nobody between reads it; what its service answers is heeded."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from backend import clock
from backend.access.guards import COOKIE, hash_of
from backend.channels import push
from backend.channels.push import LENGTH, wait_asked
from backend.channels.sending import OURS_FOR, Channels, send_due
from backend.database import fetch
from backend.demo import cast
from backend.notices.kinds import Kind
from tests.conftest import NOW, TEST_KEYS, Caller, Product
from tests.notices.conftest import of_helvi, subscribed, tell_and_send
from tests.notices.receiver import Browser, Service

HELVI = cast.HELVI
OUTCOMES = "select outcome, attempts, next_at, tells_until from notice order by made_at, next_at"
PHONES = "select person from push_subscription"


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be another moment."""
    monkeypatch.setattr(clock, "now", lambda: moment)


async def test_the_browser_alone_reads_it_and_its_lock_screen_says_nothing_of_anybody(
    channels: Channels, service: Service, phone: Browser
) -> None:
    await tell_and_send(channels, of_helvi())
    (pushed,) = service.pushed
    said = phone.read(pushed.body)
    assert said == {
        "title": "Kotiseteli",
        "body": "Viesti Kotisetelistä",
        "lang": "fi",
        "tag": pushed.headers["topic"],
        "path": f"/person/{HELVI.client}",
    }
    assert b"person" not in pushed.body
    claims, key = pushed.claims(service.address)
    assert key == TEST_KEYS.push_key()
    assert claims["sub"] == "https://kotiseteli.example"
    assert {pushed.headers[name] for name in ("content-encoding", "urgency")} == {"aes128gcm", "high"}
    assert pushed.headers["ttl"] == str(24 * 3600)
    assert (await fetch(OUTCOMES))[0]["outcome"] == "sent"


async def test_who_has_chosen_more_reads_what_it_is_and_the_service_cannot_tell_by_the_length(
    channels: Channels, service: Service, kaisa: Caller, phone: Browser
) -> None:
    await tell_and_send(channels, of_helvi())
    await subscribed(kaisa, phone, saysMore=True)
    await tell_and_send(channels, of_helvi(Kind.CHANGED, facts={"startsAt": NOW.isoformat(), "state": "withdrawn"}))
    await tell_and_send(channels, of_helvi())
    discreet, changed, missed = service.pushed
    assert phone.read(changed.body)["body"] == "Helvi: käynnin kirjaus on poistettu, 18.11."
    assert phone.read(missed.body)["body"] == "Helvi: käyntiä ei ole tehty, se oli sovittu klo 12.00"
    assert {len(one.body) for one in (discreet, changed, missed)} == {len(discreet.body)}
    assert len(discreet.body) > LENGTH
    # A missed visit takes the place of the one before it, and of nothing else.
    assert missed.headers["topic"] == discreet.headers["topic"] != changed.headers["topic"]


async def test_two_people_are_known_by_different_topics(channels: Channels, service: Service, telling: Product) -> None:
    async with telling.called_by(cast.KAISA) as kaisa, telling.called_by(HELVI) as helvi:
        await subscribed(kaisa, service.browser("kaisa"))
        await subscribed(helvi, service.browser("helvi"))
        await tell_and_send(channels, of_helvi())
    assert {one.path for one in service.pushed} == {"/to/kaisa", "/to/helvi"}
    assert len({one.headers["topic"] for one in service.pushed}) == 2


async def test_only_the_newest_of_what_stands_in_each_others_place_is_sent(
    channels: Channels, service: Service, phone: Browser
) -> None:
    await tell_and_send(channels, *(of_helvi(Kind.DONE, visit=uuid4()) for _ in range(4)), of_helvi(Kind.MESSAGE))
    assert len(service.pushed) == 2
    assert {phone.read(one.body)["body"] for one in service.pushed} == {"Viesti Kotisetelistä"}


@pytest.mark.usefixtures("phone")
async def test_nobody_is_told_of_her_own_doing_or_of_what_is_for_another(
    channels: Channels,
    service: Service,
) -> None:
    mine, anothers = of_helvi(Kind.DISPUTED, by=cast.KAISA.id), of_helvi(Kind.FEEDBACK_ANSWERED, to=HELVI.id)
    await tell_and_send(channels, mine, anothers)
    assert service.pushed == []
    await tell_and_send(channels, of_helvi(Kind.FEEDBACK_ANSWERED, to=cast.KAISA.id))
    assert len(service.pushed) == 1


@pytest.mark.usefixtures("phone")
@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(
    channels: Channels,
    service: Service,
    status: int,
) -> None:
    service.answers = lambda _: (status, {})
    await tell_and_send(channels, of_helvi())
    assert len(service.pushed) == 1
    assert await fetch(PHONES) == await fetch(OUTCOMES) == []


@pytest.mark.usefixtures("phone")
@pytest.mark.parametrize("status", [500, 503, 429, 408])
async def test_what_may_work_later_is_tried_again_until_a_day_is_over(
    channels: Channels,
    service: Service,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service.answers = lambda _: (status, {})
    await tell_and_send(channels, of_helvi())
    pauses, moment = [], NOW
    while (row := (await fetch(OUTCOMES))[0])["outcome"] is None:
        pauses.append(row["next_at"] - moment)
        moment = row["next_at"]
        at(moment, monkeypatch)
        assert await send_due(channels) == 1
    assert row["outcome"] == "given-up"
    assert len(service.pushed) == row["attempts"] > 20
    assert timedelta(hours=22) < moment - NOW <= timedelta(days=1)
    assert timedelta(seconds=15) <= pauses[0] <= timedelta(seconds=45)
    assert max(pauses) <= timedelta(minutes=90)
    # Spread, so that what failed together does not come together.
    assert len({pause.total_seconds() for pause in pauses[8:]}) > 5
    assert await fetch(PHONES)


async def test_a_service_that_asks_for_time_is_given_it(
    channels: Channels, service: Service, phone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.answers = lambda _: (429, {"Retry-After": "7200"})
    await tell_and_send(channels, of_helvi())
    assert (await fetch(OUTCOMES))[0]["next_at"] == NOW + timedelta(hours=2)
    service.answers = lambda _: (201, {})
    at(NOW + timedelta(hours=1), monkeypatch)
    assert await send_due(channels) == 0
    at(NOW + timedelta(hours=2), monkeypatch)
    assert await send_due(channels) == 1
    assert phone.read(service.pushed[-1].body)["tag"]
    assert (await fetch(OUTCOMES))[0]["outcome"] == "sent"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Wed, 18 Nov 2026 10:01:00 GMT", 60),
        ("Wed, 18 Nov 2026 09:00:00 GMT", 0),
        ("9" * 30, 10**6),
        ("soon", None),
        ("-5", None),
        (None, None),
    ],
)
def test_how_long_a_service_asks_to_wait(header: str | None, seconds: int | None) -> None:
    assert wait_asked(header, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.usefixtures("phone")
@pytest.mark.parametrize("status", [400, 401, 403, 413])
async def test_what_will_never_be_taken_is_not_sent_again(
    channels: Channels,
    service: Service,
    status: int,
) -> None:
    service.answers = lambda _: (status, {})
    await tell_and_send(channels, of_helvi())
    assert [row["outcome"] for row in await fetch(OUTCOMES)] == ["refused"]
    assert len(service.pushed) == len(await fetch(PHONES)) == 1


@pytest.mark.usefixtures("phone")
async def test_a_redirect_is_not_followed(channels: Channels, service: Service) -> None:
    service.answers = lambda _: (307, {"Location": f"{service.address}/inner"})
    await tell_and_send(channels, of_helvi())
    assert [one.path for one in service.pushed] == ["/to/kaisa"]
    assert [row["outcome"] for row in await fetch(OUTCOMES)] == ["refused"]


@pytest.mark.usefixtures("phone")
async def test_a_service_that_does_not_answer_holds_nobody_up_for_long(
    telling: Product,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(push, "SECONDS_TO_ANSWER", 0.05)
    service.seconds = 1.0
    channels: Channels = telling.app.state.channels
    await channels.push.__aexit__(None, None, None)
    async with channels.push:
        await tell_and_send(channels, of_helvi())
    (row,) = await fetch(OUTCOMES)
    assert (row["outcome"], row["attempts"]) == (None, 1)
    assert row["next_at"] > NOW


async def test_what_a_stopped_server_had_in_hand_is_sent_by_another(
    channels: Channels, service: Service, phone: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.answers = lambda _: (503, {})
    await tell_and_send(channels, of_helvi())
    # As it lies in the table while it is in hand.
    await fetch("update notice set next_at = $1", NOW + OURS_FOR)
    assert await send_due(channels) == 0
    service.answers = lambda _: (201, {})
    at(NOW + OURS_FOR, monkeypatch)
    assert await send_due(channels) == 1
    assert phone.read(service.pushed[-1].body)["title"] == "Kotiseteli"


async def test_it_ends_with_the_session_that_asked(
    channels: Channels,
    service: Service,
    kaisa: Caller,
    phone: Browser,
    telling: Product,
) -> None:
    token = kaisa.cookies[COOKIE]
    # Left alone for so long that the session is over.
    await fetch("update session set last_seen_at = $2 where token_hash = $1", hash_of(token), NOW - timedelta(days=8))
    await tell_and_send(channels, of_helvi())
    assert service.pushed == []
    async with telling.called_by(cast.KAISA) as again:
        await subscribed(again, phone)
        await tell_and_send(channels, of_helvi())
        assert len(service.pushed) == 1
        assert (await again.delete("/api/session")).is_success
    assert await fetch(PHONES) == []
    await tell_and_send(channels, of_helvi())
    assert len(service.pushed) == 1


@pytest.mark.usefixtures("phone")
@pytest.mark.parametrize(
    "end",
    [
        "update representation set ended_at = now() where person = $1",
        "update representation set last_day = '2026-11-17' where person = $1",
        "update representation set scopes = '{give_feedback}' where person = $1",
        "update client set died_on = '2026-11-18' where id in (select client from representation where person = $1)",
    ],
)
@pytest.mark.parametrize("is_made", [True, False])
async def test_it_ends_with_the_mandate_and_with_the_clients_death(
    channels: Channels,
    service: Service,
    end: str,
    *,
    is_made: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service.answers = lambda _: (503, {})
    if is_made:
        await tell_and_send(channels, of_helvi())
        service.pushed.clear()
    await fetch(end, cast.KAISA.id)
    at(NOW + timedelta(minutes=10), monkeypatch)
    await tell_and_send(channels, of_helvi())
    assert service.pushed == []
    assert {row["outcome"] for row in await fetch(OUTCOMES)} == ({"dropped"} if is_made else set())


async def test_who_is_here_as_another_is_not_told_as_the_one_she_is_not(
    channels: Channels, service: Service, telling: Product
) -> None:
    await fetch(
        """
        insert into representation (id, person, client, scopes, first_day, source)
        values ($1, $2, $3, '{see_visits}', '2026-01-01', 'paper')
        """,
        *(uuid4(), HELVI.id, cast.VEIKKO.client),
    )
    async with telling.called_by(HELVI) as helvi:
        # Here as a client herself, she cannot open his page.
        await subscribed(helvi, service.browser("helvi"))
        missed = of_helvi(Kind.MISSED)
        await tell_and_send(channels, type(missed)(Kind.MISSED, cast.VEIKKO.client, cast.CITY.id))
        assert service.pushed == []
        await tell_and_send(channels, missed)
        assert len(service.pushed) == 1


@pytest.mark.usefixtures("phone")
async def test_under_delivery_is_told_to_a_relative_by_the_clients_word(
    channels: Channels,
    service: Service,
    telling: Product,
) -> None:
    less = of_helvi(Kind.UNDER_DELIVERY, facts={})
    await tell_and_send(channels, less)
    assert service.pushed == []
    async with telling.called_by(HELVI) as helvi:
        await subscribed(helvi, service.browser("helvi"), letsKnow=True)
    await tell_and_send(channels, less)
    assert {one.path for one in service.pushed} == {"/to/helvi", "/to/kaisa"}
