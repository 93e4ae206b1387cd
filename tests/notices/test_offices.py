"""An office hears that finance asks about a visit or has credited one: discreetly, by choice, and nobody else does."""

from uuid import UUID, uuid4

from backend import clock
from backend.channels.sending import Channels
from backend.database import fetch
from backend.demo import cast
from tests.conftest import Caller, Product
from tests.notices.conftest import subscribed, tell_and_send
from tests.notices.receiver import Browser, Service
from tests.routes.reviewed import QUESTION
from tests.settlement.month import OCTOBER, judged, lines_of, settled, settlement_of

HELVIS = "select id, record from visit where client = $1 and provider = $2 order by started_at desc limit $3"


async def credit(tuula: Caller, visit: UUID) -> None:
    """Take back all of a visit."""
    said = {"id": str(uuid4()), "visit": str(visit), "reason": "not-made", "words": "Kukaan ei käynyt."}
    answer = await tuula.post("/api/credits", json=said)
    assert answer.status_code == 204, answer.text


def shown_on(browser: Browser, service: Service) -> list[dict[str, str]]:
    """Return what a browser was told."""
    return [browser.read(pushed.body) for pushed in service.pushed if browser.endpoint.endswith(pushed.path)]


async def office(telling: Product, service: Service, **chosen: object) -> Browser:
    """Give the office's browser, which is told."""
    browser = service.browser("office")
    async with telling.called_by(cast.OLLI) as olli:
        await subscribed(olli, browser, **chosen)
    return browser


async def test_credits_are_told_to_the_office_together_and_to_nobody_else(
    telling: Product, channels: Channels, service: Service, phone: Browser
) -> None:
    await judged()
    await settled(OCTOBER)
    first, second, *_ = await lines_of((await settlement_of(OCTOBER))["id"])
    browser = await office(telling, service)
    async with telling.called_by(cast.TUULA) as tuula:
        await credit(tuula, first["visit"])
        await credit(tuula, second["visit"])
    await tell_and_send(channels)
    (shown,) = shown_on(browser, service)
    assert (shown["path"], shown["body"]) == ("/settlement", "Viesti Kotisetelistä")
    assert shown_on(phone, service) == []
    kept = await fetch("select kind, provider, by_person from happening where kind = 'credited'")
    assert {tuple(row.values()) for row in kept} == {("credited", cast.KANELI.id, cast.TUULA.id)}
    async with telling.called_by(cast.OLLI) as olli:
        lines = (await olli.get("/api/provider-month/lines?month=2026-10")).json()["lines"]
    (line,) = [one for one in lines if one["visitId"] == str(first["visit"])]
    assert (line["creditReason"], line["creditWords"]) == ("not-made", "Kukaan ei käynyt.")


async def test_a_question_of_finances_is_told_and_says_what_it_is_by_choice_without_a_name(
    telling: Product, channels: Channels, service: Service
) -> None:
    browser = await office(telling, service, saysMore=True)
    await fetch("delete from visit_verdict where client = $1", cast.HELVI.client)
    visits = await fetch(HELVIS, cast.HELVI.client, cast.KANELI.id, 2)
    for row in visits:
        await fetch(QUESTION, uuid4(), row["id"])
    decisions = [
        {"id": str(uuid4()), "visit": str(row["id"]), "record": str(row["record"]), "turns": 1} | said
        for row, said in zip(
            visits,
            ({"outcome": "asked", "reason": "why-late"}, {"outcome": "rejected", "reason": "recorded-twice"}),
            strict=True,
        )
    ]
    async with telling.called_by(cast.TUULA) as tuula:
        answer = await tuula.post("/api/review/decisions", json={"decisions": decisions})
    assert [one["verdict"] for one in answer.json()["verdicts"]] == ["taken", "taken"]
    await tell_and_send(channels)
    (shown,) = shown_on(browser, service)
    assert (shown["path"], shown["body"]) == ("/deviations", "Järjestäjä kysyy käynnistä ennen kuin maksaa sen")


async def test_who_has_chosen_otherwise_or_works_there_no_more_hears_nothing(
    telling: Product, channels: Channels, service: Service
) -> None:
    await judged()
    await settled(OCTOBER)
    first, second, *_ = await lines_of((await settlement_of(OCTOBER))["id"])
    browser = await office(telling, service, kinds=["asked"])
    async with telling.called_by(cast.TUULA) as tuula:
        await credit(tuula, first["visit"])
        await tell_and_send(channels)
        assert shown_on(browser, service) == []
        async with telling.called_by(cast.OLLI) as olli:
            await subscribed(olli, browser)
        yesterday = clock.now().date().replace(day=1)
        await fetch("update membership set last_day = $2 where person = $1", cast.OLLI.id, yesterday)
        await credit(tuula, second["visit"])
        await tell_and_send(channels)
    assert shown_on(browser, service) == []
