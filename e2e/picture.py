"""Takes the README's picture (`make picture`): the worker's first screen of the real product, at 360 x 740."""

import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from backend import clock
from backend.days import HERE
from backend.demo.cast import ANNA, HELVIS_VOUCHER
from e2e.pages import AtDoor, Home
from e2e.phone import SMALL, kept_phone
from e2e.product import Product

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "worker.png"


def record_one_in_flight_mode(home: Home) -> None:
    """Record the visit that ended a quarter of an hour ago, so that the picture shows one still on the phone."""
    phone = home.phone
    phone.go_offline()
    phone.open(f"/voucher/{HELVIS_VOUCHER.number}")
    ended = clock.now().astimezone(HERE) - timedelta(minutes=15)
    visit = AtDoor(phone).record_past_visit()
    visit.was(f"{ended:%Y-%m-%d}", f"{ended - timedelta(minutes=35):%H:%M}", f"{ended:%H:%M}")
    visit.save()
    phone.open()
    home.is_open()


def main() -> None:
    """Serve the demo county, be Anna, and keep what her phone shows."""
    with tempfile.TemporaryDirectory(prefix="kotiseteli-picture-") as folder, sync_playwright() as playwright:
        product = Product(Path(folder), "")
        product.start()
        try:
            with kept_phone(
                playwright.chromium, Path(folder) / "disk", product.url, size=SMALL, language="en"
            ) as phone:
                phone.be(ANNA)
                home = Home(phone)
                home.is_ready_for_flight_mode()
                record_one_in_flight_mode(home)
                phone.picture(PICTURE)
        finally:
            product.stop()


if __name__ == "__main__":
    main()
