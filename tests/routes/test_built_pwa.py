"""The built app as a browser gets it: compressed once, cached for ever where the name says so, every place opens."""

import gzip
from pathlib import Path

import pytest

from backend.app import build_app
from backend.built_pwa import read_build
from backend.headers import PAGE_POLICY
from backend.settings import settings_from
from tests.conftest import TEST_KEYS, Caller, Product

SCRIPT = b"console.log('kotiseteli')\n"


@pytest.fixture
async def browser(tmp_path: Path, database: None) -> Caller:  # noqa: ARG001 - health asks it
    """Give a caller of an app built into a folder of its own."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Kotiseteli</title>")
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "assets" / "main-B3xYz01a.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "main-B3xYz01a.js.gz").write_bytes(gzip.compress(SCRIPT))
    app = build_app(settings_from({"KOTISETELI_DEMO": "1"}), TEST_KEYS)
    app.state.build = read_build(tmp_path)
    async with Product(app).called_by(None) as caller:
        caller.headers["accept-encoding"] = "identity"
        return Caller(transport=caller._transport, base_url=caller.base_url, headers=caller.headers)


@pytest.mark.parametrize(
    "place", ["/", "/scan", "/today", "/v/ABC", "/V/ABC", "/voucher/7K3M9QXD2FXN", "/problems/not-json"]
)
async def test_every_place_in_the_app_opens_the_shell(browser: Caller, place: str) -> None:
    answer = await browser.get(place)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == PAGE_POLICY
    assert "camera=(self)" in answer.headers["permissions-policy"]


async def test_a_monitor_may_ask_for_the_head_alone(browser: Caller) -> None:
    answer = await browser.head("/scan")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_file_named_by_its_content_is_kept_for_a_year(browser: Caller) -> None:
    answer = await browser.get("/assets/main-B3xYz01a.js")
    assert answer.content == SCRIPT
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_a_browser_that_has_the_file_gets_it_no_second_time(browser: Caller) -> None:
    etag = (await browser.get("/")).headers["etag"]
    answer = await browser.get("/", headers={"if-none-match": etag})
    assert answer.status_code == 304
    assert answer.content == b""


async def test_the_compressed_copy_is_sent_to_those_who_take_it(browser: Caller) -> None:
    answer = await browser.get("/assets/main-B3xYz01a.js", headers={"accept-encoding": "gzip, deflate"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == SCRIPT


async def test_the_manifest_says_what_it_is(browser: Caller) -> None:
    assert (await browser.get("/manifest.json")).headers["content-type"].startswith("application/manifest+json")


@pytest.mark.parametrize("place", ["/assets/gone-12345678.js", "/api/nothing", "/api/"])
async def test_what_is_not_there_is_not_the_shell(browser: Caller, place: str) -> None:
    answer = await browser.get(place)
    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/not-found"


@pytest.mark.parametrize("place", ["/../pyproject.toml", "/%2e%2e/pyproject.toml", "/assets/../../pyproject.toml"])
async def test_nothing_outside_the_build_is_served(browser: Caller, place: str) -> None:
    answer = await browser.get(place)
    assert b"[project]" not in answer.content


async def test_the_server_says_that_it_is_well(browser: Caller) -> None:
    assert (await browser.get("/api/health")).json() == {"status": "ok"}
