"""Kaneli's own system, with a key that its office made, and Anna's phone beside it."""

from collections.abc import AsyncIterator

import pytest

from backend.demo import cast
from tests.conftest import Product
from tests.own_systems.system import System, made_key
from tests.sync.phone import Phone


@pytest.fixture
async def system(product: Product) -> AsyncIterator[System]:
    """Give the system, which has no session."""
    made = await made_key(product)
    async with product.called_by(None) as caller:
        yield System(caller, made["token"], made["id"])


@pytest.fixture
async def annas_phone(product: Product) -> AsyncIterator[Phone]:
    """Give the phone of a worker of Kaneli's."""
    async with product.called_by(cast.ANNA) as caller:
        yield Phone(caller)
