"""A relative chooses to act for another by a mandate at Suomi.fi: what it opens, for how long, and what shuts it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from backend import at_rest, clock
from backend.database import fetch
from backend.demo import cast
from backend.notices.live import Changed
from backend.suomi_fi import holding
from tests.conftest import NOW, Product
from tests.suomi_fi.conftest import BACK, HEALTH, SOCIAL, Her, Joined, code_of

HELD = """
select id, scopes, first_day, last_day, source, reference_sealed, ended_at from representation
where person = $1 and client = $2 order by given_at, id
"""
TRAIL = "select act from trail_entry where person = $1 and client = $2 order by id"
# Of the artificial range; nobody of the demo county has it. The plus sign is of the 1800s, and must survive an address.
NOBODYS = "010199+9997"


def let(her: Her, delegate: str, principal: str, *issues: str) -> None:
    her.service.let(delegate, principal, *issues, name="Someone")


async def held(client: UUID) -> list[dict[str, Any]]:
    return [dict(row) for row in await fetch(HELD, cast.KAISA.id, client)]


async def test_a_confirmed_mandate_opens_the_principals_page_for_the_day(kaisa: Her) -> None:
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.KAISA), irja, SOCIAL)
    answer = await kaisa.acts_for(irja)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"clients": [str(cast.IRJA.client)]}
    (shown,) = [one for one in await kaisa.sees() if one["id"] == str(cast.IRJA.client)]
    assert shown["scopes"] == ["choose_provider", "give_feedback", "see_visits"]
    assert shown["lastDay"] == NOW.date().isoformat()
    vouchers = (await kaisa.browser.get(f"/api/vouchers?client={cast.IRJA.client}")).json()
    assert vouchers
    (row,) = await held(cast.IRJA.client)
    reference = at_rest.unseal_text(at_rest.MANDATE, row["id"], row["reference_sealed"])
    assert (row["source"], reference) == ("suomi-fi", SOCIAL)
    assert (await fetch(TRAIL, cast.KAISA.id, cast.IRJA.client))[0]["act"] == "mandate-given"
    assert kaisa.service.refused == []


async def test_two_matters_let_her_do_what_either_does(kaisa: Her) -> None:
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.KAISA), irja, SOCIAL, HEALTH)
    await kaisa.acts_for(irja)
    (row,) = await held(cast.IRJA.client)
    assert row["scopes"] == ["see_visits", "give_feedback", "choose_provider", "see_money"]


async def test_the_day_after_it_is_over(joined: Joined, kaisa: Her, monkeypatch: pytest.MonkeyPatch) -> None:
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.KAISA), irja, SOCIAL)
    await kaisa.acts_for(irja)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    async with joined.called_by(cast.KAISA) as her:
        assert [one["id"] for one in await her.sees()] == [str(cast.HELVI.client)]
        assert (await her.browser.get(f"/api/vouchers?client={cast.IRJA.client}")).json() == []


async def test_asked_again_the_same_day_it_stands_once(kaisa: Her) -> None:
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.KAISA), irja, SOCIAL)
    await kaisa.acts_for(irja)
    assert (await kaisa.acts_for(irja)).status_code == 200
    assert len(await held(cast.IRJA.client)) == 1


async def test_a_no_ends_what_the_yes_of_the_morning_gave(kaisa: Her) -> None:
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.KAISA), irja, SOCIAL)
    await kaisa.acts_for(irja)
    kaisa.service.mandates.clear()
    refused = await kaisa.acts_for(irja)
    assert refused.json()["type"] == "/problems/mandate-not-confirmed"
    assert str(cast.IRJA.client) not in {one["id"] for one in await kaisa.sees()}
    (row,) = await held(cast.IRJA.client)
    assert row["ended_at"] == NOW
    acts = [entry["act"] for entry in await fetch(TRAIL, cast.KAISA.id, cast.IRJA.client)]
    assert acts[-1] == "mandate-ended"


async def test_a_mandate_in_another_matter_takes_the_place_of_the_one_before(kaisa: Her) -> None:
    me, irja = await code_of(cast.KAISA), await code_of(cast.IRJA)
    let(kaisa, me, irja, SOCIAL)
    await kaisa.acts_for(irja)
    kaisa.service.mandates.clear()
    let(kaisa, me, irja, HEALTH)
    await kaisa.acts_for(irja)
    (shown,) = [one for one in await kaisa.sees() if one["id"] == str(cast.IRJA.client)]
    assert shown["scopes"] == ["see_money", "see_visits"]


async def test_what_her_mother_gave_on_paper_is_not_suomi_fis_to_end(kaisa: Her) -> None:
    helvi = await code_of(cast.HELVI)
    refused = await kaisa.acts_for(helvi)
    assert refused.json()["type"] == "/problems/mandate-not-confirmed"
    assert [one["id"] for one in await kaisa.sees()] == [str(cast.HELVI.client)]


async def test_two_mandates_of_one_pair_are_one_line_to_her(kaisa: Her) -> None:
    helvi = await code_of(cast.HELVI)
    let(kaisa, await code_of(cast.KAISA), helvi, SOCIAL)
    await kaisa.acts_for(helvi)
    (shown,) = await kaisa.sees()
    assert shown["scopes"] == ["choose_provider", "give_feedback", "see_money", "see_visits"]
    assert shown["lastDay"] is None


async def test_without_allowed_nothing_is_held(kaisa: Her) -> None:
    refused = await kaisa.acts_for(await code_of(cast.IRJA))
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/mandate-not-confirmed"
    assert await held(cast.IRJA.client) == []


async def test_whether_somebody_is_a_client_is_told_only_to_who_may_act_for_her(kaisa: Her) -> None:
    stranger = await kaisa.acts_for(NOBODYS)
    known = await kaisa.acts_for(await code_of(cast.IRJA))
    assert stranger.json()["type"] == known.json()["type"] == "/problems/mandate-not-confirmed"
    assert {**stranger.json(), "instance": ""} == {**known.json(), "instance": ""}
    let(kaisa, await code_of(cast.KAISA), NOBODYS, SOCIAL)
    assert (await kaisa.acts_for(NOBODYS)).json()["type"] == "/problems/nobody-served-here"


async def test_nobody_acts_for_herself(kaisa: Her) -> None:
    kaisas = await code_of(cast.KAISA)
    let(kaisa, kaisas, kaisas, SOCIAL)
    assert (await kaisa.acts_for(kaisas)).json()["type"] == "/problems/nobody-served-here"


async def test_nobody_acts_for_the_dead(kaisa: Her) -> None:
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.KAISA), irja, SOCIAL)
    await fetch("update client set died_on = $2 where id = $1", cast.IRJA.client, NOW.date())
    assert (await kaisa.acts_for(irja)).json()["type"] == "/problems/nobody-served-here"
    assert await held(cast.IRJA.client) == []


async def test_open_pages_are_told_when_a_mandate_opens_and_when_it_shuts(
    kaisa: Her, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []

    async def announced(change: Changed) -> None:
        told.append(change.clients)

    async def rights_announced(persons: Iterable[UUID]) -> None:
        told.extend(persons)

    monkeypatch.setattr(holding, "announce", announced)
    monkeypatch.setattr(holding, "announce_rights", rights_announced)
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.KAISA), irja, SOCIAL)
    await kaisa.acts_for(irja)
    both = [frozenset({cast.IRJA.client}), cast.KAISA.id]
    assert told == both
    # Asked again, nothing is new.
    await kaisa.acts_for(irja)
    assert told == both
    kaisa.service.mandates.clear()
    await kaisa.acts_for(irja)
    assert told == both * 2


async def test_nobody_is_sent_to_suomi_fi_by_signing_in(kaisa: Her) -> None:
    await kaisa.sees()
    assert (await kaisa.browser.get("/api/suomi-fi")).json() == {"isJoined": True}
    assert kaisa.service.called == []


async def test_her_browser_is_sent_with_no_identity_code(kaisa: Her) -> None:
    address = (await kaisa.press()).json()["address"]
    assert address.startswith(f"{kaisa.service.address}/oauth/authorize?")
    assert await code_of(cast.KAISA) not in address
    assert BACK.replace(":", "%3A").replace("/", "%2F") in address
    assert address.endswith("&lang=fi")


async def test_a_code_without_a_choice_is_worth_nothing(kaisa: Her) -> None:
    refused = await kaisa.comes_back("anything")
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/acting-not-chosen"
    assert kaisa.service.called == []


async def test_a_code_is_used_once(kaisa: Her) -> None:
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.KAISA), irja, SOCIAL)
    code = await kaisa.chooses(irja)
    assert (await kaisa.comes_back(code)).status_code == 200
    assert (await kaisa.comes_back(code)).json()["type"] == "/problems/acting-not-chosen"
    # Nor after another choice: Suomi.fi itself has used it up.
    await kaisa.press()
    assert (await kaisa.comes_back(code)).json()["type"] == "/problems/acting-not-chosen"
    assert kaisa.service.refused == ["unknown code"]


async def test_a_wrong_code_uses_the_choice_up(kaisa: Her) -> None:
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.KAISA), irja, SOCIAL)
    code = await kaisa.chooses(irja)
    assert (await kaisa.comes_back("guessed")).json()["type"] == "/problems/acting-not-chosen"
    assert (await kaisa.comes_back(code)).json()["type"] == "/problems/acting-not-chosen"
    assert await held(cast.IRJA.client) == []


async def test_anothers_code_opens_nothing_in_this_session(joined: Joined, kaisa: Her) -> None:
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.SEPPO), irja, SOCIAL)
    async with joined.called_by(cast.SEPPO) as seppo:
        sent = await seppo.chooses(irja)
        await kaisa.press()
        refused = await kaisa.comes_back(sent)
    assert refused.json()["type"] == "/problems/acting-not-chosen"
    assert kaisa.service.refused == ["no such session"]
    assert await held(cast.IRJA.client) == []


async def test_a_choice_that_takes_too_long_is_made_again(kaisa: Her, monkeypatch: pytest.MonkeyPatch) -> None:
    irja = await code_of(cast.IRJA)
    let(kaisa, await code_of(cast.KAISA), irja, SOCIAL)
    code = await kaisa.chooses(irja)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10))
    assert (await kaisa.comes_back(code)).json()["type"] == "/problems/acting-not-chosen"


async def test_a_choice_ends_with_its_session(kaisa: Her) -> None:
    await kaisa.press()
    assert len(await fetch("select from suomi_fi_choice")) == 1
    await kaisa.browser.delete("/api/session")
    assert await fetch("select from suomi_fi_choice") == []


@pytest.mark.parametrize(("way", "acr"), [("passkey", None), ("bank", None)])
async def test_who_was_not_strongly_identified_is_not_named_to_suomi_fi(
    joined: Joined, way: str, acr: str | None
) -> None:
    async with joined.called_by(cast.KAISA, way, acr) as her:
        refused = await her.press()
    assert refused.json()["type"] == "/problems/strong-identification-needed"
    assert joined.service.called == []


async def test_who_has_no_identity_code_here_cannot_be_named(joined: Joined) -> None:
    await fetch("update person set identity_code_sealed = null, identity_code_hash = null where id = $1", cast.KAISA.id)
    async with joined.called_by(cast.KAISA) as her:
        refused = await her.press()
    assert refused.json()["type"] == "/problems/strong-identification-needed"


async def test_where_it_is_not_joined_it_is_not_offered(product: Product) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        assert (await kaisa.get("/api/suomi-fi")).json() == {"isJoined": False}
        begun = await kaisa.post("/api/suomi-fi/choice", json={"language": "sv"})
        answered = await kaisa.post("/api/suomi-fi/answer", json={"code": "anything"})
    for refused in (begun, answered):
        assert refused.json()["type"] == "/problems/mandate-service-not-joined"


async def test_suomi_fi_is_not_called_as_often_as_a_program_presses(kaisa: Her) -> None:
    pressed = [(await kaisa.press()).status_code for _ in range(9)]
    assert pressed == [201] * 6 + [429] * 3
    assert len(kaisa.service.called) == 6
