"""A client gives a mandate by a code, confirms who came, and ends it; every wrong way has one clear answer."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import Response
from litestar import Litestar

from backend import clock
from backend.access.guards import COOKIE
from backend.database import fetch
from backend.demo import cast
from backend.mandates.inviting import code_of
from backend.sessions.beginning import begin_session
from backend.throttle import Throttle
from tests.conftest import NOW, TEST_KEYS, TODAY, Caller, Product
from tests.routes.mandates import acts, clients_of, confirmed, invitation, invited, take


@pytest.fixture(autouse=True)
def nobody_has_tried(app: Litestar) -> None:
    """Forget who has tried codes in the tests before."""
    app.state.throttle = Throttle()


async def come_again(caller: Caller, person: cast.CastPerson) -> None:
    """Sign in anew: a session left idle for so long has ended."""
    caller.cookies.set(COOKIE, await begin_session(person.membership, "demo"))


UNKNOWN = (409, "/problems/invitation-unknown")


def kind(answer: Response) -> tuple[int, str]:
    """Return the status and the kind of an answer."""
    return answer.status_code, answer.json().get("type", "")


async def test_a_son_acts_from_the_moment_his_mother_has_confirmed_him(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.SEPPO) as seppo:
        given = await invited(helvi, scopes=["see_visits", "see_money"], lastDay="2027-01-31")
        assert await take(seppo, given["code"].lower()) == (200, "")
        assert await clients_of(seppo) == set()
        assert (await seppo.get("/api/vouchers")).json() == []
        (waiting,) = (await helvi.get("/api/mandates")).json()["invitations"]
        assert (waiting["representativeName"], waiting["code"]) == (cast.SEPPO.name, None)
        await confirmed(helvi, given)
        assert await clients_of(seppo) == {cast.HELVI.client}
        assert (await seppo.get("/api/vouchers")).json() != []
        (mandate,) = (await seppo.get("/api/mandates")).json()["mandates"]
    assert mandate["clientName"] == cast.HELVI.name
    assert mandate["scopes"] == ["see_visits", "see_money"]
    assert (mandate["firstDay"], mandate["lastDay"]) == (str(TODAY), "2027-01-31")
    assert (mandate["source"], mandate["state"], mandate["mayEnd"]) == ("in-app", "holds", True)
    assert (await acts())[:4] == ["mandate-invited", "mandate-taken", "mandates-viewed", "mandate-given"]


async def test_ended_in_one_tap_it_is_over_at_once_and_again_changes_nothing(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.KAISA) as kaisa:
        (mandate,) = (await helvi.get("/api/mandates")).json()["mandates"]
        assert mandate["representativeName"] == cast.KAISA.name
        for _ in range(2):
            assert (await helvi.post(f"/api/mandates/{mandate['id']}/end", json={})).status_code == 200
        assert await clients_of(kaisa) == set()
        for path in ("vouchers", "visits", "decisions"):
            assert (await kaisa.get(f"/api/{path}")).json() == []
        assert (await kaisa.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}")).status_code == 404
        assert (await kaisa.get("/api/mandates")).json() == {"mandates": [], "invitations": []}
        (over,) = (await helvi.get("/api/mandates")).json()["mandates"]
    assert (over["state"], over["mayEnd"]) == ("over", False)
    assert (await acts()).count("mandate-ended") == 1


async def test_a_daughter_gives_up_her_own_mandate_and_nobody_elses(product: Product) -> None:
    (others,) = await fetch("select id from representation where client <> $1 limit 1", cast.HELVI.client)
    async with product.called_by(cast.KAISA) as kaisa:
        (own,) = (await kaisa.get("/api/mandates")).json()["mandates"]
        assert (await kaisa.post(f"/api/mandates/{others['id']}/end", json={})).status_code == 404
        assert (await kaisa.post(f"/api/mandates/{own['id']}/end", json={})).status_code == 200
        assert await clients_of(kaisa) == set()


async def test_another_client_neither_sees_nor_changes_helvis_mandates(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.IRJA) as irja:
        given = await invited(helvi)
        (mandate,) = (await helvi.get("/api/mandates")).json()["mandates"]
        assert (await irja.get("/api/mandates")).json()["invitations"] == []
        assert (await irja.get(f"/api/mandates?client={cast.HELVI.client}")).json()["mandates"] == []
        assert (await irja.post("/api/mandates/invitations", json=invitation())).status_code == 404
        assert (await irja.post(f"/api/mandates/{mandate['id']}/end", json={})).status_code == 404
        assert (await irja.delete(f"/api/mandates/invitations/{given['id']}")).status_code == 404
        confirmation = f"/api/mandates/invitations/{given['id']}/confirmation"
        assert (await irja.post(confirmation, json={})).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "answer"),
    [
        ({"scopes": []}, (409, "/problems/scope-missing")),
        ({"scopes": ["see_money"]}, (409, "/problems/scope-missing")),
        ({"scopes": ["see_everything"]}, (400, "/problems/invalid-request")),
        ({"scopes": ["see_visits"] * 5}, (400, "/problems/invalid-request")),
        ({"lastDay": str(TODAY - timedelta(days=1))}, (409, "/problems/period-ends-before-start")),
        ({"lastDay": "9999-12-31"}, (400, "/problems/invalid-request")),
        ({"lastDay": "tomorrow"}, (400, "/problems/invalid-request")),
        ({"client": str(cast.IRJA.client)}, (404, "/problems/not-found")),
        ({"client": "\0"}, (400, "/problems/invalid-request")),
        ({"to": "Kaisa"}, (400, "/problems/invalid-request")),
    ],
)
async def test_what_is_no_mandate_is_refused(
    product: Product, wrong: dict[str, object], answer: tuple[int, str]
) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        assert kind(await helvi.post("/api/mandates/invitations", json=invitation() | wrong)) == answer
        assert (await helvi.get("/api/mandates")).json()["invitations"] == []
    assert ("mandate-refused" in await acts()) == (answer[0] == 409)


async def test_asked_twice_she_has_invited_once_and_other_content_is_refused(product: Product) -> None:
    asked = invitation()
    async with product.called_by(cast.HELVI) as helvi:
        first, again = [await helvi.post("/api/mandates/invitations", json=asked) for _ in range(2)]
        other = await helvi.post("/api/mandates/invitations", json=asked | {"lastDay": "2027-01-01"})
        (waiting,) = (await helvi.get("/api/mandates")).json()["invitations"]
    assert first.json() == again.json() == waiting
    assert kind(other) == (409, "/problems/content-differs")
    assert (await acts()).count("mandate-invited") == 1


async def test_an_eleventh_invitation_has_to_wait(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        given = [await invited(helvi) for _ in range(10)]
        full = await helvi.post("/api/mandates/invitations", json=invitation())
        assert (await helvi.delete(f"/api/mandates/invitations/{given[0]['id']}")).status_code == 204
        await invited(helvi)
    assert kind(full) == (409, "/problems/too-many-invitations")


@pytest.mark.parametrize(
    "code",
    [
        "",
        " ",
        "0",
        "000000000000",
        "ABCD-EFGH-JKMN",
        "\0",
        "é" * 12,
        "1" * 60,
        "\uff17" * 12,
        cast.HELVIS_VOUCHER.number,
    ],
)
async def test_a_code_that_nobody_gave_has_one_answer(product: Product, code: str) -> None:
    async with product.called_by(cast.SEPPO) as seppo:
        assert await take(seppo, code) == UNKNOWN


async def test_whoever_guesses_codes_has_to_wait_longer_each_time_and_nobody_else_does(product: Product) -> None:
    async with product.called_by(cast.SEPPO) as seppo, product.called_by(cast.KAISA) as kaisa:
        answers = [await take(seppo, "000000000000") for _ in range(7)]
        assert answers.index((429, "/problems/too-many-requests")) >= 5
        assert await take(kaisa, "000000000000") == UNKNOWN


@pytest.mark.parametrize("code", [None, 7, ["a"], "1" * 61])
async def test_what_is_no_code_at_all_is_our_callers_fault(product: Product, code: object) -> None:
    async with product.called_by(cast.SEPPO) as seppo:
        assert await take(seppo, code) == (400, "/problems/invalid-request")


async def test_a_code_is_used_once_and_a_withdrawn_or_old_one_never(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        product.called_by(cast.HELVI) as helvi,
        product.called_by(cast.SEPPO) as seppo,
        product.called_by(cast.KAISA) as kaisa,
    ):
        taken, withdrawn, old = [await invited(helvi) for _ in range(3)]
        assert await take(seppo, taken["code"]) == (200, "")
        # A lost answer: he enters it again.
        assert await take(seppo, taken["code"]) == (200, "")
        assert await take(kaisa, taken["code"]) == UNKNOWN
        await helvi.delete(f"/api/mandates/invitations/{withdrawn['id']}")
        assert await take(seppo, withdrawn["code"]) == UNKNOWN
        await confirmed(helvi, taken)
        assert await take(kaisa, taken["code"]) == UNKNOWN
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=7))
        await come_again(seppo, cast.SEPPO)
        assert await take(seppo, old["code"]) == UNKNOWN
    assert (await acts()).count("mandate-refused") == 4


async def test_her_own_code_and_one_of_whom_already_acts_for_her_are_refused(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.KAISA) as kaisa:
        given = await invited(helvi)
        assert await take(helvi, given["code"]) == (409, "/problems/mandate-to-oneself")
        assert await take(kaisa, given["code"]) == (409, "/problems/mandate-overlaps")
        # Neither has used it up.
        (waiting,) = (await helvi.get("/api/mandates")).json()["invitations"]
    assert waiting["code"] == given["code"]


async def test_the_wrong_person_who_came_gets_nothing(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.SEPPO) as seppo:
        given = await invited(helvi)
        assert await take(seppo, given["code"]) == (200, "")
        (seen,) = (await seppo.get("/api/mandates")).json()["invitations"]
        # Of whom it is he reads no more than a given name.
        assert (seen["clientName"], seen["clientId"], seen["code"]) == (cast.HELVI.given_name, None, None)
        assert (await helvi.delete(f"/api/mandates/invitations/{given['id']}")).status_code == 204
        late = await helvi.post(f"/api/mandates/invitations/{given['id']}/confirmation", json={})
        assert kind(late) == (409, "/problems/invitation-ended")
        assert await clients_of(seppo) == set()
        assert (await seppo.get("/api/mandates")).json()["invitations"] == []


async def test_before_anybody_came_there_is_nobody_to_confirm(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        given = await invited(helvi)
        early = await helvi.post(f"/api/mandates/invitations/{given['id']}/confirmation", json={})
        unknown = await helvi.post(f"/api/mandates/invitations/{uuid4()}/confirmation", json={})
    assert kind(early) == (409, "/problems/invitation-not-taken")
    assert unknown.status_code == 404


async def test_a_confirmation_that_comes_too_late_gives_nothing(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.SEPPO) as seppo:
        short, long = await invited(helvi, lastDay=str(TODAY)), await invited(helvi)
        assert await take(seppo, short["code"]) == (200, "")
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
        await come_again(helvi, cast.HELVI)
        await come_again(seppo, cast.SEPPO)
        answer = await helvi.post(f"/api/mandates/invitations/{short['id']}/confirmation", json={})
        assert kind(answer) == (409, "/problems/invitation-ended")
        assert await take(seppo, long["code"]) == (200, "")
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=8))
        await come_again(helvi, cast.HELVI)
        await come_again(seppo, cast.SEPPO)
        answer = await helvi.post(f"/api/mandates/invitations/{long['id']}/confirmation", json={})
        assert kind(answer) == (409, "/problems/invitation-ended")
        assert await clients_of(seppo) == set()


async def test_a_wife_who_is_a_client_herself_acts_for_her_husband_as_his_relative(product: Product) -> None:
    async with product.called_by(cast.TOIVO) as toivo, product.called_by(cast.AUNE) as aune:
        given = await invited(toivo, client=cast.TOIVO)
        assert await take(aune, given["code"]) == (200, "")
        await confirmed(toivo, given)
        # As a client she still sees only herself.
        assert await clients_of(aune) == {cast.AUNE.client}
        rows = await fetch("select id from membership where person = $1 and role = 'relative'", cast.AUNE.id)
        aune.cookies.set(COOKIE, await begin_session(rows[0]["id"], "role-change"))
        assert await clients_of(aune) == {cast.TOIVO.client}


async def test_a_mandate_is_over_when_its_last_day_is(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    async with product.called_by(cast.HELVI) as helvi, product.called_by(cast.SEPPO) as seppo:
        given = await invited(helvi, lastDay=str(TODAY))
        await take(seppo, given["code"])
        await confirmed(helvi, given)
        # 23.59 and midnight in Finland.
        monkeypatch.setattr(clock, "now", lambda: NOW.replace(hour=21, minute=59, second=59))
        await come_again(seppo, cast.SEPPO)
        assert await clients_of(seppo) == {cast.HELVI.client}
        monkeypatch.setattr(clock, "now", lambda: NOW.replace(hour=22))
        assert await clients_of(seppo) == set()


async def test_the_database_tells_no_code(product: Product) -> None:
    async with product.called_by(cast.HELVI) as helvi:
        given = await invited(helvi)
    (row,) = await fetch("select row_to_json(mandate_invitation)::text as kept from mandate_invitation")
    assert given["code"] not in row["kept"]
    assert given["code"].encode().hex() not in row["kept"]


def test_codes_differ_and_are_the_same_each_time() -> None:
    ids = [uuid4() for _ in range(1000)]
    codes = {code_of(one, TEST_KEYS.identity) for one in ids}
    assert len(codes) == 1000
    assert codes == {code_of(one, TEST_KEYS.identity) for one in ids}
    assert code_of(ids[0], b"another key of 32 bytes for tests") not in codes


async def entered_at_once(app: Litestar, person: cast.CastPerson, code: str) -> int:
    """Enter a code over a connection of its own."""
    async with Product(app).called_by(person) as caller:
        return (await take(caller, code))[0]


@pytest.mark.usefixtures("committed_database")
async def test_of_two_who_enter_a_code_at_the_same_moment_one_has_taken_it(app: Litestar) -> None:
    async with Product(app).called_by(cast.TOIVO) as toivo:
        for _ in range(5):
            given = await invited(toivo, client=cast.TOIVO)
            both = await asyncio.gather(
                *(entered_at_once(app, person, given["code"]) for person in (cast.SEPPO, cast.KAISA))
            )
            assert sorted(both) == [200, 409]
            await toivo.delete(f"/api/mandates/invitations/{given['id']}")


@pytest.mark.usefixtures("committed_database")
async def test_two_invitations_confirmed_for_one_person_at_once_make_one_mandate(app: Litestar) -> None:
    async with Product(app).called_by(cast.TOIVO) as toivo, Product(app).called_by(cast.SEPPO) as seppo:
        given = [await invited(toivo, client=cast.TOIVO) for _ in range(2)]
        for one in given:
            assert await take(seppo, one["code"]) == (200, "")
        answers = await asyncio.gather(*(confirm(toivo, one["id"]) for one in given))
        assert sorted(answers) == [201, 409]


async def confirm(caller: Caller, invitation_id: str) -> int:
    """Confirm, and return the status."""
    return (await caller.post(f"/api/mandates/invitations/{invitation_id}/confirmation", json={})).status_code
