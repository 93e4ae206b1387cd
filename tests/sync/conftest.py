"""Anna's phone, signed in, on the demo county."""

from collections.abc import AsyncIterator

import pytest

from backend.demo import cast
from tests.conftest import Product
from tests.sync.phone import Phone


@pytest.fixture
async def annas_phone(product: Product) -> AsyncIterator[Phone]:
    """Give Anna's phone."""
    async with product.called_by(cast.ANNA) as caller:
        yield Phone(caller)
