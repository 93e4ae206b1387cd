"""For whom a passkey is made: the name that people open, and on a demo's own machine that one."""

import pytest

from backend.passkeys.ceremony import party_of
from backend.settings import settings_from

OURS = ("setelit.example", "https://setelit.example")


@pytest.mark.parametrize(
    ("public_url", "party"),
    [
        ("https://setelit.example", OURS),
        ("https://setelit.example/", OURS),
        ("https://Setelit.Example:443", OURS),
        ("https://setelit.example:8443", ("setelit.example", "https://setelit.example:8443")),
        ("https://hyvä.example", ("xn--hyv-sla.example", "https://xn--hyv-sla.example")),
    ],
)
@pytest.mark.parametrize("host", [None, "setelit.example", "evil.example", "localhost:8000", "127.0.0.1"])
def test_it_is_the_address_that_people_open_whatever_the_request_says(
    public_url: str, party: tuple[str, str], host: str | None
) -> None:
    assert party_of(settings_from({"KOTISETELI_PUBLIC_URL": public_url}), host) == party


@pytest.mark.parametrize(
    ("host", "party"),
    [
        ("localhost:8000", ("localhost", "http://localhost:8000")),
        ("localhost", ("localhost", "http://localhost")),
        ("localhost:80", ("localhost", "http://localhost")),
        ("evil.example", ("kotiseteli.example", "https://kotiseteli.example")),
        ("localhost.evil.example", ("kotiseteli.example", "https://kotiseteli.example")),
        ("localhost:99999", ("kotiseteli.example", "https://kotiseteli.example")),
        ("[", ("kotiseteli.example", "https://kotiseteli.example")),
        ("", ("kotiseteli.example", "https://kotiseteli.example")),
    ],
)
def test_the_demo_is_opened_on_its_own_machine_too(host: str, party: tuple[str, str]) -> None:
    assert party_of(settings_from({"KOTISETELI_DEMO": "1"}), host) == party
