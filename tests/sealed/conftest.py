"""Anna's phone, which seals, and somebody without a session who carries."""

from collections.abc import AsyncIterator

import pytest

from backend.demo import cast
from tests.conftest import Caller, Product
from tests.sealed.sealing import SealingPhone
from tests.sync.phone import Phone


@pytest.fixture
async def annas(product: Product) -> AsyncIterator[SealingPhone]:
    """Give Anna's phone, which the server knows."""
    async with product.called_by(cast.ANNA) as caller:
        phone = SealingPhone(Phone(caller))
        await phone.enrol()
        yield phone


@pytest.fixture
async def stranger(product: Product) -> AsyncIterator[Caller]:
    """Give a caller without a session."""
    async with product.called_by(None) as caller:
        yield caller
