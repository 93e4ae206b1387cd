"""What every answer tells the browser to keep shut: pages, data, problems, papers and streams alike."""

import httpx
import pytest

from backend.app import build_app
from backend.demo import cast
from backend.headers import ANSWER_POLICY, ON_EVERY_ANSWER, PAGE_POLICY, PAPER_POLICY
from backend.settings import settings_from
from tests.conftest import TEST_KEYS, Product

TRANSPORT = "strict-transport-security"


def lacking(answer: httpx.Response) -> list[str]:
    """Return which of the headers of every answer this one lacks or says otherwise."""
    mine = {name: value for name, value in ON_EVERY_ANSWER.items() if name != "Cache-Control"}
    return [name for name, value in mine.items() if answer.headers.get(name) != value]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/session", 200),
        ("/api/vouchers", 403),
        ("/api/nothing-here", 404),
        ("/api/visits/not-an-id/pictures", 404),
    ],
)
async def test_data_and_problems_run_nothing_and_are_kept_by_nobody(product: Product, path: str, status: int) -> None:
    async with product.called_by(cast.ANNA) as anna:
        answer = await anna.get(path)
    assert answer.status_code == status
    assert lacking(answer) == []
    assert answer.headers["content-security-policy"] == ANSWER_POLICY
    assert answer.headers["cache-control"] == "no-store"


async def test_a_refused_stranger_gets_them_too(product: Product) -> None:
    async with product.called_by(None) as stranger:
        answers = [
            await stranger.get("/api/session"),
            await stranger.put("/api/session"),
            await stranger.get("/nowhere"),
        ]
    assert [(answer.status_code, lacking(answer)) for answer in answers[:2]] == [(401, []), (405, [])]
    assert lacking(answers[2]) == []


async def test_a_paper_may_be_drawn_by_the_browsers_own_page(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/paper")
    assert answer.headers["content-type"].startswith("application/pdf")
    assert answer.headers["content-security-policy"] == PAPER_POLICY
    assert lacking(answer) == []


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"KOTISETELI_DEMO": "1"}, None),
        ({"KOTISETELI_PUBLIC_URL": "https://voucher.example"}, "max-age=63072000; includeSubDomains"),
    ],
)
async def test_only_a_real_installation_asks_for_a_secure_line_for_good(
    database: None,  # noqa: ARG001 - health asks it
    environment: dict[str, str],
    said: str | None,
) -> None:
    app = build_app(settings_from(environment), TEST_KEYS)
    async with Product(app).called_by(None) as caller:
        answers = [await caller.get("/api/health"), await caller.get("/api/nothing")]
    assert [answer.headers.get(TRANSPORT) for answer in answers] == [said, said]


def test_no_page_of_ours_may_run_what_is_written_into_it() -> None:
    rules = dict(rule.strip().partition(" ")[::2] for rule in PAGE_POLICY.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert rules["style-src"] == "'self'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["frame-ancestors"] == "'none'"
    # No scheme and no host: nothing but what lies beside the page.
    assert not any("unsafe-inline" in value or "://" in value or "*" in value for value in rules.values())
