"""How an operation is asked for in the table of access."""

from typing import Any
from uuid import uuid4

Asked = dict[str, Any]


def act(**said: object) -> Asked:
    """Ask with a body that has an id of its own."""
    return {"json": {"id": str(uuid4()), **said}}
