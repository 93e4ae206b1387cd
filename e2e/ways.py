"""A way in at an identity provider that runs beside the product, for as long as a journey needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from e2e.product import Product
from tests.identification.openid import running as running_provider

SECRET = "the journey's client secret, which is no secret"  # noqa: S105 - it says so itself


@contextmanager
def way_in(running: Product, folder: Path, name: str, way: str, people: dict[str, Any]) -> Iterator[str]:
    """Let the product know one way in, written in TOML with the place of its issuer; say where that is."""
    client = {
        "client_id": "kotiseteli",
        "client_secret": SECRET,
        "redirect_uris": [f"{running.url}/api/sign-in/{name}/back"],
        "post_logout_redirect_uris": [f"{running.url}/"],
    }
    ways = folder / "sign-in.toml"
    running.kill()
    try:
        with running_provider([client], people) as provider:
            ways.write_text(way.replace("ISSUER", provider.issuer), encoding="utf-8")
            running.settings = {
                "KOTISETELI_PUBLIC_URL": running.url,
                "KOTISETELI_SIGN_IN": str(ways),
                f"KOTISETELI_SIGN_IN_SECRET_{name.upper()}": SECRET,
            }
            running.start()
            yield provider.issuer
    finally:
        running.kill()
        running.settings = {}
        running.start()
