"""All of one client's data go to her and to whom the law lets have them, whole, piece by piece, and to nobody else."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest

from backend import at_rest
from backend.access.identity_code import unseal
from backend.database import fetch
from backend.days import start_of
from backend.demo import cast
from backend.exports import reading
from backend.exports.files import archive, document
from backend.exports.held import Taking
from backend.sync.rules import canonical, sha256_of
from tests.conftest import NOW, TEST_KEYS, TODAY, Caller, Product
from tests.routes.granter import decided
from tests.routes.photo import PhotoPhone, receipt
from tests.routes.photo import stored as stored_photo
from tests.sync.phone import Phone

HELVIS = f"/api/clients/{cast.HELVI.client}"
NOTE, CORRECTED, ANOTHERS = "Haava vuotaa", "Haava onkin vasemmalla", "Toivon luona oli toisin"


async def zip_of(caller: Caller, path: str = f"{HELVIS}/export") -> ZipFile:
    answer = await caller.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    whole = ZipFile(io.BytesIO(answer.content))
    assert whole.testzip() is None
    return whole


async def data_of(caller: Caller, client: UUID = cast.HELVI.client) -> dict[str, Any]:
    answer = await caller.get(f"/api/clients/{client}/data")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def stands_for(source: str, *scopes: str, person: UUID = cast.SEPPO.id) -> None:
    """Let somebody act for Helvi on a ground."""
    await fetch(
        """
        insert into representation (id, person, client, scopes, first_day, source) values ($1, $2, $3, $4, $5, $6)
        """,
        *(uuid4(), person, cast.HELVI.client, list(scopes), TODAY, source),
    )


async def exports_in_trail(client: UUID = cast.HELVI.client) -> list[tuple[UUID, str]]:
    rows = await fetch("select person, role from trail_entry where client = $1 and act = 'exported'", client)
    return [(row["person"], row["role"]) for row in rows]


async def test_a_visit_goes_out_with_every_version_and_its_photo(product: Product) -> None:
    picture = receipt()
    async with product.called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        visit = phone.recording(note=NOTE)
        await phone.push(visit)
        # The same id once more, of another client's voucher: it came, and what it says is not Helvi's.
        other = visit["arguments"] | {"voucherNumber": cast.EXPIRED_VOUCHER.number, "note": ANOTHERS}
        await phone.push(visit | {"arguments": other})
        change = phone.recording() | {"name": "correct_visit"}
        said = {key: value for key, value in visit["arguments"].items() if key not in {"voucherNumber", "code"}}
        change["arguments"] = said | {"visit": visit["id"], "seen": visit["id"], "note": CORRECTED}
        assert (await phone.verdicts(change))[0]["verdict"] == "accepted"
        photo = (await PhotoPhone(anna, visit["id"]).send(picture)).json()["id"]
    kept = await fetch("select from visit_record where id = $1", UUID(visit["id"]))
    assert len(kept) == 2
    async with product.called_by(cast.MARJA) as marja:
        whole = await zip_of(marja)
    (told,) = [one for one in json.loads(whole.read("visits.json")) if one["id"] == visit["id"]]
    assert (told["note"], told["workerName"]) == (CORRECTED, cast.ANNA.name)
    assert [(one["act"], one["said"] and one["said"]["note"]) for one in told["records"]] == [
        ("recorded", NOTE),
        ("recorded", None),
        ("corrected", CORRECTED),
    ]
    assert ANOTHERS not in json.dumps(told)
    assert cast.EXPIRED_VOUCHER.number not in json.dumps(told)
    (listed,) = told["photos"]
    assert listed["file"] == f"photos/{photo}.jpg"
    assert whole.read(listed["file"]) == await stored_photo(photo)


async def test_the_archive_says_what_is_what_in_her_language(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja)
        finnish = await zip_of(marja)
        await fetch("update person set language = 'sv' where id = $1", cast.HELVI.id)
        await fetch("update client set has_safety_ban = true where id = $1", cast.HELVI.client)
        swedish = await zip_of(marja)
    about = finnish.read("LUE-ENSIN.txt").decode()
    assert all(f"{name}\n" in about for name in finnish.namelist() if name.endswith(".json"))
    assert "TURVAKIELTO" not in about
    assert "SPÄRRMARKERING" in swedish.read("LAS-FORST.txt").decode()
    (paper,) = [
        name
        for name in finnish.namelist()
        if name.startswith("decisions/") and made["number"].replace("/", "-") in name
    ]
    assert finnish.read(paper).startswith(b"%PDF-")
    assert await exports_in_trail() == [(cast.MARJA.id, "granter")] * 2


async def test_nobody_elses_identity_code_goes_out(product: Product) -> None:
    rows = await fetch("select id, identity_code_sealed as sealed from person where identity_code_sealed is not null")
    codes = {row["id"]: unseal(row["sealed"], TEST_KEYS.identity) for row in rows}
    async with product.called_by(cast.MARJA) as marja:
        whole = await zip_of(marja)
    written = b"\n".join(whole.read(name) for name in whole.namelist() if name.endswith(".json")).decode()
    assert {person for person, code in codes.items() if code in written} == {cast.HELVI.id}


async def test_what_was_undone_is_in_her_organisers_file_and_not_on_her_page(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja)
        undone = await marja.post(f"/api/decisions/{made['id']}/undoing", json={})
        assert undone.is_success, undone.text
        official = json.loads((await zip_of(marja)).read("decisions.json"))
    async with product.called_by(cast.HELVI) as helvi:
        own = await data_of(helvi)
    assert [one["undoer"] for one in official if one["id"] == made["id"]] == [cast.MARJA.name]
    assert made["id"] not in json.dumps(own["decisions"])
    assert made["voucherNumber"] not in json.dumps(own)


@pytest.mark.parametrize(
    ("source", "scopes", "status"),
    [
        ("guardianship", ("see_visits", "see_money"), 200),
        ("continuing-power", ("see_visits", "see_money"), 200),
        ("custody", ("see_visits", "see_money"), 200),
        # A guardian whose decision does not reach to her money.
        ("guardianship", ("see_visits",), 404),
        ("in-app", ("see_visits", "see_money"), 404),
        ("paper", ("see_visits", "see_money"), 404),
        ("suomi-fi", ("see_visits", "see_money"), 404),
    ],
)
async def test_who_stands_for_her_by_law_takes_her_data(
    product: Product, source: str, scopes: tuple[str, ...], status: int
) -> None:
    await stands_for(source, *scopes)
    async with product.called_by(cast.SEPPO) as seppo:
        for path in ("data", "export"):
            assert (await seppo.get(f"{HELVIS}/{path}")).status_code == status
        if status == 200:
            # From where she signed in is told to nobody else.
            assert (await data_of(seppo))["sign-ins"] == []
    assert set(await exports_in_trail()) == ({(cast.SEPPO.id, "relative")} if status == 200 else set())


async def test_of_a_client_with_a_safety_ban_a_representative_asks_her_organiser(product: Product) -> None:
    await stands_for("guardianship", "see_visits", "see_money")
    await fetch("update client set has_safety_ban = true where id = $1", cast.HELVI.client)
    async with product.called_by(cast.SEPPO) as seppo:
        answer = await seppo.get(f"{HELVIS}/data")
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/data-at-organiser-only")
        assert cast.HELVI.given_name not in answer.text
    async with product.called_by(cast.HELVI) as helvi:
        assert (await data_of(helvi))["person"][0]["hasSafetyBan"] is True
    assert await exports_in_trail() == [(cast.HELVI.id, "client")]


async def test_of_the_dead_her_organiser_alone_takes_data(product: Product) -> None:
    await fetch("update client set died_on = $2 where id = $1", cast.HELVI.client, TODAY)
    async with product.called_by(cast.MARJA) as marja:
        (person,) = json.loads((await zip_of(marja)).read("person.json"))
    assert person["diedOn"] == TODAY.isoformat()
    async with product.called_by(cast.HELVI) as helvi:
        assert (await helvi.get(f"{HELVIS}/data")).status_code == 404


async def test_taking_over_and_over_is_slowed(product: Product) -> None:
    async with product.called_by(cast.IRJA) as irja:
        answers = [(await irja.get(f"/api/clients/{cast.IRJA.client}/data")).status_code for _ in range(25)]
    assert (answers[0], answers[-1]) == (200, 429)


async def with_visits(count: int) -> Taking:
    """Give Helvi more visits, each with its record, and say that Marja takes them."""
    (like,) = await fetch("select * from visit where client = $1 limit 1", cast.HELVI.client)
    sealed = []
    for number in range(count):
        id_ = UUID(int=like["id"].int ^ (number + 1))
        content = canonical({"id": str(id_), "arguments": {"voucherNumber": None, "note": f"Käynti {number} " * 10}})
        digest = sha256_of(content)
        sealed.append((id_, digest, at_rest.seal(at_rest.RECORD, at_rest.of_record(id_, digest), content.encode())))
    ids, hashes, contents = ([one[place] for one in sealed] for place in range(3))
    await fetch(
        """
        insert into visit (id, voucher, client, organiser, provider, worker, change_number, record, state, started_at,
            ended_at, minutes, tasks, to_review, received_at)
        select n.id, voucher, client, organiser, provider, worker, 1000000 + n.place, n.id, state, started_at,
            ended_at, minutes, '[]', '{}', received_at
        from visit, unnest($2::uuid[]) with ordinality as n(id, place) where visit.id = $1
        """,
        *(like["id"], ids),
    )
    await fetch(
        """
        insert into visit_record (id, version, visit, act, worker, content_sealed, sha256, sequence, to_review, done_at,
            received_at)
        select n.id, 1, n.id, 'recorded', $1, n.content, n.hash, 1, '{}', $5, $5
        from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as n(id, hash, content)
        """,
        *(like["worker"], ids, hashes, contents, NOW),
    )
    return Taking(cast.HELVI.client, start_of(TODAY), TEST_KEYS.identity, is_own=False, is_herself=False)


async def no_papers() -> AsyncIterator[tuple[str, bytes]]:
    """Yield nothing."""
    for paper in list[tuple[str, bytes]]():
        yield paper


async def test_many_visits_go_out_a_page_at_a_time(database: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - it is filled
    monkeypatch.setattr(reading, "PAGE", 50)
    taking = await with_visits(1200)
    asked = []

    async def counted(statement: str, *values: Any) -> list[dict[str, Any]]:
        rows = await fetch(statement, *values)
        asked.append(0 if "select id" in statement or " as id from" in statement else len(rows))
        return rows

    monkeypatch.setattr(reading, "fetch", counted)
    pieces = [piece async for piece in archive(taking, "README.txt", "x", no_papers())]
    assert max(asked) <= 50
    whole = ZipFile(io.BytesIO(b"".join(pieces)))
    assert len(json.loads(whole.read("visits.json"))) > 1200
    # No piece of the answer is more than what a page packs into.
    assert len(pieces) > 10
    assert max(map(len, pieces)) < len(whole.read("visits.json")) / 10
    told = json.loads(b"".join([piece async for piece in document(taking, "en")]))
    assert len(told["visits"]) > 1200
    assert told["visits"][-1]["records"]
