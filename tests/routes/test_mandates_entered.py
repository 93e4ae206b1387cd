"""An official enters a mandate, ends one, and enters a death; a child, a guardian, and an official who is a party."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend import clock
from backend.access.guards import COOKIE
from backend.access.identity_code import fingerprint, seal, unseal
from backend.database import fetch
from backend.demo import cast
from backend.demo.people import artificial_code
from backend.sessions.beginning import begin_session
from tests.conftest import NOW, TEST_KEYS, TODAY, Caller, Product
from tests.routes.mandates import CHILDS_CODE, TIMOS_CODE, acts, clients_of, invited, paper, take

PLACE = f"/api/clients/{cast.HELVI.client}/mandates"
KEY = TEST_KEYS.identity


async def code_of(person: cast.CastPerson) -> str:
    """Return a person's identity code."""
    (row,) = await fetch("select identity_code_sealed from person where id = $1", person.id)
    return unseal(row["identity_code_sealed"], KEY)


async def grow(person: cast.CastPerson, code: str) -> None:
    """Give a person another identity code, and so another age."""
    await fetch(
        "update person set identity_code_sealed = $2, identity_code_hash = $3 where id = $1",
        *(person.id, seal(code, KEY), fingerprint(code, KEY)),
    )


async def session_of_new(code: str) -> str:
    """Return a session of whoever has become known by her identity code."""
    (row,) = await fetch(
        "select m.id from membership m join person p on p.id = m.person "
        "where p.identity_code_hash = $1 and m.role = 'relative'",
        fingerprint(code, KEY),
    )
    return await begin_session(row["id"], "demo")


