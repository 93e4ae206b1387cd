"""A person's sessions and her roles: she sees where she is signed in, ends what she likes, goes from role to role."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.access.guards import COOKIE, csrf_token_of
from backend.access.roles import Role
from backend.database import fetch
from backend.demo import cast
from backend.sessions.beginning import begin_session
from backend.sessions.ending import end_sessions_in, end_sessions_on
from backend.sessions.rules import LASTS
from tests.conftest import NOW, TODAY, Caller, Product

MAJAKKAS_ANNA = cast.stable_id("Anna at Majakka")
OFFICES_ANNA = cast.stable_id("Anna in the office of Majakka")


@pytest.fixture(autouse=True)
async def annas_other_roles(database: None) -> None:  # noqa: ARG001 - rolled back after it
    """Let Anna also work for Majakka, and be in its office."""
    for membership, role in ((MAJAKKAS_ANNA, "worker"), (OFFICES_ANNA, "provider")):
        await fetch(
            "insert into membership (id, person, role, provider, first_day) values ($1, $2, $3, $4, $5)",
            *(membership, cast.ANNA.id, role, cast.MAJAKKA.id, TODAY - timedelta(days=7)),
        )


def carrying(caller: Caller, token: str) -> Caller:
    """Let a caller show another session."""
    caller.cookies.clear()
    caller.cookies.set(COOKIE, token)
    return caller


async def test_she_sees_where_she_is_signed_in_and_nobody_elses(product: Product) -> None:
    device = uuid4()
    await begin_session(cast.ANNA.membership, "enrolment", device=device)
    await begin_session(cast.BENGT.membership, "demo")
    async with product.called_by(cast.ANNA) as anna:
        sessions = (await anna.get("/api/sessions")).json()
    assert [(one["isThis"], one["way"], one["device"]) for one in sessions] == [
        (True, "demo", None),
        (False, "enrolment", str(device)),
    ]
    assert {one["workplace"] for one in sessions} == {cast.KANELI.name}


async def test_what_is_over_is_not_listed(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    await begin_session(OFFICES_ANNA, "demo")
    async with product.called_by(cast.ANNA) as anna:
        assert len((await anna.get("/api/sessions")).json()) == 2
        monkeypatch.setattr(clock, "now", lambda: NOW + LASTS[Role.PROVIDER].idle)
        assert len((await anna.get("/api/sessions")).json()) == 1


async def test_she_ends_one_of_them_and_it_is_ended(product: Product) -> None:
    other = await begin_session(cast.ANNA.membership, "demo")
    async with product.called_by(cast.ANNA) as anna:
        (left,) = [one["id"] for one in (await anna.get("/api/sessions")).json() if not one["isThis"]]
        assert (await anna.delete(f"/api/sessions/{left}")).status_code == 204
        assert (await anna.delete(f"/api/sessions/{left}")).status_code == 404
        assert (await anna.get("/api/session")).status_code == 200
        assert (await carrying(anna, other).get("/api/session")).status_code == 401


async def test_nobody_ends_anothers(product: Product) -> None:
    bengts = await begin_session(cast.BENGT.membership, "demo")
    (row,) = await fetch("select id from session where membership = $1", cast.BENGT.membership)
    async with product.called_by(cast.ANNA) as anna:
        assert (await anna.delete(f"/api/sessions/{row['id']}")).status_code == 404
        assert (await anna.delete("/api/sessions")).status_code == 204
        assert (await carrying(anna, bengts).get("/api/session")).status_code == 200


async def test_she_ends_all_others_at_once(product: Product) -> None:
    others = [await begin_session(one, "demo") for one in (cast.ANNA.membership, MAJAKKAS_ANNA, OFFICES_ANNA)]
    async with product.called_by(cast.ANNA) as anna:
        assert (await anna.delete("/api/sessions")).status_code == 204
        assert (await anna.get("/api/session")).status_code == 200
        for other in others:
            assert (await carrying(anna, other).get("/api/session")).status_code == 401


async def test_she_is_told_her_roles_and_employers(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        assert (await anna.get("/api/session")).json()["hasOtherMemberships"] is True
        roles = (await anna.get("/api/session/memberships")).json()
    assert [(one["workplace"], one["role"], one["isThis"]) for one in roles] == [
        (cast.MAJAKKA.name, "provider", False),
        (cast.MAJAKKA.name, "worker", False),
        (cast.KANELI.name, "worker", True),
    ]


async def test_whoever_has_one_role_has_nothing_to_choose(product: Product) -> None:
    async with product.called_by(cast.BENGT) as bengt:
        assert (await bengt.get("/api/session")).json()["hasOtherMemberships"] is False
        assert len((await bengt.get("/api/session/memberships")).json()) == 1


async def test_going_over_to_another_employer_makes_a_new_session_and_ends_the_old(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        before = anna.cookies[COOKIE]
        answer = await anna.post("/api/session/membership", json={"membership": str(MAJAKKAS_ANNA)})
        told = answer.json()
        assert told["provider"]["name"] == cast.MAJAKKA.name
        after = answer.cookies[COOKIE]
        assert told["csrfToken"] == csrf_token_of(after)
        assert (await carrying(anna, after).get("/api/session")).json()["provider"]["name"] == cast.MAJAKKA.name
        assert (await carrying(anna, before).get("/api/session")).status_code == 401
    (row,) = await fetch("select way from sign_in where membership = $1", MAJAKKAS_ANNA)
    assert row["way"] == "role-change"


@pytest.mark.parametrize(
    "membership", [cast.BENGT.membership, uuid4(), UUID(int=0)], ids=["of another", "of nobody", "nothing"]
)
async def test_nobody_takes_up_what_is_not_hers(product: Product, membership: UUID) -> None:
    async with product.called_by(cast.ANNA) as anna:
        answer = await anna.post("/api/session/membership", json={"membership": str(membership)})
        assert answer.status_code == 404
        assert (await anna.get("/api/session")).status_code == 200


async def test_an_employment_that_has_ended_is_not_offered(product: Product) -> None:
    await fetch("update membership set last_day = $2 where id = $1", MAJAKKAS_ANNA, TODAY - timedelta(days=1))
    async with product.called_by(cast.ANNA) as anna:
        offered = {one["id"] for one in (await anna.get("/api/session/memberships")).json()}
        answer = await anna.post("/api/session/membership", json={"membership": str(MAJAKKAS_ANNA)})
    assert offered == {str(cast.ANNA.membership), str(OFFICES_ANNA)}
    assert answer.status_code == 404


async def test_what_one_employer_vouches_for_opens_nothing_of_another(product: Product) -> None:
    """A provider that enrols a worker's phone could else sign in as her at the county."""
    narrow = await begin_session(cast.ANNA.membership, "enrolment")
    async with product.called_by(None) as anna:
        carrying(anna, narrow)
        assert (await anna.get("/api/session")).json()["hasOtherMemberships"] is False
        assert len((await anna.get("/api/session/memberships")).json()) == 1
        answer = await anna.post("/api/session/membership", json={"membership": str(MAJAKKAS_ANNA)})
        assert answer.status_code == 404


