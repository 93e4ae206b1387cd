"""Whatever an operation shows or does of a client, by whichever role, stands in the trail when it has answered.

Each is asked as the table of access asks it for one's own client; one that is new either writes an entry or is named.
"""

from contextlib import suppress

import pytest

from backend.access.roles import Role
from backend.database import fetch, transaction
from tests.conftest import Product
from tests.routes.subjects import BEFORE, asked, subjects
from tests.routes.test_access import KINDS, MAY, ONE_OF_EACH, ROUTES, YES, Undone

MARK = "select coalesce(max(id), 0) as last from trail_entry"
# A visit is its worker's act, whichever program brings it (docs/decisions/0025).
WRITTEN = """
select act from trail_entry where id > $1 and client = $2 and organiser is not null
    and role = case act when 'withdrawn' then 'worker' else $3 end
"""
# What may be answered without an entry, each for its reason.
UNWRITTEN = {
    # Her own trail, read by herself (docs/decisions/0031).
    "listViewings",
    # A photo is there when its last byte has come, and is written then; until then nobody can see any of it.
    *("addPhoto", "addPhotoPart", "giveUpPhoto"),
    # How far a thread has been read: what was read is written when it is listed.
    "readMessages",
    # Of workers, their phones, passkeys and sessions, of keys and rulebooks: nothing of a client's is shown or changed.
    *("endEmployment", "makeEnrolment", "readEnrolment", "tellPhoneLost", "tellPhoneFound", "endProviderKey"),
    *("endSession", "takeUpMembership", "removePasskey", "renamePasskey", "withdrawRulebookPart"),
}
# Who reaches rows of a client of hers by what.
REACHED = sorted(
    (operation, role)
    for operation, who in MAY.items()
    if isinstance(who, dict)
    for role, cells in who.items()
    if cells[0] == YES
)


@pytest.mark.parametrize(("operation", "role"), REACHED)
async def test_what_is_shown_or_done_is_written(product: Product, operation: str, role: Role) -> None:
    (method, path) = next((method, path) for method, path, named in ROUTES if named == operation)
    subject = (await subjects())[0]
    async with product.called_by(ONE_OF_EACH[role]) as caller:
        with suppress(Undone):
            async with transaction():
                if operation in BEFORE:
                    await fetch(BEFORE[operation], subject.voucher)
                address, said = asked(operation, path, subject)
                said["headers"] = KINDS[operation] | said.get("headers", {})
                (mark,) = await fetch(MARK)
                answer = await caller.request(method, address, **said)
                written = await fetch(WRITTEN, mark["last"], subject.client, role.value)
                raise Undone
    assert answer.status_code // 100 == 2, answer.text
    assert bool(written) != (operation in UNWRITTEN), written
