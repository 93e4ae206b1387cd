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
from tests.sync.phone import Phone
from tests.written import contents_of, note_of, refused_contents_of

NEW_KEY = sha256(b"the next key").digest()


@pytest.fixture
def old_key_again() -> Iterator[None]:
    """Put the tests' key back afterwards."""
    yield
    TEST_KEYS.open_contents()


async def whole(table: str, column: str) -> list[Any]:
    rows = await fetch(f"select to_jsonb(t) - '{column}' as row from {table} t order by 1")  # noqa: S608 - our own names
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
    before = [await whole(*sealed.table_and_column()) for sealed in EVERYTHING]
    was = (await contents_of(visit["id"]), await refused_contents_of(refused["id"]), await stored(photo))
    at_rest.use(NEW_KEY, [TEST_KEYS.contents])
    counts = await seal_anew()
    assert all(count > 0 for table, count in counts.items() if table != "voucher_act")
    at_rest.use(NEW_KEY)
    assert await note_of(visit["id"]) == "Söi hyvin."
    assert (await contents_of(visit["id"]), await refused_contents_of(refused["id"]), await stored(photo)) == was
    assert [await whole(*sealed.table_and_column()) for sealed in EVERYTHING] == before
    assert set((await seal_anew()).values()) == {0}
