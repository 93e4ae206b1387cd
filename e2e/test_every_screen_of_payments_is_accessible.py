"""Finance's pages of settlements and a provider's bank account, walked through as every other screen."""

import pytest

from e2e.conftest import Phones
from e2e.finance import changed_screens
from e2e.looks import DESK, wrong_on
from e2e.phone import SMALL
from e2e.product import Product
from e2e.settling_screens import finances_settlements, offices_bank_account
from e2e.words import Language


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [
        pytest.param(SMALL, "light", "fi", id="on a phone, light, fi"),
        pytest.param(SMALL, "dark", "sv", id="on a phone, dark, sv"),
        pytest.param(DESK, "light", "en", id="on a desk, light, en"),
        pytest.param(DESK, "dark", "fi", id="on a desk, dark, fi"),
    ],
)
def test_screens(phones: Phones, product: Product, size: tuple[int, int], scheme: str, language: Language) -> None:
    phone = phones.phone(size=size, language=language, scheme=scheme)
    wrong = wrong_on(phone, offices_bank_account(phone))
    phone.sign_out()
    wrong += wrong_on(phone, finances_settlements(phone, product))
    wrong += wrong_on(phone, changed_screens(phone, product))
    assert wrong == []
