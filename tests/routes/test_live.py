"""An open page hears of a visit as it arrives: a real server, a real stream."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
import uvicorn
from httpx import AsyncClient, Response
from litestar import Litestar

from backend import clock
from backend.access.guards import COOKIE
from backend.access.roles import ActingPerson, Role
from backend.database import fetch
from backend.demo import cast
from backend.notices import routes
from backend.notices.live import BACKLOG, Changed, Live, announcement, concerned
from backend.sessions.beginning import begin_session
from tests.conftest import Product
from tests.sync.phone import Phone


@asynccontextmanager
async def served(app: Litestar) -> AsyncIterator[str]:
    """Serve the application on a port of its own, in the test's own loop."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve([listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await task


@asynccontextmanager
async def open_page(address: str, person: cast.CastPerson) -> AsyncIterator[Response]:
    """Open the live stream as a person of the cast."""
    token = await begin_session(person.membership, "demo")
    async with (
        AsyncClient(base_url=address, headers={"cookie": f"{COOKIE}={token}"}) as caller,
        caller.stream("GET", "/api/live", timeout=10) as stream,
    ):
        assert stream.status_code == 200
        yield stream


async def next_event(lines: AsyncIterator[str]) -> tuple[str, str]:
    """Return the name and the words of the next event."""
    name = words = ""
    async for line in lines:
        if line.startswith("event:"):
            name = line.partition(":")[2].strip()
        elif line.startswith("data:"):
            words = line.partition(":")[2].strip()
        elif not line and name:
            return name, words
    raise AssertionError("the stream ended")


@pytest.mark.usefixtures("committed_database")
async def test_the_daughter_hears_of_her_mothers_visit_within_five_seconds_and_irjas_page_does_not(
    app: Litestar,
) -> None:
    async with (
        served(app) as address,
        open_page(address, cast.KAISA) as kaisas,
        open_page(address, cast.OLLI) as ollis,
        open_page(address, cast.VEIKKO) as veikkos,
        Product(app).called_by(cast.ANNA) as anna,
    ):
        pages = [page.aiter_lines() for page in (kaisas, ollis, veikkos)]
        for page in pages:
            assert (await next_event(page))[0] == "hello"
        phone = Phone(anna)
        await phone.verdicts(phone.recording())
        for page in pages[:2]:
            name, words = await asyncio.wait_for(next_event(page), 5)
            assert name == "changed"
            assert json.loads(words) == {"client": str(cast.HELVI.client)}
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(next_event(pages[2]), 0.3)


@pytest.mark.usefixtures("committed_database")
async def test_after_a_lost_connection_every_open_page_asks_anew(app: Litestar) -> None:
    async with served(app) as address, open_page(address, cast.KAISA) as kaisas:
        page = kaisas.aiter_lines()
        assert (await next_event(page))[0] == "hello"
        ended = await fetch("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'")
        assert ended
        assert await asyncio.wait_for(next_event(page), 5) == ("changed", "{}")


