"""What happens to a grant after it was given: it ends, rests, is raised, refused or undone."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.database import fetch
from backend.demo import cast
from tests.conftest import NOW, TODAY, Caller, Product
from tests.routes.granter import HOME_CARE, LEAVE, decided, grant, refusal, set_terms
from tests.sync.phone import Phone, written

VOUCHER = f"/api/vouchers/{cast.HELVIS_VOUCHER.id}"
CHOOSES = "update representation set scopes = scopes || '{choose_provider}' where client = $1"
ORDER = f"/api/vouchers/{cast.HELVIS_ORDER.id}"


@pytest.fixture(autouse=True)
async def rulebook(database: None) -> None:  # noqa: ARG001 - it is rolled back after the test
    """Let the county offer home care and a carer's leave."""
    for service in (LEAVE, HOME_CARE):
        await set_terms(service, value={"unit": "hour", "baseCents": 3000}, priceCeilingCents=5000)


def end(**other: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "day": "2026-11-30", "reason": "need_ended", "words": "", **other}


def pause(**other: Any) -> dict[str, Any]:
    days = {"firstDay": "2026-11-18", "lastDay": "2026-11-25"}
    return {"id": str(uuid4()), **days, "causedBy": "institution", "words": "Sairaalassa", **other}


def raised(**other: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "valueCents": 4900,
        "firstDay": "2026-12-01",
        "grounds": "Toimeentulo vaarantuu.",
        "legalBasis": ["569/2009 8 §"],
        "language": "fi",
        "sentBy": "in_person",
        "sentOn": TODAY.isoformat(),
        **other,
    }


