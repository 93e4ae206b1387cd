"""Visits that phones push are told by their commits, once; and of many servers each notice is sent by one."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from litestar import Litestar

from backend.access.guards import COOKIE
from backend.channels.jobs import notice_what_happened
from backend.channels.sending import Channels, send_due
from backend.database import fetch, transaction
from backend.demo import cast
from backend.notices.kinds import Kind
from backend.notices.telling import tell
from backend.sessions.beginning import begin_session
from tests.conftest import NOW, Caller, Product
from tests.notices.conftest import of_helvi, subscribed, tell_and_send
from tests.notices.receiver import Browser, Service
from tests.sync.phone import Phone, written

HAPPENED = "select kind, visit::text, by_person, facts from happening order by at, kind"


async def test_a_visit_is_told_once_as_it_comes_and_again_as_it_is_changed(
    telling: Product, channels: Channels, service: Service, kaisa: Caller, phone: Browser
) -> None:
    await subscribed(kaisa, phone, saysMore=True)
    await tell_and_send(channels)
    async with telling.called_by(cast.ANNA) as anna:
        hers = Phone(anna)
        visit = hers.recording()
        await hers.push(visit)
        await tell_and_send(channels)
        # Sent again, as phones do when an answer is lost.
        await hers.push(visit)
        await tell_and_send(channels)
        assert [phone.read(one.body)["body"] for one in service.pushed] == ["Helvi: käynti tehty 10.30\N{EN DASH}11.00"]
        change = hers.recording() | {"name": "correct_visit"}
        said = {key: value for key, value in visit["arguments"].items() if key not in {"voucherNumber", "code"}}
        change["arguments"] = said | {
            "visit": visit["id"],
            "seen": visit["id"],
            "endedAt": written(NOW - timedelta(minutes=65)),
        }
        await hers.push(change)
        await tell_and_send(channels)
    assert phone.read(service.pushed[-1].body)["body"] == "Helvi: käynnin kirjausta on muutettu, 18.11."
    told = [row for row in await fetch(HAPPENED) if row["visit"] == visit["id"]]
    assert {(row["kind"], row["visit"], row["by_person"]) for row in told} == {
        ("done", visit["id"], cast.ANNA.id),
        ("changed", visit["id"], cast.ANNA.id),
    }
    assert not any("Kaikki" in row["facts"] or "note" in row["facts"] for row in told)


@pytest.mark.usefixtures("service")
async def test_a_visit_that_nobody_follows_is_not_written_down(telling: Product, channels: Channels) -> None:
    await tell_and_send(channels)
    async with telling.called_by(cast.ANNA) as anna:
        hers = Phone(anna)
        await hers.push(hers.recording())
    await tell_and_send(channels)
    assert await fetch(HAPPENED) == []


async def test_of_many_servers_each_notice_is_made_and_sent_by_one(
    committed_database: str,  # noqa: ARG001 - its own
    telling_app: Litestar,
    channels: Channels,
    service: Service,
) -> None:
    kaisas = Product(telling_app)
    token = await begin_session(cast.KAISA.membership, "demo")
    async with kaisas.called_by(None) as kaisa:
        kaisa.cookies.set(COOKIE, token)
        for number in range(10):
            await subscribed(kaisa, service.browser(f"phone-{number}"))
    kinds = [Kind.MISSED, Kind.MESSAGE, Kind.CHANGED, Kind.DONE, Kind.UNDER_DELIVERY, Kind.DISPUTED]
    async with transaction():
        await tell(*(of_helvi(kind) for kind in kinds for _ in range(20)))
    await asyncio.gather(*(notice_what_happened() for _ in range(6)))
    service.seconds = 0.02
    while sum(await asyncio.gather(*(send_due(channels, 7) for _ in range(6)))):
        pass
    sent = Counter((one.path, one.headers["topic"]) for one in service.pushed)
    # She is a relative, and her mother has not said that she may be told of less than was granted.
    assert len(sent) == 10 * (len(kinds) - 1)
    assert set(sent.values()) == {1}
    assert {row["outcome"] for row in await fetch("select outcome from notice")} <= {"sent", "dropped"}
