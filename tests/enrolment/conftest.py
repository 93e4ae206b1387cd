"""The office of Kaneli, its new worker, and a phone that nobody has used."""

from collections.abc import AsyncIterator

import pytest

from backend.demo import cast
from tests.conftest import Caller, Product


@pytest.fixture
async def office(product: Product) -> AsyncIterator[Caller]:
    """Give Kaneli's office."""
    async with product.called_by(cast.OLLI) as caller:
        yield caller


@pytest.fixture
async def phone(product: Product) -> AsyncIterator[Caller]:
    """Give a phone that nobody has signed in on."""
    async with product.called_by(None) as caller:
        yield caller
