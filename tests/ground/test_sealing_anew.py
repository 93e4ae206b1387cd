"""After a change of the key everything can be sealed anew: the old key opens nothing then, and nothing else changes."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from backend import at_rest
from backend.database import fetch
from backend.demo import cast
from backend.seal_anew import EVERYTHING, seal_anew
from backend.sessions.beginning import begin_session
from tests.conftest import TEST_KEYS, Product
from tests.routes.photo import PhotoPhone, receipt, stored
from tests.routes.settled import SETTLEMENTS
from tests.sync.phone import Phone
from tests.written import contents_of, note_of, refused_contents_of

NEW_KEY = sha256(b"the next key").digest()


@pytest.fixture
def old_key_again() -> Iterator[None]:
    """Put the tests' key back afterwards."""
    yield
    TEST_KEYS.open_contents()


async def whole(table: str) -> list[Any]:
    sealed = [column for name, column in (one.table_and_column() for one in EVERYTHING) if name == table]
    rows = await fetch(f"select to_jsonb(t) - $1::text[] as row from {table} t order by 1", sealed)  # noqa: S608 - ours
    return [row["row"] for row in rows]


async def told_somewhere() -> None:
    """Have Kaisa told by a browser and by e-mail."""
    await begin_session(cast.KAISA.membership, "demo")
    endpoint, address = (
        at_rest.seal(place, cast.KAISA.id.bytes, b"x") for place in (at_rest.ENDPOINT, at_rest.ADDRESS)
    )
    await fetch(
        """
        insert into push_subscription (id, person, sign_in, endpoint_hash, endpoint_sealed, key_id, made_at)
        select $1, $1, s.id, sha256('x'), $2, '', now() from session s join membership m on m.id = s.membership
        where m.person = $1 limit 1
        """,
        *(cast.KAISA.id, endpoint),
    )
    await fetch(
        "insert into mail_address (person, address_sealed, asked_at) values ($1, $2, now())", cast.KAISA.id, address
    )


async def written_of_a_client() -> None:
    """Write what the demo county has nobody write: a paper's number, a question, what a viewing was, letters."""
    (mandate,) = await fetch("select id from representation limit 1")
    reference = at_rest.seal(at_rest.MANDATE, mandate["id"].bytes, b"x")
    await fetch("update representation set reference_sealed = $2 where id = $1", mandate["id"], reference)
    visit = (await fetch("select client, organiser, worker from visit limit 1"))[0]
    client, organiser, worker = visit["client"], visit["organiser"], visit["worker"]
    await fetch(
        """
        insert into explanation (id, entry, entry_at, client, organiser, asked_by, asked_at, words_sealed, due_on)
        select $1, 1, now(), c.id, c.organiser, c.person, now(), $2, current_date from client c where c.id = $3
        """,
        *(client, at_rest.seal(at_rest.QUESTION, client.bytes, b"x"), client),
    )
    await fetch(
        """
        insert into unusual_viewing (id, organiser, kind, person, role, client, day, entries, clients, last_at,
            found_at, words_sealed)
        values ($1, $2, 'own-relative', $3, 'worker', $1, current_date, 1, 1, now(), now(), $4)
        """,
        *(client, organiser, worker, at_rest.seal(at_rest.UNUSUAL, client.bytes, b"x")),
    )
    await fetch(
        """
        insert into newcomer (id, token_hash, way, who_sealed, language, expires_at)
        values ($1, sha256('x'), 'bank', $2, 'fi', now())
        """,
        *(client, at_rest.seal(at_rest.NEWCOMER, client.bytes, b"x")),
    )
    (paid,) = await fetch("select id from visit where client = $1 limit 1", client)
    await fetch(SETTLEMENTS["settlement"], client, paid["id"])
    await fetch(
        """
        insert into credit (id, visit, settlement, organiser, provider, client, reason, words_sealed, price_cents,
            organiser_cents, own_liability_cents, at, by_person)
        select $1, visit, settlement, organiser, provider, client, 'other', $2, 2, 1, 1, now(), $3
        from settlement_line where settlement = $1
        """,
        *(client, at_rest.seal(at_rest.CREDIT, client.bytes, b"x"), worker),
    )
    await fetch(
        """
        insert into late_decision (id, visit, record, client, organiser, provider, reason, words_sealed, by_person, at)
        select $1, id, record, client, organiser, provider, 'other', $2, worker, ended_at from visit where id = $3
        """,
        *(client, at_rest.seal(at_rest.LATE_DECISION, client.bytes, b"x"), paid["id"]),
    )
    letter = (at_rest.ACCESSIBILITY, at_rest.ACCESSIBILITY_CONTACT, at_rest.ACCESSIBILITY_ANSWER)
    await fetch(
        """
        insert into accessibility_feedback (id, organiser, answered_by, words_sealed, contact_sealed, answer_sealed,
            received_at, due_on, answered_at)
        values ($1, $2, $3, $4, $5, $6, now(), current_date, now())
        """,
        *(client, organiser, worker, *(at_rest.seal(place, client.bytes, b"x") for place in letter)),
    )


def test_every_place_is_sealed_anew() -> None:
    places = {value for name, value in vars(at_rest).items() if name.isupper() and isinstance(value, bytes)}
    assert {sealed.place for sealed in EVERYTHING} == {place for place in places if b"." in place}


@pytest.mark.usefixtures("old_key_again")
async def test_all_is_read_by_the_new_key_alone_and_nothing_else_has_changed(product: Product) -> None:
    picture = receipt()
    async with product.called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        visit, refused = phone.recording(note="Söi hyvin."), phone.recording(voucherNumber="000000000000")
        await phone.push(visit, refused)
        photo = (await PhotoPhone(anna, visit["id"]).send(picture)).json()["id"]
        half = (await PhotoPhone(anna, visit["id"]).announce(picture)).json()["id"]
        await PhotoPhone(anna, visit["id"]).part(half, 0, picture[:5000])
    await told_somewhere()
    await written_of_a_client()
    before = [await whole(sealed.table_and_column()[0]) for sealed in EVERYTHING]
    was = (await contents_of(visit["id"]), await refused_contents_of(refused["id"]), await stored(photo))
    at_rest.use(NEW_KEY, [TEST_KEYS.contents])
    counts = await seal_anew()
    assert all(count > 0 for table, count in counts.items() if table != "voucher_act")
    at_rest.use(NEW_KEY)
    assert await note_of(visit["id"]) == "Söi hyvin."
    assert (await contents_of(visit["id"]), await refused_contents_of(refused["id"]), await stored(photo)) == was
    assert [await whole(sealed.table_and_column()[0]) for sealed in EVERYTHING] == before
    assert set((await seal_anew()).values()) == {0}
