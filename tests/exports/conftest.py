"""Nothing is remembered of how often anybody took data out in the test before."""

import pytest
from litestar import Litestar

from backend.throttle import Throttle


@pytest.fixture(autouse=True)
def forgotten(app: Litestar) -> None:
    """Forget what was tried."""
    app.state.throttle = Throttle()
