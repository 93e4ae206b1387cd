"""Every screen of the offices, on a phone and on a desk, in light and dark and in three languages: nothing wrong."""

from collections.abc import Callable, Iterator

import pytest

from e2e.conftest import Phones
from e2e.looks import DESK, wrong_on
from e2e.offices_screens import offices_screens, organisers_screens
from e2e.phone import SMALL, Phone
from e2e.words import Language


@pytest.mark.parametrize(
    ("screens", "size", "scheme", "language"),
    [
        pytest.param(screens, size, scheme, language, id=f"{name}, {scheme}, {language}")
        for name, screens, size, looks in (
            ("offices on a phone", offices_screens, SMALL, ("light sv", "dark fi")),
            ("offices on a desk", offices_screens, DESK, ("light fi", "dark en")),
            ("organiser on a phone", organisers_screens, SMALL, ("light sv", "dark fi")),
            ("organiser on a desk", organisers_screens, DESK, ("light fi", "dark en")),
        )
        for scheme, language in (look.split() for look in looks)
    ],
)
def test_screens(
    phones: Phones,
    screens: Callable[[Phone], Iterator[str]],
    size: tuple[int, int],
    scheme: str,
    language: Language,
) -> None:
    phone = phones.phone(size=size, language=language, scheme=scheme)
    assert wrong_on(phone, screens(phone)) == []
