"""Finance's queue: what stands in it, what becomes of it, and what the provider's office hears and answers."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import Product
from tests.review.standing import decide, decision, held, leave_to_review, lines, nothing_waits

DECISIONS = "select * from review_decision where visit = $1 order by turn"


@pytest.fixture(autouse=True)
async def quiet(product: Product) -> None:  # noqa: ARG001 - its database
    await nothing_waits()


async def test_a_line_has_the_rule_the_visit_the_plan_and_the_grant_side_by_side(product: Product) -> None:
    (visit,) = await leave_to_review(1, "over-tolerance", "disputed")
    await fetch("delete from planned_visit where visit = $1", UUID(visit))
    await fetch(
        """
        insert into planned_visit (id, voucher, client, organiser, provider, worker, starts_at, ends_at, late_at,
            missed_at, visit, matched_by, change_number, changed_at)
        select gen_random_uuid(), voucher, client, organiser, provider, worker, started_at - interval '5 minutes',
            ended_at - interval '10 minutes', started_at, ended_at, id, 'rule', 0, started_at from visit where id = $1
        """,
        UUID(visit),
    )
    async with product.called_by(cast.TUULA) as tuula:
        (line,) = await lines(tuula)
    assert (line["visitId"], line["stage"], line["turns"], line["latest"]) == (visit, "waiting", 0, None)
    assert line["rules"] == ["over-tolerance", "disputed"]
    assert line["money"] == {"priceCents": 4000, "organiserCents": 3000, "ownLiabilityCents": 1000}
    assert line["plan"]["workerName"] == line["workerName"]
    assert line["plan"]["startsAt"] < line["startedAt"]
    assert line["grant"]["unit"] == "minute"
    assert line["grant"]["used"] == 0
    assert line["provider"]["name"] == cast.KANELI.name


async def test_of_the_grant_others_that_are_accepted_are_used(product: Product) -> None:
    visits = await leave_to_review(30)
    async with product.called_by(cast.TUULA) as tuula:
        before = await lines(tuula)
        voucher = next(
            one["voucherId"]
            for one in before
            if sum(other["voucherId"] == one["voucherId"] and same_month(one, other) for other in before) > 1
        )
        one, other = [line for line in before if line["voucherId"] == voucher][:2]
        assert await decide(tuula, decision(one, "accepted", "need-had-grown")) == [None]
        after = {line["visitId"]: line for line in await lines(tuula)}
    assert len(before) == len(visits)
    assert one["visitId"] not in after
    used = after[other["visitId"]]["grant"]["used"] - other["grant"]["used"]
    assert used == (one["minutes"] if same_month(one, other) else 0)


def same_month(one: dict[str, str], other: dict[str, str]) -> bool:
    return one["startedAt"][:7] == other["startedAt"][:7]


async def test_many_are_decided_at_once_and_each_is_told_by_itself(product: Product) -> None:
    await leave_to_review(5)
    async with product.called_by(cast.TUULA) as tuula:
        first, second, third, fourth, fifth = await lines(tuula)
        told = await decide(
            tuula,
            decision(first, "accepted", "agreed-with-case-manager"),
            decision(second, "partly", "only-what-is-granted", priceCents=1001),
            decision(third, "rejected", "other"),
            decision(fourth, "partly", "only-what-is-granted", priceCents=4000),
            decision(fifth | {"visitId": str(uuid4())}, "accepted", "need-had-grown"),
        )
        left = [line["visitId"] for line in await lines(tuula)]
    assert told == [None, None, "reason-needs-words", "part-out-of-bounds", "not-found"]
    assert left == [line["visitId"] for line in (third, fourth, fifth)]
    (kept,) = await fetch(DECISIONS, UUID(second["visitId"]))
    sums = (kept["price_cents"], kept["organiser_cents"], kept["own_liability_cents"])
    assert sums == (1001, 751, 250)
    assert kept["by_person"] == cast.TUULA.id
    assert await held(first["visitId"]) == "accepted"


async def test_sent_twice_it_is_decided_once_and_in_other_words_refused(product: Product) -> None:
    await leave_to_review(1)
    async with product.called_by(cast.TUULA) as tuula:
        (line,) = await lines(tuula)
        said = decision(line, "rejected", "recorded-twice", words="Sama kuin aamulla")
        assert await decide(tuula, said) == [None]
        assert await decide(tuula, said) == [None]
        assert await decide(tuula, said | {"reason": "beyond-grant"}) == ["content-differs"]
        # Another decision on what was seen before this one.
        assert await decide(tuula, decision(line, "accepted", "need-had-grown")) == ["decided-meanwhile"]
    assert len(await fetch(DECISIONS, UUID(line["visitId"]))) == 1


async def test_a_decision_is_taken_back_by_another_until_it_is_settled(product: Product) -> None:
    await leave_to_review(2)
    async with product.called_by(cast.TUULA) as tuula:
        line, other = await lines(tuula)
        rejected = [decision(one, "rejected", "not-shown-as-made") for one in (line, other)]
        assert await decide(tuula, *rejected) == [None, None]
        first, second = await lines(tuula, "decided")
        assert (first["stage"], first["latest"]["by"]) == ("rejected", cast.TUULA.name)
        assert await decide(tuula, decision(first, "accepted", "need-had-grown")) == ["not-to-be-decided"]
        assert await decide(tuula, decision(first, "undone", "by-mistake")) == [None]
        assert [one["visitId"] for one in await lines(tuula)] == [line["visitId"]]
        assert await held(line["visitId"]) is None
        await settle(second["visitId"])
        assert await decide(tuula, decision(second, "undone", "by-mistake")) == ["visit-settled-already"]
        assert await lines(tuula, "decided") == []
    outcomes = [row["outcome"] for row in await fetch(DECISIONS, UUID(line["visitId"]))]
    assert outcomes == ["rejected", "undone"]


async def settle(visit: str) -> None:
    await fetch(
        """
        insert into settlement_line (settlement, place, visit, record, decision, voucher, client, organiser, provider,
            service, kind, day, minutes, price_cents, organiser_cents, own_liability_cents)
        select gen_random_uuid(), 1, visit, record, decision, voucher, client, organiser, provider, service, kind, day,
            minutes, 0, 0, 0 from visit_verdict where visit = $1
        """,
        UUID(visit),
    )


@pytest.mark.parametrize(
    ("change", "waits"),
    [
        ("record = gen_random_uuid()", True),
        ("rules = rules || '{two-workers-not-granted}'::text[]", True),
        ("rules = '{}', verdict = 'accepted'", False),
        # The rules accept it by now; a person has decided of it all the same.
        ("rules = '{within-grant}', verdict = 'accepted'", False),
        ("reckoned_at = reckoned_at + interval '1 day'", False),
    ],
)
async def test_a_visit_that_is_another_by_now_waits_again(product: Product, change: str, *, waits: bool) -> None:
    (visit,) = await leave_to_review(1)
    async with product.called_by(cast.TUULA) as tuula:
        (line,) = await lines(tuula)
        assert await decide(tuula, decision(line, "accepted", "need-had-grown")) == [None]
        await fetch(f"update visit_verdict set {change} where visit = $1", UUID(visit))  # noqa: S608 - written above
        assert [one["visitId"] for one in await lines(tuula)] == ([visit] if waits else [])
    assert await held(visit) == (None if waits else "accepted")


async def test_the_office_is_asked_and_answers_once(product: Product) -> None:
    (visit, _) = await leave_to_review(2)
    async with product.called_by(cast.TUULA) as tuula, product.called_by(cast.OLLI) as olli:
        line = next(one for one in await lines(tuula) if one["visitId"] == visit)
        question = decision(line, "asked", "why-longer", words="Miksi 20 minuuttia yli?")
        assert await decide(tuula, question) == [None]
        assert len(await lines(tuula)) == 1
        assert [one["visitId"] for one in await lines(tuula, "asked")] == [visit]
        summary = (await tuula.get("/api/review/summary")).json()
        assert (summary["visits"], summary["asked"]) == (2, 1)
        (asked,) = (await olli.get("/api/review/deviations?which=asked")).json()["lines"]
        assert (asked["latest"]["words"], asked["latest"]["by"]) == ("Miksi 20 minuuttia yli?", None)
        path = f"/api/review/decisions/{question['id']}/answer"
        answers = [await olli.post(path, json={"words": words}) for words in ("Kaatui", "Kaatui", "Muuta")]
        assert [one.status_code for one in answers] == [204, 204, 409]
        assert answers[2].json()["type"] == "/problems/nothing-asked"
        told = next(one for one in await lines(tuula) if one["visitId"] == visit)
        assert (told["stage"], told["latest"]["answer"]) == ("answered", "Kaatui")
        assert await decide(tuula, decision(told, "accepted", "provider-explained")) == [None]
        (done,) = (await olli.get("/api/review/deviations?which=decided")).json()["lines"]
    assert (done["stage"], done["latest"]["reason"]) == ("accepted", "provider-explained")


async def test_a_question_that_was_taken_back_has_no_answer(product: Product) -> None:
    await leave_to_review(1)
    async with product.called_by(cast.TUULA) as tuula, product.called_by(cast.OLLI) as olli:
        (line,) = await lines(tuula)
        question = decision(line, "asked", "what-happened")
        assert await decide(tuula, question) == [None]
        (asked,) = await lines(tuula, "asked")
        assert await decide(tuula, decision(asked, "undone", "new-information")) == [None]
        answer = await olli.post(f"/api/review/decisions/{question['id']}/answer", json={"words": "Myöhässä"})
    assert answer.json()["type"] == "/problems/nothing-asked"


async def test_the_queue_is_read_a_stretch_at_a_time_the_oldest_first(product: Product) -> None:
    await leave_to_review(120)
    async with product.called_by(cast.TUULA) as tuula:
        pages, after = [], None
        while True:
            page = (await tuula.get("/api/review", params={"after": after} if after else {})).json()
            pages.append(page["lines"])
            after = page["next"]
            if after is None:
                break
        nonsense = await tuula.get("/api/review", params={"after": "x"})
    assert [len(page) for page in pages] == [50, 50, 20]
    read = [line["visitId"] for page in pages for line in page]
    assert len(set(read)) == 120
    days = [line["startedAt"][:10] for page in pages for line in page]
    assert days[0] == min(days)
    assert nonsense.json()["type"] == "/problems/invalid-request"


async def test_the_queue_is_narrowed_by_rule_provider_and_client(product: Product) -> None:
    await leave_to_review(4, "over-tolerance")
    await leave_to_review(3, "disputed", "time-quality-low", provider=cast.MAJAKKA.id)
    async with product.called_by(cast.TUULA) as tuula:
        every = await lines(tuula)
        of_rule = await lines(tuula, rule="time-quality-low")
        of_provider = await lines(tuula, provider=str(cast.KANELI.id))
        client = every[0]["clientId"]
        of_client = await lines(tuula, client=client, provider=every[0]["provider"]["id"], rule=every[0]["rules"][0])
        summary = (await tuula.get("/api/review/summary")).json()
    assert (len(every), len(of_rule), len(of_provider)) == (7, 3, 4)
    assert {line["clientId"] for line in of_client} == {client}
    assert {one["rule"]: one["visits"] for one in summary["rules"]} == {
        "over-tolerance": 4,
        "disputed": 3,
        "time-quality-low": 3,
    }
    assert {one["providerName"]: one["visits"] for one in summary["providers"]} == {
        cast.KANELI.name: 4,
        cast.MAJAKKA.name: 3,
    }
    assert summary["organiserCents"] == 7 * 3000


@pytest.mark.parametrize(
    "broken",
    [
        {"decisions": []},
        {"decisions": "x"},
        {"decisions": [{"id": "x"}]},
        {"decisions": [None]},
        {},
    ],
)
async def test_what_is_no_decision_is_refused(product: Product, broken: dict[str, object]) -> None:
    async with product.called_by(cast.TUULA) as tuula:
        answer = await tuula.post("/api/review/decisions", json=broken)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-request")


async def test_a_reason_of_another_kind_and_two_decisions_of_one_visit_are_refused_whole(product: Product) -> None:
    await leave_to_review(1)
    async with product.called_by(cast.TUULA) as tuula:
        (line,) = await lines(tuula)
        good = decision(line, "accepted", "need-had-grown")
        for wrong in (
            [decision(line, "accepted", "recorded-twice")],
            [good, decision(line, "rejected", "recorded-twice")],
            [good | {"turns": -1}],
            [good | {"words": "a\x00b"}],
            [good | {"priceCents": 10**12}],
        ):
            answer = await tuula.post("/api/review/decisions", json={"decisions": wrong})
            assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-request"), wrong
    assert await fetch(DECISIONS, UUID(line["visitId"])) == []


async def test_a_decision_is_never_edited_and_makes_its_voucher_due(product: Product) -> None:
    await leave_to_review(1)
    async with product.called_by(cast.TUULA) as tuula:
        (line,) = await lines(tuula)
        await fetch("delete from verdict_due")
        assert await decide(tuula, decision(line, "asked", "why-late")) == [None]
        assert await fetch("select voucher from verdict_due") == []
        (asked,) = await lines(tuula, "asked")
        assert await decide(tuula, decision(asked, "rejected", "recorded-late")) == [None]
    (due,) = await fetch("select voucher from verdict_due")
    assert str(due["voucher"]) == line["voucherId"]
    with pytest.raises(asyncpg.RaiseError, match="never edited"):
        await fetch("update review_decision set reason = 'other'")
