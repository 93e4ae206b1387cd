"""What is printed goes out under a name that every browser takes, whatever the organiser's own system calls it."""

import re
from uuid import UUID

import pytest

from backend.database import fetch
from backend.demo import cast
from tests.conftest import Product
from tests.routes.granter import LEAVE, decided, set_terms


@pytest.mark.parametrize("number", ["2026/Pää€1", "Ж 7", 'a"b;\\', "a\r\nX: 1"])
async def test_a_decision_is_printed_whatever_signs_its_number_has(product: Product, number: str) -> None:
    await set_terms(LEAVE)
    async with product.called_by(cast.MARJA) as marja:
        made = await decided(marja)
        await fetch("update service_decision set number = $2 where id = $1", UUID(made["id"]), number)
        paper = await marja.get(f"/api/decisions/{made['id']}/paper")
    assert paper.status_code == 200
    assert re.fullmatch(r'inline; filename="[0-9A-Za-z-]+\.pdf"', paper.headers["content-disposition"])