async def test_a_session_that_two_employers_vouch_for_goes_to_and_fro_between_them_only(product: Product) -> None:
    device = uuid4()
    both = await begin_session(cast.ANNA.membership, "enrolment", reach=[MAJAKKAS_ANNA], device=device)
    async with product.called_by(None) as anna:
        carrying(anna, both)
        for membership in (MAJAKKAS_ANNA, cast.ANNA.membership, MAJAKKAS_ANNA):
            answer = await anna.post("/api/session/membership", json={"membership": str(membership)})
            assert answer.status_code == 200
            carrying(anna, answer.cookies[COOKIE])
            assert {one["id"] for one in (await anna.get("/api/session/memberships")).json()} == {
                str(cast.ANNA.membership),
                str(MAJAKKAS_ANNA),
            }
            assert (await anna.get("/api/sessions")).json()[0]["device"] == str(device)
        beyond = await anna.post("/api/session/membership", json={"membership": str(OFFICES_ANNA)})
        assert beyond.status_code == 404


async def test_a_change_of_role_makes_no_sign_in_any_younger(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else going to and fro would keep one sign-in alive for ever."""
    later = NOW + LASTS[Role.PROVIDER].whole - timedelta(minutes=1)
    async with product.called_by(cast.ANNA) as anna:
        monkeypatch.setattr(clock, "now", lambda: later)
        answer = await anna.post("/api/session/membership", json={"membership": str(OFFICES_ANNA)})
        carrying(anna, answer.cookies[COOKIE])
        assert (await anna.get("/api/session")).status_code == 200
        monkeypatch.setattr(clock, "now", lambda: later + timedelta(minutes=1))
        assert (await anna.get("/api/session")).status_code == 401


async def test_an_old_sign_in_does_not_open_an_office(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    async with product.called_by(cast.ANNA) as anna:
        monkeypatch.setattr(clock, "now", lambda: NOW + LASTS[Role.PROVIDER].whole)
        answer = await anna.post("/api/session/membership", json={"membership": str(OFFICES_ANNA)})
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/sign-in-too-old"
        # She is still who she was.
        assert (await anna.get("/api/session")).json()["role"] == "worker"


async def test_signing_in_again_ends_the_session_the_browser_had(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        before = anna.cookies[COOKIE]
        answer = await anna.post("/api/demo/session", json={"person": str(cast.OLLI.id)})
        assert answer.status_code == 200
        assert (await carrying(anna, before).get("/api/session")).status_code == 401


async def test_a_lost_phone_and_an_ended_employment_end_their_sessions(product: Product) -> None:
    device = uuid4()
    on_phone = await begin_session(cast.ANNA.membership, "enrolment", device=device)
    at_majakka = await begin_session(MAJAKKAS_ANNA, "demo")
    assert await end_sessions_on(device) == 1
    assert await end_sessions_in(MAJAKKAS_ANNA) == 1
    async with product.called_by(cast.ANNA) as anna:
        assert (await anna.get("/api/session")).status_code == 200
        for ended in (on_phone, at_majakka):
            assert (await carrying(anna, ended).get("/api/session")).status_code == 401
