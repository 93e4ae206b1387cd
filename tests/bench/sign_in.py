"""A sign-in from the button to the session, at a real provider on this machine: ours, and what of it is the provider's.

The application is called without a network; the provider is asked over loopback, as it would be next door. Its page on
which a person says who she is costs no time here, because nobody thinks.
"""

import asyncio
import logging
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient

from backend import migrate
from backend.access.guards import COOKIE
from backend.app import build_app
from backend.clock import now
from backend.database import DB, transaction
from backend.days import local_day
from backend.demo.cast import COUNTY
from backend.demo.loading import load_county
from backend.embedded import EmbeddedDatabase
from backend.keys import read_keys
from backend.settings import settings_from
from tests.identification.openid import Browser, running

ROUNDS = 40
HOST = "https://kotiseteli.test"
SECRET = "the measurement's client secret, which is no secret"  # noqa: S105 - it says so itself
WAY = """
[[way]]
name = "county"
kind = "organisation"
title = {{ fi = "a", sv = "b", en = "c" }}
issuer = "{issuer}"
client_id = "kotiseteli"
organiser = {organiser}
groups = {{ "granters" = "granter" }}
"""
PERSON = {"claims": {"given_name": "Maija", "family_name": "Myöntäjä", "groups": ["granters"]}}


async def measured(folder: Path, address: str) -> dict[str, Any]:
    """Sign one official in again and again; the first time is apart, because the provider is not known yet."""
    client = {"client_id": "kotiseteli", "client_secret": SECRET, "redirect_uris": [f"{HOST}/api/sign-in/county/back"]}
    keys = read_keys(folder)
    await DB.open(address, 4)
    try:
        await migrate.migrate_forwards()
        async with transaction():
            await load_county(local_day(now()), keys)
        with running([client], {"maija": PERSON}) as provider:
            ways = folder / "sign-in.toml"
            ways.write_text(WAY.format(issuer=provider.issuer, organiser=COUNTY.code), encoding="utf-8")
            settings = {
                "KOTISETELI_PUBLIC_URL": HOST,
                "KOTISETELI_SIGN_IN": str(ways),
                "KOTISETELI_SIGN_IN_SECRET_COUNTY": SECRET,
            }
            app = build_app(settings_from(settings), keys)
            begin, back, elsewhere = [], [], []
            for _ in range(ROUNDS + 1):
                transport = ASGITransport(app)  # type: ignore[arg-type]  # the same protocol in other words
                async with AsyncClient(transport=transport, base_url=HOST) as caller:
                    began = time.perf_counter()
                    asked = await caller.get("/api/sign-in/county")
                    sent = time.perf_counter()
                    place = await Browser(provider).identify(asked.headers["location"], "maija")
                    came = time.perf_counter()
                    await caller.get(place)
                    done = time.perf_counter()
                    if COOKIE not in caller.cookies:
                        raise RuntimeError(f"nobody came in: {place}")
                begin.append(sent - began)
                elsewhere.append(came - sent)
                back.append(done - came)
    finally:
        await DB.close()
    whole = [sum(parts) for parts in zip(begin, elsewhere, back, strict=True)]
    return {
        "begin_ms": 1000 * statistics.median(begin[1:]),
        "back_ms": 1000 * statistics.median(back[1:]),
        "at_provider_ms": 1000 * statistics.median(elsewhere[1:]),
        "whole_ms": 1000 * statistics.median(whole[1:]),
        "whole_slowest_ms": 1000 * max(whole[1:]),
        "first_ms": 1000 * whole[0],
    }


def run() -> dict[str, Any]:
    """Measure on a database of its own."""
    for noisy in ("httpx", "httpx2"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="kotiseteli-") as made:
        folder = Path(made)
        embedded = EmbeddedDatabase(folder / "postgresql")
        address = embedded.start()
        try:
            return asyncio.run(measured(folder, address))
        finally:
            embedded.stop()
