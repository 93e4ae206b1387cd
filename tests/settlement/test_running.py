"""A run settles a month once, provider by provider."""

import pytest
from backend.database import fetch
from backend.demo import cast
from backend.settlement.running import begin_run, settle_all
from backend.settlement.reconciling import reconcile
from tests.settlement.month import NOVEMBER, OCTOBER, judged, settlements


@pytest.mark.usefixtures("database")
async def test_x() -> None:
    await judged()
    assert await begin_run(cast.COUNTY.id, OCTOBER, None) is None
    await settle_all()
    f = await reconcile()
    print(f.in_words())
    await fetch("set local session_replication_role=replica")
    await fetch(
        "update settlement_line set organiser_cents=organiser_cents+1, price_cents=price_cents+1 where place=3 and settlement=(select id from settlement order by number limit 1)"
    )
    await fetch(
        "delete from settlement_line where place=2 and settlement=(select id from settlement order by number limit 1)"
    )
    f = await reconcile()
    print(f.in_words())
    assert 0
