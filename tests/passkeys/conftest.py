"""A device, and browsers: one in which Anna of Kaneli is signed in, and one of nobody."""

from collections.abc import AsyncIterator

import pytest

from backend.demo import cast
from tests.conftest import Caller, Product
from tests.passkeys.authenticator import Device


@pytest.fixture
def device() -> Device:
    """Give a device without passkeys."""
    return Device()


@pytest.fixture
async def anna(product: Product) -> AsyncIterator[Caller]:
    """Give the browser in which Anna has just signed in."""
    async with product.called_by(cast.ANNA) as caller:
        yield caller


@pytest.fixture
async def browser(product: Product) -> AsyncIterator[Caller]:
    """Give a browser that nobody has signed in with."""
    async with product.called_by(None) as caller:
        yield caller
