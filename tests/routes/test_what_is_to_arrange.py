"""What a client has refused waits until something else is decided on the service, here or in another system."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import TODAY, Product
from tests.routes.granter import LEAVE, decided, set_terms

# As an import stores a decision of another system: without the moment at which it was made here.
BROUGHT_IN = """
insert into service_decision (id, number, client, organiser, service, resolution, arranging, decided_on, decided_by,
    first_day, decided_elsewhere_by)
select gen_random_uuid(), 'K-1', client, organiser, service, 'granted', 'own', $2, decided_by, $2, 'Tiina Malli'
from service_decision where id = $1
"""


@pytest.mark.parametrize(("decided_on", "waits"), [(TODAY, False), (TODAY - timedelta(days=1), True)])
async def test_a_decision_brought_in_from_elsewhere_arranges_what_was_refused_before_it(
    product: Product, decided_on: date, *, waits: bool
) -> None:
    await set_terms(LEAVE)
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja)
        said = {"id": str(uuid4()), "words": ""}
        assert (await marja.post(f"/api/vouchers/{made['voucherId']}/refusal", json=said)).status_code == 200
        await fetch(BROUGHT_IN, UUID(made["id"]), decided_on)
        waiting = (await marja.get("/api/decisions?toArrange=true")).json()
    assert [one["id"] for one in waiting] == ([made["id"]] if waits else [])
