"""What the log tells of a refusal or a crash: what, when, at what, by which sign-in; and no word of anybody's."""

import logging
import re
from uuid import UUID

import pytest

from backend.access.guards import COOKIE
from backend.app import build_app
from backend.database import fetch
from backend.demo import cast
from backend.logs import Line
from backend.settings import settings_from
from tests.conftest import TEST_KEYS, Product

EVENT = re.compile(
    r"INFO (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) kotiseteli refused ([a-z-]+) ([A-Z]+) (urn:uuid:[0-9a-f-]{36})"
    r" operation=(\S+) sign-in=(\S+)"
)
# What a log would be broken by: an end of line, an escape of a terminal, an event of its own.
WICKED = "x\r\nINFO 2026-01-01T00:00:00.000Z kotiseteli refused \x1b[2J\u2028\u202e"


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the product's own lines as they are written."""
    return [Line().format(record) for record in caplog.records if record.name == "kotiseteli"]


@pytest.fixture(autouse=True)
def all_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    """Hear what the server logs."""
    caplog.set_level(logging.INFO, logger="kotiseteli")


async def test_a_refused_role_is_logged_with_who_when_where_and_what(
    product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    async with product.called_by(cast.ANNA) as anna:
        answer = await anna.get("/api/clients")
    (line,) = lines(caplog)
    found = EVENT.fullmatch(line)
    assert found, line
    _, slug, method, reference, operation, sign_in = found.groups()
    assert (slug, method, operation) == ("not-your-role", "GET", "listClients")
    assert reference == answer.json()["instance"]
    (known,) = await fetch(
        "select id from sign_in where membership = $1 order by at desc limit 1", cast.ANNA.membership
    )
    assert UUID(sign_in) == known["id"]


async def test_who_is_not_signed_in_is_logged_as_nobody(product: Product, caplog: pytest.LogCaptureFixture) -> None:
    async with product.called_by(None) as stranger:
        stranger.cookies.set(COOKIE, "a-guess")
        await stranger.get("/api/vouchers")
    (line,) = lines(caplog)
    assert line.endswith("operation=listVouchers sign-in=-")
    assert "a-guess" not in line


async def test_no_word_of_a_request_comes_into_the_log(product: Product, caplog: pytest.LogCaptureFixture) -> None:
    headers = {"user-agent": "wicked agent", "accept-language": "wicked", "origin": "https://wicked.example"}
    async with product.called_by(cast.MARJA) as marja:
        await marja.post("/api/clients/search", json={"search": WICKED, "order": WICKED})
        await marja.get("/api/vouchers/wicked%0Away/x")
        await marja.post("/api/clients", json={"givenName": WICKED, "identityCode": "010180-9026"}, headers=headers)
        await marja.post("/api/clients", json={"id": WICKED, "identityCode": "010180-9026"})
    written = lines(caplog)
    assert len(written) == 4
    for line in written:
        assert line.isprintable(), line
        assert "wicked" not in line.lower()
        assert "010180" not in line


def test_the_application_writes_its_log_so() -> None:
    config = build_app(settings_from({"KOTISETELI_DEMO": "1"}), TEST_KEYS).logging_config
    assert config is not None
    assert config.formatters["standard"] == {"()": Line}  # type: ignore[attr-defined]  # of Litestar's own kind


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
async def test_a_method_that_nobody_serves_echoes_nothing(product: Product, method: str) -> None:
    async with product.called_by(cast.ANNA) as anna:
        answer = await anna.request(method, "/api/session", headers={"x-mirror": "mirrored"})
    assert answer.status_code in {404, 405}
    assert "mirrored" not in answer.text
