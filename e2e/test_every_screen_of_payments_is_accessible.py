"""Finance's pages of settlements and a provider's bank account, walked through as every other screen."""

from itertools import chain

import pytest

from e2e.conftest import Phones
from e2e.finance import changed_screens
from e2e.phone import SMALL
from e2e.product import Product
from e2e.settling_screens import finances_settlements, offices_bank_account
from e2e.test_every_screen_is_accessible import DESK, cut_off_on, violations_on
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
    wrong = []
    for where in offices_bank_account(phone):
        wrong += [f"{where}: {what}" for what in (*violations_on(phone.page), *cut_off_on(phone.page))]
    phone.sign_out()
    for where in chain(finances_settlements(phone, product), changed_screens(phone, product)):
        wrong += [f"{where}: {what}" for what in (*violations_on(phone.page), *cut_off_on(phone.page))]
    assert wrong == []
