"""Where a worker is gates nothing and is kept nowhere: who is out of range is not thereby out of work."""

import re

from backend.headers import ON_EVERY_ANSWER
from tests.house.house import ROOT

PLACE = re.compile(r"geolocation|latitude|longitude|geofence", re.IGNORECASE)
# Said to the browser by the page's own header, so that nothing on it can ask.
FORBIDDEN = "geolocation=()"


def test_failure_16_no_place_of_a_worker_is_asked_for_or_kept() -> None:
    assert FORBIDDEN in ON_EVERY_ANSWER["Permissions-Policy"]
    sources = [*(ROOT / "pwa" / "src").rglob("*.ts*"), *(ROOT / "backend").rglob("*.py")]
    assert len(sources) > 100
    asking = [str(path) for path in sources if PLACE.search(path.read_text(encoding="utf-8").replace(FORBIDDEN, ""))]
    assert asking == []