async def done(caller: Caller, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Do what is done; return the answer."""
    answer = await caller.post(path, json=body)
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def kept(voucher: UUID) -> dict[str, Any]:
    """Return what the voucher itself says of its course."""
    (row,) = await fetch("select ended_on, pauses from voucher where id = $1", voucher)
    return dict(row)


async def test_a_grant_ends_after_its_last_day(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        assert await refusal(marja, f"{VOUCHER}/end", end(day="2029-01-01")) == "outside-grant"
        found = await done(marja, f"{VOUCHER}/end", end())
        assert await refusal(marja, f"{VOUCHER}/end", end()) == "grant-ended"
        assert await refusal(marja, f"{VOUCHER}/end", end(day="0001-01-01")) == "day-too-far"
        assert (await done(marja, f"{VOUCHER}/end", end(day="2026-11-20")))["endedOn"] == "2026-11-21"
    assert found["endedOn"] == "2026-12-01"
    assert (await kept(cast.HELVIS_VOUCHER.id))["ended_on"] == date(2026, 11, 21)


@pytest.mark.parametrize(("said", "ended_on"), [(None, "2026-11-16"), (True, "2026-11-16"), (False, "2026-11-15")])
async def test_whether_the_day_of_death_is_paid_is_the_rulebooks_to_say(
    product: Product,
    said: bool | None,  # noqa: FBT001 - a case
    ended_on: str,
) -> None:
    await set_terms(HOME_CARE, deathDayPaid=said)
    async with product.called_by(cast.MARJA) as marja:
        found = await done(marja, f"{VOUCHER}/end", end(day="2026-11-15", reason="died"))
    assert found["endedOn"] == ended_on


async def test_an_act_sent_twice_is_done_once_and_never_becomes_another(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        acts: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
            (f"{VOUCHER}/pauses", pause(), {"causedBy": "client"}),
            (f"{VOUCHER}/pauses/end", {"id": str(uuid4()), "lastDay": "2026-11-20"}, {"lastDay": "2026-11-19"}),
            (f"{VOUCHER}/raised-value", raised(), {"grounds": "Muu syy."}),
            (f"{VOUCHER}/end", end(), {"words": "muuta"}),
            (f"{VOUCHER}/refusal", {"id": str(uuid4()), "words": ""}, {"words": "muuta"}),
        ]
        for path, said, other in acts:
            first, again = await done(marja, path, said), await done(marja, path, said)
            assert again == first
            assert await refusal(marja, path, said | other) == "content-differs"
            assert await refusal(marja, path.replace(VOUCHER, f"/api/vouchers/{cast.UNSEEN_VOUCHER.id}"), said) in {
                "content-differs",
                "not-paused",
            }
    assert len(await fetch("select from voucher_act where voucher = $1", cast.HELVIS_VOUCHER.id)) == 5


async def test_a_pause_holds_until_service_begins_again(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        await done(marja, f"{VOUCHER}/pauses", pause(lastDay=None))
        assert await refusal(marja, f"{VOUCHER}/pauses", pause(firstDay="2026-12-01", lastDay=None)) == "pause-overlaps"
        found = await done(marja, f"{VOUCHER}/pauses/end", {"id": str(uuid4()), "lastDay": "2026-11-30"})
        later = {"id": str(uuid4()), "lastDay": "2026-12-03"}
        assert await refusal(marja, f"{VOUCHER}/pauses/end", later) == "not-paused"
        turned = pause(firstDay="2026-12-10", lastDay="2026-12-09")
        assert await refusal(marja, f"{VOUCHER}/pauses", turned) == "period-ends-before-start"
        assert await refusal(marja, f"{VOUCHER}/pauses", pause(firstDay="2029-12-10", lastDay=None)) == "outside-grant"
    assert found["pauses"] == [{"firstDay": "2026-11-18", "lastDay": "2026-11-30", "causedBy": "institution"}]
    assert (await kept(cast.HELVIS_VOUCHER.id))["pauses"] == '[{"last_day": "2026-11-30", "first_day": "2026-11-18"}]'


async def test_a_visit_on_a_paused_day_is_kept_and_goes_to_review(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        await done(marja, f"{VOUCHER}/pauses", pause(lastDay=None))
    async with product.called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        (verdict,) = await phone.verdicts(phone.recording())
        (before,) = await phone.verdicts(
            phone.recording(
                startedAt=written(NOW - timedelta(days=1, hours=1)), endedAt=written(NOW - timedelta(days=1))
            ),
        )
    assert (verdict["verdict"], verdict["toReview"]) == ("accepted", ["voucher-paused"])
    assert before["toReview"] == []


async def test_a_fee_after_pauses_counts_five_days_of_the_clients_own(product: Product) -> None:
    await fetch(
        "update service_decision set client_fee_cents = 30000 where id = (select decision from voucher where id = $1)",
        cast.HELVIS_ORDER.id,
    )
    async with product.called_by(cast.MARJA) as marja:
        await done(marja, f"{ORDER}/pauses", pause(firstDay="2026-11-03", lastDay="2026-11-08", causedBy="client"))
        await done(marja, f"{ORDER}/pauses", pause(firstDay="2026-11-29", lastDay=None))
        found = (await marja.get(f"{ORDER}/fee?month=2026-11")).json()
        december = (await marja.get(f"{ORDER}/fee?month=2026-12")).json()
        now = (await marja.get(f"{ORDER}/fee")).json()
        assert (await marja.get(f"{VOUCHER}/fee")).status_code == 404
        assert (await marja.get(f"{ORDER}/fee?month=2020-01")).json()["type"] == "/problems/nothing-in-force"
    # The sixth day of her own, and two in hospital: three of thirty are free.
    assert (found["feeCents"], found["explanation"]["rule"]) == (27000, "client-fee-pause")
    assert (december["feeCents"], now) == (0, found)
    await fetch("update representation set scopes = '{see_visits}' where client = $1", cast.HELVI.client)
    async with product.called_by(cast.KAISA) as kaisa:
        assert (await kaisa.get(f"{ORDER}/fee")).status_code == 404


async def test_a_month_outside_the_grant_has_no_fee_and_one_without_a_served_day_costs_nothing(
    product: Product,
) -> None:
    await fetch(
        "update service_decision set client_fee_cents = 30000 where id = (select decision from voucher where id = $1)",
        cast.HELVIS_ORDER.id,
    )
    await fetch("update voucher set first_day = '2026-11-16' where id = $1", cast.HELVIS_ORDER.id)
    async with product.called_by(cast.MARJA) as marja:
        await done(marja, f"{ORDER}/pauses", pause(firstDay="2026-11-16", lastDay="2026-12-10", causedBy="client"))
        await done(marja, f"{ORDER}/end", end(day="2026-12-31"))
        fees = {
            month: (await marja.get(f"{ORDER}/fee?month={month}")).json()
            for month in ("2026-10", "2026-11", "2026-12", "2027-01")
        }
    assert fees["2026-10"]["type"] == fees["2027-01"]["type"] == "/problems/outside-grant"
    # She was away on every day of the grant in November, whoever else had the days before it.
    assert (fees["2026-11"]["feeCents"], fees["2026-12"]["feeCents"]) == (0, 20323)


async def test_a_value_is_raised_by_a_decision_of_its_own(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        made = await done(marja, f"{VOUCHER}/raised-value", raised())
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"valueCents": 4900}, "raised-value-too-low"),
            ({"valueCents": 5001}, "above-price-ceiling"),
            ({"firstDay": "2029-01-01"}, "outside-grant"),
            ({"grounds": ""}, "grounds-missing"),
            ({"sentOn": "2026-11-17"}, "sent-before-decision"),
            ({"sentOn": "9999-12-31"}, "day-too-far"),
        ]
        for other, slug in wrong:
            assert await refusal(marja, f"{VOUCHER}/raised-value", raised(**other)) == slug
        assert await refusal(marja, f"{ORDER}/raised-value", raised()) == "not-a-voucher"
        await fetch("delete from rulebook_part")
        assert await refusal(marja, f"{VOUCHER}/raised-value", raised(valueCents=4950)) == "nothing-in-force"
        listed = (await marja.get(f"/api/decisions?client={cast.HELVI.client}")).json()
    assert (made["about"], made["valueCents"], made["voucherId"]) == ("value", 4900, str(cast.HELVIS_VOUCHER.id))
    assert (made["reckoning"]["rule"], made["appealUntil"]) == ("raised-value", "2026-12-18")
    assert made in listed


async def test_a_raised_value_is_held_to_the_ceiling_in_every_band(product: Product) -> None:
    always = {"days": ["weekday", "saturday", "sunday", "holiday"], "fromMinute": 0, "toMinute": 1440}
    sunday = {**always, "slug": "sunday", "days": ["sunday", "holiday"], "factorPermille": 2000}
    bands = [sunday, {**always, "slug": "weekday", "factorPermille": 1000}]
    value = {"unit": "hour", "baseCents": 2000, "timetable": {"bands": bands}}
    await set_terms(LEAVE, value=value, priceCeilingCents=5000)
    async with product.called_by(cast.MARJA) as marja:
        granted = await decided(marja)
        path = f"/api/vouchers/{granted['voucherId']}/raised-value"
        assert await refusal(marja, path, raised(valueCents=2501)) == "above-price-ceiling"
        await done(marja, path, raised(valueCents=2500))


async def test_a_raise_taken_back_leaves_the_value_before_it(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        first = await done(marja, f"{VOUCHER}/raised-value", raised(valueCents=4500))
        second = await done(marja, f"{VOUCHER}/raised-value", raised())
        undone = await done(marja, f"/api/decisions/{second['id']}/undoing", {})
        found = await done(marja, f"{VOUCHER}/end", end())
    assert undone["undoneAt"] == "2026-11-18T10:00:00Z"
    assert found["values"][-1] == {"fromDay": "2026-12-01", "valueCents": first["valueCents"]}


async def test_a_raise_that_visits_were_priced_by_is_not_undone(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        made = await done(marja, f"{VOUCHER}/raised-value", raised(firstDay="2026-11-01"))
        assert await refusal(marja, f"/api/decisions/{made['id']}/undoing", {}) == "visits-recorded"


async def test_a_client_refuses_her_voucher_and_the_county_arranges_otherwise(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja, firstDay="2026-12-01")
        assert (await marja.get("/api/decisions?toArrange=true")).json() == []
    async with product.called_by(cast.HELVI) as helvi:
        path = f"/api/vouchers/{made['voucherId']}/refusal"
        found = await done(helvi, path, {"id": str(uuid4()), "words": "En halua seteliä."})
        assert await refusal(helvi, path, {"id": str(uuid4()), "words": ""}) == "grant-ended"
        assert await refusal(helvi, f"{ORDER}/refusal", {"id": str(uuid4()), "words": ""}) == "not-a-voucher"
        others = f"/api/vouchers/{cast.UNSEEN_VOUCHER.id}/refusal"
        assert await refusal(helvi, others, {"id": str(uuid4()), "words": ""}) == "not-found"
    assert found["endedOn"] == "2026-11-18"
    async with product.called_by(cast.MARJA) as marja:
        (waiting,) = (await marja.get("/api/decisions?toArrange=true")).json()
        assert (waiting["id"], waiting["refusedOn"]) == (made["id"], "2026-11-18")
        await decided(marja, arranging="own", replaces=made["id"])
        assert (await marja.get("/api/decisions?toArrange=true")).json() == []


async def test_a_daughter_refuses_only_with_a_mandate_to_choose_the_provider(product: Product) -> None:
    said = {"id": str(uuid4()), "words": ""}
    async with product.called_by(cast.KAISA) as kaisa:
        assert await refusal(kaisa, f"{VOUCHER}/refusal", said) == "mandate-too-narrow"
        await fetch(CHOOSES, cast.HELVI.client)
        await done(kaisa, f"{VOUCHER}/refusal", said)
    (act,) = await fetch("select by_person, role, reason from voucher_act where id = $1", UUID(said["id"]))
    assert (act["by_person"], act["role"], act["reason"]) == (cast.KAISA.id, "relative", "refused")


async def test_who_refuses_without_a_mandate_to_see_money_sees_none(product: Product) -> None:
    scopes = ["see_visits", "choose_provider"]
    await fetch("update representation set scopes = $2 where client = $1", cast.HELVI.client, scopes)
    async with product.called_by(cast.KAISA) as kaisa:
        found = await done(kaisa, f"{VOUCHER}/refusal", {"id": str(uuid4()), "words": ""})
    assert (found["endedOn"], found["values"]) == ("2026-11-18", [])


async def test_a_refusal_sent_again_after_midnight_is_the_same(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"id": str(uuid4()), "words": "En halua seteliä."}
    async with product.called_by(cast.HELVI) as helvi:
        first = await done(helvi, f"{VOUCHER}/refusal", said)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    async with product.called_by(cast.HELVI) as helvi:
        assert await done(helvi, f"{VOUCHER}/refusal", said) == first
        other = {**said, "words": "Jotain muuta."}
        assert await refusal(helvi, f"{VOUCHER}/refusal", other) == "content-differs"


@pytest.mark.parametrize("person", [cast.ANNA, cast.OLLI, cast.PEKKA, cast.TUULA], ids=lambda person: person.name)
async def test_nobody_else_refuses_for_a_client(product: Product, person: cast.CastPerson) -> None:
    async with product.called_by(person) as caller:
        assert await refusal(caller, f"{VOUCHER}/refusal", {"id": str(uuid4()), "words": ""}) == "not-your-role"


async def test_an_undone_grant_opens_prints_and_shows_nowhere(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja, firstDay="2026-12-01", grant=grant(provider=str(cast.KANELI.id)))
        paper = f"/api/vouchers/{made['voucherId']}/paper"
        assert (await marja.get(paper)).status_code == 200
        undone = await done(marja, f"/api/decisions/{made['id']}/undoing", {})
        assert await done(marja, f"/api/decisions/{made['id']}/undoing", {}) == undone
        assert (await marja.get(paper)).status_code == 404
        assert await refusal(marja, f"/api/vouchers/{made['voucherId']}/end", end()) == "not-found"
        # The same grant can be given again.
        await decided(marja, firstDay="2026-12-01")
    assert (undone["undoneAt"], undone["canUndoUntil"]) == ("2026-11-18T10:00:00Z", None)
    assert (await kept(UUID(made["voucherId"])))["ended_on"] == date(2026, 12, 1)
    for person in (cast.HELVI, cast.KAISA, cast.OLLI):
        async with product.called_by(person) as caller:
            assert made["voucherId"] not in {voucher["id"] for voucher in (await caller.get("/api/vouchers")).json()}
    async with product.called_by(cast.KAISA) as kaisa:
        assert made["id"] not in {decision["id"] for decision in (await kaisa.get("/api/decisions")).json()}
    async with product.called_by(cast.ANNA) as anna:
        door = await anna.get(f"/api/vouchers/at-door/{made['voucherNumber']}")
        assert door.json()["type"] == "/problems/voucher-not-found"
        phone = Phone(anna)
        (verdict,) = await phone.verdicts(phone.recording(voucherNumber=made["voucherNumber"]))
    assert verdict["verdict"] == "accepted"
    assert "outside-voucher-period" in verdict["toReview"]


async def test_a_visit_for_an_undone_grant_in_force_goes_to_review(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja)
        await done(marja, f"/api/decisions/{made['id']}/undoing", {})
    async with product.called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        (verdict,) = await phone.verdicts(phone.recording(voucherNumber=made["voucherNumber"]))
    assert (verdict["verdict"], verdict["toReview"]) == ("accepted", ["voucher-ended"])


@pytest.mark.parametrize(
    ("later", "slug"),
    [(timedelta(hours=24), None), (timedelta(hours=24, seconds=1), "undo-too-late")],
)
async def test_a_decision_is_undone_within_a_day_to_the_second(
    product: Product, monkeypatch: pytest.MonkeyPatch, later: timedelta, slug: str | None
) -> None:
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja)
    monkeypatch.setattr(clock, "now", lambda: NOW + later)
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.post(f"/api/decisions/{made['id']}/undoing", json={})
    assert answer.json().get("type", "/problems/None") == f"/problems/{slug}"


async def test_what_came_from_elsewhere_or_was_relied_on_is_not_undone(product: Product) -> None:
    (row,) = await fetch("select decision from voucher where id = $1", cast.HELVIS_VOUCHER.id)
    async with product.called_by(cast.MARJA) as marja:
        assert await refusal(marja, f"/api/decisions/{row['decision']}/undoing", {}) == "undo-too-late"
        made = await decided(marja)
        async with product.called_by(cast.ANNA) as anna:
            phone = Phone(anna)
            await phone.verdicts(phone.recording(voucherNumber=made["voucherNumber"]))
        assert await refusal(marja, f"/api/decisions/{made['id']}/undoing", {}) == "visits-recorded"
        assert await refusal(marja, f"/api/decisions/{uuid4()}/undoing", {}) == "not-found"


async def test_when_a_change_is_undone_what_it_changed_lives_on(product: Product) -> None:
    (row,) = await fetch("select decision from voucher where id = $1", cast.HELVIS_VOUCHER.id)
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja, service=str(HOME_CARE), replaces=str(row["decision"]))
        assert (await kept(cast.HELVIS_VOUCHER.id))["ended_on"] == TODAY
        await done(marja, f"/api/decisions/{made['id']}/undoing", {})
    assert (await kept(cast.HELVIS_VOUCHER.id))["ended_on"] is None
    async with product.called_by(cast.ANNA) as anna:
        opened = (await anna.get(f"/api/vouchers/at-door/{cast.HELVIS_VOUCHER.number}")).json()
    assert opened["state"] == "open"


async def test_a_change_is_not_undone_where_what_it_changed_would_stand_beside_another(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        before = await decided(marja)
        change = await decided(marja, firstDay="2026-12-01", lastDay="2026-12-31", replaces=before["id"])
        await decided(marja, firstDay="2027-01-01")
        assert await refusal(marja, f"/api/decisions/{change['id']}/undoing", {}) == "two-open-grants"
        undone = (await marja.get(f"/api/decisions?client={cast.HELVI.client}")).json()
    assert {decision["undoneAt"] for decision in undone} == {None}


async def test_own_production_does_not_live_on_beside_a_newer_grant_either(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        before = await decided(marja, arranging="own", lastDay=None)
        change = await decided(marja, firstDay="2026-12-01", lastDay="2026-12-31", replaces=before["id"])
        newer = await decided(marja, firstDay="2027-01-01")
        assert await refusal(marja, f"/api/decisions/{change['id']}/undoing", {}) == "two-open-grants"
        await done(marja, f"/api/decisions/{newer['id']}/undoing", {})
        await done(marja, f"/api/decisions/{change['id']}/undoing", {})


async def test_every_act_stands_in_the_trail(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        await done(marja, f"{VOUCHER}/pauses", pause())
        await done(marja, f"{VOUCHER}/raised-value", raised())
        await done(marja, f"{VOUCHER}/end", end())
    rows = await fetch("select person, act from trail_entry where subject = $1 order by id", cast.HELVIS_VOUCHER.id)
    assert [(row["person"], row["act"]) for row in rows] == [
        (cast.MARJA.id, act) for act in ("paused", "value_raised", "ended")
    ]


async def test_another_organisers_grant_is_not_there(product: Product) -> None:
    path = f"/api/vouchers/{cast.VEIKKOS_VOUCHER.id}"
    async with product.called_by(cast.MARJA) as marja:
        for act, body in [("end", end()), ("pauses", pause()), ("raised-value", raised())]:
            assert await refusal(marja, f"{path}/{act}", body) == "not-found"
        (row,) = await fetch("select decision from voucher where id = $1", cast.VEIKKOS_VOUCHER.id)
        assert await refusal(marja, f"/api/decisions/{row['decision']}/undoing", {}) == "not-found"