async def entered(marja: Caller, **others: object) -> dict[str, Any]:
    """Return a mandate that Marja has just entered."""
    answer = await marja.post(PLACE, json=paper(**others))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_person_whom_nobody_knew_acts_by_the_paper_that_was_entered(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja, product.called_by(None) as timo:
        made = await entered(marja)
        timo.cookies.set(COOKIE, await session_of_new(TIMOS_CODE))
        assert await clients_of(timo) == {cast.HELVI.client}
        listed = (await marja.get(PLACE)).json()["mandates"]
    assert (made["representativeName"], made["source"], made["mayEnd"]) == ("Timo Tuomela", "paper", True)
    assert made["reference"] == "Valtakirja 12.11.2026"
    assert (made["firstDay"], made["lastDay"]) == ("2026-11-18", "2027-11-17")
    assert {one["representativeName"] for one in listed} == {"Timo Tuomela", cast.KAISA.name}
    assert await acts() == ["mandate-given", "mandates-viewed"]


async def test_entered_twice_it_is_one_and_other_content_is_refused(product: Product) -> None:
    asked = paper()
    async with product.called_by(cast.MARJA) as marja:
        first, again = [await marja.post(PLACE, json=asked) for _ in range(2)]
        other = await marja.post(PLACE, json=asked | {"scopes": ["see_visits"]})
        elsewhere = await marja.post(f"/api/clients/{cast.IRJA.client}/mandates", json=asked)
    assert first.json() == again.json()
    assert [other.json()["type"], elsewhere.json()["type"]] == ["/problems/content-differs"] * 2
    (row,) = await fetch("select count(*) as n from person where identity_code_hash = $1", fingerprint(TIMOS_CODE, KEY))
    assert row["n"] == 1


@pytest.mark.parametrize(
    ("wrong", "slug"),
    [
        ({"identityCode": "131052-308U"}, "identity-code-wrong"),
        ({"identityCode": "\0"}, "identity-code-wrong"),
        ({"identityCode": CHILDS_CODE}, "representative-underage"),
        ({"scopes": []}, "scope-missing"),
        ({"reference": "  "}, "reference-missing"),
        ({"firstDay": "2026-11-17"}, "mandate-in-past"),
        ({"lastDay": "2026-11-17"}, "period-ends-before-start"),
        ({"source": "custody"}, "custody-of-adult"),
        ({"source": "in-app"}, "invalid-request"),
        ({"source": "suomi-fi"}, "invalid-request"),
        ({"givenName": " "}, "invalid-request"),
        ({"familyName": "a\0"}, "invalid-request"),
        ({"familyName": "a" * 101}, "invalid-request"),
        ({"reference": "a" * 201}, "invalid-request"),
        ({"firstDay": "0001-01-01"}, "invalid-request"),
        ({"lastDay": "9999-12-31"}, "invalid-request"),
        ({"language": "se"}, "invalid-request"),
        ({"id": "1"}, "invalid-request"),
        ({"by": "me"}, "invalid-request"),
    ],
)
async def test_what_cannot_stand_is_refused_and_adds_nobody(
    product: Product, wrong: dict[str, object], slug: str
) -> None:
    (before,) = await fetch("select count(*) as n from person")
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.post(PLACE, json=paper(**wrong))
    assert answer.json()["type"] == f"/problems/{slug}"
    assert answer.status_code == (400 if slug == "invalid-request" else 409)
    assert await acts() == ([] if slug == "invalid-request" else ["mandate-refused"])
    (after,) = await fetch("select count(*) as n from person")
    assert after["n"] == before["n"]


async def test_the_client_herself_whoever_acts_already_and_another_name_are_refused(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answers = [
            await marja.post(PLACE, json=paper(identityCode=await code_of(who), givenName=given, familyName=family))
            for who, given, family in (
                (cast.HELVI, "Helvi", "Nieminen"),
                (cast.KAISA, "Kaisa", "Nieminen"),
                (cast.SEPPO, "Matti", "Meikäläinen"),
            )
        ]
    kinds = [answer.json()["type"] for answer in answers]
    assert kinds == [
        *("/problems/mandate-to-oneself", "/problems/mandate-overlaps", "/problems/representative-name-differs"),
    ]
    # Whose the code is stays untold.
    assert all(word not in answers[2].text for word in (cast.SEPPO.given_name, cast.SEPPO.family_name))


async def test_an_official_gives_herself_nothing_and_ends_nothing_of_her_own(product: Product) -> None:
    own = {"identityCode": await code_of(cast.MARJA), "givenName": "Marja", "familyName": "Salo"}
    (row,) = await fetch("select id from representation where client = $1", cast.HELVI.client)
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.post(PLACE, json=paper(**own))
        assert answer.json()["type"] == "/problems/official-is-party"
        await fetch("update representation set person = $1 where id = $2", cast.MARJA.id, row["id"])
        answer = await marja.post(f"/api/mandates/{row['id']}/end", json={})
        assert answer.json()["type"] == "/problems/official-is-party"
    assert await acts() == ["mandate-refused"] * 2


async def test_another_organisers_official_sees_and_does_nothing(product: Product) -> None:
    theirs = f"/api/clients/{cast.VEIKKO.client}"
    async with product.called_by(cast.MARJA) as marja:
        assert (await marja.get(f"{theirs}/mandates")).status_code == 404
        assert (await marja.post(f"{theirs}/mandates", json=paper())).status_code == 404
        assert (await marja.put(f"{theirs}/death", json={"diedOn": str(TODAY)})).status_code == 404
        assert (await marja.delete(f"{theirs}/death")).status_code == 404
        assert (await marja.get(f"/api/clients/{uuid4()}/mandates")).status_code == 404
    assert await acts(cast.VEIKKO) == []


async def test_a_guardians_mandate_is_ended_by_the_official_and_not_by_the_client(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja, product.called_by(cast.HELVI) as helvi:
        made = await entered(marja, source="guardianship", reference="DVV 123/2026")
        seen = next(one for one in (await helvi.get("/api/mandates")).json()["mandates"] if one["id"] == made["id"])
        assert seen["mayEnd"] is False
        answer = await helvi.post(f"/api/mandates/{made['id']}/end", json={})
        assert answer.json()["type"] == "/problems/mandate-by-decision"
        assert (await marja.post(f"/api/mandates/{made['id']}/end", json={})).status_code == 200
    assert (await acts())[-2:] == ["mandate-refused", "mandate-ended"]


async def test_a_child_of_twelve_forbids_her_custodian_and_a_younger_one_cannot(product: Product) -> None:
    await grow(cast.HELVI, CHILDS_CODE)
    async with product.called_by(cast.MARJA) as marja, product.called_by(cast.HELVI) as child:
        made = await entered(marja, source="custody", reference="Väestötietojärjestelmä 18.11.2026", lastDay=None)
        # To the day before the eighteenth birthday.
        assert made["lastDay"] == "2033-12-31"
        answer = await child.post(f"/api/mandates/{made['id']}/end", json={})
        assert answer.json()["type"] == "/problems/mandate-by-decision"
        answer = await child.post(
            "/api/mandates/invitations",
            json={"id": str(uuid4()), "client": str(cast.HELVI.client), "scopes": ["see_visits"], "lastDay": None},
        )
        assert answer.json()["type"] == "/problems/client-underage"
        # Born in November 2013, she has turned thirteen.
        await grow(cast.HELVI, artificial_code(date(2013, 11, 3), 908, "A"))
        assert (await child.post(f"/api/mandates/{made['id']}/end", json={})).status_code == 200


async def test_a_death_ends_what_was_given_and_who_is_signed_in_and_can_be_taken_back(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"/api/clients/{cast.HELVI.client}/death"
    async with (
        product.called_by(cast.MARJA) as marja,
        product.called_by(cast.HELVI) as helvi,
        product.called_by(cast.KAISA) as kaisa,
        product.called_by(cast.SEPPO) as seppo,
    ):
        given = await invited(helvi)
        row = (await marja.put(place, json={"diedOn": "2026-11-17"})).json()
        assert row["diedOn"] == "2026-11-17"
        assert (await helvi.get("/api/session")).status_code == 401
        assert await clients_of(kaisa) == set()
        assert (await kaisa.get("/api/visits")).json() == []
        assert await take(seppo, given["code"]) == (409, "/problems/invitation-unknown")
        answer = await marja.post(PLACE, json=paper())
        assert answer.json()["type"] == "/problems/client-deceased"
        # Whoever comes in as her still sees nothing.
        helvi.cookies.set(COOKIE, await begin_session(cast.HELVI.membership, "demo"))
        assert await clients_of(helvi) == set()
        assert (await helvi.get("/api/vouchers")).json() == []
        assert (await marja.delete(place)).json()["diedOn"] is None
        assert await clients_of(helvi) == {cast.HELVI.client}
        # What ended stays ended, and can be given anew.
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
        assert await clients_of(kaisa) == set()
        await entered(marja, identityCode=await code_of(cast.KAISA), givenName="Kaisa", familyName="Nieminen")
        assert await clients_of(kaisa) == {cast.HELVI.client}
    rows = await fetch(
        "select act from trail_entry where subject = $1 and act like 'death%' order by id", cast.HELVI.client
    )
    assert [one["act"] for one in rows] == ["death-entered", "death-withdrawn"]


@pytest.mark.parametrize(
    ("day", "slug"),
    [
        ("2026-11-19", "death-day-wrong"),
        ("1900-01-01", "invalid-request"),
        ("1970-01-01", None),
        ("0000-00-00", "invalid-request"),
        (None, "invalid-request"),
    ],
)
async def test_a_day_of_death_that_cannot_be_is_refused(product: Product, day: str | None, slug: str | None) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.put(f"/api/clients/{cast.HELVI.client}/death", json={"diedOn": day})
    assert answer.status_code == (200 if slug is None else 400 if slug == "invalid-request" else 409)
    assert slug is None or answer.json()["type"] == f"/problems/{slug}"


async def test_a_widow_who_died_acts_for_nobody_of_the_organiser(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.post(
            f"/api/clients/{cast.TOIVO.client}/mandates",
            json=paper(identityCode=await code_of(cast.AUNE), givenName="Aune", familyName="Lahtinen"),
        )
        made = UUID(answer.json()["id"])
        assert (
            await marja.put(f"/api/clients/{cast.AUNE.client}/death", json={"diedOn": str(TODAY)})
        ).status_code == 200
    (row,) = await fetch("select ended_at, ended_by from representation where id = $1", made)
    assert (row["ended_at"], row["ended_by"]) == (NOW, cast.MARJA.id)