@pytest.mark.usefixtures("committed_database")
async def test_a_mandate_that_is_ended_closes_its_open_page_at_once_and_no_other(app: Litestar) -> None:
    async with (
        served(app) as address,
        open_page(address, cast.KAISA) as kaisas,
        open_page(address, cast.OLLI) as ollis,
        Product(app).called_by(cast.HELVI) as helvi,
    ):
        page, other = kaisas.aiter_lines(), ollis.aiter_lines()
        for one in (page, other):
            assert (await next_event(one))[0] == "hello"
        (mandate,) = (await helvi.get("/api/mandates")).json()["mandates"]
        assert (await helvi.post(f"/api/mandates/{mandate['id']}/end", json={})).status_code == 200
        told = [await asyncio.wait_for(next_event(page), 5) for _ in range(2)]
        assert [name for name, _ in told] == ["changed", "rights"]
        with pytest.raises(AssertionError, match="the stream ended"):
            await asyncio.wait_for(next_event(page), 5)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(next_event(other), 0.3)


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (datetime(2026, 11, 18, 10, 0, tzinfo=UTC), 15),
        # 23.59.50 in Finland, in winter and in summer.
        (datetime(2026, 11, 18, 21, 59, 50, tzinfo=UTC), 11),
        (datetime(2026, 7, 1, 20, 59, 50, tzinfo=UTC), 11),
        (datetime(2026, 11, 18, 22, 0, 0, tzinfo=UTC), 15),
    ],
)
def test_a_beat_falls_right_behind_midnight_when_a_mandates_last_day_is_over(
    now: datetime, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    assert routes.next_beat() == seconds


@pytest.mark.usefixtures("committed_database")
async def test_a_stream_ends_with_its_session(app: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "BEAT_SECONDS", 0.05)
    async with served(app) as address, open_page(address, cast.KAISA) as kaisas:
        page = kaisas.aiter_lines()
        assert (await next_event(page))[0] == "hello"
        await fetch("delete from session")
        assert (await asyncio.wait_for(next_event(page), 5))[0] == "rights"
        with pytest.raises(AssertionError, match="the stream ended"):
            await asyncio.wait_for(next_event(page), 5)


@pytest.mark.usefixtures("committed_database")
async def test_the_open_pages_of_a_session_that_she_ends_elsewhere_close_at_once(app: Litestar) -> None:
    async with served(app) as address, open_page(address, cast.KAISA) as left_open, open_page(address, cast.OLLI) as o:
        pages = [page.aiter_lines() for page in (left_open, o)]
        for page in pages:
            assert (await next_event(page))[0] == "hello"
        async with Product(app).called_by(cast.KAISA) as kaisa:
            assert (await kaisa.delete("/api/sessions")).status_code == 204
        # Far sooner than the next beat.
        assert (await asyncio.wait_for(next_event(pages[0]), 2))[0] == "rights"
        with pytest.raises(AssertionError, match="the stream ended"):
            await asyncio.wait_for(next_event(pages[0]), 2)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(next_event(pages[1]), 0.3)


def acting(person: cast.CastPerson, *clients: cast.CastPerson, role: Role | None = None) -> ActingPerson:
    organiser = person.organiser.id if person.organiser else None
    provider = person.employer.id if person.employer else None
    return ActingPerson(
        person.id,
        person.name,
        person.language,
        role or person.role,
        organiser,
        provider,
        tuple(one.client for one in clients),
    )


HELVIS = Changed(cast.COUNTY.id, cast.KANELI.id, frozenset({cast.HELVI.client}))


@pytest.mark.parametrize(
    ("person", "heard"),
    [
        (acting(cast.KAISA, cast.HELVI), True),
        (acting(cast.SEPPO), False),
        (acting(cast.IRJA, cast.IRJA), False),
        (acting(cast.OLLI), True),
        (acting(cast.BENGT, role=Role.PROVIDER), False),
        (acting(cast.MARJA), True),
    ],
    ids=["daughter", "stranger", "another client", "her provider", "another provider", "her county"],
)
def test_a_change_concerns_those_who_may_see_it(person: ActingPerson, *, heard: bool) -> None:
    assert concerned(person, HELVIS) == (HELVIS.clients if heard else frozenset())


async def test_a_page_that_does_not_read_holds_nobody_back() -> None:
    live = Live()
    stream = live.changes_for(acting(cast.KAISA, cast.HELVI), beat_seconds=lambda: 0.01)
    assert await anext(stream) is None
    for _ in range(BACKLOG * 2):
        live.hear(None, 0, "changed", announcement(HELVIS))
    (page,) = live.pages
    assert page.qsize() == BACKLOG
    assert await anext(stream) == cast.HELVI.client
    await stream.aclose()  # type: ignore[attr-defined]
    assert live.pages == {}
